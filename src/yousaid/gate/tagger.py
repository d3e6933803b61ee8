"""A tagger of names: for each word of a batch, how likely it is part of a person's name.

A linear model over hashed features: the word, its beginning, end and inner letters, its case, what word lists
hold it, and the same of its neighbours; computed for a whole batch at once, in linear time.
bench/train_tagger.py makes the weights.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from yousaid.core.errors import GateError

from .terms import DATA
from .words import (
    APOSTROPHE,
    BASE,
    FAMILY,
    FREQUENT,
    GIVEN,
    I32,
    I64,
    INITIAL,
    LOWER,
    MARK,
    MIX,
    MIXED,
    NAMES,
    ORDINARY,
    POINT,
    PROPER,
    TITLE,
    U8,
    UPPER,
    Words,
    neighbours,
    read_words,
)

F32 = npt.NDArray[np.float32]

WEIGHTS: Final = DATA / "tagger.npz"
#: Bits of a hash that choose a weight.
FEATURE_BITS: Final = 18
#: Log-odds from which a word is a name, and from which it is one beside a name.
STRONG: Final = -0.8
WEAK: Final = -2.0
#: The same for a word in lower case that no list of names holds.
STRICT: Final = -0.25
#: Words between the parts of a name.
_LINK_WORDS: Final = (
    "de da do di del della dos das la las los van von der den bin binti ibn al el ben ter ten af av y e"
)
LINKS: Final = frozenset(_LINK_WORDS.split())
#: Characters read at a time: the arrays of so many stay in the processor's cache.
_CHUNK: Final = 100_000
_GRAMS: Final = ((3, 10), (4, 8))  # lengths of inner parts, and how many of each are looked at


def candidates(words: Words) -> I64:
    """Places of the words that may be of a name: not those that are ordinary in their case."""
    shape, cls = words.shape, words.cls
    capital = (shape == TITLE) | (shape == UPPER) | (shape == MIXED)
    plain = (cls & (FREQUENT | ORDINARY)) > 0
    known = (cls & NAMES) > 0
    rare = cls & FREQUENT == 0
    given = rare & (cls & GIVEN > 0)
    after = np.concatenate(([False], (known & capital | given)[:-1])) & (words.gap <= POINT)
    maybe = np.where(capital, known | rare | after, given | ~plain | (after & rare & (cls & FAMILY > 0)))
    maybe &= (shape <= MIXED) & (words.gap != MARK) & (words.end > words.start + 1)
    maybe[-1] = False
    return np.flatnonzero(maybe)


def _feature(name: int, *values: Any) -> Any:
    """Places of the weights of one feature, by its values."""
    mixed: Any = np.uint64(name * 0x9E3779B1 + 1)
    for value in values:
        mixed = (mixed ^ np.asarray(value).astype(np.uint64)) * MIX
        mixed = mixed ^ (mixed >> np.uint64(29))
    return ((mixed * BASE) >> np.uint64(64 - FEATURE_BITS)).astype(np.int32)


def features(words: Words, places: I64) -> I32:
    """Places of weights, int32 [places, features]; 0 stands for none."""
    around = {step: neighbours(words, places, step) for step in (-3, -2, -1, 1, 2, 3)}
    around[0] = places
    word = {step: words.word[there] for step, there in around.items()}
    shape = {step: words.shape[there] for step, there in around.items()}
    cls = {step: words.cls[there] for step, there in around.items()}
    gap = {step: words.gap[there] for step, there in around.items()}
    start, end = words.at[places], words.at[places] + words.end[places] - words.start[places]
    case = np.where(shape[0] == LOWER, words.lower[places] * 1, 2 + (shape[0] == UPPER))
    first = words.first[places]
    suffix3 = words.hashes(np.maximum(end - 3, start), end)
    sets: list[tuple[Any, ...]] = [
        (case, first),
        (word[0],),
        (word[0], case),
        (cls[0], case, first),
        (cls[0], cls[-1], cls[1], case),
        (cls[0], case, shape[-1], shape[1], gap[0], gap[1]),
        (np.minimum(end - start, 12), case),
        (cls[0], cls[-1], shape[-1], gap[0]),
        (cls[0], cls[1], shape[1], gap[1]),
        (word[-1], gap[0]),
        (word[-1], case, cls[0] & NAMES),
        (word[1], gap[1]),
        (word[1], case, cls[0] & NAMES),
        (word[-2],),
        (word[2],),
        (word[-3],),
        (word[3],),
        (word[-1], word[-2]),
        (word[1], word[2]),
        (word[-1], word[1]),
        (word[-1], word[-2], word[-3]),
        (word[-1], word[-2], case),
        (suffix3, case),
        (suffix3, cls[1], shape[1]),
        (suffix3, cls[-1], shape[-1]),
    ]
    sets += [(words.hashes(np.maximum(end - n, start), end),) for n in (1, 2, 4, 5)]
    sets += [(words.hashes(start, np.minimum(start + n, end)),) for n in (2, 3, 4)]
    for step in (-1, 1):
        there = around[step]
        tail = words.at[there] + words.end[there] - words.start[there]
        sets.append((words.hashes(np.maximum(tail - 3, words.at[there]), tail), shape[step], case))
    columns = [_feature(name, *values) for name, values in enumerate(sets)]
    for n, most in _GRAMS:
        for skip in range(most):
            begin = np.minimum(start + skip, end)
            fits = begin + n <= end
            gram = words.hashes(begin, np.where(fits, begin + n, begin))
            columns.append(np.where(fits, _feature(100 + n, gram), 0))
    return np.stack(columns, 1)


class Model(NamedTuple):
    """weights: float32 by feature. classes: the table of word classes."""

    weights: F32
    classes: U8


@cache
def model() -> Model:
    """The model that ships, read once. GateError when it cannot be read."""
    try:
        with np.load(WEIGHTS) as data:
            weights = data["weights"].astype(np.float32) * np.float32(data["scale"])
            return Model(weights, data["classes"])
    except (OSError, ValueError, KeyError) as error:
        raise GateError(
            f"the tagger's weights cannot be read: {error}", place="gate/data/tagger.npz"
        ) from error


def scores(words: Words, places: I64, weights: F32) -> F32:
    """Log-odds that the words at places are of a name, float32 [places]."""
    if not len(places):
        return np.zeros(0, np.float32)
    return np.asarray(weights[features(words, places)].sum(axis=1), np.float32)


def name_spans(texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    """(start, end) of the names in each text, sorted, without overlaps."""
    found: list[list[tuple[int, int]]] = []
    first = size = 0
    for n, text in enumerate(texts, 1):
        size += len(text) + 1
        if size > _CHUNK or n == len(texts):
            found += _chunk_spans(texts[first:n])
            first, size = n, 0
    return found


def _chunk_spans(texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    known = model()
    words = read_words(texts, known.classes)
    places = candidates(words)
    odds = scores(words, places, known.weights)
    found: list[list[tuple[int, int]]] = [[] for _ in texts]
    unknown = (words.shape[places] == LOWER) & (words.cls[places] & NAMES == 0)
    strong = places[odds > np.where(unknown, STRICT, STRONG)].tolist()
    near = set(places[odds > WEAK].tolist()) if strong else set()
    reach = -1
    for place in strong:
        if place > reach:
            first, reach = _reach(words, texts, place, near)
            found[words.text[place]].append((int(words.start[first]), int(words.end[reach])))
    return found


def _reach(words: Words, texts: Sequence[str], place: int, near: set[int]) -> tuple[int, int]:
    """First and last word of the name around a place."""
    first = last = place
    while _joins(words, first, first - 1) and first - 1 in near:
        first -= 1
    text = texts[words.text[place]]
    while _joins(words, last + 1, last):
        after = last + 1
        # Particles ("de la") and initials belong to a name when more of it follows.
        while (
            after - last < 3
            and after not in near
            and _links(words, text, after)
            and _joins(words, after + 1, after)
        ):
            after += 1
        linked = after > last + 1 and words.shape[after] == TITLE
        if after not in near and not (linked and words.cls[after] & (FREQUENT | PROPER) == 0):
            break
        last = after
    if words.shape[first - 1] == INITIAL and _joins(words, first, first - 1):
        first -= 1
    return first, last


def _joins(words: Words, later: int, earlier: int) -> bool:
    """Whether two words may be of one name: a space, a hyphen or an initial's point stands between."""
    if earlier < 0 or words.text[later] != words.text[earlier] or words.text[later] < 0:
        return False
    gap, width = int(words.gap[later]), int(words.start[later] - words.end[earlier])
    if gap == POINT:
        return bool(words.shape[earlier] == INITIAL) and width <= 2
    return gap <= APOSTROPHE and width == 1


def _links(words: Words, text: str, place: int) -> bool:
    return bool(words.shape[place] == INITIAL) or text[words.start[place] : words.end[place]].lower() in LINKS
