"""Voices: counted as distinct, never kept, never overstated."""

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yousaid.core.disclosure import K
from yousaid.core.voices import (
    REGISTERS,
    WINDOW,
    add_voices,
    at_least,
    empty_sketch,
    estimate,
    window_end,
    window_of,
)

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


@pytest.mark.parametrize(("n", "worlds"), [(50, 400), (100, 200), (500, 100), (1_000, 60), (3_000, 20)])
def test_the_lower_bound_is_hardly_ever_above_the_truth(n: int, worlds: int) -> None:
    dice = random.Random(n)
    over = 0
    for _ in range(worlds):
        sketch = empty_sketch()
        add_voices(sketch, [dice.getrandbits(64) for _ in range(n)], dice.randbytes(16))
        over += at_least(sketch) > n
    assert over / worlds <= 0.03


@pytest.mark.parametrize("marked", range(50))
def test_up_to_49_voices_are_never_overstated_whatever_the_key(marked: int) -> None:
    """n voices mark at most n registers, and the number depends on how many are marked alone."""
    low, high = empty_sketch(), empty_sketch()
    low[:marked] = [1] * marked
    high[:marked] = [57] * marked

    assert at_least(low) == at_least(high) <= marked
    assert estimate(low) <= 2.5 * REGISTERS


@given(st.sets(st.integers(0, 2**64 - 1), max_size=K - 1), st.binary(min_size=16, max_size=16))
def test_nine_people_never_reach_k(people: set[int], key: bytes) -> None:
    sketch = empty_sketch()
    add_voices(sketch, [*people] * 3, key)
    assert at_least(sketch) < K


def test_twelve_people_nearly_always_reach_k() -> None:
    dice = random.Random(12)
    reached = 0
    for _ in range(500):
        sketch = empty_sketch()
        add_voices(sketch, [dice.getrandbits(64) for _ in range(12)], dice.randbytes(16))
        reached += at_least(sketch) >= K
    assert reached / 500 > 0.95


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
