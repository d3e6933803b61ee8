"""Filters as SQL over mentions, and the search behind them."""

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from yousaid.core.disclosure import K, may_search
from yousaid.core.lifecycle import OPEN, STATES

from . import labels, search
from .rows import Filters

ALL: Final = ("", "all")


@dataclass(frozen=True, slots=True)
class Where:
    """Mentions `m`: a FROM clause, a condition, and what rises with m.id and is quickest to sort by.

    empty: it is certain that nothing meets it. unsearchable: because a search may not be answered.
    """

    sql: str
    parameters: tuple[Any, ...]
    source: str = "store_mention m"
    order: str = "m.id"
    empty: bool = False
    unsearchable: bool = False


NOTHING: Final = Where("1 = 0", (), empty=True)
UNSEARCHABLE: Final = Where("1 = 0", (), empty=True, unsearchable=True)


def states_of(state: str) -> tuple[str, ...] | None:
    """The issue states that a filter means; None for all."""
    if state in ALL:
        return None
    return OPEN if state == "open" else (state,)


def source_number(source_id: str) -> int | None:
    """A source's row number; None when there is no such source."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM store_source WHERE slug = %s", [source_id])
        row = cursor.fetchone()
    return row[0] if row else None


def mentions_where(filters: Filters) -> Where:
    """The mentions that filters mean; UNSEARCHABLE, whatever the cause, when a search has no answer."""
    if not filters.query.strip():
        plain = _plain(filters)
        return _join(plain) if plain is not None else NOTHING
    words = search.query_words(filters.query)
    if words is None:
        return UNSEARCHABLE
    where = matching_where(filters, words)
    return UNSEARCHABLE if where.empty or not may_search(_voices(filters, words)) else where


def matching_where(filters: Filters, words: list[str], *, single: bool | None = None) -> Where:
    """Mentions that meet the filters in posts with all the words. The caller counts the voices.

    single: only posts that are a voice each (True), only others (False), all (None).
    """
    plain = _plain(filters)
    if plain is None:
        return NOTHING
    found = search.matching(words, _facet_groups(filters), single=single)
    where = _join([(found.sql, (found.parameter,)), *plain])
    return Where(where.sql, where.parameters, source=found.source, order=found.order)


def _join(parts: list[tuple[str, tuple[Any, ...]]]) -> Where:
    sql = " AND ".join(part[0] for part in parts) or "1 = 1"
    return Where(sql, tuple(value for part in parts for value in part[1]))


def _plain(filters: Filters) -> list[tuple[str, tuple[Any, ...]]] | None:
    """Conditions without the search; None when nothing can meet them."""
    parts: list[tuple[str, tuple[Any, ...]]] = []
    if filters.topic:
        topics = labels.ids_of_topic(filters.topic)
        if not topics:
            return None
        parts.append((f"m.topic_id IN ({','.join(['%s'] * len(topics))})", tuple(topics)))
    for column, number, wanted in (
        ("source_id", source_number(filters.source) if filters.source else None, filters.source),
        (
            "product_id",
            labels.id_of("product", filters.product) if filters.product else None,
            filters.product,
        ),
        ("lang_id", labels.id_of("lang", filters.lang) if filters.lang else None, filters.lang),
    ):
        if wanted:
            if number is None:
                return None
            parts.append((f"m.{column} = %s", (number,)))
    if filters.severity > 0:
        parts.append(("m.severity >= %s", (filters.severity,)))
    states = states_of(filters.state)
    if states is not None:
        if not set(states) <= set(STATES):
            return None
        marks = ",".join(["%s"] * len(states))
        parts.append((f"m.issue_id IN (SELECT id FROM store_issue WHERE state IN ({marks}))", states))
    return parts


def _facet_groups(filters: Filters) -> list[list[str]]:
    """Facet tokens of the posts that can meet the filters: one of each group."""
    groups: list[list[str]] = []
    if filters.topic:
        groups.append([f"t{number}" for number in labels.ids_of_topic(filters.topic)])
    if filters.source:
        groups.append([f"s{source_number(filters.source)}"])
    if filters.product:
        groups.append([f"p{labels.id_of('product', filters.product)}"])
    if filters.lang:
        groups.append([f"l{labels.id_of('lang', filters.lang)}"])
    if filters.severity > 0:
        groups.append([f"v{filters.severity}"])
    return groups


def _voices(filters: Filters, words: list[str]) -> int:
    """Voices behind a search, counted up to K: every post that is a voice of its own is one.

    All other posts together are one, because one person may have written them. Under K the statements are
    the same whatever was found, so that a clock tells no rare word from one that nobody used.
    """
    single = matching_where(filters, words, single=True)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM (SELECT DISTINCT m.post_id FROM {single.source} WHERE"
            f" {single.sql} LIMIT {K})"
            " AS found",
            single.parameters,
        )
        found = int(cursor.fetchone()[0])
        if found >= K:
            return found
        others = matching_where(filters, words, single=False)
        cursor.execute(f"SELECT 1 FROM {others.source} WHERE {others.sql} LIMIT 1", others.parameters)
        return found + len(cursor.fetchall())
