"""Tables that everybody may see: a fixed grid, nothing under k, the same noise for the same posts (C8)."""

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yousaid.core import cell_keys
from yousaid.core.cell_keys import NOISE, NOISE_MAX, cell_key, noise
from yousaid.core.disclosure import GRID, SETTLED, STEP, Cell, Cut, K, publish, rounded_total
from yousaid.core.errors import RefusedError
from yousaid.core.voices import window_end

SECRET = bytes(range(32))
WINDOW = 700
NOW = window_end(WINDOW) + SETTLED
CELL = Cell(WINDOW, topic="app")
POSTS = st.sets(st.binary(min_size=16, max_size=16), max_size=40)


def ids(n: int, start: int = 0) -> frozenset[bytes]:
    return frozenset(number.to_bytes(16, "big") for number in range(start, start + n))


def shown(cut: Cut, cell: Cell = CELL, secret: bytes = SECRET, now: datetime = NOW) -> int | None:
    return publish({cell: cut}, secret=secret, now=now)[cell]


@given(st.integers(0, 60), POSTS)
def test_nothing_under_k_is_ever_shown_and_nothing_exact(voices: int, posts: set[bytes]) -> None:
    number = shown(Cut(voices, posts))
    if min(voices, len(posts)) < K:
        assert number is None
    elif number is not None:
        assert number >= K
        assert number % STEP == 0
        assert abs(number - min(voices, len(posts))) <= NOISE_MAX + STEP // 2


@given(st.lists(st.binary(min_size=16, max_size=16), min_size=K, max_size=40), st.randoms())
def test_the_same_posts_have_the_same_answer_however_they_are_asked_for(
    posts: list[bytes], dice: random.Random
) -> None:
    again = [*posts, *posts[:5]]
    dice.shuffle(again)
    cells = [CELL, Cell(WINDOW), Cell(WINDOW, product="Parcels"), Cell(WINDOW, "app", "Parcels", "SG")]

    table = publish({cell: Cut(30, again) for cell in cells}, secret=SECRET, now=NOW)
    alone = {shown(Cut(30, posts), cell) for cell in cells}
    assert set(table.values()) == alone
    assert len(alone) == 1


@given(st.integers(K, 10_000))
def test_noise_and_rounding_lean_to_no_side_and_are_as_wide_for_every_count(voices: int) -> None:
    errors = [rounded_total(voices + d) - voices for d in NOISE]
    assert sum(errors) == 0
    assert sum(error**2 for error in errors) == 6 * len(NOISE), "6, of which 2 are rounding's own"
    assert (min(NOISE), max(NOISE), sum(NOISE)) == (-4, 4, 0)


def test_every_noise_comes_as_often_as_the_table_says() -> None:
    found = [noise(cell_key(ids(3, start=3 * n), SECRET)) for n in range(5_000)]
    for value in range(-NOISE_MAX, NOISE_MAX + 1):
        assert abs(found.count(value) / 5_000 - NOISE.count(value) / len(NOISE)) < 0.02
    assert abs(sum(found) / 5_000) < 0.1


def test_one_post_more_is_another_noise_and_another_secret_too() -> None:
    posts = [ids(40 + n) for n in range(400)]
    changed = sum(noise(cell_key(p, SECRET)) != noise(cell_key(p | ids(1, 900), SECRET)) for p in posts)
    assert changed / 400 > 0.75
    assert len({cell_key(posts[0], bytes([n]) * 16) for n in range(50)}) == 50


@given(POSTS, POSTS)
def test_keys_of_cells_without_a_post_in_common_add_up(one: set[bytes], other: set[bytes]) -> None:
    together = cell_key(one, SECRET) + cell_key(other - one, SECRET)
    assert cell_key(one | other, SECRET) == together % cell_keys.MODULUS


def test_a_margin_is_counted_and_not_added_up_from_cells() -> None:
    parts = {Cell(WINDOW, topic="app"): Cut(4, ids(4)), Cell(WINDOW, topic="pay"): Cut(9, ids(9, 100))}
    table = publish({**parts, Cell(WINDOW): Cut(13, ids(4) | ids(9, 100))}, secret=SECRET, now=NOW)
    assert [table[cell] for cell in parts] == [None, None]
    assert table[Cell(WINDOW)] in (None, 10, 15)


def test_nobody_is_in_a_cell_who_said_nothing_in_it() -> None:
    assert shown(Cut(500, ids(K - 1))) is None
    assert shown(Cut(500, [bytes(16)] * 500)) is None


@pytest.mark.parametrize(
    "cell", [Cell(WINDOW, region="SG"), Cell(WINDOW, product="Parcels", region="SG")], ids=repr
)
def test_a_cut_that_is_not_on_the_grid_is_refused(cell: Cell) -> None:
    with pytest.raises(RefusedError, match="not on the grid"):
        publish({CELL: Cut(50, ids(50)), cell: Cut(50, ids(50))}, secret=SECRET, now=NOW)


def test_the_grid_names_six_cuts_and_all_of_them_are_published() -> None:
    cells = [Cell(WINDOW, **dict.fromkeys(names, "x")) for names in GRID]
    assert len(set(cells)) == 6
    assert set(publish({cell: Cut(50, ids(50)) for cell in cells}, secret=SECRET, now=NOW)) == set(cells)


def test_sub_topics_are_refused() -> None:
    with pytest.raises(RefusedError, match="sub-topics"):
        shown(Cut(50, ids(50)), Cell(WINDOW, topic="app/crash"))


def test_a_window_is_published_a_day_after_its_end_and_no_sooner() -> None:
    with pytest.raises(RefusedError, match="still open"):
        shown(Cut(50, ids(50)), now=NOW - timedelta(seconds=1))
    assert shown(Cut(50, ids(50)), now=NOW) is not None


@pytest.mark.parametrize("secret", [b"", bytes(15), bytes(65)])
def test_a_secret_that_anybody_could_guess_is_refused(secret: bytes) -> None:
    with pytest.raises(RefusedError, match="secret for cell keys"):
        shown(Cut(50, ids(50)), secret=secret)


def test_a_cut_says_nothing_of_what_it_holds() -> None:
    assert "50" not in repr(Cut(50, ids(50))).split(" at ")[0]
