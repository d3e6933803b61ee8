"""Titles: what sets an issue apart, never a quotation."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yousaid.group import combined_frequencies, document_frequencies, repeats, title_for, title_words

REFUNDS = [
    "They refused the refund for my cancelled order and gave a voucher instead.",
    "My order was cancelled by the shop, and all I got was a voucher.",
    "A voucher is not my money! The cancelled order was paid by card.",
    "Cancelled, and then only a voucher, not a refund.",
    "I asked for a refund of a cancelled meal; they offered a voucher of 2 dollars.",
]
OTHERS = [
    "The refund took three weeks to reach my bank.",
    "My refund never came and nobody answers.",
    "The map shows the wrong street.",
    "The app stops whenever I open the map.",
    "The order came an hour late.",
    "An item was missing from my order.",
    "I was charged twice for one order.",
    "The courier could not find my house.",
    "The app is slow since the update.",
    "Where is the refund of my missing item?",
] * 3
BACKGROUND = document_frequencies([*REFUNDS, *OTHERS])


def test_the_words_that_set_an_issue_apart_come_first() -> None:
    words = title_words(REFUNDS, lang="en", background=BACKGROUND)
    assert {"voucher"} <= set(words)
    assert any("cancelled" in word for word in words)
    assert title_for("Refund refused or partial", words).startswith("Refund refused or partial: ")


def test_forms_of_a_word_count_as_one() -> None:
    texts = ["Vouchers expired.", "The voucher is expired.", "My vouchers expired early."]
    words = title_words(texts, lang="en", background=BACKGROUND)
    assert len([word for word in words if "voucher" in word]) == 1


def test_the_topic_title_stands_alone_when_words_are_weak() -> None:
    said = ["It broke again.", "Why is this so?", "No comment at all."]
    assert title_words(said, lang="en", background=BACKGROUND) == []
    assert title_for("Crashes and freezes", []) == "Crashes and freezes"
    assert title_for("Crashes and freezes", ["freeze", "crash"]) == "Crashes and freezes"


def test_one_mention_alone_gives_no_words() -> None:
    assert title_words(REFUNDS[:1], lang="en", background=BACKGROUND) == []
    assert title_words([REFUNDS[0]] * 5, lang="en", background=BACKGROUND) == []
    assert title_words([], lang="en", background={}) == []


@pytest.mark.parametrize(
    ("lang", "texts", "kept", "left_out"),
    [
        ("es", ["El cupón no se aplica al pagar.", "No aplica mi cupón.", "Pues el cupón nunca aplica."], "cupón", "el"),
        ("de", ["Der Gutschein geht nicht.", "Mein Gutschein gilt nicht.", "Und der Gutschein fehlt."], "gutschein", "nicht"),
        ("fr", ["Le coupon n'est pas appliqué.", "Mon coupon ne marche pas.", "Encore un coupon refusé."], "coupon", "pas"),
        ("pt", ["O cupom não funciona.", "Meu cupom não vale.", "Esse cupom foi recusado."], "cupom", "não"),
        ("it", ["Il buono sconto non va.", "Lo sconto non è valido.", "Uno sconto rifiutato."], "sconto", "non"),
    ],
)  # fmt: skip
def test_stop_words_of_each_language_stay_out(lang: str, texts: list[str], kept: str, left_out: str) -> None:
    words = title_words(texts, lang=lang, background=document_frequencies([*texts, *OTHERS]))
    assert any(kept in word for word in words)
    assert not any(left_out in word.split() for word in words)


def test_placeholders_numbers_and_swearing_never_reach_a_title() -> None:
    texts = [
        "Call [phone] or <NUMBER>, 4711 4711, the damn shitty scanner is broken",
        "[phone] says 4711, damn scanner, shit, see https://example.org/scanner",
        "<NUMBER> 4711 damn, the shit scanner again @somebody",
    ]
    words = title_words(texts, lang="en", background=BACKGROUND, count=9)
    assert "scanner" in words
    text = " ".join(words)
    for never in ("phone", "number", "4711", "damn", "shit", "http", "example", "somebody"):
        assert never not in text


def test_words_that_tell_nothing_here_can_be_avoided() -> None:
    assert "voucher" not in title_words(REFUNDS, lang="en", background=BACKGROUND, avoid=["Vouchers"])


def test_what_the_whole_topic_says_does_not_set_an_issue_apart() -> None:
    topic = document_frequencies(REFUNDS)
    both = combined_frequencies(BACKGROUND, topic)
    assert both["vouche"] == topic["vouche"]
    assert title_words(REFUNDS, lang="en", background=both) == []


def test_a_run_of_six_words_is_seen_through_punctuation_and_case() -> None:
    text = "so THE card reader did - not - work at all!"
    assert repeats("Payment: the card reader did not work", [text])
    assert not repeats("Payment: the card reader did not", [text])


def test_a_title_drops_words_rather_than_quote() -> None:
    text = "late order again cold soup spilled bag"
    assert (
        title_for("Late order again", ["cold soup", "spilled bag"], texts=[text])
        == "Late order again: cold soup"
    )


WORD = st.sampled_from(
    ["card", "reader", "broken", "screen", "frozen", "update", "battery", "charger", "the", "my"]
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(WORD, min_size=1, max_size=12).map(" ".join), min_size=2, max_size=8), st.integers(1, 6)
)
def test_no_title_holds_six_words_in_a_row_of_a_text(texts: list[str], count: int) -> None:
    words = title_words(texts, lang="en", background=BACKGROUND, count=count)
    title = title_for("Card reader broken", words, texts=texts)
    assert len(words) <= count
    held = re.findall("[a-z]+", title.lower())
    runs = {" ".join(held[i : i + 6]) for i in range(len(held) - 5)}
    assert not any(f" {run} " in f" {text} " for run in runs for text in texts)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6), st.sampled_from(["en", "fr", "xx", ""]))
def test_any_text_at_all_can_be_titled(texts: list[str], lang: str) -> None:
    words = title_words(texts, lang=lang, background=document_frequencies(texts))
    assert title_for("Topic", words, texts=texts).startswith("Topic")
