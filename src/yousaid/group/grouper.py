"""Which issue a mention belongs to: the online centred leader inside a topic and product.

A mention's embedding is centred by the mean of its topic and product and joins the issue whose centred
centroid is nearest by cosine, or starts an issue. Centring makes one threshold fit narrow and wide topics:
what all mentions of a topic share says nothing about which problem of that topic they speak of.
"""

from collections.abc import Container, Iterable, Mapping
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .columns import Mentions, mentions_of
from .leader import THRESHOLD, Placed, place_block
from .settle import LOOSE, has_leftovers, settle, together_from
from .shelf import Shelf
from .state import DIMENSION, IssueState, Vector

#: Mentions compared at once: issues that start among them are found together, whatever their order.
BLOCK: Final = 256
#: Mentions after which a mean outweighs the wider one that it is drawn towards (topic, then everything).
PRIOR: Final = 12.0

#: Sum of embeddings, and how many.
Total = tuple[NDArray[np.float64], int]
NOTHING: Final[Total] = (np.zeros(DIMENSION), 0)


class Grouper:
    """The issues of every topic and product. Not safe to use from two threads at once."""

    def __init__(
        self,
        states: Iterable[IssueState] = (),
        *,
        threshold: float = THRESHOLD,
        problems: Container[str] | None = None,
    ) -> None:
        """Go on from saved states.

        threshold: cosine 0..1 from which a mention joins an issue; the other thresholds follow it.
        problems:  topic ids that have issues; mentions of any other are not placed. None: all.
        """
        if not 0.0 < threshold < 1.0:
            raise ValueError(f"a threshold is between 0 and 1, not {threshold}")
        self._threshold = threshold
        self._problems = problems
        self._shelves: dict[tuple[str, str], Shelf] = {}
        self._totals: dict[tuple[str, str], Total] = {}
        for state in sorted(states, key=lambda s: (s.topic_id, s.product, s.born, s.key)):
            self._shelf(state.topic_id, state.product).load(state)
        for at, shelf in self._shelves.items():
            self._totals[at] = shelf.total()
            shelf.unsettled = has_leftovers(shelf)

    def place(self, batch: pa.RecordBatch) -> list[Placed]:
        """The issue of every mention that has a topic, in the batch's order (row, then part).

        batch: UNDERSTOOD_SCHEMA. The same batches in the same order give the same issues on every machine.
        """
        return self.place_mentions(mentions_of(batch))

    def place_mentions(self, groups: Iterable[Mentions]) -> list[Placed]:
        """The same for mentions that are already gathered by topic and product."""
        wider = self._wider()
        placed: list[Placed] = []
        for mentions in groups:
            if self._problems is not None and mentions.topic_id not in self._problems:
                continue
            shelf = self._shelf(mentions.topic_id, mentions.product)
            fresh = mentions.embeddings.sum(axis=0, dtype=np.float64)  # zeros where there is none
            more = int(mentions.known.sum())
            mean = self._mean(shelf, wider, (fresh, more))
            for start in range(0, len(mentions), BLOCK):
                part = mentions.part(start, start + BLOCK)
                placed += place_block(shelf, part, part.known, mean, self._threshold)
            at = (shelf.topic_id, shelf.product)
            self._totals[at] = (self._totals[at][0] + fresh, self._totals[at][1] + more)
        return sorted(placed, key=lambda p: (p.row, p.part))

    def touched(self) -> list[IssueState]:
        """Issues that changed since the last call, to be written in the same transaction as the mentions."""
        changed: list[IssueState] = []
        for at, shelf in self._shelves.items():
            if shelf.dirty:
                slots = {key: slot for slot, key in enumerate(shelf.keys)}
                changed += [shelf.state(slots[key]) for key in shelf.dirty]
                shelf.dirty.clear()
                self._totals[at] = shelf.total()  # the states were rounded
        return changed

    def consolidate(self, *, frozen: Container[str] = (), patience: int = 0) -> list[tuple[str, str]]:
        """Merge issues that came together, and leftovers into what they resemble: (from, into), in order.

        Only where something came since the last time. A `from` never appears again; what it held is `into`'s.
        frozen:   keys that a person worked on: they take others in and are never merged away.
        patience: a leftover younger than this many mentions of its topic and product waits for company.
        """
        merged: list[tuple[str, str]] = []
        wider = self._wider()
        scale = self._threshold / THRESHOLD
        for at in sorted(self._shelves):
            shelf = self._shelves[at]
            if shelf.unsettled:
                mean = self._mean(shelf, wider, NOTHING)
                merged += settle(
                    shelf,
                    mean,
                    frozen=frozen,
                    patience=patience,
                    together=together_from(shelf.seen) * scale,
                    loose=LOOSE * scale,
                )
                self._totals[at] = shelf.total()
        return merged

    def general(self) -> frozenset[str]:
        """Keys of the issues for what resembles nothing else: their title is the topic's, without words."""
        return frozenset(s.keys[s.general] for s in self._shelves.values() if s.general is not None)

    def _shelf(self, topic_id: str, product: str) -> Shelf:
        at = (topic_id, product)
        if at not in self._shelves:
            self._shelves[at] = Shelf(topic_id, product)
            self._totals[at] = NOTHING
        return self._shelves[at]

    def _wider(self) -> dict[str, Total]:
        """Sums of the embeddings of each topic, and of everything under ""."""
        sums: dict[str, Total] = {"": NOTHING}
        for (topic, _), (vector, n) in self._totals.items():
            for name in ("", topic):
                held, count = sums.get(name, NOTHING)
                sums[name] = (held + vector, count + n)
        return sums

    def _mean(self, shelf: Shelf, wider: Mapping[str, Total], coming: Total) -> Vector:
        """The mean that centres a shelf: its own, drawn towards its topic's while it holds little."""
        mean = np.zeros(DIMENSION)
        own = self._totals[shelf.topic_id, shelf.product]
        for vector, n in (wider[""], wider.get(shelf.topic_id, NOTHING), own):
            mean = (vector + coming[0] + PRIOR * mean) / (n + coming[1] + PRIOR)
        return mean.astype(np.float32)
