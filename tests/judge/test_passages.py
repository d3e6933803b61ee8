"""A post is cut where people stop speaking of one thing."""

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yousaid.judge import split_passages
from yousaid.judge.passages import MOST_WORDS


def cut(text: str) -> list[str]:
    return [text[a:b] for a, b in split_passages(text)]


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("", []),
        (" \n ", []),
        ("😡😡😡", ["😡😡😡"]),
        ("Crashes daily", ["Crashes daily"]),
        ("The courier was kind. But the food came cold!", ["The courier was kind.", "But the food came cold!"]),
        ("Wow. The whole thing froze on me again", ["Wow. The whole thing froze on me again"]),
        ("It cost 3.50 at 12.30 and v2.1 is no better than v1.9", ["It cost 3.50 at 12.30 and v2.1 is no better than v1.9"]),
        ("Cannot pay any more\nThe card is refused since Monday", ["Cannot pay any more", "The card is refused since Monday"]),
        ("Waited for an hour... then it was cancelled!!! 😡 Never again with them", ["Waited for an hour...",
         "then it was cancelled!!!", "😡 Never again with them"]),
        ("料理が届きませんでした。サポートも返事をくれません！", ["料理が届きませんでした。", "サポートも返事をくれません！"]),
        ("I waited for Mr. Pizza to open the door today", ["I waited for Mr. Pizza to open the door today"]),
    ],
)  # fmt: skip
def test_a_text_is_cut_into_sentences(text: str, passages: list[str]) -> None:
    assert cut(text) == passages


def test_a_run_on_is_cut_at_a_joint() -> None:
    text = "the app is slow and the map is wrong " * 12 + "but the rider was kind"
    passages = cut(text)
    assert len(passages) > 1
    assert all(len(p.split()) <= MOST_WORDS for p in passages)
    assert " ".join(passages) == text


@given(st.text(alphabet="ab .!?\n😡。é,"))
def test_passages_cover_all_words_in_order(text: str) -> None:
    spans = split_passages(text)
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in itertools.pairwise(spans))
    inside = "".join(text[a:b] for a, b in spans)
    assert "".join(inside.split()) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    ["a" * 1_000_000, "a " * 500_000, "a. " * 300_000, "!" * 1_000_000, "\n" * 1_000_000, "(" * 999_999],
)
def test_a_megabyte_takes_linear_time(text: str) -> None:
    start = time.process_time()
    split_passages(text)
    assert time.process_time() - start < 5
