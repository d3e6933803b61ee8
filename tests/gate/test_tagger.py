"""The tagger finds names it never saw, leaves ordinary words alone, and takes no longer for hostile texts."""

import re
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yousaid.core.errors import GateError
from yousaid.gate import KINDS, redact, tagger
from yousaid.gate.words import CLASS_BITS, read_words

from .redaction_world import ADDRESSES, LIVES, NAMED, UNNAMED, named

LANGUAGES = sorted(NAMED)


def words_of(text: str, start: int, end: int) -> list[str]:
    return re.findall("[^ ,.:;()]{2,}", text[start:end])


def recall(lang: str, *, lower: bool) -> float:
    """Share of the names of a language's sentences of which no word is left."""
    rows = [(text.lower() if lower else text, span) for text, span in named(lang)]
    cut = [text for text, _ in redact([text for text, _ in rows])]
    found = [
        not any(word in redacted for word in words_of(text, *span))
        for (text, span), redacted in zip(rows, cut, strict=True)
    ]
    return sum(found) / len(found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_people_are_found_in_sentences_it_never_saw(lang: str) -> None:
    assert recall(lang, lower=False) >= 0.8


@pytest.mark.parametrize("lang", LANGUAGES)
def test_people_are_found_without_capitals(lang: str) -> None:
    assert recall(lang, lower=True) >= 0.55


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_without_people_stay(lang: str) -> None:
    touched = [text for text, counts in redact(UNNAMED[lang]) if counts]
    assert len(touched) <= 1, touched


@pytest.mark.parametrize("lang", LANGUAGES)
def test_streets_of_six_countries_are_cut(lang: str) -> None:
    texts = [LIVES[lang].format(address) for address in ADDRESSES[lang]]
    for text, counts in redact(texts):
        assert "address" in counts, text
        assert not re.search("[0-9]", text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Then Priscilla O'Donoghue called back", "Priscilla O'Donoghue"),
        ("Then Jean-Baptiste de la Fontenay called back", "Jean-Baptiste de la Fontenay"),
        ("Then Margaret J. Wilkinson called back", "Margaret J. Wilkinson"),
        ("Then J. Wilkinson called back", "J. Wilkinson"),
        ("Then Ludwig van der Heyden called back", "Ludwig van der Heyden"),
    ],
)
def test_a_name_is_cut_with_all_its_parts(text: str, name: str) -> None:
    assert redact([text]) == [(text.replace(name, "[name]"), {"name": 1})]


def test_a_sentence_end_parts_two_names() -> None:
    ((text, _),) = redact(["I told Jennifer. Margaret was there too."])
    assert text == "I told [name]. [name] was there too."


def test_what_was_cut_is_no_name() -> None:
    for kind in KINDS:
        assert tagger.name_spans([f"the [{kind}] of Jennifer"]) == [[(len(kind) + 10, len(kind) + 18)]], kind


texts = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.sampled_from([text for text, _ in named("en")]),
        st.sampled_from([text for text, _ in named("pt")]),
        st.just("🙂 x 中文 \U0001d7ce É'é-É Ünal"),
    ),
    max_size=6,
)


@given(texts)
def test_a_text_is_read_alike_alone_and_among_others(batch: list[str]) -> None:
    assert tagger.name_spans(batch) == [tagger.name_spans([text])[0] for text in batch]


@given(texts)
def test_spans_lie_in_their_text_and_apart(batch: list[str]) -> None:
    for text, spans in zip(batch, tagger.name_spans(batch), strict=True):
        ends = [0, *(n for span in spans for n in span)]
        assert ends == sorted(ends)
        assert ends[-1] <= len(text)
        assert all(text[a:b].strip() for a, b in spans)


@given(st.text("abcdeé XYZ.-'", max_size=60), st.text("abcdeé XYZ.-'", max_size=60))
def test_equal_words_have_equal_hashes(one: str, two: str) -> None:
    """The hash of a word does not depend on where it stands; accents and capitals do not matter."""
    none = np.zeros(1 << CLASS_BITS, np.uint8)
    words = read_words([one, two], none)
    seen: dict[int, str] = {}
    for n, start, end, word in zip(words.text, words.start, words.end, words.word, strict=True):
        if n >= 0:
            letters = (one, two)[n][start:end].lower().replace("é", "e")
            assert seen.setdefault(int(word), letters) == letters


def test_a_batch_larger_than_the_cache_is_read_in_pieces() -> None:
    batch = [f"{'food was cold ' * 400}and Jennifer knows"] * 40
    assert sum(map(len, batch)) > 200_000
    assert all(len(spans) == 1 for spans in tagger.name_spans(batch))


def test_nothing_gives_nothing() -> None:
    assert tagger.name_spans([]) == []
    assert tagger.name_spans(["", " ", "!?"]) == [[], [], []]


@pytest.mark.parametrize(
    "hostile", ["J", "J ", "J. ", "Anna ", "anna ", "de la ", "Anna-", "A'", "[name]", "É", "中"]
)
def test_time_grows_with_length_and_not_faster(hostile: str) -> None:
    tagger.name_spans(["warm"])
    costs = []
    for n in (20_000, 40_000):
        text = (hostile * n)[:n]
        start = time.process_time()
        tagger.name_spans([text])
        costs.append(time.process_time() - start)
    assert costs[1] < 3.5 * costs[0] + 0.05


def test_missing_weights_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagger, "WEIGHTS", tmp_path / "tagger.npz")
    tagger.model.cache_clear()
    with pytest.raises(GateError, match="tagger"):
        tagger.name_spans(["Anna"])
    monkeypatch.undo()
    tagger.model.cache_clear()
    assert tagger.name_spans(["Anna came"]) == [[(0, 4)]]


def test_the_weights_are_small() -> None:
    assert tagger.WEIGHTS.stat().st_size < 2_000_000
