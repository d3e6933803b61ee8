"""Lists of issues: which ones, in which order, with which line of the last four weeks."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.db import connection

from yousaid.core.disclosure import K, may_search
from yousaid.core.trend import buckets

from . import finding, labels, search, snapshot
from .rows import Filters, IssueList, IssueRow
from .snapshot import SPAN_DAYS, IssueNumbers, Snapshot
from .times import day_time

_FIRST: Final = 1_000  # mentions that mostly hold K voices already
_ALL: Final = 1 << 62

_ORDERS: Final[dict[str, Callable[[IssueNumbers], tuple[Any, ...]]]] = {
    "hurt": lambda row: (row.hurt,),
    "voices": lambda row: (row.voices,),
    "growth": lambda row: (row.change.real and row.change.ratio > 1, row.change.ratio),
    "new": lambda row: (row.first_day,),
    "severity": lambda row: (row.severity, row.voices),
}


def page(filters: Filters, *, sort: str, limit: int, offset: int) -> IssueList:
    """A page of issues; ValueError for an order that there is not."""
    if sort not in _ORDERS:
        raise ValueError(f"issues are sorted by {', '.join(_ORDERS)}, not by {sort!r}")
    view = snapshot.current()
    chosen = choose(view, filters)
    if filters.query.strip():
        found = _search(filters, chosen)
        if found is None:
            return IssueList(rows=(), total=0, unsearchable=True)
        chosen = found
    order = _ORDERS[sort]
    chosen.sort(key=lambda row: (*order(row), row.mentions, row.mentions_ever, -row.id), reverse=True)
    shown = chosen[offset : offset + limit]
    sparks = _sparks(view, [row.id for row in shown])
    return IssueList(rows=tuple(issue_row(row, sparks[row.id]) for row in shown), total=len(chosen))


def choose(view: Snapshot, filters: Filters) -> list[IssueNumbers]:
    """The issues that meet the filters, the search aside. Severity is the span's mean, rounded."""
    states = finding.states_of(filters.state)
    inside = f"{filters.topic}/"
    having = _having(filters)
    return [
        row
        for row in view.issues.values()
        if (states is None or row.state in states)
        and (not filters.topic or row.topic_id == filters.topic or row.topic_id.startswith(inside))
        and (not filters.product or row.product == filters.product)
        and row.severity >= filters.severity - (0.5 if filters.severity else 0.0)
        and (having is None or row.id in having)
    ]


def issue_row(row: IssueNumbers, spark: Sequence[int]) -> IssueRow:
    """A line of a list."""
    return IssueRow(
        id=row.id,
        title=row.title or row.topic_id,
        topic_id=row.topic_id,
        product=row.product,
        state=row.state,
        voices=row.voices,
        mentions=row.mentions,
        mentions_ever=row.mentions_ever,
        severity=row.severity,
        change=row.change,
        hurt=row.hurt,
        spark=tuple(spark),
        first_day=day_time(row.first_day),
        last_day=day_time(row.last_day),
    )


def _having(filters: Filters) -> set[int] | None:
    """Issues that have mentions of this source and language; None for all."""
    if not (filters.source or filters.lang):
        return None
    conditions, values = ["1 = 1"], []
    if filters.source:
        conditions.append("source_id = %s")
        values.append(finding.source_number(filters.source))
    if filters.lang:
        conditions.append("lang = %s")
        values.append(labels.id_of("lang", filters.lang))
    if None in values:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT issue_id FROM store_issuefacet WHERE {' AND '.join(conditions)}", values)
        return {row[0] for row in cursor.fetchall()}


def _sparks(view: Snapshot, numbers: list[int]) -> dict[int, list[int]]:
    """Mentions a day over the current span."""
    days: dict[int, list[tuple[int, int]]] = defaultdict(list)
    if numbers:
        marks = ",".join(["%s"] * len(numbers))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT issue_id, day, mentions FROM store_issueday WHERE issue_id IN ({marks}) AND"
                f" day >= %s",
                [*numbers, view.first_day],
            )
            for number, day, n in cursor.fetchall():
                days[number].append((day, n))
    return {
        number: buckets(days[number], first=view.first_day, width=1, count=SPAN_DAYS) for number in numbers
    }


def _search(filters: Filters, chosen: list[IssueNumbers]) -> list[IssueNumbers] | None:
    """Those with matching mentions, or with the words in the title; None when it may not be answered.

    What counts is how many voices stand behind exactly this answer, with every filter applied.
    """
    words = search.query_words(filters.query)
    if words is None:
        return None
    mine = Filters(source=filters.source, lang=filters.lang, product=filters.product, topic=filters.topic)
    where = finding.matching_where(mine, words)
    if where.empty:
        return None
    numbers = {row.id for row in chosen}
    if not may_search(_voices(mine, words, numbers)):
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT m.issue_id FROM {where.source} WHERE {where.sql}", where.parameters)
        hits = {row[0] for row in cursor.fetchall()}
    wanted = set(words)
    return [row for row in chosen if row.id in hits or wanted <= set(search.fold(row.title))]


def _voices(filters: Filters, words: list[str], among: set[int]) -> int:
    """Voices behind the matches of these issues, counted up to K, as in finding."""
    posts: set[int] = set()
    for single in (True, False):
        where = finding.matching_where(filters, words, single=single)
        for limit in (_FIRST, _ALL):
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT m.post_id, m.issue_id FROM {where.source} WHERE {where.sql}"
                    f" ORDER BY {where.order} DESC LIMIT {limit}",
                    where.parameters,
                )
                found = {post if single else 0 for post, issue in cursor if issue in among}
            if len(posts | found) >= K:
                break
        posts |= found
        if len(posts) >= K:
            break
    return len(posts)
