"""The words of many texts as arrays: where they stand, their hashes, shapes and word classes.

Everything is computed for a whole batch at once over one array of characters; the hash of any part of it is a
difference of two sums (Rabin and Karp 1987), so that time is linear in the number of characters whatever
they are.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

U8 = npt.NDArray[np.uint8]
U64 = npt.NDArray[np.uint64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: Bits of a hash that choose a place in the table of word classes.
CLASS_BITS: Final = 22
#: Word classes: frequent and other ordinary words, given names, family names, brands and places, words that
#: are seen with a capital alone.
FREQUENT, ORDINARY, GIVEN, FAMILY, PROPER, CAPITAL = (1 << n for n in range(6))
NAMES: Final = GIVEN | FAMILY
#: Shapes of words.
LOWER, TITLE, UPPER, MIXED, DIGITS, INITIAL, PLACEHOLDER, NONE = range(8)
#: What stands between two words, by its strongest character.
SPACE, HYPHEN, APOSTROPHE, POINT, COMMA, COLON, OTHER, MARK, STOP, LINE, BRACKET = range(1, 12)

_TOP: Final = 0x2100  # characters from here on are symbols to us
_DIGIT: Final = 27
_FOREIGN: Final = 28
BASE: Final = np.uint64(0x9E3779B97F4A7C15)
_INVERSE: Final = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))
MIX: Final = np.uint64(0xD6E8FEB86659FD93)
_LATIN: Final = {"ß": "s", "ø": "o", "ł": "l", "đ": "d", "æ": "a", "œ": "o", "þ": "t", "ð": "d", "ı": "i"}


def _letter(char: str) -> int:
    """1-26 for a Latin letter without its accent, 27 for a digit, 28 for another letter, 0 for the rest."""
    if char.isascii() and char.isdigit():
        return _DIGIT
    if not char.isalpha():
        return 0
    base = unicodedata.normalize("NFKD", char)[0].lower()
    base = _LATIN.get(base, base)
    return ord(base) - 96 if "a" <= base <= "z" else _FOREIGN


@cache
def _tables() -> tuple[U64, U8, U8]:
    """For each character below _TOP: its letter, whether it is a capital, and its kind of gap."""
    chars = [chr(n) for n in range(_TOP)]
    letters = np.array([_letter(c) for c in chars], np.uint64)
    capitals = np.array([c.isupper() for c in chars], np.uint8)
    gaps = np.full(_TOP, OTHER, np.uint8)
    kinds = {
        SPACE: " \t\u00a0",
        HYPHEN: "-\u2010\u2011",
        APOSTROPHE: "'\u2019",
        POINT: ".",
        COMMA: ",",
        COLON: ":;",
        MARK: "@#_/\\&+=",
        STOP: "!?\u00a1\u00bf",
        LINE: "\n",
        BRACKET: "[]<>",
    }
    for kind, members in kinds.items():
        gaps[[ord(c) for c in members]] = kind
    gaps[letters > 0] = 0
    return letters, capitals, gaps


class Words(NamedTuple):
    """The words of a batch, each an entry of every array; a last entry stands for "no word here".

    text, start, end: which text, and where in it. word: hash. shape, gap (before it), first (of a sentence),
    cls (word classes), lower (the text has hardly a capital). at, sums: for the hashes of parts of words.
    """

    text: I64
    start: I64
    end: I64
    word: U64
    shape: U8
    gap: U8
    first: Bools
    cls: U8
    lower: Bools
    at: I64
    sums: U64

    def hashes(self, start: I64, end: I64) -> U64:
        """Hashes of parts of the batch's characters: the same letters, the same hash."""
        powers = _powers(len(self.sums))[1]
        return (self.sums[end] - self.sums[start]) * powers[start]


@cache
def _sized_powers(n: int) -> tuple[U64, U64]:
    def powers(base: np.uint64) -> U64:
        out = np.full(n, base, np.uint64)
        out[0] = 1
        return np.multiply.accumulate(out)

    return powers(BASE), powers(_INVERSE)


def _powers(n: int) -> tuple[U64, U64]:
    """Powers of the hash's base and of its inverse, at least n of each; few sizes are ever made."""
    return _sized_powers(1 << max(18, (n - 1).bit_length()))


