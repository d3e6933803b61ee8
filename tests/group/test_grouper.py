"""Which issue a mention goes to, and that issues hold together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.group.world import Said, World, agreement, batch_of, issues_of
from yousaid.core.errors import StoreError
from yousaid.group import Grouper, IssueState, issue_key
from yousaid.group.leader import YOUNG
from yousaid.group.state import PRINTS


def placed_in_batches(grouper: Grouper, said: Sequence[Said], size: int) -> list[str]:
    """The issue of each mention at the time it was placed."""
    issues: list[str] = []
    for start in range(0, len(said), size):
        issues += issues_of(grouper.place(batch_of(said[start : start + size])))
    return issues


def after(issues: Sequence[str], merges: Sequence[tuple[str, str]]) -> list[str]:
    """The issues after merges."""
    for source, into in merges:
        issues = [into if issue == source else issue for issue in issues]
    return list(issues)


def test_three_problems_of_one_topic_become_three_issues() -> None:
    said = World().said([40, 30, 20])
    grouper = Grouper()
    issues = placed_in_batches(grouper, said, 30)
    issues = after(issues, grouper.consolidate())
    assert agreement(issues, [one.problem for one in said]) > 0.95
    assert 3 <= len(set(issues)) <= 4


def test_a_topic_of_one_problem_stays_one_issue() -> None:
    said = World().said([30])
    grouper = Grouper()
    issues = placed_in_batches(grouper, said, 10)
    assert len(set(after(issues, grouper.consolidate()))) == 1


def test_topics_and_products_never_share_an_issue() -> None:
    world = World()
    said = [
        *world.said([8, 8]),
        *world.said([8, 8], topic="money/refund"),
        *world.said([8, 8], product="rider-app"),
    ]
    grouper = Grouper()
    issues = after(placed_in_batches(grouper, said, 24), grouper.consolidate())
    homes: dict[str, set[tuple[str | None, str]]] = {}
    for issue, one in zip(issues, said, strict=True):
        homes.setdefault(issue, set()).add((one.topic, one.product))
    assert all(len(home) == 1 for home in homes.values())
    assert len({home for homes_ in homes.values() for home in homes_}) == 3


def test_mentions_without_a_topic_are_left_out_and_the_rest_keep_their_rows() -> None:
    said = World().said([6])
    said[2] = replace(said[2], topic=None)
    placed = Grouper().place(batch_of(said))
    assert [one.row for one in placed] == [0, 1, 3, 4, 5]
    assert {one.part for one in placed} == {0}


def test_an_empty_batch_places_nothing() -> None:
    assert Grouper().place(batch_of([])) == []


def test_the_first_mention_of_an_issue_is_new_and_names_it() -> None:
    said = World().said([20, 20])
    grouper = Grouper()
    placed = [*grouper.place(batch_of(said[:25])), *grouper.place(batch_of(said[25:]))]
    posts = [*range(25), *range(25, 40)]
    seen: set[str] = set()
    for at, one in zip(posts, placed, strict=True):
        assert one.new == (one.issue not in seen)
        if one.new:
            assert one.issue == issue_key("app/crash", "courier-app", f"{said[at].post:032x}", 0)
        seen.add(one.issue)


def test_the_same_mentions_give_the_same_issues_again() -> None:
    said = World().said([30, 20, 10])
    one, other = Grouper(), Grouper()
    assert placed_in_batches(one, said, 17) == placed_in_batches(other, said, 17)
    assert one.consolidate() == other.consolidate()


@pytest.mark.parametrize("seed", range(3))
def test_another_order_gives_the_same_issues(seed: int) -> None:
    said = World(spread=0.9).said([60, 40, 30, 20, 15, 10])
    order = np.random.default_rng(seed).permutation(len(said)).tolist()
    first, second = Grouper(), Grouper()
    one = after(placed_in_batches(first, said, 40), first.consolidate())
    shuffled = placed_in_batches(second, [said[i] for i in order], 40)
    back = dict(zip(order, after(shuffled, second.consolidate()), strict=True))
    other = [back[i] for i in range(len(said))]
    common = Counter(zip(one, other, strict=True))
    # Each issue is matched with the one that it shares most mentions with.
    kept = sum(max(n for (a, _), n in common.items() if a == issue) for issue in set(one))
    assert kept >= 0.9 * len(said)
    assert agreement(one, other) >= 0.85


def test_near_duplicates_go_together_in_one_batch_and_later() -> None:
    world = World()
    said = world.said([20, 20])
    said[3] = replace(said[3], fingerprint=77)
    # Said again, but with an embedding that alone would go elsewhere.
    again = replace(said[3], post=5, embedding=world.embedding("app/crash", 9, 5))
    grouper = Grouper()
    first = grouper.place(batch_of([*said, again]))
    assert first[-1].issue == first[3].issue
    assert (first[3].twin, first[-1].twin) == (False, True)
    later = grouper.place(batch_of([replace(again, post=6)]))
    assert (later[0].issue, later[0].twin, later[0].new) == (first[3].issue, True, False)


def test_a_fingerprint_of_zero_is_no_fingerprint() -> None:
    placed = Grouper().place(batch_of(World().said([5, 5])))
    assert not any(one.twin for one in placed)


def test_an_issue_remembers_a_bounded_number_of_fingerprints() -> None:
    said = [replace(one, fingerprint=i + 1) for i, one in enumerate(World().said([3 * PRINTS]))]
    grouper = Grouper()
    placed_in_batches(grouper, said, 10)
    grouper.consolidate()
    assert max(len(state.prints) for state in grouper.touched()) == PRINTS


def test_without_embeddings_a_topic_is_one_issue_for_each_product() -> None:
    said = [replace(one, embedding=None, fingerprint=i % 3) for i, one in enumerate(World().said([5, 5]))]
    grouper = Grouper()
    placed = grouper.place(batch_of([*said, *(replace(one, product="rider-app") for one in said)]))
    assert len({one.issue for one in placed}) == 2
    assert grouper.consolidate() == []
    assert grouper.general() == {one.issue for one in placed}


def test_damaged_embeddings_count_as_none() -> None:
    bad = np.full(512, np.nan, dtype=np.float32)
    said = World().said([4])
    placed = Grouper().place(batch_of([*said, replace(said[0], post=9, embedding=bad)]))
    assert len(placed) == 5


def test_praise_makes_no_issues() -> None:
    world = World()
    said = [*world.said([20, 20], topic="praise/food"), *world.said([20, 20])]
    placed = Grouper(problems={"app/crash"}).place(batch_of(said))
    assert {one.row for one in placed} == set(range(40, 80))


def test_a_small_topic_that_was_consolidated_starts_no_issue_for_every_odd_mention() -> None:
    world = World()
    said = world.said([1] * (YOUNG - 2))
    grouper = Grouper()
    before = placed_in_batches(grouper, said[:5], 5)
    merges = grouper.consolidate()
    later = placed_in_batches(grouper, said[5:], 1)
    assert {*after(before, merges), *later} == grouper.general()


def test_after_a_restart_everything_goes_on_as_without() -> None:
    said = World(spread=0.9).said([40, 30, 20, 10])
    running = Grouper()
    placed_in_batches(running, said[:50], 10)
    running.consolidate()
    saved = {state.key: state for state in running.touched()}
    states = [
        IssueState.from_bytes(state.to_bytes(), state.key, state.topic_id, state.product)
        for state in saved.values()
    ]
    restarted = Grouper(states)
    for start in range(50, 100, 10):
        batch = batch_of(said[start : start + 10])
        assert restarted.place(batch) == running.place(batch)
        one, other = restarted.touched(), running.touched()
        assert [state.to_bytes() for state in one] == [state.to_bytes() for state in other]
    assert restarted.consolidate() == running.consolidate()


def test_touched_names_what_changed_and_only_once() -> None:
    said = World().said([20, 20])
    grouper = Grouper()
    placed = grouper.place(batch_of(said))
    touched = grouper.touched()
    assert {state.key for state in touched} == {one.issue for one in placed}
    assert sum(state.n for state in touched) == len(said)
    assert grouper.touched() == []


def test_a_damaged_state_is_refused() -> None:
    grouper = Grouper()
    grouper.place(batch_of(World().said([3])))
    good = grouper.touched()[0].to_bytes()
    for bad in (b"", good[:-1], b"\xff" + good[1:], good + b"12345678"):
        with pytest.raises(StoreError, match="Group the posts anew"):
            IssueState.from_bytes(bad, "k", "app/crash", "")


@pytest.mark.parametrize("threshold", [0.0, 1.0, -3.0])
def test_a_threshold_that_makes_no_sense_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Grouper(threshold=threshold)


def test_frozen_issues_take_others_in_and_are_never_merged_away() -> None:
    said = World().said([30, 20, 10])
    grouper = Grouper()
    issues = placed_in_batches(grouper, said, 5)
    frozen = set(issues[::7])
    merges = grouper.consolidate(frozen=frozen)
    assert merges
    assert not frozen & {source for source, _ in merges}
    assert frozen <= set(after(issues, merges))


def test_a_young_leftover_waits_for_company() -> None:
    world = World()
    said = world.said([40])
    odd = replace(said[0], post=3, embedding=world.embedding("app/crash", 5, 3))
    grouper = Grouper()
    placed_in_batches(grouper, said, 20)
    grouper.consolidate()
    lone = grouper.place(batch_of([odd]))[0]
    assert lone.new
    assert grouper.consolidate(patience=30) == []
    assert (lone.issue, next(iter(grouper.general()))) in grouper.consolidate()


@settings(max_examples=25, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 12), min_size=1, max_size=6),
    size=st.integers(1, 40),
    every=st.integers(1, 4),
    frozen=st.sets(st.integers(0, 60)),
    patience=st.integers(0, 20),
    seed=st.integers(0, 2**16),
)
def test_no_mention_is_ever_lost(
    sizes: list[int], size: int, every: int, frozen: set[int], patience: int, seed: int
) -> None:
    said = World(seed=seed, spread=1.2).said(sizes)
    said = [replace(one, fingerprint=one.post % 5) for one in said]
    grouper = Grouper()
    stored: dict[str, int] = {}
    issues: list[str] = []
    gone: set[str] = set()
    for turn, start in enumerate(range(0, len(said), size)):
        issues += issues_of(grouper.place(batch_of(said[start : start + size])))
        if turn % every == 0:
            kept = {issues[i] for i in frozen if i < len(issues)}
            merges = grouper.consolidate(frozen=kept, patience=patience)
            gone |= {source for source, _ in merges}
            assert not gone & {into for _, into in merges[-1:]}
            assert not kept & {source for source, _ in merges}
            issues = after(issues, merges)
            stored = {key: n for key, n in stored.items() if key not in gone}
        stored |= {state.key: state.n for state in grouper.touched()}
        assert stored == Counter(issues)
        assert len(issues) == min(start + size, len(said))
