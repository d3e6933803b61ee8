"""Which topic a passage speaks of, how sure that is, and when to say nothing.

Two views of a text, the encoder's vector and hashed TF-IDF, each with a softmax regression; their logits
are added with weights found on held-out examples. Abstention looks at the logits: a probability says which
topic is better than the others, a logit says whether any of them fits at all.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from .hashed import Vocabulary
from .softmax import F32, I64, Labels, fit_softmax, softmax

#: Ridge of each view against the sum over examples; chosen on Banking77 from 5 to 130 examples a topic.
_RIDGE_ENCODER: Final = 0.03
_RIDGE_HASHED: Final = 0.05
_STEPS_ENCODER: Final = 50
_STEPS_HASHED: Final = 20
_MANY: Final = 1_500  # from here on one held-out quarter is enough to calibrate on
_FOLDS: Final = 4
#: Share of held-out examples that score below the mark under which a post is dropped, or stays unsorted.
DROPPED: Final = 0.01
UNSORTED: Final = 0.05
#: With off-topic examples the mark may move up to this share. Never down: the ones to come are more varied.
_UNSORTED_MOST: Final = 0.06
#: Log-odds that a topic fits at all: at the mark, and how much more at the median of the examples.
_FITS_AT_MARK: Final = 0.5
_FITS_SLOPE: Final = 5.0
#: How strongly calibration is drawn to what is usual: it counts like this many examples.
_PULL: Final = 2.0


@dataclass(frozen=True)
class Lessons:
    """What a sorter learns from. of: class of each text; negative: it is anything but that class.

    Classes are the topics in order, then `other` if there is one.
    """

    texts: list[str]
    vectors: F32 | None
    of: I64
    negative: npt.NDArray[np.bool_]
    topics: int
    other: int = -1

    @property
    def classes(self) -> int:
        """Topics and the class beside them."""
        return max(self.topics, self.other + 1)


@dataclass(frozen=True)
class Sorted:
    """Verdicts of n passages. topic: best topic; sure: it passes the mark; score: 0 at the drop mark,
    1 at the median of the examples; probs: [n, classes].
    """

    topic: I64
    sure: npt.NDArray[np.bool_]
    prob: F32
    score: F32
    probs: F32


@dataclass(frozen=True)
class Sorter:
    """Fitted weights, marks and calibration."""

    topics: int
    other: int
    vocabulary: Vocabulary
    hashed: F32  # [COLUMNS, classes]
    vector: F32 | None  # [513, classes], the last row is the bias
    marks: F32  # drop, sort, median: of the logit score
    calibration: F32  # constant and weight of the log-odds

    def sort(self, texts: list[str], vectors: F32 | None) -> Sorted:
        """Verdicts of passages. vectors: the encoder's, or None where there is no encoder."""
        logits = self.vocabulary.scores(texts, self.hashed)
        if self.vector is not None and vectors is not None:
            logits += vectors @ self.vector[:-1]
            logits += self.vector[-1]
        return self.decide(logits)

    def decide(self, logits: F32) -> Sorted:
        """Verdicts from combined logits."""
        probs = softmax(logits)
        topic = logits[:, : self.topics].argmax(axis=1)
        best = probs[np.arange(len(topic)), topic]
        score = _score(logits, self.topics)
        drop, mark, middle = (float(m) for m in self.marks)
        sure = score >= mark
        if self.other >= 0:
            sure &= probs[:, self.other] < best
        # Which topic is likeliest says nothing about whether any fits: under and near the mark doubt grows.
        fits = _sigmoid(_FITS_SLOPE * (score - mark) / max(middle - mark, 1e-3) + _FITS_AT_MARK)
        prob = fits * _sigmoid(self.calibration[0] + self.calibration[1] * _log_odds(best))
        return Sorted(topic, sure, prob, (score - drop) / max(middle - drop, 1e-3), probs)


def fit_sorter(lessons: Lessons) -> Sorter:
    """Fit both views, weigh and calibrate them on held-out examples, and set the marks."""
    labels = Labels(lessons.of, lessons.negative, np.ones(len(lessons.of), np.float32))
    vocabulary = Vocabulary.of(lessons.texts)
    matrix = vocabulary.matrix(lessons.texts)
    rows, back = _rotated(matrix)
    folds = _folds(lessons)
    hashed, held_hashed = _cross_fit(rows, labels, lessons.classes, folds, _RIDGE_HASHED, _STEPS_HASHED)
    hashed = back(hashed)
    vector = None
    held = [held_hashed]
    if lessons.vectors is not None:
        centre = lessons.vectors.mean(axis=0)
        ones = np.ones((len(labels.of), 1), np.float32)
        x = np.hstack([lessons.vectors - centre, ones])
        vector, held_vector = _cross_fit(x, labels, lessons.classes, folds, _RIDGE_ENCODER, _STEPS_ENCODER)
        vector[-1] -= centre @ vector[:-1]
        held.append(held_vector)
    judged = (folds >= 0) & ~lessons.negative
    views = [h[judged] for h in held]
    of = lessons.of[judged]
    weights = _view_weights(views, of)
    logits = np.asarray(sum(w * v for w, v in zip(weights, views, strict=True)), np.float32)
    marks = _marks(logits, of, lessons)
    draft = Sorter(
        topics=lessons.topics,
        other=lessons.other,
        vocabulary=vocabulary,
        hashed=hashed * np.float32(weights[0]),
        vector=None if vector is None else vector * np.float32(weights[1]),
        marks=marks,
        calibration=np.array([0, 1], np.float32),
    )
    return Sorter(**{**vars(draft), "calibration": _calibrate(draft, logits, of)})


