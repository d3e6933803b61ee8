"""An issue's page: its history, what it is made of, its steps and its mentions."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connection

from yousaid.core.lifecycle import next_states
from yousaid.core.trend import buckets

from . import issues, labels, snapshot
from .rows import IssueDetail, MentionRow, Share, StepRow
from .times import day_time, hour_time

SHARES: Final = 12  # lines of a breakdown
BUCKETS: Final = 90  # bars of a history at most
_WIDTHS: Final = (1, 7, 28, 84, 364)


def issue_detail(issue_id: int, *, limit: int, offset: int) -> IssueDetail | None:
    """The page of an issue; None when there is none."""
    view = snapshot.current()
    row = view.issues.get(issue_id) or view.issues.get(_went_into(issue_id))
    if row is None:
        return None
    days = _days(row.id)
    history, width = _history(days, row.first_day, max(view.newest_day, row.last_day))
    spark = buckets(days, first=view.first_day, width=1, count=snapshot.SPAN_DAYS)
    severities, shares = _breakdowns(row.id)
    mentions = _mentions(row.id, limit, offset)
    return IssueDetail(
        row=issues.issue_row(row, spark),
        days=history,
        bucket_days=width,
        severities=severities,
        versions=shares["version"],
        regions=shares["region"],
        langs=shares["lang"],
        sources=shares["source"],
        steps=_steps(row.id),
        mentions=mentions,
        mentions_total=row.mentions_ever,
        next_states=next_states(row.state),
    )


def _went_into(issue_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT merged_into_id FROM store_issue WHERE id = %s", [issue_id])
        found = cursor.fetchone()
    return int(found[0]) if found and found[0] is not None else 0


def _days(issue: int) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT day, mentions FROM store_issueday WHERE issue_id = %s ORDER BY day", [issue])
        found: list[tuple[int, int]] = cursor.fetchall()
    return found


def _history(
    days: list[tuple[int, int]], first: int, last: int
) -> tuple[tuple[tuple[datetime, int], ...], int]:
    """Buckets over the whole history, the last one ending with the newest day, and their width in days."""
    length = last - first + 1
    width = next((w for w in _WIDTHS if -(-length // w) <= BUCKETS), _WIDTHS[-1])
    count = -(-length // width)
    start = last + 1 - count * width
    sums = buckets(days, first=start, width=width, count=count)
    return tuple((day_time(start + at * width), n) for at, n in enumerate(sums)), width


def _breakdowns(issue: int) -> tuple[tuple[int, int, int, int, int], dict[str, tuple[Share, ...]]]:
    """Mentions by severity; and by version, region, language and source, with their mean severity."""
    by_severity = [0] * 5
    counts: dict[str, dict[Any, list[int]]] = {
        name: defaultdict(lambda: [0, 0]) for name in ("version", "region", "lang", "source")
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.version_id, p.region_id, m.lang_id, m.source_id, m.severity, COUNT(*) FROM"
            " store_mention m"
            " JOIN store_post p ON p.id = m.post_id WHERE m.issue_id = %s GROUP BY 1, 2, 3, 4, 5",
            [issue],
        )
        for *places, severity, n in cursor.fetchall():
            by_severity[severity] += n
            for name, number in zip(counts, places, strict=True):
                if number is not None:
                    count = counts[name][number]
                    count[0] += n
                    count[1] += n * severity
        cursor.execute("SELECT id, slug FROM store_source")
        slugs = dict(cursor.fetchall())
    shares = {
        name: _shares(
            (slugs[number] if name == "source" else labels.word_of(number) or "", n, severity)
            for number, (n, severity) in found.items()
        )
        for name, found in counts.items()
    }
    none, annoyed, hindered, blocked, danger = by_severity
    return (none, annoyed, hindered, blocked, danger), shares


def _shares(found: Iterable[tuple[str, int, int]]) -> tuple[Share, ...]:
    ordered = sorted(found, key=lambda share: (-share[1], share[0]))[:SHARES]
    return tuple(Share(name=name, n=n, severity=severity / n) for name, n, severity in ordered)


def _steps(issue: int) -> tuple[StepRow, ...]:
    from .models import IssueStep  # not at the top: this module is imported before Django is set up

    return tuple(
        StepRow(
            at=step.at.astimezone(UTC),
            before=step.before,
            after=step.after,
            reason=step.reason,
            role=step.role,
        )
        for step in IssueStep.objects.filter(issue_id=issue).order_by("at", "id")
    )


def _mentions(issue: int, limit: int, offset: int) -> tuple[MentionRow, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT p.post_id, p.text, m.start, m."end", s.slug, m.lang_id, p.region_id,'
            " p.version_id, p.rating,"
            " m.severity, m.topic_prob, p.said_hour FROM store_mention m JOIN store_post p ON p.id ="
            " m.post_id"
            " JOIN store_source s ON s.id = m.source_id WHERE m.issue_id = %s ORDER BY m.id DESC"
            " LIMIT %s OFFSET %s",
            [issue, limit, offset],
        )
        found = cursor.fetchall()
    return tuple(
        MentionRow(
            post_id=bytes(post_id).hex(),
            before=text[:start],
            text=text[start:end],
            after=text[end:],
            source_id=source,
            lang=labels.word_of(lang),
            region=labels.word_of(region),
            version=labels.word_of(version),
            rating=rating,
            severity=severity,
            topic_prob=prob,
            said_at=hour_time(said),
        )
        for post_id, text, start, end, source, lang, region, version, rating, severity, prob, said in found
    )
