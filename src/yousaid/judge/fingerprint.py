"""Fingerprints by which near-duplicates are found: equal for texts that say the same in the same words."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from .hashed import folded_words

_KIND: Final = np.uint64(0xA24BAED4963EE407)
_SHORTEST: Final = 3  # words of one and two letters count only when there are no others


def fingerprints(texts: Sequence[str]) -> npt.NDArray[np.uint64]:
    """A 64-bit number a text: of the set of its words, without regard to case, marks, digits, order, words
    said twice, letters drawn out ("sooo" and "soo") or words of one or two letters. 0 for a text without
    words.
    """
    of, words, letters = folded_words(texts)
    out = np.zeros(len(texts), np.uint64)
    for least in (_SHORTEST, 1):
        use = (letters >= least) & (out[of] == 0)
        pair = np.stack([of[use].astype(np.uint64), words[use]])
        order = np.lexsort(pair[::-1])
        pair = pair[:, order]
        new = np.ones(pair.shape[1], bool)
        new[1:] = (pair[:, 1:] != pair[:, :-1]).any(axis=0)
        mixed = pair[1][new] * _KIND
        mixed = (mixed ^ (mixed >> np.uint64(31))) * _KIND
        np.add.at(out, pair[0][new].astype(np.int64), mixed ^ (mixed >> np.uint64(29)))
    return out