def read_words(texts: Sequence[str], classes: U8) -> Words:
    """The words of texts: runs of letters and digits. classes: the table of word classes."""
    letters, capitals, gaps = _tables()
    codes = np.frombuffer("\n".join(("", *texts, "")).encode("utf-32-le", "surrogatepass"), np.uint32)
    codes = np.minimum(codes, _TOP - 1)
    letter = letters[codes]
    inside = np.concatenate(([False], letter > 0, [False]))
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    start, end = edges[::2], edges[1::2]
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(letter * _powers(len(codes) + 1)[0][: len(codes)], out=sums[1:])
    tops = np.zeros(len(codes) + 1, np.int32)
    np.cumsum(capitals[codes], out=tops[1:])
    offsets = np.cumsum([1, *(len(text) + 1 for text in texts)])
    text = np.searchsorted(offsets, start, "right") - 1
    shape = _unshouted(text, _shapes(start, end, letter, tops), len(texts))
    gap = _gaps(gaps[codes], start, end)
    words = Words(
        text=_with_none(text, -1),
        start=_with_none(start - offsets[text], 0),
        end=_with_none(end - offsets[text], 0),
        word=np.zeros(len(start) + 1, np.uint64),
        shape=_with_none(shape, NONE),
        gap=_with_none(gap, LINE),
        first=_with_none(np.ones(len(start), np.bool_), True),
        cls=np.zeros(len(start) + 1, np.uint8),
        lower=_with_none(_is_lower(text, shape, len(texts)), False),
        at=_with_none(start, 0),
        sums=sums,
    )
    if not len(start):
        return words
    hashed = words.hashes(start, end)
    cls = classes[class_place(hashed)]
    after = np.append(gap[1:], gaps[codes[end[-1] :]].max())
    boxed = (gap == BRACKET) & (after == BRACKET) & (cls & FREQUENT > 0)
    shape[boxed] = PLACEHOLDER
    hashed[boxed] = 0
    before = np.concatenate(([NONE], shape[:-1]))
    sentence = (gap >= STOP) | ((gap == POINT) & (before != INITIAL))
    return words._replace(
        word=_with_none(hashed, 0),
        shape=_with_none(shape, NONE),
        first=_with_none(sentence, True),
        cls=_with_none(np.where(boxed, 0, cls), 0),
    )


def class_place(word: U64) -> I64:
    """Where in the table of word classes a word stands, by its hash."""
    return ((word * MIX) >> np.uint64(64 - CLASS_BITS)).astype(np.int64)


def _with_none(values: Any, none: Any) -> Any:
    return np.append(values, np.asarray(none, values.dtype))


def _shapes(start: I64, end: I64, letter: U64, tops: I32) -> U8:
    length, high = end - start, tops[end] - tops[start]
    odd = np.zeros(len(letter) + 1, np.int32)
    np.cumsum(letter >= _DIGIT, out=odd[1:])
    shape = np.full(len(start), MIXED, np.uint8)
    shape[(high == 1) & (tops[start + 1] > tops[start])] = TITLE
    shape[high == 0] = LOWER
    shape[high == length] = UPPER
    shape[(high == 1) & (length == 1)] = INITIAL
    shape[odd[end] > odd[start]] = DIGITS
    return shape


def _gaps(kinds: U8, start: I64, end: I64) -> U8:
    """The strongest character between each word and the one before it."""
    if not len(start):
        return np.zeros(0, np.uint8)
    before = np.append(0, end[:-1])
    return np.maximum.reduceat(kinds, np.stack([before, start], 1).ravel())[::2].astype(np.uint8)


def _unshouted(text: I64, shape: U8, n: int) -> U8:
    """The shapes, with capitals taken as small letters in texts that are in capitals throughout."""
    upper = np.bincount(text, shape == UPPER, n)
    shape[(shape == UPPER) & (upper > 0.6 * np.bincount(text, minlength=n))[text]] = LOWER
    return shape


def _is_lower(text: I64, shape: U8, n: int) -> Bools:
    """Whether each word stands in a text with less than one capitalised word in thirty."""
    high = np.bincount(text, (shape == TITLE) | (shape == UPPER), n)
    return (high * 30 < np.bincount(text, minlength=n))[text]


def neighbours(words: Words, places: I64, step: int) -> I64:
    """Where the words stand that are `step` from those at `places`; -1 (no word) beyond a text's ends."""
    there = places + step
    there[(there < 0) | (there >= len(words.text) - 1)] = -1
    return np.where(words.text[there] == words.text[places], there, -1)
