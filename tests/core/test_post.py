"""Raw posts live in memory only, and carry no author."""

import copy
import pickle
from dataclasses import fields
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yousaid.core.post import MAX_TEXT, RAW_SCHEMA, UNDERSTOOD_SCHEMA, RawPost, clean_text, raw_batch

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)


def test_a_raw_post_prints_none_of_its_content() -> None:
    post = RawPost(
        key="https://forum.example/1", said_at=NOW, text="the map shows the wrong street", voice=77
    )
    for shown in (repr(post), str(post), f"{post}", repr([post])):
        assert "map" not in shown
        assert "forum" not in shown
        assert "77" not in shown


def test_a_raw_post_cannot_be_written_down() -> None:
    post = RawPost(key="k", said_at=NOW, text="t")
    with pytest.raises(TypeError, match="memory only"):
        pickle.dumps(post)
    with pytest.raises(TypeError, match="memory only"):
        copy.deepcopy(post)


@pytest.mark.parametrize("word", ["author", "user", "handle", "name", "ip", "mail"])
def test_no_layout_has_a_field_for_a_person(word: str) -> None:
    names = {f.name for f in fields(RawPost)} | set(RAW_SCHEMA.names) | set(UNDERSTOOD_SCHEMA.names)
    assert not [name for name in names if word in name.split("_")]


def test_posts_become_columns_and_lose_nothing() -> None:
    posts = [RawPost(key=f"k{n}", said_at=NOW, text="t" * n, rating=0.25, voice=n) for n in range(1, 4)]
    batch = raw_batch(posts, source_id="s", product="p", seen_at=NOW)
    assert batch.schema == RAW_SCHEMA
    assert batch["key"].to_pylist() == ["k1", "k2", "k3"]
    assert batch["said_at"].to_pylist() == [NOW] * 3
    assert batch["voice"].to_pylist() == [1, 2, 3]


def test_an_unknown_audience_is_refused_before_the_gate() -> None:
    with pytest.raises(ValueError, match="private"):
        raw_batch([RawPost(key="k", said_at=NOW, text="t", audience="private")], source_id="s", seen_at=NOW)


@given(st.text(max_size=300))
def test_cleaned_text_is_clean_and_stays_so(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert len(clean) <= MAX_TEXT
    assert "\x00" not in clean
    assert "\n\n" not in clean


def test_a_megabyte_of_one_letter_is_cut() -> None:
    assert len(clean_text("a" * 1_000_000)) == MAX_TEXT
