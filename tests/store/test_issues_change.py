"""Issues change state with a reason, come back when people speak of them again, and merge without losing anyone."""

from datetime import timedelta
from typing import Any

import pytest

from tests.store.world import NOON, Said, tell
from yousaid.config import Config
from yousaid.core.errors import StoreError, TransitionError
from yousaid.core.lifecycle import GRACE
from yousaid.store import query, write
from yousaid.store.rows import Filters, IssueDetail

HOUR = timedelta(hours=1)


def detail(issue: int = 1) -> IssueDetail:
    found = query.issue_detail(issue, limit=50, offset=0)
    assert found is not None
    return found


def resolve(issue: int = 1) -> None:
    write.change_state(issue, "investigating", "We look into it.", "lead", NOON)
    write.change_state(issue, "resolved", "Fixed in 5.2.", "lead", NOON + HOUR)


def test_every_step_is_kept_with_its_reason_and_role(store: Config) -> None:
    tell([Said("It crashes")])

    resolve()

    page = detail()
    assert page.row.state == "resolved"
    assert [(step.before, step.after, step.reason, step.role) for step in page.steps] == [
        ("new", "investigating", "We look into it.", "lead"),
        ("investigating", "resolved", "Fixed in 5.2.", "lead"),
    ]
    assert page.steps[1].at == NOON + HOUR
    assert query.list_issues(Filters(state="open")).total == 0
    assert query.totals().issues_open == 0


@pytest.mark.parametrize(
    ("to", "reason", "message"),
    [
        ("resolved", "Done", "cannot go from new to resolved"),
        ("regressed", "Again", "cannot go from new to regressed"),
        ("investigating", "  ", "a reason is missing"),
        ("gone", "Gone", "is no state"),
    ],
)
def test_what_is_not_allowed_changes_nothing(store: Config, to: str, reason: str, message: str) -> None:
    tell([Said("It crashes")])

    with pytest.raises(TransitionError, match=message):
        write.change_state(1, to, reason, "lead", NOON)

    assert detail().row.state == "new"
    assert detail().steps == ()


def test_there_must_be_an_issue(store: Config) -> None:
    with pytest.raises(StoreError, match="no issue 7"):
        write.change_state(7, "investigating", "Why not", "lead", NOON)


def test_late_posts_do_not_reopen_an_issue_but_new_ones_do(store: Config) -> None:
    tell([Said("It crashes")])
    resolve()
    fixed = NOON + HOUR

    tell([Said("It crashed before the fix", said=fixed - 9 * HOUR), Said("Old phone", said=fixed + GRACE)])
    assert detail().row.state == "resolved"

    tell([Said("It crashes again", said=fixed + GRACE + HOUR)])
    page = detail()
    assert page.row.state == "regressed"
    assert (page.steps[-1].before, page.steps[-1].after, page.steps[-1].role) == (
        "resolved",
        "regressed",
        "yousaid",
    )
    assert page.next_states == ("investigating", "no_action")


def test_an_issue_that_was_put_aside_stays_so(store: Config) -> None:
    tell([Said("It crashes")])
    write.change_state(1, "no_action", "By design.", "lead", NOON)

    tell([Said("It still crashes", said=NOON + 30 * GRACE)])

    assert detail().row.state == "no_action"


def test_issues_that_a_person_worked_on_are_frozen(store: Config) -> None:
    tell([Said("It crashes"), Said("It freezes", issue="freeze")])
    write.change_state(1, "investigating", "We look into it.", "lead", NOON)

    assert write.frozen_issues() == {"crash"}


def counts() -> dict[str, Any]:
    rows = query.list_issues(Filters()).rows
    return {
        "mentions": sum(row.mentions for row in rows),
        "ever": sum(row.mentions_ever for row in rows),
        "days": sorted((day, n) for day, n in query.day_series(Filters()) if n),
        "topics": sum(count.mentions for count in query.topic_counts(Filters())),
        "spark": [sum(at) for at in zip(*(row.spark for row in rows), strict=True)],
    }


def test_a_merge_keeps_every_count(store: Config) -> None:
    tell([Said(f"Crash {n}", said=NOON - n * 24 * HOUR) for n in range(6)])
    tell(
        [Said(f"Shuts down {n}", issue="shut", said=NOON - n * 24 * HOUR, lang="es") for n in range(4)],
        "forum",
    )
    before = counts()

    assert write.merge_issues([("shut", "crash")]) == 1

    assert counts() == before
    (row,) = query.list_issues(Filters()).rows
    assert (row.id, row.mentions, row.mentions_ever) == (1, 10, 10)
    assert detail(1).mentions_total == len(detail(1).mentions) == 10
    assert detail(2).row.id == 1, "the old address leads to where it went"
    assert query.list_issues(Filters(lang="es", source="forum")).total == 1
    assert [key for _, key, _, _ in write.load_issue_states()] == ["crash"]


def test_voices_of_merged_issues_are_never_added_up(store: Config) -> None:
    tell(
        [Said(f"Crash {n}", voice=7) for n in range(5)]
        + [Said(f"Shut {n}", issue="shut", voice=7) for n in range(5)]
    )

    write.merge_issues([("shut", "crash")])
    tell([Said("Crash once more", voice=7)])

    assert query.list_issues(Filters()).rows[0].voices == 1


def test_merges_follow_each_other_and_later_posts_follow_them(store: Config) -> None:
    tell([Said("One", issue="one"), Said("Two", issue="two"), Said("Three", issue="three")])

    assert write.merge_issues([("one", "two"), ("two", "three"), ("one", "three"), ("ghost", "three")]) == 2
    tell([Said("One more", issue="one")])

    (row,) = query.list_issues(Filters()).rows
    assert (row.mentions_ever, row.id) == (4, 3)
    assert detail(1).row.id == detail(2).row.id == 3


def test_what_a_person_decided_survives_a_merge(store: Config) -> None:
    tell([Said("One", issue="one"), Said("Two", issue="two")])
    resolve(1)

    write.merge_issues([("one", "two")])

    page = detail(2)
    assert page.row.state == "resolved"
    assert [step.after for step in page.steps] == ["investigating", "resolved"]
