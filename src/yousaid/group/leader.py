"""Placing a block of mentions on a shelf: near-duplicates, then the nearest issue, then new issues."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .columns import Ints, Mentions
from .shelf import Shelf, unit
from .state import Vector, issue_key

#: Cosine from which a mention joins an issue. Tuned on CLINC150, see bench/measure_grouping.py.
THRESHOLD: Final = 0.45
#: A topic and product with fewer mentions than this is one issue once it was consolidated: too few to divide.
YOUNG: Final = 12

_OPEN: Final = -1


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a mention went.

    row:   the post's row in the batch; part: which of its mentions.
    issue: key. new: it is the first of this issue. twin: a near-duplicate of an earlier mention.
    """

    row: int
    part: int
    issue: str
    new: bool
    twin: bool


def place_block(
    shelf: Shelf, mentions: Mentions, fits: NDArray[np.bool_], mean: Vector, threshold: float
) -> list[Placed]:
    """Place mentions of the shelf's topic and product, and count them in.

    fits: which may be placed by meaning; the others go to the general issue unless they are twins.
    mean: what centres the embeddings. threshold: cosine from which a mention joins an issue.
    """
    slots, original = _twins(shelf, mentions.prints)
    asking = np.array([slot == _OPEN and original[i] == i for i, slot in enumerate(slots)])
    twin = ~asking
    near = np.flatnonzero(asking & fits)
    if len(near):
        centred = unit(mentions.embeddings[near] - mean)
        slots[near] = _nearest(shelf, centred, mean, threshold)
        missed = slots[near] == _OPEN
        if shelf.general is not None and shelf.seen + len(mentions) <= YOUNG:
            slots[near[missed]] = shelf.general
            missed[:] = False
        if missed.any():
            slots[near[missed]] = _start_issues(shelf, mentions, near[missed], centred[missed], threshold)
    for lost in np.flatnonzero((slots == _OPEN) & asking).tolist():
        general = shelf.general
        if general is None:
            general = shelf.start(_key(mentions, lost), born=shelf.seen, general=True)
        slots[lost] = general
    slots = slots[original]
    first = {slot: i for i, slot in reversed(list(enumerate(slots.tolist()))) if not shelf.counts[slot]}
    shelf.add(slots, mentions.embeddings, mentions.known)
    placed = []
    for i in range(len(mentions)):
        slot = int(slots[i])
        shelf.remember(slot, (mentions.prints[i],))
        key = shelf.keys[slot]
        placed.append(Placed(mentions.rows[i], mentions.parts[i], key, first.get(slot) == i, bool(twin[i])))
    return placed


def _key(mentions: Mentions, i: int) -> str:
    return issue_key(mentions.topic_id, mentions.product, mentions.posts[i], mentions.parts[i])


def _twins(shelf: Shelf, prints: list[int]) -> tuple[Ints, Ints]:
    """The slot of each mention whose fingerprint the shelf knows; and each one's first twin in the block."""
    slots = np.full(len(prints), _OPEN, dtype=np.int64)
    original = np.arange(len(prints))
    seen: dict[int, int] = {}
    for i, one in enumerate(prints):
        if not one:
            continue
        original[i] = seen.setdefault(one, i)
        slot = shelf.where(one)
        if slot is not None:
            slots[i] = slot
    return slots, original


def _nearest(shelf: Shelf, centred: Vector, mean: Vector, threshold: float) -> Ints:
    """The slot of the nearest issue by centred cosine, or open where none is near enough."""
    if not len(shelf):
        return np.full(len(centred), _OPEN, dtype=np.int64)
    cosines = centred @ unit(shelf.means - mean).T
    # Without a direction of its own: nothing has an embedding, or nothing else is alike in it.
    cosines[:, shelf.weights == 0] = -1.0
    if shelf.general is not None:
        cosines[:, shelf.general] = -1.0
    best = cosines.argmax(axis=1)
    return np.where(cosines[np.arange(len(best)), best] >= threshold, best, _OPEN)


def _start_issues(shelf: Shelf, mentions: Mentions, at: Ints, centred: Vector, threshold: float) -> Ints:
    """Start issues among mentions that fit none, around those with most company first; their slots.

    at: the mentions' places in the block. Ties go to the earlier mention.
    """
    if len(at) == 1:
        return np.array([shelf.start(_key(mentions, int(at[0])), born=shelf.seen)])
    near = centred @ centred.T >= threshold
    np.fill_diagonal(near, True)
    slots = np.full(len(at), _OPEN, dtype=np.int64)
    for centre in np.argsort(-near.sum(axis=1), kind="stable"):
        if slots[centre] != _OPEN:
            continue
        members = np.flatnonzero(near[centre] & (slots == _OPEN))
        key = _key(mentions, int(at[members[0]]))
        slots[members] = shelf.start(key, born=shelf.seen)
    return slots
