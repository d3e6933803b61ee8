"""Training the two small networks of judge/refusal.py: Adam (Kingma and Ba, 2015) in numpy, always the
same."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from yousaid.judge.refusal import MEAN_SCALE, Glance, Look

F32 = npt.NDArray[np.float32]
I64 = npt.NDArray[np.int64]

_GLANCE: Final = 128  # hidden numbers of one glance network; several are averaged
_GLANCES: Final = 3
_DETECTORS: Final = 112
_INSIDE: Final = 64
_DECAY: Final = 2e-4


class Adam:
    """Steps for a list of arrays, whose learning rate falls to a twentieth over `steps`."""

    def __init__(self, arrays: list[F32], rate: float, steps: int) -> None:
        self._arrays, self._rate, self._steps, self._at = arrays, rate, steps, 0
        self._mean = [np.zeros_like(a) for a in arrays]
        self._square = [np.zeros_like(a) for a in arrays]

    def step(self, gradients: list[F32]) -> None:
        """Move the arrays against their gradients, in place."""
        self._at += 1
        rate = self._rate * (1 - 0.95 * self._at / self._steps)
        for array, gradient, mean, square in zip(
            self._arrays, gradients, self._mean, self._square, strict=True
        ):
            mean += 0.1 * (gradient - mean)
            square += 0.001 * (gradient * gradient - square)
            scale = np.sqrt(square / (1 - 0.999**self._at)) + 1e-8
            array -= np.asarray(rate * (mean / (1 - 0.9**self._at)) / scale, np.float32)


def _random(rng: np.random.Generator, *shape: int, gain: float = 1.0) -> F32:
    return np.asarray(rng.normal(0, gain / np.sqrt(shape[0]), shape), np.float32)


def fit_glance(vectors: F32, never: F32, weight: F32) -> Glance:
    """The mean of several networks on whole vectors, as one."""
    parts = [_one_glance(vectors, never, weight, seed) for seed in range(_GLANCES)]
    return Glance(
        np.hstack([p.inward for p in parts]),
        np.hstack([p.inward_bias for p in parts]),
        np.hstack([p.outward for p in parts]) / np.float32(_GLANCES),
        float(np.mean([p.bias for p in parts])),
    )


def _one_glance(x: F32, y: F32, weight: F32, seed: int, *, epochs: int = 20, batch: int = 512) -> Glance:
    rng = np.random.default_rng(seed)
    inward, inward_b = _random(rng, x.shape[1], _GLANCE, gain=3.0), np.zeros(_GLANCE, np.float32)
    outward, bias = _random(rng, _GLANCE), np.zeros(1, np.float32)
    adam = Adam([inward, inward_b, outward, bias], 2e-3, epochs * (len(x) // batch + 1))
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for at in range(0, len(x), batch):
            rows = order[at : at + batch]
            hidden = np.tanh(x[rows] @ inward + inward_b)
            kept = _kept(rng, hidden.shape, 0.3)
            error = _error((hidden * kept) @ outward + bias, y[rows], weight[rows])
            back = error[:, None] * outward * kept * (1 - hidden * hidden)
            adam.step(
                [
                    x[rows].T @ back + np.float32(_DECAY / 2) * inward,
                    back.sum(axis=0),
                    (hidden * kept).T @ error,
                    error.sum(keepdims=True),
                ]
            )
    return Glance(inward, inward_b, outward, float(bias[0]))


@dataclass(frozen=True)
class Pieces:
    """Features of the pieces of many passages, float16 [all, 1280], and how many each passage has."""

    features: npt.NDArray[np.float16]
    lengths: I64

    def take(self, rows: I64) -> tuple[F32, I64]:
        """Those of some passages."""
        ends = np.cumsum(self.lengths)
        parts = [self.features[ends[i] - self.lengths[i] : ends[i]] for i in rows.tolist()]
        return np.concatenate(parts).astype(np.float32), self.lengths[rows]


def fit_look(
    pieces: Pieces, rows: I64, never: F32, weight: F32, *, seed: int, epochs: int, batch: int = 96
) -> Look:
    """The network on pieces. rows: the passages to learn from; never, weight: of all passages."""
    rng = np.random.default_rng(seed)
    wide = pieces.features.shape[1]
    detect, detect_b = _random(rng, wide, _DETECTORS), np.zeros(_DETECTORS, np.float32)
    mean, mean_b = _random(rng, wide, _DETECTORS), np.zeros(_DETECTORS, np.float32)
    hidden, hidden_b = _random(rng, 2 * _DETECTORS, _INSIDE), np.zeros(_INSIDE, np.float32)
    outward, bias = _random(rng, _INSIDE), np.zeros(1, np.float32)
    arrays = [detect, detect_b, mean, mean_b, hidden, hidden_b, outward, bias]
    adam = Adam(arrays, 1.5e-3, epochs * (len(rows) // batch + 1))
    decay = np.float32(_DECAY)
    for _ in range(epochs):
        order = rng.permutation(rows)
        for at in range(0, len(order), batch):
            some = order[at : at + batch]
            x, lengths = pieces.take(some)
            first = np.concatenate([[0], np.cumsum(lengths)[:-1]])
            seen = rng.random(len(x), dtype=np.float32) > 0.08  # words that are missing teach to use all
            seen[first] = True
            x *= seen[:, None]
            found = x @ detect
            loudest = np.maximum.reduceat(found, first, axis=0)
            fired = np.maximum(loudest + detect_b, 0)
            whole = np.add.reduceat(x, first, axis=0) / np.sqrt(lengths)[:, None].astype(np.float32)
            bent = np.tanh((whole @ mean + mean_b) * MEAN_SCALE)
            both = np.hstack([fired, bent])
            kept = _kept(rng, both.shape, 0.25)
            inside = np.maximum((both * kept) @ hidden + hidden_b, 0)
            error = _error(inside @ outward + bias, never[some], weight[some])
            to_inside = np.outer(error, outward) * (inside > 0)
            to_both = (to_inside @ hidden.T) * kept
            to_fired = to_both[:, :_DETECTORS] * (fired > 0)
            to_bent = to_both[:, _DETECTORS:] * (1 - bent * bent) * MEAN_SCALE
            of = np.repeat(np.arange(len(some)), lengths)
            to_found = np.where(found >= loudest[of] - 1e-6, to_fired[of], 0).astype(np.float32)
            adam.step(
                [
                    x.T @ to_found + decay * detect,
                    to_fired.sum(axis=0),
                    whole.T @ to_bent + decay * mean,
                    to_bent.sum(axis=0),
                    (both * kept).T @ to_inside + decay * hidden,
                    to_inside.sum(axis=0),
                    inside.T @ error + decay * outward,
                    error.sum(keepdims=True),
                ]
            )
    return Look(detect, detect_b, mean, mean_b, hidden, hidden_b, outward, float(bias[0]))


def as_one(looks: list[Look]) -> Look:
    """Several networks on pieces as one that gives the mean of their log-odds."""
    n = len(looks)
    wide, narrow = looks[0].detect.shape[1], looks[0].hidden.shape[1]
    hidden = np.zeros((2 * n * wide, n * narrow), np.float32)
    for k, look in enumerate(looks):
        out = slice(k * narrow, (k + 1) * narrow)
        hidden[k * wide : (k + 1) * wide, out] = look.hidden[:wide]
        hidden[(n + k) * wide : (n + k + 1) * wide, out] = look.hidden[wide:]
    return Look(
        np.hstack([look.detect for look in looks]),
        np.hstack([look.detect_bias for look in looks]),
        np.hstack([look.mean for look in looks]),
        np.hstack([look.mean_bias for look in looks]),
        hidden,
        np.hstack([look.hidden_bias for look in looks]),
        np.hstack([look.outward for look in looks]) / np.float32(n),
        float(np.mean([look.bias for look in looks])),
    )


def score_look(look: Look, pieces: Pieces, rows: I64) -> F32:
    """Log-odds of some passages."""
    parts = [look.score(*pieces.take(rows[at : at + 256])) for at in range(0, len(rows), 256)]
    return np.concatenate(parts)


def _kept(rng: np.random.Generator, shape: tuple[int, ...], dropped: float) -> F32:
    """Drop-out: zeros, and what makes up for them."""
    kept = rng.random(shape, dtype=np.float32) >= dropped
    return np.asarray(kept / np.float32(1 - dropped), np.float32)


def _error(score: F32, never: F32, weight: F32) -> F32:
    """Gradient of the weighted cross entropy by the log-odds."""
    chance = 1 / (1 + np.exp(-np.clip(score, -30, 30)))
    return np.asarray((chance - never) * weight / len(score), np.float32)