def _rotated(matrix: F32):  # type: ignore[no-untyped-def]
    """Fewer columns with the same inner products when there are fewer rows than columns."""
    n = len(matrix)
    if n >= matrix.shape[1] // 2:
        return matrix, lambda w: w
    gram = (matrix @ matrix.T).astype(np.float64)
    gram[np.diag_indices(n)] += 1e-4
    root = np.linalg.cholesky(gram)

    def back(w: F32) -> F32:
        return matrix.T @ np.linalg.solve(root.T, w.astype(np.float64)).astype(np.float32)

    return root.astype(np.float32), back


def _folds(lessons: Lessons) -> I64:
    """Fold of each row, spread evenly over each class; -1 = never held out."""
    fold = np.full(len(lessons.of), -1, np.int64)
    mixed = np.random.default_rng(7).permutation(len(lessons.of))
    for k in range(lessons.classes):
        mine = mixed[(lessons.of[mixed] == k) & ~lessons.negative[mixed]]
        if len(mine) > 1:
            fold[mine] = (np.arange(len(mine)) + k) % _FOLDS
    if len(fold) > _MANY:
        fold[fold > 0] = -1
    return fold


def _cross_fit(x: F32, labels: Labels, classes: int, folds: I64, ridge: float, steps: int) -> tuple[F32, F32]:
    """Weights from all rows, and the logits of each held-out row from the others."""
    held = np.zeros((len(x), classes), np.float32)
    for fold in range(int(folds.max()) + 1):
        out = folds == fold
        if out.any():
            w = fit_softmax(x[~out], labels.take(~out), classes, ridge=ridge, steps=steps)
            held[out] = x[out] @ w
    return fit_softmax(x, labels, classes, ridge=ridge, steps=steps), held


def _view_weights(views: list[F32], of: I64) -> list[float]:
    """Weights of the views' logits that make held-out labels likeliest, drawn a little towards 1.5 and 0.8.

    Few examples cannot tell, so the log-likelihood is summed over them while the pull stays the same.
    """
    usual = [0.8, 1.5] if len(views) == 2 else [1.5]
    n = np.arange(len(of))

    def cost(at: list[float]) -> float:
        z = sum(w * v for w, v in zip(at, views, strict=True))
        own = softmax(np.asarray(z, np.float32))[n, of]
        pull = sum(np.log(a / u) ** 2 for a, u in zip(at, usual, strict=True))
        return -float(np.log(np.maximum(own, 1e-9)).sum()) + 4 * float(pull)

    at, step = list(usual), 2.0
    best = cost(at)
    while step > 1.04:
        moved = False
        for i in range(len(at)):
            for factor in (step, 1 / step):
                there = [*at[:i], at[i] * factor, *at[i + 1 :]]
                new = cost(there)
                if new < best and 0.02 < there[i] < 20:
                    at, best, moved = there, new, True
        if not moved:
            step **= 0.5
    return at


def _score(logits: F32, topics: int) -> F32:
    """Log-sum-exp of the topics' logits."""
    z = logits[:, :topics]
    top = z.max(axis=1)
    return np.asarray(top + np.log(np.exp(z - top[:, None]).sum(axis=1)), np.float32)


def _marks(logits: F32, of: I64, lessons: Lessons) -> F32:
    score = _score(logits, lessons.topics)
    inside = score[of < lessons.topics]
    if not len(inside):
        return np.array([-np.inf, -np.inf, 0], np.float32)
    sort = float(np.quantile(inside, UNSORTED))
    outside = score[of == lessons.other] if lessons.other >= 0 else score[:0]
    if len(outside) >= 20:
        levels = np.quantile(inside, np.linspace(UNSORTED, _UNSORTED_MOST, 10))
        gains = [float((outside < m).mean() - (inside < m).mean()) for m in levels]
        sort = float(levels[int(np.argmax(gains))])
    drop = min(float(np.quantile(inside, DROPPED)), sort)
    return np.array([drop, sort, np.median(inside)], np.float32)


def _calibrate(sorter: Sorter, logits: F32, of: I64) -> F32:
    """Logistic regression of "the best topic is right" on its log-odds, by Newton's method.

    Over held-out examples of topics; drawn a little towards the plain probability.
    """
    inside = of < sorter.topics
    if not inside.any():
        return sorter.calibration
    verdict = sorter.decide(logits[inside])
    right = (verdict.topic == of[inside]).astype(np.float64)
    best = verdict.probs[np.arange(len(right)), verdict.topic]
    x = np.stack([np.ones(len(right)), _log_odds(best)], axis=1).astype(np.float64)
    prior = np.array([0.0, 1.0])
    c = prior.copy()
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(x @ c, -30, 30)))
        grad = x.T @ (p - right) + _PULL * (c - prior)
        hess = (x * (p * (1 - p))[:, None]).T @ x + _PULL * np.eye(2)
        step = np.linalg.solve(hess, grad)
        c -= step / max(1.0, float(np.abs(step).max()))
    c[1] = max(c[1], 0.05)
    return c.astype(np.float32)


def _log_odds(p: F32) -> F32:
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(p / (1 - p)), np.float32)


def _sigmoid(x: F32) -> F32:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), np.float32)
