"""Fitting a judge to a topic pack, and keeping the fit in a file."""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from yousaid.core.errors import ConfigError, PackError
from yousaid.core.pack import Pack

from .encoder import DIM, Encoder, UseEncoder
from .hashed import BITS, Vocabulary
from .judge import Fit, Judge
from .refusal import Refusal, fit_refusal
from .sorter import Lessons, Sorter, fit_sorter

TIERS: Final = ("fast", "default", "accurate")
#: Raise it when the code learns or decides differently: older cached fits are then left alone.
_VERSION: Final = "3"


def fit_judge(
    pack: Pack,
    *,
    excluded: Sequence[tuple[str, str]],
    allowed: Sequence[tuple[str, str]] = (),
    tier: str = "default",
    cache: Path | None = None,
) -> Judge:
    """A judge for a pack.

    excluded: (text, language) of never-kept subjects, learnt as one more class. allowed: near misses of
    it, which are not that class. tier: `fast` uses no encoder. cache: a folder that keeps fits; a broken
    file in it is fitted again. PackError when the pack has fewer than two sub-topics, ConfigError for a
    tier that is not there.
    """
    if tier not in TIERS[:2]:
        raise ConfigError(f"the tier {tier} is not part of this installation", remedy="Use fast or default")
    if len(pack.subs) < 2:
        raise PackError(f"the pack {pack.id} has one sub-topic", remedy="Give it at least two to choose from")
    key = fit_key(pack, excluded=excluded, allowed=allowed, tier=tier)
    encoder = shared_encoder() if tier == "default" else None
    path = fit_path(cache, key) if cache is not None else None
    fit = _read(path, len(pack.subs)) if path is not None else None
    if fit is None:
        fit = _fit(_lessons(pack, excluded, allowed, encoder))
        if path is not None:
            _write(path, fit)
    return Judge(pack, fit, encoder, f"{pack.id}@{pack.version}+{key[:8]}/{tier}")


def fit_key(
    pack: Pack, *, excluded: Sequence[tuple[str, str]], allowed: Sequence[tuple[str, str]], tier: str
) -> str:
    """16 hex digits that change with anything that a fit depends on."""
    learnt = (pack.digest, pack.off_topic, list(excluded), list(allowed), tier, _VERSION)
    return hashlib.blake2b(repr(learnt).encode(), digest_size=8).hexdigest()


def fit_path(cache: Path, key: str) -> Path:
    """Where the fit of this key is kept in a cache."""
    return cache / f"judge-{key}.npz"


@cache
def shared_encoder() -> Encoder:
    """The one encoder of this process; its weights are read when it first encodes."""
    return UseEncoder()


def _lessons(
    pack: Pack,
    excluded: Sequence[tuple[str, str]],
    allowed: Sequence[tuple[str, str]],
    encoder: Encoder | None,
) -> Lessons:
    number = {name: i for i, name in enumerate(pack.subs)}
    rows = [(text, number[sub], False) for text, sub, _ in pack.labelled()]
    rows += [(text, number[sub.id], True) for sub in pack.subs.values() for text in sub.never]
    topics = len(number)
    classes = topics
    no_post = off = -1
    if excluded:
        no_post, classes = classes, classes + 1
        rows += [(text, no_post, False) for text, _ in excluded]
        rows += [(text, no_post, True) for text, _ in allowed]
    if pack.off_topic:
        off = classes
        rows += [(text, off, False) for text in pack.off_topic]
    texts = [text for text, _, _ in rows]
    return Lessons(
        texts=texts,
        vectors=encoder.encode(texts) if encoder else None,
        of=np.array([k for _, k, _ in rows]),
        negative=np.array([never for _, _, never in rows]),
        topics=topics,
        excluded=no_post,
        other=off,
    )


def _fit(lessons: Lessons) -> Fit:
    refusal = None
    if lessons.excluded >= 0 and lessons.vectors is not None:
        mine = lessons.of == lessons.excluded
        refusal = fit_refusal(
            lessons.vectors,
            np.where(lessons.negative, -1, lessons.of),
            lessons.topics,
            np.flatnonzero(mine & ~lessons.negative),
            np.flatnonzero(mine & lessons.negative),
        )
    return Fit(fit_sorter(lessons), refusal)


def _write(path: Path, fit: Fit) -> None:
    """Write a fit under its name in one step, so that no reader ever sees half of it."""
    sorter, refusal = fit.sorter, fit.refusal
    nothing = np.empty((0, DIM), np.float16)
    path.parent.mkdir(parents=True, exist_ok=True)
    seen = np.flatnonzero(sorter.vocabulary.column >= 0)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(
                file,
                shape=np.array([sorter.topics, sorter.excluded, sorter.other]),
                seen=seen.astype(np.int32),
                column=sorter.vocabulary.column[seen],
                value=sorter.vocabulary.value[seen],
                hashed=sorter.hashed,
                vector=np.empty(0, np.float32) if sorter.vector is None else sorter.vector,
                marks=sorter.marks,
                calibration=sorter.calibration,
                inside=nothing if refusal is None else refusal.inside.astype(np.float16),
                outside=nothing if refusal is None else refusal.outside.astype(np.float16),
                mark=np.float64(0 if refusal is None else refusal.mark),
            )
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _read(path: Path, topics: int) -> Fit | None:
    """A cached fit, or None when there is none that can be read."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as z:
            column = np.full(1 << BITS, -1, np.int16)
            value = np.zeros(1 << BITS, np.float32)
            column[z["seen"]] = z["column"]
            value[z["seen"]] = z["value"]
            found, excluded, other = (int(n) for n in z["shape"])
            sorter = Sorter(
                topics=found,
                excluded=excluded,
                other=other,
                vocabulary=Vocabulary(column, value),
                hashed=z["hashed"],
                vector=z["vector"] if z["vector"].size else None,
                marks=z["marks"],
                calibration=z["calibration"],
            )
            inside, outside = z["inside"].astype(np.float32), z["outside"].astype(np.float32)
            refusal = Refusal(inside, outside, float(z["mark"])) if len(inside) else None
    except (OSError, ValueError, KeyError, IndexError, EOFError, zipfile.BadZipFile):
        return None
    return Fit(sorter, refusal) if sorter.topics == topics else None
