"""Issue states and who may follow whom. The only place that knows.

new ──▶ investigating | no_action          investigating ──▶ escalated | resolved | no_action
escalated ──▶ resolved                     resolved ──▶ regressed (posts after the fix and its grace window)
regressed and no_action ──▶ investigating  (a person takes it up again)
"""

from datetime import datetime, timedelta
from typing import Final

from .errors import TransitionError

STATES: Final = ("new", "regressed", "investigating", "escalated", "no_action", "resolved")
OPEN: Final = ("new", "regressed", "investigating", "escalated")

_NEXT: Final[dict[str, tuple[str, ...]]] = {
    "new": ("investigating", "no_action"),
    "investigating": ("escalated", "resolved", "no_action"),
    "escalated": ("resolved", "investigating"),
    "resolved": ("regressed", "investigating"),
    "regressed": ("investigating", "no_action"),
    "no_action": ("investigating",),
}

#: Posts said this long after a fix do not reopen the issue: people still speak of the time before.
GRACE: Final = timedelta(days=3)
REASON_MAX: Final = 1_000


def next_states(state: str) -> tuple[str, ...]:
    """States that a person may choose from this one (`regressed` is found, never chosen)."""
    return tuple(s for s in _NEXT[state] if s != "regressed")


def check_transition(state: str, to: str, reason: str) -> None:
    """TransitionError unless a person may move an issue from state to `to` with this reason."""
    if to not in STATES:
        raise TransitionError(f"{to!r} is no state", remedy=f"Choose one of {', '.join(next_states(state))}")
    if to not in next_states(state):
        raise TransitionError(
            f"an issue cannot go from {state} to {to}",
            remedy=f"From {state} it can go to {', '.join(next_states(state))}",
        )
    if not reason.strip():
        raise TransitionError(
            "a reason is missing", remedy="Say in a sentence why, so that others can follow"
        )
    if len(reason) > REASON_MAX:
        raise TransitionError(f"the reason has {len(reason)} characters", remedy=f"Use at most {REASON_MAX}")


def regresses(state: str, resolved_at: datetime | None, said_at: datetime) -> bool:
    """Whether a new mention said at `said_at` turns this issue into a regressed one."""
    return state == "resolved" and resolved_at is not None and said_at > resolved_at + GRACE
