"""Everything that is read for pages and commands, as rows.py; no model object and no cursor leaves."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from yousaid.core.disclosure import rounded_total
from yousaid.core.lifecycle import OPEN
from yousaid.core.trend import buckets, growth

from . import counting, details, finding, issues, labels, snapshot
from .opening import guarded
from .rows import (
    Facets,
    Filters,
    IssueDetail,
    IssueList,
    LiveRow,
    SourceRow,
    TopicCount,
    Totals,
)
from .snapshot import SPAN_DAYS
from .times import day_time, hour_time


@guarded
def newest_seq() -> int:
    """The number of the newest mention, 0 when there is none."""
    with connection.cursor() as cursor:
        return counting.read(cursor, "mention")[0]


@guarded
def erasures() -> int:
    """Rises with every erasure by reference: whoever keeps texts in memory lets go of them then."""
    with connection.cursor() as cursor:
        return counting.read(cursor, "erased")[0]


@guarded
def live_after(seq: int, filters: Filters, limit: int) -> list[LiveRow]:
    """Mentions that came after number `seq`, oldest first."""
    return _live(filters, "m.id > %s", [seq, limit], newest_first=False)


@guarded
def live_recent(filters: Filters, limit: int) -> list[LiveRow]:
    """The newest mentions, newest first."""
    return _live(filters, "1 = 1", [limit], newest_first=True)


def _live(
    filters: Filters, condition: str, parameters: Sequence[Any], *, newest_first: bool
) -> list[LiveRow]:
    where = finding.mentions_where(filters)
    if where.empty:
        return []
    # Newest first the search index gives them in its own order, and a limit ends it early; the other way
    # round the
    # exact order counts, because a reader goes on after the last number.
    order = f"{where.order} DESC" if newest_first else "m.id"
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT m.id, p.post_id, p.text, m.start, m."end", m.source_id, m.product_id, m.lang_id,'
            " m.topic_id, m.topic_prob, m.severity, m.sentiment, m.issue_id, p.seen_hour, p.said_hour"
            f" FROM {where.source} JOIN store_post p ON p.id = m.post_id WHERE {where.sql} AND {condition}"
            f" ORDER BY {order} LIMIT %s",
            [*where.parameters, *parameters],
        )
        found = cursor.fetchall()
    sources = _sources()  # after the rows: a source may have come just before its first mention
    return [
        LiveRow(
            seq=seq,
            post_id=bytes(post_id).hex(),
            text=text[start:end].strip(),
            source_id=sources[source][0],
            product=labels.word_of(product) or "",
            lang=labels.word_of(lang),
            topic_id=labels.word_of(topic),
            topic_prob=prob,
            severity=severity,
            sentiment=sentiment,
            issue_id=issue,
            seen_at=hour_time(seen),
            said_at=hour_time(said),
        )
        for (seq, post_id, text, start, end, source, product, lang, topic, prob, severity, sentiment, issue,
             seen, said) in found
    ]  # fmt: skip


def _sources() -> dict[int, tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, slug, title FROM store_source")
        return {number: (slug, title) for number, slug, title in cursor.fetchall()}


@guarded
def list_issues(filters: Filters, *, sort: str = "hurt", limit: int = 50, offset: int = 0) -> IssueList:
    """A page of issues. sort: hurt, voices, growth, new or severity.

    Filters by source and language choose issues that have such mentions; by severity, those whose mean,
    rounded, reaches it. An issue's numbers are always of the whole issue.
    """
    return issues.page(filters, sort=sort, limit=limit, offset=offset)


@guarded
def issue_detail(issue_id: int, *, limit: int = 50, offset: int = 0) -> IssueDetail | None:
    """An issue's page with its newest mentions; of one that was merged away, the issue it went into."""
    return details.issue_detail(issue_id, limit=limit, offset=offset)


@guarded
def voices_of(issue_ids: Collection[int]) -> dict[int, int]:
    """The largest single window of voices of each of these issues."""
    view = snapshot.current()
    return {number: view.issues[number].voices for number in issue_ids if number in view.issues}


@guarded
def topic_counts(filters: Filters) -> list[TopicCount]:
    """Counts of every sub-topic that was spoken of in the current span or the one before, most first."""
    view = snapshot.current()
    first = view.first_day
    days: dict[str, list[tuple[int, int]]] = defaultdict(list)
    severities: dict[str, int] = defaultdict(int)
    for day, topic, mentions, severity in _days_of_topics(filters, first - SPAN_DAYS, view.newest_day):
        name = labels.word_of(topic)
        if name is not None:
            days[name].append((day, mentions))
            severities[name] += severity if day >= first else 0
    chosen = issues.choose(view, Filters(topic=filters.topic, product=filters.product, state="open"))
    unsolved: dict[str, int] = defaultdict(int)
    for row in chosen:
        unsolved[row.topic_id] += 1
    counts = []
    for name, pairs in days.items():
        now = sum(n for day, n in pairs if day >= first)
        counts.append(
            TopicCount(
                topic_id=name,
                mentions=now,
                change=growth(now, sum(n for day, n in pairs if day < first), heard=view.heard),
                severity=severities[name] / now if now else 0.0,
                issues_open=unsolved[name],
                spark=tuple(buckets(pairs, first=first, width=1, count=SPAN_DAYS)),
            )
        )
    return sorted(counts, key=lambda count: (-count.mentions, count.topic_id))


