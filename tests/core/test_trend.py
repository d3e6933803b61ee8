"""Trends say when a change is only chance."""

from hypothesis import given
from hypothesis import strategies as st

from yousaid.core.disclosure import K, may_search, public_count, rounded_total
from yousaid.core.trend import buckets, growth, hurt


def test_three_posts_after_one_are_not_called_a_rise() -> None:
    assert growth(3, 1).word == "steady"


def test_words_for_what_moved() -> None:
    assert growth(60, 20).word == "rising"
    assert growth(20, 60).word == "falling"
    assert growth(4, 0).word == "new"
    assert growth(0, 0).word == "steady"


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_growth_there_and_back_is_no_growth(a: int, b: int) -> None:
    assert abs(growth(a, b).ratio * growth(b, a).ratio - 1) < 1e-9
    assert growth(a, b).real == growth(b, a).real


def test_danger_to_few_outweighs_annoyance_of_some() -> None:
    steady = growth(10, 10)
    assert hurt(5, 4.0, steady) > hurt(30, 1.0, steady)


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 9))))
def test_buckets_lose_nothing_inside_the_span(days: list[tuple[int, int]]) -> None:
    assert sum(buckets(days, first=0, width=7, count=15)) == sum(n for _, n in days)
    assert sum(buckets(days, first=50, width=5, count=2)) == sum(n for day, n in days if 50 <= day < 60)


@given(st.integers(0, 100_000))
def test_the_public_sees_no_small_cell_and_no_exact_number(voices: int) -> None:
    shown = public_count(voices)
    assert (shown is None) == (voices < K) == (not may_search(voices))
    if shown is not None:
        assert shown % 5 == 0
        assert abs(shown - voices) <= 2.5
    assert rounded_total(voices) % 5 == 0


def test_a_past_that_was_not_heard_proves_no_rise() -> None:
    assert growth(40, 10).word == "rising"
    assert growth(40, 10, heard=0.25).word == "steady"
    assert growth(40, 0, heard=0.0).word == "steady"
    assert growth(400, 10, heard=0.5).word == "rising"
