"""Consolidation of a shelf: issues that came together are merged, leftovers join what they resemble."""

import math
from collections.abc import Container
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .shelf import Shelf, unit
from .state import Vector

#: Mean cosine between the mentions of two issues from which they are one. Tuned as THRESHOLD is.
TOGETHER: Final = 0.25
#: Cosine from which a leftover joins a bigger issue.
LOOSE: Final = 0.25
#: Most issues of a shelf that are compared pair by pair (memory: 4 bytes x its square).
MOST: Final = 4_000

Pairs = list[tuple[int, int]]


def small(mentions: int) -> int:
    """Issues with fewer mentions than this are leftovers among so many: 5 of 30, 7 of 100, 12 of 1,000."""
    return max(4, round(1.5 * math.log2(max(mentions, 1)) - 2.5))


def together_from(mentions: int, most: float = TOGETHER) -> float:
    """Mean cosine from which two issues are one: `most` on a shelf of 1,000, half of it on one of 10.

    The fewer mentions there are, the fewer and wider are the issues that a person can make sense of.
    """
    return most * min(1.0, max(0.5, 0.5 + math.log10(max(mentions, 1) / 10) / 4))


def settle(
    shelf: Shelf,
    mean: Vector,
    *,
    frozen: Container[str],
    patience: int,
    together: float = TOGETHER,
    loose: float = LOOSE,
) -> list[tuple[str, str]]:
    """Consolidate a shelf. Merges as (from, into) in order; no `from` is frozen or comes again.

    mean: what centres the shelf. patience: how many mentions of the shelf a leftover may wait for company.
    together, loose: thresholds, as the constants of these names say.
    """
    merged: list[tuple[str, str]] = []
    while True:  # until nothing is left to do: what was absorbed may bring two issues together
        fixed = np.array([key in frozen for key in shelf.keys], dtype=np.bool_)
        pairs = _merge_alike(shelf, mean, fixed, together)
        pairs += _absorb_leftovers(shelf, mean, fixed, patience, loose)
        if not pairs:
            break
        merged += [(shelf.keys[source], shelf.keys[into]) for source, into in pairs]
        shelf.drop(source for source, _ in pairs)
    shelf.unsettled = has_leftovers(shelf)
    return merged


def has_leftovers(shelf: Shelf) -> bool:
    """Whether there is an issue, beside the general one, that is too small to stay."""
    return any(
        n < small(shelf.seen) and slot != shelf.general for slot, n in enumerate(shelf.counts.tolist())
    )


def _merge_alike(shelf: Shelf, mean: Vector, fixed: NDArray[np.bool_], together: float) -> Pairs:
    """Average linkage over the issues, the most alike pair first, down to `together`.

    The mean cosine between the members of two issues is the product of their centred means over the mean
    square length of a centred embedding, so it needs no members.
    """
    can = shelf.weights > 0
    if shelf.general is not None:
        can[shelf.general] = False
    slots = np.flatnonzero(can)
    if len(slots) > MOST:
        slots = np.sort(slots[np.argsort(-shelf.counts[slots], kind="stable")[:MOST]])
    if len(slots) < 2:
        return []
    centred = shelf.means[slots] - mean
    length = max(1.0 - float(mean @ mean), 1e-3)  # embeddings have length 1
    alike = (centred @ centred.T / length).astype(np.float32)
    weights = shelf.weights[slots].astype(np.float64)
    held = fixed[slots]
    alike[np.ix_(held, held)] = -np.inf  # two issues that people worked on stay two
    np.fill_diagonal(alike, -np.inf)
    pairs: Pairs = []
    # Each row's best, or more: averages never exceed what they average, so a row is looked at again only when
    # it seems to be the best of all.
    best = alike.max(axis=1)
    while True:
        a = int(best.argmax())
        if best[a] < together:
            return pairs
        b = int(alike[a].argmax())
        if alike[a, b] < best[a]:
            best[a] = alike[a, b]
            continue
        source, into = _which_goes(a, b, weights, held)
        pairs.append((int(slots[source]), int(slots[into])))
        shelf.merge(*pairs[-1])
        both = weights[source] + weights[into]
        part = np.float32(weights[source] / both)
        row = (1 - part) * alike[into] + part * alike[source]
        row[source] = -np.inf
        weights[into] = both
        alike[source, :] = alike[:, source] = best[source] = -np.inf
        alike[into, :] = alike[:, into] = row
        best[into] = row.max()


def _which_goes(a: int, b: int, weights: NDArray[np.float64], held: NDArray[np.bool_]) -> tuple[int, int]:
    """(source, into): a frozen issue stays, else the bigger, else the older."""
    stays = max((a, b), key=lambda i: (bool(held[i]), weights[i], -i))
    return (b if stays == a else a), stays


def _absorb_leftovers(
    shelf: Shelf, mean: Vector, fixed: NDArray[np.bool_], patience: int, loose: float
) -> Pairs:
    """Each leftover joins the bigger issue that it is nearest to, or else the general issue."""
    counts = shelf.counts.copy()
    least = small(shelf.seen)
    leftover = (counts > 0) & (counts < least) & ~fixed & (shelf.seen - shelf.born >= patience)
    if shelf.general is not None:
        leftover[shelf.general] = False
    big = (counts >= least) | ((counts > 0) & fixed)
    if shelf.general is not None:
        big[shelf.general] = False
    at, hosts = np.flatnonzero(leftover), np.flatnonzero(big & (shelf.weights > 0))
    if not len(at):
        return []
    pairs: Pairs = []
    rest: list[int] = at.tolist()
    if len(hosts):
        cosines = unit(shelf.means[at] - mean) @ unit(shelf.means[hosts] - mean).T
        nearest = cosines.argmax(axis=1)
        close = cosines[np.arange(len(at)), nearest] >= loose
        pairs = list(zip(at[close].tolist(), hosts[nearest[close]].tolist(), strict=True))
        rest = at[~close].tolist()
    if rest:
        if shelf.general is None:
            shelf.general = rest.pop(int(np.argmax(counts[rest])))
            shelf.dirty[shelf.keys[shelf.general]] = None
        pairs += [(slot, shelf.general) for slot in rest]
    for source, into in pairs:
        shelf.merge(source, into)
    return pairs
