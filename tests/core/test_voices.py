"""Voices: counted as distinct, never kept, never overstated."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yousaid.core.voices import WINDOW, add_voices, at_least, empty_sketch, estimate, window_end, window_of

KEY = bytes(range(16))
VOICES = st.lists(st.integers(0, 2**64 - 1), max_size=200)


@pytest.mark.parametrize("n", [1, 5, 10, 50, 200, 1_000, 20_000])
def test_a_crowd_is_counted_within_four_standard_errors(n: int) -> None:
    sketch = empty_sketch()
    add_voices(sketch, range(n), KEY)
    assert abs(estimate(sketch) - n) <= max(1, 4 * 0.065 * n)


def test_one_person_who_posts_a_thousand_times_is_one_voice() -> None:
    sketch = empty_sketch()
    add_voices(sketch, [42] * 1_000, KEY)
    assert at_least(sketch) == 1


def test_the_lower_bound_is_hardly_ever_above_the_truth() -> None:
    over = 0
    for trial in range(300):
        sketch = empty_sketch()
        add_voices(sketch, range(trial * 1_000, trial * 1_000 + 40), KEY)
        over += at_least(sketch) > 40
    assert over / 300 <= 0.06


@given(VOICES, VOICES)
def test_order_and_repetition_do_not_matter(a: list[int], b: list[int]) -> None:
    one, two = empty_sketch(), empty_sketch()
    add_voices(one, a + b, KEY)
    add_voices(two, b, KEY)
    add_voices(two, a + a, KEY)
    assert one == two


@given(VOICES)
def test_another_key_gives_a_sketch_that_does_not_match(voices: list[int]) -> None:
    one, two = empty_sketch(), empty_sketch()
    add_voices(one, voices, KEY)
    add_voices(two, voices, bytes(16))
    assert (one == two) == (not voices) or len(set(voices)) <= 1


def test_nobody_is_nobody() -> None:
    assert at_least(empty_sketch()) == 0


def test_windows_follow_each_other_without_a_gap() -> None:
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    window = window_of(moment)
    assert window_end(window - 1) <= moment < window_end(window)
    assert window_end(window) - window_end(window - 1) == WINDOW
