"""An issue's life: who may follow whom, and why a reason is asked."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from yousaid.core.errors import TransitionError
from yousaid.core.lifecycle import GRACE, STATES, check_transition, next_states, regresses

FIXED = datetime(2026, 3, 1, tzinfo=UTC)


def test_the_way_of_an_issue_that_is_mended() -> None:
    for state, to in [("new", "investigating"), ("investigating", "escalated"), ("escalated", "resolved")]:
        check_transition(state, to, "because")
        assert to in next_states(state)


@pytest.mark.parametrize(
    ("state", "to"),
    [("new", "resolved"), ("new", "escalated"), ("resolved", "regressed"), ("escalated", "new")],
)
def test_ways_that_nobody_may_take(state: str, to: str) -> None:
    with pytest.raises(TransitionError, match=r"cannot go|no state"):
        check_transition(state, to, "because")


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 1_001])
def test_a_change_needs_a_reason_of_a_sensible_length(reason: str) -> None:
    with pytest.raises(TransitionError, match="reason"):
        check_transition("new", "investigating", reason)


def test_an_unknown_state_is_named_with_the_known_ones() -> None:
    with pytest.raises(TransitionError, match=r"'closed' is no state.*investigating"):
        check_transition("new", "closed", "because")


def test_late_posts_about_the_time_before_the_fix_do_not_reopen_it() -> None:
    assert not regresses("resolved", FIXED, FIXED + GRACE)
    assert regresses("resolved", FIXED, FIXED + GRACE + timedelta(hours=1))
    assert not regresses("no_action", FIXED, FIXED + timedelta(days=30))


class Life(RuleBasedStateMachine):
    """Random choices never leave the drawn states, and no issue is ever stuck."""

    def __init__(self) -> None:
        super().__init__()
        self.state = "new"

    @rule(to=st.sampled_from(STATES))
    def choose(self, to: str) -> None:
        try:
            check_transition(self.state, to, "because")
        except TransitionError:
            assert to not in next_states(self.state)
        else:
            self.state = to

    @rule()
    def more_posts(self) -> None:
        if regresses(self.state, FIXED, FIXED + timedelta(days=9)):
            self.state = "regressed"

    @invariant()
    def never_stuck(self) -> None:
        assert self.state in STATES
        assert next_states(self.state)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=50, deadline=None)
