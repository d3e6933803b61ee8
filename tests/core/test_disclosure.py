"""What may be shown: no number under k, no exact number, no text of two or three voices that were invited."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yousaid.core.disclosure import (
    INVITED_MIN,
    PROFILES,
    STEP,
    K,
    may_search,
    opens_text,
    public_count,
    rounded_total,
)
from yousaid.core.post import AUDIENCES


@given(st.integers(0, 10**6))
def test_the_public_sees_no_number_under_k_and_no_exact_one(voices: int) -> None:
    shown = public_count(voices)
    if voices < K:
        assert shown is None
    else:
        assert shown is not None
        assert shown >= K
        assert shown % STEP == 0
        assert abs(shown - voices) <= STEP // 2


@given(st.integers(0, 10**6))
def test_a_total_is_rounded_to_the_nearest_step(n: int) -> None:
    assert rounded_total(n) % STEP == 0
    assert abs(rounded_total(n) - n) <= STEP // 2


def test_a_search_is_answered_from_k_voices_on() -> None:
    assert [may_search(voices) for voices in (0, 1, K - 1, K, K + 1)] == [False, False, False, True, True]


def test_in_the_workers_profile_invited_text_opens_at_three_voices() -> None:
    opened = [opens_text(voices, profile="workers", basis="invited") for voices in range(5)]
    assert opened == [False, False, False, True, True]
    assert INVITED_MIN == 3


@pytest.mark.parametrize(
    ("profile", "basis"),
    [(p, b) for p in PROFILES for b in AUDIENCES if (p, b) != ("workers", "invited")],
)
def test_other_texts_are_addressed_to_the_operator_or_public_and_open_singly(
    profile: str, basis: str
) -> None:
    assert opens_text(1, profile=profile, basis=basis)


@pytest.mark.parametrize(
    ("profile", "basis"), [("worker", "invited"), ("", "public"), ("workers", "handed-in"), ("workers", "")]
)
def test_a_misspelt_profile_or_basis_opens_nothing(profile: str, basis: str) -> None:
    with pytest.raises(ValueError, match="unknown profile or basis"):
        opens_text(100, profile=profile, basis=basis)
