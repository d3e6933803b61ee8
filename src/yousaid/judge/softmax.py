"""Softmax regression on dense rows, by L-BFGS in numpy."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

F32 = npt.NDArray[np.float32]
I64 = npt.NDArray[np.int64]

_MEMORY: Final = 6
_SLOPE: Final = 1e-4  # of the sufficient decrease (Armijo)
_NEAR: Final = 1e-6


@dataclass(frozen=True)
class Labels:
    """What a row is: class `of`, or, where `negative`, anything but it. weight: how much it counts."""

    of: I64
    negative: npt.NDArray[np.bool_]
    weight: F32

    def take(self, rows: npt.NDArray[np.bool_]) -> "Labels":
        """The labels of some rows."""
        return Labels(self.of[rows], self.negative[rows], self.weight[rows])


def softmax(logits: F32) -> F32:
    """Rows that are positive and sum to one."""
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return np.asarray(p, np.float32)


def fit_softmax(x: F32, labels: Labels, classes: int, *, ridge: float, steps: int) -> F32:
    """Weights [columns, classes] that make the labels likely. ridge: of the squared weights, against the
    sum over rows; steps: of L-BFGS at most. Rows have no bias of their own: add a column of ones for one.
    """
    n = np.arange(len(x))
    total = float(labels.weight.sum())
    sign = np.where(labels.negative, -1, 1).astype(np.float32)

    def value(flat: F32) -> tuple[float, F32]:
        w = flat.reshape(-1, classes)
        p = softmax(x @ w)
        own = p[n, labels.of]
        hit = np.where(labels.negative, 1 - own, own)
        loss = -float(np.log(np.maximum(hit, 1e-12)) @ labels.weight) + ridge / 2 * float(flat @ flat)
        # d/dz of -log p_k is p - e_k; of -log(1 - p_k) it is (p - e_k) * -p_k / (1 - p_k).
        p[n, labels.of] -= 1
        p *= (labels.weight * np.where(labels.negative, -own / np.maximum(1 - own, 1e-6), sign))[:, None]
        grad = (x.T @ p).ravel()
        grad += ridge * flat
        return loss / total, grad / np.float32(total)

    return minimise(value, np.zeros(x.shape[1] * classes, np.float32), steps).reshape(-1, classes)


def minimise(value: Callable[[F32], tuple[float, F32]], start: F32, steps: int) -> F32:
    """A minimum of a smooth function that gives (value, gradient), near `start`, by L-BFGS."""
    x = start
    loss, grad = value(x)
    past: list[tuple[F32, F32, float]] = []
    for _ in range(steps):
        size = float(np.sqrt(grad @ grad))
        if size < _NEAR:
            break
        way = _direction(grad, past)
        step = 1.0 if past else min(1.0, 1.0 / size) * 10
        slope = float(way @ grad)
        if slope >= 0:
            way, slope, past = -grad, -size * size, []
        for _ in range(20):
            there = x + np.float32(step) * way
            new_loss, new_grad = value(there)
            if new_loss <= loss + _SLOPE * step * slope:
                break
            step /= 2 if step <= 1 else 4
        else:
            break
        s, y = there - x, new_grad - grad
        sy = float(s @ y)
        if sy > 1e-12:
            past = [*past[1 - _MEMORY :], (s, y, 1 / sy)]
        done = loss - new_loss < _NEAR * max(abs(loss), 1e-3)
        x, loss, grad = there, new_loss, new_grad
        if done:
            break
    return x


def _direction(grad: F32, past: list[tuple[F32, F32, float]]) -> F32:
    """The two-loop recursion (Nocedal 1980)."""
    q = -grad
    alphas = []
    for s, y, rho in reversed(past):
        alpha = rho * float(s @ q)
        q -= np.float32(alpha) * y
        alphas.append(alpha)
    if past:
        s, y, rho = past[-1]
        q *= np.float32(1 / (rho * float(y @ y)))
    for (s, y, rho), alpha in zip(past, reversed(alphas), strict=True):
        q += np.float32(alpha - rho * float(y @ q)) * s
    return q
