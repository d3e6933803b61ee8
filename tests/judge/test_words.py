"""Language, severity, sentiment and fingerprints of passages."""

import numpy as np
import pytest

from yousaid.judge import detect_languages, sentiments_of, shared_encoder
from yousaid.judge.fingerprint import fingerprints
from yousaid.judge.severity import reasons, severities


def severity(text: str, usual: int = 2, problem: bool = True) -> int:
    return int(severities([text], np.array([usual], np.int8), np.array([problem]))[0])


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The delivery was late and nobody answered my messages", "en"),
        ("El pedido llegó tarde y nadie contestó mis mensajes", "es"),
        ("Die Lieferung kam zu spät und niemand hat geantwortet", "de"),
        ("La livraison est arrivée en retard et personne ne répond", "fr"),
    ],
)
def test_a_sentence_tells_its_language(text: str, lang: str) -> None:
    (found,), (prob,) = detect_languages([text])
    assert found == lang
    assert prob > 0.8


def test_the_source_is_believed_where_the_text_is_too_short() -> None:
    assert detect_languages(["ok"], ["pt-BR"])[0] == ["pt"]
    assert detect_languages(["👍", "", "12345"])[0] == [None, None, None]
    assert detect_languages(["👍"])[1].tolist() == [0.0]


@pytest.mark.parametrize(
    ("text", "usual", "expected"),
    [
        ("The map looks odd", 1, 1),
        ("The map shows an error", 1, 2),
        ("It is sometimes a bit slow", 2, 1),
        ("My order never arrived", 1, 3),
        ("I CAN’T USE the app", 1, 3),
        ("The rider threatened me", 2, 4),
        ("Sometimes I can't log in", 2, 3),
        ("Me cobraron dos veces", 1, 3),
        ("Casi me atropella el repartidor", 2, 4),
        ("Die App stürzt ab", 1, 2),
        ("That was a masterstroke of debugging", 1, 1),
    ],
)
def test_words_move_the_usual_severity(text: str, usual: int, expected: int) -> None:
    assert severity(text, usual) == expected


def test_what_is_no_problem_has_no_severity() -> None:
    assert severity("The hospital entrance was easy to find for the rider", 0, problem=False) == 0


def test_the_words_that_decided_can_be_named() -> None:
    assert reasons("It never arrived and the app crashed") == [
        ("blocked", "never arrived"), ("fault", "never"), ("fault", "crashed"),
    ]  # fmt: skip


def test_sentiment_follows_the_tone_in_any_language() -> None:
    good, bad, gut, mal, empty = sentiments_of(
        [
            "I love this app, wonderful",
            "Terrible, I hate it",
            "Wunderbar, ich liebe diese App",
            "Pésimo, lo odio",
            "",
        ],
        shared_encoder(),
    )
    assert min(good, gut) > 0.5
    assert max(bad, mal) < -0.25
    assert empty == 0


def test_a_fingerprint_looks_through_the_spelling() -> None:
    a, b, c, d = fingerprints(
        ["The app is sooo SLOW!!!", "slow... the app is so", "The app, is soo slow 123", "the app is so fast"]
    )
    assert a == b == c
    assert a != d


def test_a_fingerprint_of_nothing_is_zero_and_short_words_still_count() -> None:
    nothing, marks, yes, no = fingerprints(["", "?!", "ok", "no"])
    assert nothing == marks == 0
    assert len({nothing, yes, no}) == 3
