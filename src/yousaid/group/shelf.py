"""The issues of one topic and product, side by side in one matrix that grows by doubling."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from .columns import Ints
from .state import DIMENSION, PRINTS, IssueState, Vector


def unit(vectors: Vector) -> Vector:
    """Rows scaled to length 1; rows that are (nearly) zero stay zero."""
    length = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    return np.where(length > 1e-6, vectors / np.maximum(length, np.float32(1e-6)), np.float32(0.0))


class Shelf:
    """Issues of one (topic, product). A slot is an issue's row; slots move only in `drop`."""

    def __init__(self, topic_id: str, product: str, *, width: int = DIMENSION) -> None:
        self.topic_id = topic_id
        self.product = product
        self.keys: list[str] = []
        self.general: int | None = None  # slot of the general issue
        self.dirty: dict[str, None] = {}  # keys changed since the last save, in the order they changed
        self.unsettled = False  # whether there is something to consolidate
        self.seen = 0  # mentions, with or without an embedding
        self._means = np.zeros((8, width), dtype=np.float32)
        self._counts = np.zeros(8, dtype=np.int64)  # mentions
        self._weights = np.zeros(8, dtype=np.int64)  # mentions with an embedding
        self._born: list[int] = []
        self._prints: list[dict[int, None]] = []
        self._where: dict[int, int] = {}  # fingerprint -> slot

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def means(self) -> Vector:
        """Mean embeddings, a row an issue (a view)."""
        return self._means[: len(self.keys)]

    @property
    def counts(self) -> Ints:
        """Mentions of each issue (a view)."""
        return self._counts[: len(self.keys)]

    @property
    def weights(self) -> Ints:
        """Mentions that have an embedding, of each issue (a view)."""
        return self._weights[: len(self.keys)]

    @property
    def born(self) -> Ints:
        """How many mentions the shelf had when each issue began."""
        return np.array(self._born, dtype=np.int64)

    def total(self) -> tuple[NDArray[np.float64], int]:
        """Sum of all embeddings on the shelf, and how many they are."""
        weights = self.weights
        return weights.astype(np.float64) @ self.means.astype(np.float64), int(weights.sum())

    def start(self, key: str, *, born: int, general: bool = False) -> int:
        """A new empty issue; its slot."""
        slot = len(self.keys)
        if slot == len(self._counts):
            self._means = np.concatenate([self._means, np.zeros_like(self._means)])
            self._counts = np.concatenate([self._counts, np.zeros_like(self._counts)])
            self._weights = np.concatenate([self._weights, np.zeros_like(self._weights)])
        self._means[slot] = 0.0
        self._counts[slot] = self._weights[slot] = 0
        self.keys.append(key)
        self._born.append(born)
        self._prints.append({})
        if general:
            self.general = slot
        return slot

    def load(self, state: IssueState) -> None:
        """Put a saved issue back."""
        slot = self.start(state.key, born=state.born, general=state.general)
        self._means[slot] = state.centroid
        self._counts[slot] = state.n
        self._weights[slot] = state.embedded
        self.remember(slot, state.prints)
        self.seen += state.n

    def add(self, at: Ints, embeddings: Vector, known: NDArray[np.bool_]) -> None:
        """Count mentions into their issues (`at`: a slot each) and move the means."""
        for slot, embedding, has in zip(at.tolist(), embeddings, known.tolist(), strict=True):
            self._counts[slot] += 1
            self.dirty[self.keys[slot]] = None
            if has:
                self._weights[slot] += 1
                mean = self._means[slot]
                mean += (embedding - mean) / np.float32(self._weights[slot])
        self.seen += len(at)
        self.unsettled = True

    def where(self, fingerprint: int) -> int | None:
        """The slot that lately saw this fingerprint."""
        return self._where.get(fingerprint)

    def remember(self, slot: int, prints: Iterable[int]) -> None:
        """Keep fingerprints as the latest of an issue, and forget its oldest beyond PRINTS. 0 is none."""
        mine = self._prints[slot]
        for one in prints:
            if not one:
                continue
            holder = self._where.get(one)
            if holder is not None:
                self._prints[holder].pop(one, None)
            mine[one] = None
            self._where[one] = slot
        while len(mine) > PRINTS:
            oldest = next(iter(mine))
            del mine[oldest], self._where[oldest]

    def merge(self, source: int, into: int) -> None:
        """Pour one issue into another. `source` stays as an empty slot until `drop`."""
        weight = self._weights[into] + self._weights[source]
        if weight:
            share = np.float32(self._weights[source] / weight)
            self._means[into] += (self._means[source] - self._means[into]) * share
        self._weights[into] = weight
        self._counts[into] += self._counts[source]
        self._counts[source] = self._weights[source] = 0
        self._born[into] = min(self._born[into], self._born[source])
        own = list(self._prints[into])
        self.remember(into, [*self._prints[source], *own])
        self.dirty.pop(self.keys[source], None)
        self.dirty[self.keys[into]] = None
        if self.general == source:
            self.general = into

    def drop(self, slots: Iterable[int]) -> None:
        """Take emptied slots off the shelf; the others close up and keep their order."""
        gone = set(slots)
        keep = [slot for slot in range(len(self.keys)) if slot not in gone]
        at = np.array(keep, dtype=np.int64)
        for held in (self._means, self._counts, self._weights):
            held[: len(keep)] = held[at]
        self.keys = [self.keys[slot] for slot in keep]
        self._born = [self._born[slot] for slot in keep]
        self._prints = [self._prints[slot] for slot in keep]
        self._where = {one: slot for slot, mine in enumerate(self._prints) for one in mine}
        self.general = keep.index(self.general) if self.general is not None else None

    def state(self, slot: int) -> IssueState:
        """An issue as it is saved. The mean is rounded here too, so that a restart changes nothing."""
        self._means[slot] = self._means[slot].astype(np.float16)
        return IssueState(
            key=self.keys[slot],
            topic_id=self.topic_id,
            product=self.product,
            n=int(self._counts[slot]),
            embedded=int(self._weights[slot]),
            centroid=self._means[slot].copy(),
            general=self.general == slot,
            born=self._born[slot],
            prints=tuple(self._prints[slot]),
        )
