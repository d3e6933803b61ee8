"""How a text feels about what it speaks of, -1..1: a small head on the encoder's vector.

It is trained on star ratings by bench/train_sentiment.py; data/sentiment.npz holds 513 x 3 weights.
The encoder places languages side by side, so the head serves all of its 16.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from yousaid.core.post import clean_text

from .encoder import Encoder
from .softmax import F32, softmax

WEIGHTS: Final = Path(__file__).parent / "data" / "sentiment.npz"
CLASSES: Final = ("negative", "neutral", "positive")


def sentiment(vectors: F32) -> F32:
    """Sentiment of texts from their unit vectors [n, 512]: chance of positive less chance of negative."""
    weights = _weights()
    probs = softmax(vectors @ weights[:-1] + weights[-1])
    return np.asarray(probs[:, 2] - probs[:, 0], np.float32)


def sentiments_of(texts: Sequence[str], encoder: Encoder) -> F32:
    """Sentiment -1..1 of texts; 0 for one without any letter."""
    values = sentiment(encoder.encode([clean_text(text) for text in texts]))
    return np.where([any(map(str.isalpha, text)) for text in texts], values, np.float32(0))


@cache
def _weights() -> F32:
    with np.load(WEIGHTS, allow_pickle=False) as z:
        return np.asarray(z["weights"], np.float32)
