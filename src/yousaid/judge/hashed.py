"""Words and letters of a text as hashed TF-IDF features: no weights to ship, no language assumed.

Features are words, pairs of words, and runs of 3 to 5 letters inside words. A feature has a column only
when it was seen in fitting: the frequent ones have one each, the rest share some.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

F32 = npt.NDArray[np.float32]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]

BITS: Final = 20
COLUMNS: Final = 4_096
_SHARED: Final = COLUMNS // 4  # columns that rare features share
_BLOCK: Final = 64  # texts scored at a time: their rows stay in the cache
_SPACE: Final = 32
_BREAK: Final = 10
_A: Final = 0x9E3779B97F4A7C15  # odd constants of the golden ratio: a multiplicative hash
_MASK: Final = (1 << 64) - 1


def _word_table() -> npt.NDArray[np.bool_]:
    """Which code points up to U+30FF stand in words; everything above does."""
    table = np.ones(0x3100, bool)
    for point in range(128):
        table[point] = chr(point).isalnum()
    table[0x80:0xAA] = False
    table[0x2000:0x2070] = False
    table[0x3000:0x3004] = False
    return table


_WORD: Final = _word_table()
_POWERS: Final[U64] = np.array([pow(_A, k, 1 << 64) for k in range(64)], np.uint64)


def _bucket(values: U64, kind: int) -> I32:
    mixed = (values ^ np.uint64(kind * 0xD6E8FEB86659FD93 & _MASK)) * np.uint64(_A)
    mixed ^= mixed >> np.uint64(29)
    return ((mixed * np.uint64(_A)) >> np.uint64(64 - BITS)).astype(np.int32)


def _codes(texts: Sequence[str]) -> tuple[U64, npt.NDArray[np.bool_], I32]:
    """Lower-case letters with one space after each word: (code point, is it in a word, text number)."""
    joined = "\n".join(text.replace("\n", " ") for text in texts).lower()
    raw = np.frombuffer(("\n" + joined + "\n").encode("utf-32-le", "replace"), np.uint32)
    in_word = _WORD[np.minimum(raw, len(_WORD) - 1)]
    ends = raw == _BREAK
    keep = in_word | ends
    keep[1:] |= in_word[:-1]
    text_of = (np.cumsum(ends, dtype=np.int32) - 1)[keep]
    letters = in_word[keep]
    return np.where(letters, raw[keep], _SPACE).astype(np.uint64), letters, text_of


def _words(codes: U64, letters: npt.NDArray[np.bool_], text_of: I32) -> tuple[I32, U64, I64]:
    """(text number, hash, letters) of each word, in order."""
    starts = np.flatnonzero(np.diff(letters.astype(np.int8), prepend=0) == 1)
    if not len(starts):
        return np.empty(0, np.int32), np.empty(0, np.uint64), np.empty(0, np.int64)
    place = np.arange(len(codes))
    place[starts[0] :] -= np.repeat(starts, np.diff(np.append(starts, len(codes))))
    hashes = np.add.reduceat(np.where(letters, codes * _POWERS[place % 64], np.uint64(0)), starts)
    return text_of[starts], hashes, np.add.reduceat(letters.astype(np.int64), starts)


def features(texts: Sequence[str]) -> Iterator[tuple[I32, I32]]:
    """(text number, bucket) arrays, one pair a kind of feature, each in the order of the texts."""
    codes, letters, text_of = _codes(texts)
    of, words, _ = _words(codes, letters, text_of)
    yield of, _bucket(words, 1)
    same = np.flatnonzero(of[1:] == of[:-1])
    yield of[same], _bucket(words[same] * np.uint64(_A) + words[same + 1], 2)
    hashed = codes
    inside = letters[1:]
    for n in (2, 3, 4, 5):
        hashed = hashed[:-1] * np.uint64(_A) + codes[n - 1 :]
        if n > 2:
            inside = inside[:-1] & letters[n - 2 : -1] if n > 3 else letters[1:-1]
            at = np.flatnonzero(inside)
            yield text_of[at + 1], _bucket(hashed[at], n)


def folded_words(texts: Sequence[str]) -> tuple[I32, U64, I64]:
    """(text number, hash, letters) of each word without digits, and with letters that are drawn out said
    once.
    """
    codes, letters, text_of = _codes(texts)
    digit = (codes >= ord("0")) & (codes <= ord("9"))
    keep = ~digit
    keep[1:] &= (codes[1:] != codes[:-1]) | ~letters[1:] | digit[:-1]
    return _words(codes[keep], letters[keep], text_of[keep])


@dataclass(frozen=True)
class Vocabulary:
    """The features seen in fitting. column: int16 by bucket, -1 = not seen; value: signed idf by bucket."""

    column: npt.NDArray[np.int16]
    value: F32

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Vocabulary":
        """Features of these texts, with their inverse document frequencies."""
        count = np.zeros(1 << BITS, np.int32)
        for text, bucket in features(texts):
            once = np.unique(text.astype(np.int64) << BITS | bucket)
            count += np.bincount(once & ((1 << BITS) - 1), minlength=1 << BITS).astype(np.int32)
        seen = np.flatnonzero(count)
        idf = np.log((1 + len(texts)) / (1 + count[seen])) + 1
        mass = np.where(count[seen] > 1, count[seen] * idf**2, 0)
        order = np.argsort(-mass, kind="stable")
        column = np.full(1 << BITS, -1, np.int16)
        value = np.zeros(1 << BITS, np.float32)
        rank = np.empty(len(seen), np.int64)
        rank[order] = np.arange(len(seen))
        own = COLUMNS - _SHARED
        mixed = seen * 0x9E3779B1 >> 7
        column[seen] = np.where(rank < own, rank, own + mixed % _SHARED)
        value[seen] = np.where((rank < own) | (mixed >> 12 & 1 == 0), idf, -idf)
        return cls(column, value)

    def matrix(self, texts: Sequence[str]) -> F32:
        """Rows of about unit length, [n, COLUMNS]; a text without any known feature has a row of zeros."""
        out = np.zeros((len(texts), COLUMNS), np.float32)
        square = np.zeros(len(texts), np.float32)
        for text, column, value in self._known(texts):
            square += np.bincount(text, value * value, len(texts)).astype(np.float32)
            np.add.at(out, (text, column), value)
        out /= np.sqrt(np.maximum(square, 1e-6))[:, None]
        return out

    def scores(self, texts: Sequence[str], weights: F32) -> F32:
        """The matrix times weights [COLUMNS, k], without making the matrix: [n, k]."""
        out = np.zeros((len(texts), weights.shape[1]), np.float32)
        square = np.zeros(len(texts), np.float32)
        for text, column, value in self._known(texts):
            square += np.bincount(text, value * value, len(texts)).astype(np.float32)
            cuts = np.searchsorted(text, np.arange(0, len(texts) + _BLOCK, _BLOCK))
            for lo, hi in itertools.pairwise(cuts):
                if lo == hi:
                    continue
                terms = weights[column[lo:hi]]
                terms *= value[lo:hi, None]
                first = np.flatnonzero(np.diff(text[lo:hi], prepend=-1))
                out[text[lo:hi][first]] += np.add.reduceat(terms, first, axis=0)
        out /= np.sqrt(np.maximum(square, 1e-6))[:, None]
        return out

    def _known(self, texts: Sequence[str]) -> Iterator[tuple[I32, npt.NDArray[np.int16], F32]]:
        for text, bucket in features(texts):
            column = self.column[bucket]
            at = np.flatnonzero(column >= 0)
            yield text[at], column[at], self.value[bucket[at]]
