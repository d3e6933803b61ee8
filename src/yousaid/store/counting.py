"""Counts kept beside the rows: an issue's days, hours and days of topics, drops, numbers given out."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.backends.utils import CursorWrapper

from yousaid.core import lifecycle

from . import ledger, voicing
from .batch import Sums, next_number
from .sums import ROLE
from .times import EPOCH

_CHUNK: Final = 400


def touch(cursor: CursorWrapper) -> int:
    """A new version of what is read: whoever has cached something sees that it changed."""
    return next_number(cursor, "version", 1)


def read(cursor: CursorWrapper, *whats: str) -> list[int]:
    """Counters by name, 0 where there is none yet."""
    cursor.execute("SELECT what, n FROM store_counter")
    found = dict(cursor.fetchall())
    return [found.get(what, 0) for what in whats]


def add(cursor: CursorWrapper, sums: Sums, version: int) -> None:
    """Add what a batch counted, in its transaction."""
    cursor.executemany(
        "INSERT INTO store_issueday (issue_id, day, mentions, severity) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (issue_id, day) DO UPDATE SET mentions = store_issueday.mentions + excluded.mentions,"
        " severity = store_issueday.severity + excluded.severity",
        [(*key, *n) for key, n in sorted(sums.issue_day.items())],
    )
    cursor.executemany(
        "INSERT INTO store_rollupday (day, topic, region, source, product, mentions, severity)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (day, topic, region, source, product) DO UPDATE"
        " SET mentions = store_rollupday.mentions + excluded.mentions,"
        " severity = store_rollupday.severity + excluded.severity",
        [(*key, *n) for key, n in sorted(sums.day.items())],
    )
    cursor.executemany(
        "INSERT INTO store_rolluphour (hour, topic, source, mentions, severity, negative, neutral, positive)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (hour, topic, source) DO UPDATE"
        " SET mentions = store_rolluphour.mentions + excluded.mentions,"
        " severity = store_rolluphour.severity + excluded.severity,"
        " negative = store_rolluphour.negative + excluded.negative,"
        " neutral = store_rolluphour.neutral + excluded.neutral,"
        " positive = store_rolluphour.positive + excluded.positive",
        [(*key, *n) for key, n in sorted(sums.hour.items())],
    )
    cursor.executemany(
        "INSERT INTO store_issuefacet (issue_id, source_id, lang) VALUES (%s, %s, %s)"
        " ON CONFLICT (source_id, lang, issue_id) DO NOTHING",
        sorted(sums.facets),
    )
    voicing.fold(cursor, sums.voices)
    _update_issues(cursor, sums, version)
    cursor.execute(
        "INSERT INTO store_counter (what, n) VALUES ('newest', %s) ON CONFLICT (what) DO UPDATE SET"
        " n = excluded.n"
        " WHERE excluded.n > store_counter.n",
        [sums.newest],
    )


def take_back(
    cursor: CursorWrapper, sums: Sums, by_source: Mapping[int, Sequence[int]], version: int
) -> None:
    """Take out of the counts what erased mentions added; by_source: [posts, mentions] by source number.

    Voices stay: a sketch cannot be made smaller. A count that comes to nothing leaves no row.
    """
    _subtract(cursor, "store_issueday", ("issue_id", "day"), ("mentions", "severity"), sums.issue_day)
    _subtract(
        cursor,
        "store_rollupday",
        ("day", "topic", "region", "source", "product"),
        ("mentions", "severity"),
        sums.day,
    )
    _subtract(
        cursor,
        "store_rolluphour",
        ("hour", "topic", "source"),
        ("mentions", "severity", "negative", "neutral", "positive"),
        sums.hour,
    )
    cursor.executemany(
        "UPDATE store_issue SET mentions = mentions - %s, changed = %s,"
        " first_day = COALESCE((SELECT MIN(d.day) FROM store_issueday d WHERE d.issue_id = store_issue.id),"
        " first_day),"
        " last_day = COALESCE((SELECT MAX(d.day) FROM store_issueday d WHERE d.issue_id = store_issue.id),"
        " last_day) WHERE id = %s",
        [(n, version, issue) for issue, n in sorted(sums.counts.items())],
    )
    cursor.executemany(
        "UPDATE store_source SET posts = posts - %s, mentions = mentions - %s WHERE id = %s",
        [(posts, mentions, source) for source, (posts, mentions) in sorted(by_source.items())],
    )


def _subtract(
    cursor: CursorWrapper,
    table: str,
    keys: Sequence[str],
    columns: Sequence[str],
    counts: Mapping[Any, Sequence[int]],  # by the values of `keys`
) -> None:
    where = " AND ".join(f"{key} = %s" for key in keys)
    less = ", ".join(f"{column} = {column} - %s" for column in columns)
    rows = sorted(counts.items())
    cursor.executemany(f"UPDATE {table} SET {less} WHERE {where}", [(*n, *key) for key, n in rows])
    cursor.executemany(f"DELETE FROM {table} WHERE {where} AND mentions <= 0", [key for key, _ in rows])


def _update_issues(cursor: CursorWrapper, sums: Sums, version: int) -> None:
    low, high = ("MIN", "MAX") if connection.vendor == "sqlite" else ("LEAST", "GREATEST")
    cursor.executemany(
        f"UPDATE store_issue SET mentions = mentions + %s, first_day = {low}(first_day, %s),"
        f" last_day = {high}(last_day, %s), changed = %s WHERE id = %s",
        [(n, sums.first[i] // 24, sums.latest[i] // 24, version, i) for i, n in sorted(sums.counts.items())],
    )
    _reopen(cursor, sums)


def _reopen(cursor: CursorWrapper, sums: Sums) -> None:
    """Resolved issues that people speak of again, after the grace window, become regressed."""
    from .models import IssueStep  # not at the top: this module is imported before Django is set up

    touched = sorted(sums.counts)
    resolved: list[tuple[int, datetime]] = []
    for at in range(0, len(touched), _CHUNK):
        part = touched[at : at + _CHUNK]
        marks = ",".join(["%s"] * len(part))
        cursor.execute(
            f"SELECT id, resolved_at FROM store_issue WHERE id IN ({marks}) AND state = 'resolved'", part
        )
        resolved += cursor.fetchall()
    for issue, stamp in resolved:
        fixed = stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)
        said = EPOCH + timedelta(hours=sums.latest[issue])
        if not lifecycle.regresses("resolved", fixed, said):
            continue
        cursor.execute(
            "UPDATE store_issue SET state = 'regressed', resolved_at = NULL WHERE id = %s", [issue]
        )
        IssueStep.objects.create(
            issue_id=issue,
            at=EPOCH + timedelta(hours=sums.seen or 0),
            before="resolved",
            after="regressed",
            reason="People report it again after the fix.",
            role=ROLE,
        )
        ledger.add(cursor, "issue_state", ROLE, {"issue": issue, "before": "resolved", "after": "regressed"})


def add_drops(cursor: CursorWrapper, source: int, n: int, now: datetime) -> None:
    """Count posts that were not kept, in one total a source and day."""
    cursor.execute(
        "INSERT INTO store_droptotal (source_id, day, n) VALUES (%s, %s, %s) ON CONFLICT (source_id, day)"
        " DO UPDATE SET n = store_droptotal.n + excluded.n",
        [source, (now - EPOCH).days, n],
    )
