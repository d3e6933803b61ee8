"""Every issue with its numbers of the current span, in memory, brought up to date by what changed.

A list is sorted by numbers that no index holds (voices x severity x growth), so a process keeps them: some
3,000 short rows. Writers raise the version in the transaction that changes an issue; readers ask for it.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from yousaid.core.trend import Growth, growth, hurt

from . import counting, labels, voicing

SPAN_DAYS: Final = 28
_MANY: Final = 400  # changed issues from which reading everything is quicker
_lock: Final = threading.Lock()


@dataclass(slots=True)
class IssueNumbers:
    """An issue and what is counted of it. Days are days since the epoch."""

    id: int
    title: str
    topic_id: str
    product: str
    state: str
    mentions_ever: int
    first_day: int
    last_day: int
    voices: int = 0
    mentions: int = 0
    before: int = 0
    severity: float = 0.0
    heard: float = 1.0  # share of the span before that the store reaches back to

    @property
    def change(self) -> Growth:
        """Against the span before."""
        return growth(self.mentions, self.before, heard=self.heard)

    @property
    def hurt(self) -> float:
        """How much it hurts now."""
        return hurt(self.voices, self.severity, self.change)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All issues as of a version. `newest_day` is the last day of the current span."""

    version: int
    newest_day: int
    heard: float
    issues: dict[int, IssueNumbers]

    @property
    def first_day(self) -> int:
        """The first day of the current span."""
        return self.newest_day - SPAN_DAYS + 1


_cached: Snapshot | None = None


def forget() -> None:
    """Another database follows."""
    global _cached
    with _lock:
        _cached = None


def current() -> Snapshot:
    """The issues as they are now. Whoever reads it must not change it."""
    global _cached
    with connection.cursor() as cursor:
        version, newest = counting.read(cursor, "version", "newest")
    with _lock:
        old = _cached
    if old is not None and old.version == version:
        return old
    day = newest // 24
    heard = _heard(day)
    issues: dict[int, IssueNumbers] = {}
    if old is not None and (old.newest_day, old.heard) == (day, heard) and old.version < version:
        changed = _changed_since(old.version)
        if len(changed) <= _MANY:
            issues = {number: row for number, row in old.issues.items() if number not in set(changed)}
            issues |= _read(day, changed) if changed else {}
        else:
            issues = _read(day, None)
    else:
        issues = _read(day, None)
    for row in issues.values():
        row.heard = heard
    snapshot = Snapshot(version=version, newest_day=day, heard=heard, issues=issues)
    with _lock:
        if _cached is None or _cached.version < version or _cached.newest_day != day:
            _cached = snapshot
    return snapshot


def _heard(newest_day: int) -> float:
    """Share of the span before the current one that is not before the first day of the store."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MIN(day) FROM store_rollupday")
        row = cursor.fetchone()
    first = newest_day - SPAN_DAYS + 1
    oldest = first if row is None or row[0] is None else row[0]
    return min(max((first - oldest) / SPAN_DAYS, 0.0), 1.0)


def _changed_since(version: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM store_issue WHERE changed > %s LIMIT %s", [version, _MANY + 1])
        return [row[0] for row in cursor.fetchall()]


def _read(newest_day: int, only: Sequence[int] | None) -> dict[int, IssueNumbers]:
    """Issues (all, or these) that were not merged away, with their numbers."""
    first = newest_day - SPAN_DAYS + 1
    found: dict[int, IssueNumbers] = {}
    for number, title, topic, product, state, mentions, start, end in _select(
        "SELECT id, title, topic_id, product_id, state, mentions, first_day, last_day FROM store_issue"
        " WHERE merged_into_id IS NULL AND mentions > 0 {and_only}",
        "id", [], only,
    ):  # fmt: skip
        found[number] = IssueNumbers(
            number,
            title,
            labels.word_of(topic) or "",
            labels.word_of(product) or "",
            state,
            mentions,
            start,
            end,
        )
    for number, now, all_of_it, severity in _select(
        "SELECT issue_id, SUM(CASE WHEN day >= %s THEN mentions ELSE 0 END), SUM(mentions),"
        " SUM(CASE WHEN day >= %s THEN severity ELSE 0 END) FROM store_issueday"
        " WHERE day BETWEEN %s AND %s {and_only} GROUP BY issue_id",
        "issue_id", [first, first, first - SPAN_DAYS, newest_day], only,
    ):  # fmt: skip
        if number in found:
            row = found[number]
            row.mentions, row.before = now, all_of_it - now
            row.severity = severity / now if now else 0.0
    for number, count in _select(
        'SELECT issue_id, MAX(count) FROM store_voicewindow WHERE "window" BETWEEN %s AND %s {and_only}'
        " GROUP BY issue_id",
        "issue_id", [voicing.window_of_day(first), voicing.window_of_day(newest_day)], only,
    ):  # fmt: skip
        # The window reaches over the span's edge; nobody is in the span who said nothing in it.
        if number in found:
            found[number].voices = min(count, found[number].mentions)
    return found


def _select(
    sql: str, column: str, parameters: list[Any], only: Sequence[int] | None
) -> Iterable[tuple[Any, ...]]:
    """Rows of a statement, for all issues or in one go for these."""
    clause = "" if only is None else f"AND {column} IN ({','.join(['%s'] * len(only))})"
    with connection.cursor() as cursor:
        cursor.execute(sql.format(and_only=clause), [*parameters, *(only or ())])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
