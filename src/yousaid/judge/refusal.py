"""How near a passage is to what is never kept: nearest examples against nearest ordinary text.

A class in the sorter is not enough: softmax regression takes whatever resembles no topic ("get your act
together") for the broad excluded class. Nearness asks for evidence: is the passage closer to worked examples
of what is never kept than to the topics, to the near misses and to ordinary talk? On labelled lines and real
reviews it drops a tenth of the ordinary posts that the class alone drops at the same share found.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from .softmax import F32, I64

#: Centres of groups of ordinary passages, made by bench/train_ordinary.py.
ORDINARY: Final = Path(__file__).parent / "data" / "ordinary.npz"
_NEAREST: Final = 3
_PER_TOPIC: Final = 4
#: Share of the worked examples that the others, without it, would not find at probability 0.1.
_MISSED: Final = 0.05
_LOWEST_MARK: Final = (
    -0.05
)  # few examples are far from each other, which is no reason to drop what is far from all
_STEEP: Final = 44.0  # 0.1 more of cosine takes the probability from 0.1 to 0.9
_AT_MARK: Final = -2.197  # log-odds of 0.1
#: Only passages that the sorter gives at least this much are compared: half of them, and 98 % of what
#: matters.
WORTH_A_LOOK: Final = 0.005


@dataclass(frozen=True)
class Refusal:
    """inside, outside: unit vectors to compare with. mark: difference of nearness at probability 0.1."""

    inside: F32
    outside: F32
    mark: float

    def prob(self, vectors: F32, suspected: F32) -> F32:
        """Probability, by nearness, that passages are never kept. suspected: the sorter's own, looked at
        first.
        """
        out = np.zeros(len(vectors), np.float32)
        at = np.flatnonzero(suspected >= WORTH_A_LOOK)
        near = _nearness(vectors[at] @ self.inside.T) - _nearness(vectors[at] @ self.outside.T)
        out[at] = 1 / (1 + np.exp(-np.clip(_STEEP * (near - self.mark) + _AT_MARK, -30, 30)))
        return out


def fit_refusal(vectors: F32, of: I64, topics: int, excluded: I64, allowed: I64) -> Refusal:
    """vectors, of: examples and their topics (-1: none). excluded, allowed: rows of what is never kept and
    of its near misses.
    """
    inside = vectors[excluded]
    groups = [_centres(vectors[of == k], _PER_TOPIC) for k in range(topics)]
    outside = np.vstack([*groups, vectors[allowed], _ordinary()])
    same = inside @ inside.T
    np.fill_diagonal(same, -1)
    mark = 0.0
    if len(inside) > _NEAREST:
        missed = float(np.quantile(_nearness(same) - _nearness(inside @ outside.T), _MISSED))
        mark = max(missed, _LOWEST_MARK)
    return Refusal(inside, outside, mark)


def _nearness(cosines: F32) -> F32:
    """Mean of the largest few of each row."""
    k = min(_NEAREST, cosines.shape[1])
    return np.asarray(np.partition(cosines, -k, axis=1)[:, -k:].mean(axis=1), np.float32)


def _centres(vectors: F32, most: int) -> F32:
    """Centres of at most `most` groups of unit vectors (spherical k-means, always the same)."""
    if len(vectors) <= 2 * most:
        return vectors
    return group_centres(vectors, most, least=1)


def group_centres(vectors: F32, count: int, *, least: int) -> F32:
    """Unit centres of `count` groups by spherical k-means; groups of fewer than `least` are left out."""
    centres = vectors[np.random.default_rng(0).permutation(len(vectors))[:count]].copy()
    of = np.zeros(len(vectors), np.int64)
    for _ in range(8):
        of = (vectors @ centres.T).argmax(axis=1)
        order = np.argsort(of, kind="stable")
        first = np.flatnonzero(np.diff(of[order], prepend=-1))
        centres[of[order][first]] = np.add.reduceat(vectors[order], first, axis=0)
        centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
    return centres[np.bincount(of, minlength=count) >= least]


@cache
def _ordinary() -> F32:
    with np.load(ORDINARY, allow_pickle=False) as z:
        return np.asarray(z["centres"], np.float32)