@guarded
def heard_before() -> float:
    """Share 0..1 of the 28 days before the current span that are not before the first day of the store."""
    return snapshot.current().heard


@guarded
def day_series(filters: Filters) -> list[tuple[datetime, int]]:
    """Mentions a day over the current span and the one before, oldest first, every day with its number."""
    view = snapshot.current()
    if not view.newest_day:
        return []
    first = view.first_day - SPAN_DAYS
    pairs = [(day, n) for day, _, n, _ in _days_of_topics(filters, first, view.newest_day)]
    sums = buckets(pairs, first=first, width=1, count=2 * SPAN_DAYS)
    return [(day_time(first + at), n) for at, n in enumerate(sums)]


def _days_of_topics(filters: Filters, first: int, last: int) -> list[tuple[int, int, int, int]]:
    """(day, topic, mentions, sum of severities), from the daily sums where those can tell it."""
    where = finding.mentions_where(filters)
    if where.empty:
        return []
    if filters.lang or filters.severity or filters.query.strip() or finding.states_of(filters.state):
        sql = (
            "SELECT m.day, COALESCE(m.topic_id, 0), COUNT(*), SUM(m.severity)"
            f" FROM {where.source} WHERE {where.sql} AND m.day BETWEEN %s AND %s GROUP BY 1, 2"
        )
    else:
        clause = where.sql
        for column in ("topic", "source", "product"):
            clause = clause.replace(f"m.{column}_id", f"m.{column}")
        sql = (
            "SELECT m.day, m.topic, SUM(m.mentions), SUM(m.severity) FROM store_rollupday m"
            f" WHERE {clause} AND m.day BETWEEN %s AND %s GROUP BY 1, 2"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*where.parameters, first, last])
        found: list[tuple[int, int, int, int]] = cursor.fetchall()
    return found


@guarded
def facets() -> Facets:
    """Products, sources and languages that something stored has."""
    return Facets(
        products=tuple(labels.words("product")),
        sources=tuple(sorted(_sources().values())),
        langs=tuple(labels.words("lang")),
    )


@guarded
def source_rows() -> list[SourceRow]:
    """Every source and how it is doing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT source_id, SUM(n) FROM store_droptotal GROUP BY source_id")
        drops = dict(cursor.fetchall())
        cursor.execute(
            "SELECT id, slug, title, product, basis, posts, mentions, last_seen_hour, lag_seconds,"
            " state, message"
            " FROM store_source ORDER BY slug"
        )
        found = cursor.fetchall()
    return [
        SourceRow(
            id=slug,
            title=title,
            product=product,
            basis=basis,
            posts=posts,
            mentions=mentions,
            dropped=rounded_total(int(drops.get(number, 0))),
            last_seen=None if seen is None else hour_time(seen),
            lag_seconds=lag,
            state=state,
            message=message,
        )
        for number, slug, title, product, basis, posts, mentions, seen, lag, state, message in found
    ]


@guarded
def totals() -> Totals:
    """The numbers of the whole home. `lag_seconds` is the freshest source's."""
    view = snapshot.current()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(SUM(posts), 0), COALESCE(SUM(mentions), 0), COUNT(*) FROM store_source"
        )
        posts, mentions, sources = cursor.fetchone()
        cursor.execute("SELECT COUNT(*) FROM store_mention WHERE topic_id IS NULL")
        unsorted = cursor.fetchone()[0]
        cursor.execute("SELECT COALESCE(SUM(n), 0) FROM store_droptotal")
        dropped = cursor.fetchone()[0]
        cursor.execute("SELECT MIN(lag_seconds) FROM store_source")
        lag = cursor.fetchone()[0]
        newest = counting.read(cursor, "newest")[0]
    return Totals(
        posts=int(posts),
        mentions=int(mentions),
        unsorted=unsorted,
        issues=len(view.issues),
        issues_open=sum(row.state in OPEN for row in view.issues.values()),
        sources=sources,
        dropped=rounded_total(int(dropped)),
        newest=hour_time(newest) if newest else None,
        lag_seconds=lag,
    )
