"""Train the never-kept model that ships: `python -m bench.train_refusal DATA [--write]`.

DATA is the folder of shared data sets; bench/refusal_texts.py says what of it is used and under which
licence.
Prints what a quarter of the worked examples and near misses, held out, would get, then trains on everything.
"""

import argparse
from pathlib import Path
from typing import Any, Final

import numpy as np

from yousaid.gate import LANGUAGES
from yousaid.judge.encoder import UseEncoder
from yousaid.judge.hashed import Vocabulary
from yousaid.judge.refusal import WEIGHTS, Glance, Look
from yousaid.judge.softmax import Labels, fit_softmax

from .refusal_nets import F32, I64, Pieces, as_one, fit_glance, fit_look, score_look
from .refusal_texts import Texts, gather

_LOOKED_AT: Final = 22_000  # rows of ordinary talk that the second network learns from
_EPOCHS: Final = 8
_LOOKS: Final = 3  # of what ships; the held-out measure makes do with one, which is a little worse
_WORDS: Final = 14_000  # rows of ordinary talk that the words learn from
#: Log-odds at which the veto begins: 3 % of the red team's lines get through and 6 % of real reviews are
#: dropped. At
#: 2 % it would be 10 % of the reviews, at 5 % it would be 4 %.
_MARK: Final = 1.7
#: Share of held-out worked examples that words alone may miss, where there is no encoder.
_WORDS_MISSED: Final = 0.2
#: Log-odds of the first network from which on the second one looks: an eighth of the passages of real
#: reviews. Looking
#: at a third finds no more of the red team's lines.
_WORTH_A_LOOK: Final = -2.0


class Views:
    """Texts as each network sees them, computed once."""

    def __init__(self, texts: Texts) -> None:
        encoder = UseEncoder()
        self.texts = texts
        self.vectors = encoder.encode(texts.text)
        rng = np.random.default_rng(2)
        ordinary = np.flatnonzero(~texts.core)
        chosen = rng.permutation(ordinary)[: min(_LOOKED_AT, len(ordinary))]
        self.rows = np.concatenate([np.flatnonzero(texts.core), chosen])
        parts = [
            encoder.pieces([texts.text[i] for i in self.rows[at : at + 512].tolist()])
            for at in range(0, len(self.rows), 512)
        ]
        self.pieces = Pieces(
            np.concatenate([f.astype(np.float16) for f, _ in parts]), np.concatenate([n for _, n in parts])
        )

    def fit(self, out: I64, *, looks: int) -> tuple[Glance, Look]:
        """Both networks without the rows `out`, which are among the first. looks: how many are averaged."""
        never, weight = self.texts.never, self.texts.weight
        use = np.setdiff1d(np.arange(len(never)), out)
        glance = fit_glance(self.vectors[use], never[use], weight[use])
        inside = np.setdiff1d(np.arange(len(self.rows)), out)
        found = [
            fit_look(self.pieces, inside, never[self.rows], weight[self.rows], seed=seed, epochs=_EPOCHS)
            for seed in range(1, looks + 1)
        ]
        return glance, as_one(found)

    def scores(self, glance: Glance, look: Look, rows: I64) -> tuple[F32, F32]:
        """Log-odds of both networks of rows among the first."""
        return glance.score(self.vectors[rows]), score_look(look, self.pieces, rows)


def fit_words(texts: Texts, out: I64) -> tuple[Vocabulary, F32]:
    """Hashed words alone, for where there is no encoder."""
    core = int(texts.core.sum())
    use = np.setdiff1d(np.arange(min(core + _WORDS, len(texts.text))), out)
    some = texts.take(use)
    vocabulary = Vocabulary.of(some.text)
    labels = Labels(some.never.astype(np.int64), np.zeros(len(use), bool), some.weight)
    weights = fit_softmax(vocabulary.matrix(some.text), labels, 2, ridge=0.5, steps=40)
    return vocabulary, np.asarray(weights[:, 1:] - weights[:, :1], np.float32)


def report(name: str, score: F32, texts: Texts, rows: I64) -> None:
    """Area under the curve, and near misses above the mark at several shares of worked examples below it."""
    never = texts.never[rows] == 1
    lang = np.array([texts.lang[i] for i in rows.tolist()])
    each = " ".join(f"{one} {area(score[lang == one], never[lang == one]):.3f}" for one in LANGUAGES)
    dropped = [float((score[~never] > np.quantile(score[never], q)).mean()) for q in (0.02, 0.05, 0.1)]
    shares = " ".join(f"{share:.3f}" for share in dropped)
    print(
        f"{name:6} area {area(score, never):.4f} ({each}); near misses dropped at 2, 5, 10 % missed: {shares}"
    )


def area(score: F32, positive: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> float:
    """Chance that a positive scores above a negative (Mann-Whitney)."""
    rank = np.argsort(np.argsort(score))
    n = int(positive.sum())
    return float((rank[positive].sum() - n * (n - 1) / 2) / max(n * (len(score) - n), 1))


def main() -> None:
    """Measure on a held-out quarter, train on all, write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    texts = gather(args.data)
    core = np.flatnonzero(texts.core)
    print(f"{int(texts.never.sum())} worked examples, {len(core)} with near misses, {len(texts.text)} in all")
    views = Views(texts)
    held = core[np.random.default_rng(5).random(len(core)) < 0.25]
    glance, look = views.fit(held, looks=1)
    first, second = views.scores(glance, look, held)
    both = first + second
    vocabulary, weights = fit_words(texts, held)
    words = vocabulary.scores([texts.text[i] for i in held.tolist()], weights)[:, 0]
    for name, score in (("glance", first), ("look", second), ("both", both), ("words", words)):
        report(name, score, texts, held)
    never = texts.never[held] == 1
    marks = [
        _WORTH_A_LOOK,
        _MARK,
        float(np.quantile(words[never], _WORDS_MISSED)),
    ]
    print("marks", [round(mark, 3) for mark in marks])
    if args.write:
        write(views.fit(core[:0], looks=_LOOKS), fit_words(texts, core[:0]), marks)


def write(nets: tuple[Glance, Look], words: tuple[Vocabulary, F32], marks: list[float]) -> None:
    """One file, float16 but for the marks."""
    glance, look = nets
    vocabulary, weights = words
    half: dict[str, Any] = {
        "g_in": glance.inward, "g_in_b": glance.inward_bias, "g_out": glance.outward,
        "detect": look.detect, "detect_b": look.detect_bias, "mean": look.mean, "mean_b": look.mean_bias,
        "hidden": look.hidden, "hidden_b": look.hidden_bias, "l_out": look.outward, "word_weights": weights,
    }  # fmt: skip
    seen = np.flatnonzero((vocabulary.column >= 0) & (np.abs(vocabulary.value) < _rare(vocabulary)))
    np.savez_compressed(
        WEIGHTS,
        seen=seen.astype(np.int32),
        column=vocabulary.column[seen],
        value=vocabulary.value[seen].astype(np.float32),
        biases=np.array([glance.bias, look.bias]),
        marks=np.array(marks),
        **{name: array.astype(np.float16) for name, array in half.items()},
    )
    print(f"wrote {WEIGHTS.name} ({WEIGHTS.stat().st_size} bytes), {len(seen)} words and letter runs")


def _rare(vocabulary: Vocabulary) -> float:
    """The weight of what was seen once: such features tell nothing and are left out of the file."""
    return float(np.abs(vocabulary.value).max()) - 1e-3


if __name__ == "__main__":
    main()
