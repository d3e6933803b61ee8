"""Grouping a whole collection of texts at once, without a judge: `yousaid group`.

Everything is at hand here, so two things are done that a stream cannot do: directions in which the whole
collection varies most are damped, and every text is compared once more with the finished issues.
"""

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import Final
from zlib import crc32

import numpy as np

from .columns import Ints, Mentions
from .grouper import BLOCK
from .leader import place_block
from .settle import settle
from .shelf import Shelf, unit
from .state import Vector

# All four were tuned on CLINC150 and on half of the intents of Banking77's training texts.
_THRESHOLD: Final = 0.45
_TOGETHER: Final = 0.15
#: Exponent that damps the directions of most variance: 0 leaves them, 0.5 makes all equal.
_DAMP: Final = 0.15
#: Weight of the shared-words view beside the embeddings.
_WORDS: Final = 0.5
#: Buckets that words and pairs of words are hashed into.
_WIDTH: Final = 512
#: Texts after which issues that came together are merged, so that there are never many more than needed.
_EVERY: Final = 4_096
_ROUNDS: Final = 3
#: Letters of a word that count: a crude stem that works alike in the languages of the encoder.
_STEM: Final = 6

_WORD: Final = re.compile(r"[^\W_]+")


def group_texts(
    texts: Sequence[str], *, embeddings: Vector | None, topics: Sequence[str] | None = None
) -> list[str]:
    """An issue for each text: texts with the same one speak of the same thing. Names mean nothing else.

    embeddings: float, a row a text; None groups by shared words alone.
    topics:     a topic for each text; texts of different topics never share an issue. None: one topic.
    Raises ValueError when the lengths differ.
    """
    topics = [""] * len(texts) if topics is None else topics
    if len(topics) != len(texts) or (embeddings is not None and len(embeddings) != len(texts)):
        raise ValueError("texts, embeddings and topics differ in length")
    members: dict[str, list[int]] = {}
    for i, topic in enumerate(topics):
        members.setdefault(topic, []).append(i)
    issues = [""] * len(texts)
    for at in members.values():
        some = [texts[i] for i in at]
        view = _view(some, None if embeddings is None else np.asarray(embeddings, dtype=np.float32)[at])
        names = [f"issue-{at[first] + 1}" for first in _first_of(_grouped(some, view))]
        for i, name in zip(at, names, strict=True):
            issues[i] = name
    return issues


def _first_of(labels: Ints) -> list[int]:
    """For each text the first one with its label."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return [int(i) for i in first[inverse]]


def _view(texts: Sequence[str], embeddings: Vector | None) -> Vector:
    """What texts are compared by, rows of length 1: damped embeddings beside hashed words."""
    words = _words(texts)
    if embeddings is None:
        return words
    return unit(np.hstack([_damped(embeddings), np.float32(_WORDS) * words]))


def _damped(embeddings: Vector) -> Vector:
    """Centred embeddings with the directions of most variance made smaller, rows of length 1."""
    centred = unit(embeddings - embeddings.mean(axis=0))
    variance, axes = np.linalg.eigh(centred.T @ centred / np.float32(len(centred)))
    variance = np.maximum(variance, 0.0)
    # Few texts say little about the variance: draw it towards the same in every direction.
    variance += variance.mean() * np.float32(20.0 / len(centred)) + np.float32(1e-6)
    return unit(centred @ (axes * variance**-_DAMP))


def _words(texts: Sequence[str]) -> Vector:
    """Hashed TF-IDF of words and pairs of words that two texts share, rows of length 1 (or 0)."""
    bags = [_tokens(text) for text in texts]
    seen = Counter(token for bag in bags for token in bag)
    out = np.zeros((len(texts), _WIDTH), dtype=np.float32)
    for row, bag in zip(out, bags, strict=True):
        for token in bag:
            if seen[token] > 1:
                code = crc32(token.encode())
                sign = 1.0 if code >> 31 else -1.0
                row[code % _WIDTH] += sign * np.log(len(texts) / seen[token])
    return unit(out)


def _tokens(text: str) -> list[str]:
    """Stems, and pairs of neighbouring stems, each once and in order."""
    stems = [word[:_STEM] for word in _WORD.findall(text.casefold())]
    return list(dict.fromkeys([*stems, *map(" ".join, pairwise(stems))]))


def _grouped(texts: Sequence[str], view: Vector) -> Ints:
    """A label for each text: leaders, consolidation, then the nearest finished issue."""
    shelf = Shelf("", "", width=view.shape[1])
    none = np.zeros(view.shape[1], dtype=np.float32)
    into: dict[str, str] = {}
    keys: list[str] = []
    for start in range(0, len(texts), BLOCK):
        mentions = _as_mentions(texts, view, start)
        keys += [p.issue for p in place_block(shelf, mentions, mentions.known, none, _THRESHOLD)]
        done = start + BLOCK
        if done % _EVERY == 0 and done < len(texts):
            into |= settle(shelf, none, frozen=(), patience=done, together=_TOGETHER)
    into |= settle(shelf, none, frozen=(), patience=0, together=_TOGETHER)
    number = {key: i for i, key in enumerate(shelf.keys)}
    labels = np.array([number[_follow(key, into)] for key in keys], dtype=np.int64)
    for _ in range(_ROUNDS):
        labels = _nearest_issue(view, labels)
    same: dict[int, int] = {}
    for i, text in enumerate(texts):  # near-duplicates stay together whatever the rounds did
        labels[i] = labels[same.setdefault(_print(text) or -1 - i, i)]
    return labels


def _as_mentions(texts: Sequence[str], view: Vector, start: int) -> Mentions:
    rows = list(range(start, min(start + BLOCK, len(texts))))
    some = view[start : start + BLOCK]
    return Mentions(
        topic_id="",
        product="",
        rows=rows,
        parts=[0] * len(rows),
        posts=[str(row) for row in rows],
        prints=[_print(texts[row]) for row in rows],
        embeddings=some,
        known=np.asarray(some.any(axis=1)),
    )


def _print(text: str) -> int:
    """64 bits of a text's words; 0 when it has none."""
    words = " ".join(_WORD.findall(text.casefold()))
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "little") if words else 0


def _follow(key: str, into: dict[str, str]) -> str:
    while key in into:
        key = into[key]
    return key


def _nearest_issue(view: Vector, labels: Ints) -> Ints:
    """Each text's nearest issue by the issues' present members; texts without any view keep theirs."""
    _, labels = np.unique(labels, return_inverse=True)
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    centres = unit(np.add.reduceat(view[order], starts, axis=0))
    nearest = labels.copy()
    for start in range(0, len(view), BLOCK):
        some = view[start : start + BLOCK]
        known = some.any(axis=1)
        nearest[start : start + BLOCK][known] = (some[known] @ centres.T).argmax(axis=1)
    return nearest
