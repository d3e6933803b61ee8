"""Fitting a judge to a topic pack, and keeping the fit in a file."""

import hashlib
import os
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from yousaid.core.errors import ConfigError, PackError
from yousaid.core.pack import Pack

from .encoder import PieceEncoder, UseEncoder
from .hashed import BITS, Vocabulary
from .judge import Judge
from .refusal import WEIGHTS, shared_refusal
from .sorter import Lessons, Sorter, fit_sorter

TIERS: Final = ("fast", "default", "accurate")
#: Raise it when the code learns or decides differently: older cached fits are then left alone.
_VERSION: Final = "4"


def fit_judge(
    pack: Pack,
    *,
    tier: str = "default",
    cache: Path | None = None,
) -> Judge:
    """A judge for a pack.

    tier: `fast` uses no encoder. cache: a folder that keeps fits; a broken file in it is fitted again.
    PackError when the pack has fewer than two sub-topics, ConfigError for a tier that is not there.
    """
    if tier not in TIERS[:2]:
        raise ConfigError(f"the tier {tier} is not part of this installation", remedy="Use fast or default")
    if len(pack.subs) < 2:
        raise PackError(f"the pack {pack.id} has one sub-topic", remedy="Give it at least two to choose from")
    key = fit_key(pack, tier=tier)
    encoder = shared_encoder() if tier == "default" else None
    path = fit_path(cache, key) if cache is not None else None
    fit = _read(path, len(pack.subs)) if path is not None else None
    if fit is None:
        fit = fit_sorter(_lessons(pack, encoder))
        if path is not None:
            _write(path, fit)
    return Judge(pack, fit, shared_refusal(), encoder, f"{pack.id}@{pack.version}+{key[:8]}/{tier}")


def fit_key(pack: Pack, *, tier: str) -> str:
    """16 hex digits that change with anything that a judge decides by."""
    learnt = (pack.digest, pack.off_topic, tier, _VERSION, _refusal_digest())
    return hashlib.blake2b(repr(learnt).encode(), digest_size=8).hexdigest()


@cache
def _refusal_digest() -> str:
    return hashlib.blake2b(WEIGHTS.read_bytes(), digest_size=8).hexdigest()


def fit_path(cache: Path, key: str) -> Path:
    """Where the fit of this key is kept in a cache."""
    return cache / f"judge-{key}.npz"


@cache
def shared_encoder() -> PieceEncoder:
    """The one encoder of this process; its weights are read when it first encodes."""
    return UseEncoder()


def _lessons(pack: Pack, encoder: PieceEncoder | None) -> Lessons:
    number = {name: i for i, name in enumerate(pack.subs)}
    rows = [(text, number[sub], False) for text, sub, _ in pack.labelled()]
    rows += [(text, number[sub.id], True) for sub in pack.subs.values() for text in sub.never]
    off = -1
    if pack.off_topic:
        off = len(number)
        rows += [(text, off, False) for text in pack.off_topic]
    texts = [text for text, _, _ in rows]
    return Lessons(
        texts=texts,
        vectors=encoder.encode(texts) if encoder else None,
        of=np.array([k for _, k, _ in rows]),
        negative=np.array([never for _, _, never in rows]),
        topics=len(number),
        other=off,
    )


def _write(path: Path, sorter: Sorter) -> None:
    """Write a fit under its name in one step, so that no reader ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    seen = np.flatnonzero(sorter.vocabulary.column >= 0)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(
                file,
                shape=np.array([sorter.topics, sorter.other]),
                seen=seen.astype(np.int32),
                column=sorter.vocabulary.column[seen],
                value=sorter.vocabulary.value[seen],
                hashed=sorter.hashed,
                vector=np.empty(0, np.float32) if sorter.vector is None else sorter.vector,
                marks=sorter.marks,
                calibration=sorter.calibration,
            )
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _read(path: Path, topics: int) -> Sorter | None:
    """A cached fit, or None when there is none that can be read."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as z:
            column = np.full(1 << BITS, -1, np.int16)
            value = np.zeros(1 << BITS, np.float32)
            column[z["seen"]] = z["column"]
            value[z["seen"]] = z["value"]
            found, other = (int(n) for n in z["shape"])
            sorter = Sorter(
                topics=found,
                other=other,
                vocabulary=Vocabulary(column, value),
                hashed=z["hashed"],
                vector=z["vector"] if z["vector"].size else None,
                marks=z["marks"],
                calibration=z["calibration"],
            )
    except (OSError, ValueError, KeyError, IndexError, EOFError, zipfile.BadZipFile):
        return None
    return sorter if sorter.topics == topics else None
