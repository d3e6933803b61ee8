"""Public tables subtracted from each other, from margins, and from yesterday's (C8)."""

import random
from collections.abc import Mapping

import pytest

from bench.measure_redaction import wilson
from tests.attacks import tables
from tests.attacks.tables import DEFENCES, KEYED, PLAIN, ROUNDED, SUMS, WINDOW, Score
from yousaid.core.disclosure import Cell, Cut, K, publish
from yousaid.core.errors import RefusedError
from yousaid.core.voices import window_end

WORLDS = 12


@pytest.fixture(scope="module")
def scores() -> Mapping[str, Score]:
    """Every defence against the same worlds."""
    return {defence.name: tables.difference(defence, WORLDS, 5) for defence in DEFENCES}


def test_suppression_alone_gives_away_hidden_counts_so_the_attack_works(scores: Mapping[str, Score]) -> None:
    plain = scores[PLAIN.name]
    assert plain.n > 200
    assert plain.certain / plain.n > 0.3


def test_an_attacker_who_is_certain_is_right(scores: Mapping[str, Score]) -> None:
    assert [score.wrong for score in scores.values()] == [0, 0, 0]


def test_with_cell_keys_nobody_is_certain_of_a_hidden_count(scores: Mapping[str, Score]) -> None:
    keyed = scores[KEYED.name]
    assert keyed.certain == 0
    assert scores[ROUNDED.name].certain <= scores[PLAIN.name].certain / 20


def test_with_cell_keys_subtracting_is_no_better_than_guessing_blind(scores: Mapping[str, Score]) -> None:
    keyed, rounded = scores[KEYED.name], scores[ROUNDED.name]
    assert keyed.subtracted / keyed.n < keyed.blind / keyed.n
    assert wilson(keyed.subtracted, keyed.alone)[0] <= keyed.blind_alone / keyed.alone
    assert keyed.subtracted < rounded.subtracted < scores[PLAIN.name].subtracted


def test_the_sums_are_those_of_the_grid_and_hold_in_the_worlds() -> None:
    assert {tables.named(margin) for margin, _ in SUMS} == {
        frozenset(names)
        for names in ((), ("topic",), ("product",), ("topic", "product"), ("topic", "region"))
    }
    cuts = tables.cuts_of(tables.world(random.Random(2), 500))
    assert all(cuts[margin].voices == sum(cuts[part].voices for part in parts) for margin, parts in SUMS)


def test_a_table_of_an_open_window_would_tell_that_somebody_spoke_since_yesterday() -> None:
    found = tables.two_days(KEYED, WORLDS, 5)
    assert found.falsely == 0, "the same posts have the same number"
    assert found.noticed / found.spoke > 0.5


def test_so_no_table_of_an_open_window_is_made_and_one_that_is_over_stays_as_it_is() -> None:
    cuts = {Cell(WINDOW): Cut(200, [n.to_bytes(16, "big") for n in range(200)])}
    with pytest.raises(RefusedError):
        publish(cuts, secret=bytes(32), now=window_end(WINDOW))

    moved, cells = tables.settled_days(3, 5)
    assert (moved, cells > 200) == (0, True)


@pytest.mark.parametrize("own", range(K))
def test_somebody_who_adds_posts_of_his_own_learns_no_exact_count(own: int) -> None:
    """Nine voices of one's own show whether a tenth is there; never how many there are."""
    for theirs in range(K):
        seen = set()
        for turn in range(60):
            posts = [(100 * turn + n).to_bytes(16, "big") for n in range(own + theirs)]
            table = publish({Cell(WINDOW): Cut(own + theirs, posts)}, secret=bytes(32), now=tables.LATER)
            seen.add(table[Cell(WINDOW)])
        assert own + theirs >= K or seen == {None}
        assert len(seen) > 1 or own + theirs < K
