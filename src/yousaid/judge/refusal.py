"""How likely a passage speaks of what is never kept: one class, learnt beforehand and the same for every
pack.

A class among a pack's topics is not enough: softmax regression takes whatever resembles no topic for the
broad
excluded class, and a pack could learn around it. So this is a model of its own, trained on worked
examples, on
near misses and on ordinary talk in six languages by bench/train_refusal.py; data/refusal.npz holds its
weights.

It looks twice. A small network on the encoder's vector looks at every passage; where that does not rule the
matter out, a second one looks at the pieces themselves: detectors over each piece in its surroundings, of
which
the loudest counts (max pooling, as in Kim, "Convolutional neural networks for sentence classification",
2014),
beside the mean of all. Their log-odds are added. Without an encoder hashed words decide alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from .encoder import PieceEncoder
from .hashed import BITS, Vocabulary
from .softmax import F32, I64

WEIGHTS: Final = Path(__file__).parent / "data" / "refusal.npz"
#: Share of the mean's projection that goes into its tanh: it keeps early training in the straight part.
MEAN_SCALE: Final = np.float32(0.3)
_BLOCK: Final = 256  # passages whose pieces are looked at together


@dataclass(frozen=True)
class Glance:
    """The network on the encoder's vector: one hidden layer. inward [512, h], outward [h]."""

    inward: F32
    inward_bias: F32
    outward: F32
    bias: float

    def score(self, vectors: F32) -> F32:
        """Log-odds of unit vectors [n, 512]."""
        return np.asarray(np.tanh(vectors @ self.inward + self.inward_bias) @ self.outward + self.bias)


@dataclass(frozen=True)
class Look:
    """The network on the pieces. detect, mean [1280, h]; hidden [2h, k]; outward [k]; biases of each."""

    detect: F32
    detect_bias: F32
    mean: F32
    mean_bias: F32
    hidden: F32
    hidden_bias: F32
    outward: F32
    bias: float

    def score(self, pieces: F32, lengths: I64) -> F32:
        """Log-odds of passages. pieces: normalised features of all their pieces, [sum of lengths, 1280]."""
        first = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        loudest = np.maximum.reduceat(pieces @ self.detect, first, axis=0)
        whole = np.add.reduceat(pieces, first, axis=0) / np.sqrt(lengths)[:, None].astype(np.float32)
        loudest = np.maximum(loudest + self.detect_bias, 0)
        whole = np.tanh((whole @ self.mean + self.mean_bias) * MEAN_SCALE)
        inside = np.maximum(np.hstack([loudest, whole]) @ self.hidden + self.hidden_bias, 0)
        return np.asarray(inside @ self.outward + self.bias, np.float32)


@dataclass(frozen=True)
class Refusal:
    """The model. words, word_weights: for where there is no encoder. marks: see `_prob`."""

    glance: Glance
    look: Look
    words: Vocabulary
    word_weights: F32
    worth_a_look: float
    mark: tuple[float, float]  # log-odds at which the probability is 0.1: of both looks, of words alone

    def prob(self, texts: Sequence[str], vectors: F32 | None, encoder: PieceEncoder | None) -> F32:
        """Probability that each passage is never kept. vectors: the encoder's, or None where there is
        none."""
        if vectors is None or encoder is None:
            return _prob(self.words.scores(list(texts), self.word_weights)[:, 0], self.mark[1])
        score = self.glance.score(vectors)
        at = np.flatnonzero(score >= self.worth_a_look)
        for block in range(0, len(at), _BLOCK):
            rows = at[block : block + _BLOCK]
            pieces, lengths = encoder.pieces([texts[i] for i in rows.tolist()])
            score[rows] += self.look.score(pieces, lengths)
        out = _prob(score, self.mark[0])
        out[score < self.worth_a_look] = 0.0
        return out


#: Log-odds of 0.1.
_AT_MARK: Final = -2.197


def _prob(score: F32, mark: float) -> F32:
    return np.asarray(1 / (1 + np.exp(-np.clip(score - mark + _AT_MARK, -30, 30))), np.float32)


@cache
def shared_refusal() -> Refusal:
    """The model that ships, read once a process."""
    with np.load(WEIGHTS, allow_pickle=False) as z:
        w = {name: z[name] for name in z.files}
    column = np.full(1 << BITS, -1, np.int16)
    value = np.zeros(1 << BITS, np.float32)
    column[w["seen"]] = w["column"]
    value[w["seen"]] = w["value"]
    wide = {name: np.asarray(array, np.float32) for name, array in w.items() if array.dtype == np.float16}
    biases = w["biases"]
    return Refusal(
        glance=Glance(wide["g_in"], wide["g_in_b"], wide["g_out"], float(biases[0])),
        look=Look(
            wide["detect"],
            wide["detect_b"],
            wide["mean"],
            wide["mean_b"],
            wide["hidden"],
            wide["hidden_b"],
            wide["l_out"],
            float(biases[1]),
        ),
        words=Vocabulary(column, value),
        word_weights=wide["word_weights"],
        worth_a_look=float(w["marks"][0]),
        mark=(float(w["marks"][1]), float(w["marks"][2])),
    )
