"""What a list is narrowed to, read from the address of a page and written back into links."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext

from yousaid.core.lifecycle import STATES
from yousaid.store.rows import Filters, LiveRow

from . import words
from .installation import pack

SORTS: Final = ("hurt", "voices", "growth", "new", "severity")
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in force: what it says and the address without it."""

    text: str
    without: str


def read_filters(query: Mapping[str, str], *, state: str = "open") -> Filters:
    """Filters of a query string; what is not understood counts as not given."""
    severity = query.get("severity", "")
    wanted = query.get("state", "")
    return Filters(
        topic=_short(query, "topic"),
        source=_short(query, "source"),
        product=_short(query, "product"),
        lang=_short(query, "lang"),
        severity=int(severity) if severity in ("1", "2", "3", "4") else 0,
        state=wanted if wanted in (*STATES, "open", "all") else state,
        query=_short(query, "q"),
    )


def _short(query: Mapping[str, str], key: str) -> str:
    return query.get(key, "").replace("\x00", "").strip()[:_LONGEST]


def read_sort(query: Mapping[str, str]) -> str:
    """The order of a list of issues; `hurt` unless another known one is asked for."""
    sort = query.get("sort", "")
    return sort if sort in SORTS else "hurt"


def plain_severity(filters: Filters) -> int:
    """The severity of a list that asks for none: open issues begin with problems, other states with all."""
    return 1 if filters.state == "open" else 0


def read_issue_filters(query: Mapping[str, str]) -> Filters:
    """Filters of a list of issues; `severity=0` asks for what is no problem, or not heard of lately, too."""
    filters = read_filters(query)
    if query.get("severity", "") in ("0", "1", "2", "3", "4"):
        return filters
    return replace(filters, severity=plain_severity(filters))


def parameters(filters: Filters, *, sort: str = "hurt", plain: int = 0) -> dict[str, str]:
    """The query string's pairs for these filters, without the ones that say nothing.

    plain: the severity that the page has when none is asked for.
    """
    pairs = {
        "q": filters.query,
        "product": filters.product,
        "topic": filters.topic,
        "source": filters.source,
        "lang": filters.lang,
        "severity": "" if filters.severity == plain else str(filters.severity),
        "state": "" if filters.state == "open" else filters.state,
        "sort": "" if sort == "hurt" else sort,
    }
    return {key: value for key, value in pairs.items() if value}


def address(path: str, pairs: Mapping[str, str]) -> str:
    """A path with a query string, where there is one."""
    return f"{path}?{urlencode(pairs)}" if pairs else path


def chips(path: str, filters: Filters, *, sort: str = "hurt", plain: int = 0, lang: str = "en") -> list[Chip]:
    """The filters in force as words, each with the address of the page without it."""
    pairs = parameters(filters, sort=sort, plain=plain)
    texts = {
        "q": gettext("“%(words)s”") % {"words": filters.query},
        "product": filters.product,
        "topic": pack().called(filters.topic, lang),
        "source": filters.source,
        "lang": words.language(filters.lang),
        "severity": gettext("at least %(severity)s") % {"severity": words.SEVERITY[filters.severity]}
        if filters.severity
        else gettext("no problems and unheard ones too"),
        "state": str(words.STATE.get(filters.state, gettext("all states"))),
    }
    return [
        Chip(text=text, without=address(path, {k: v for k, v in pairs.items() if k != key}))
        for key, text in texts.items()
        if key in pairs
    ]


def passes(row: LiveRow, filters: Filters) -> bool:
    """Whether a live mention is among those that these filters let through."""
    topic = row.topic_id or ""
    return (
        (not filters.topic or topic == filters.topic or topic.startswith(f"{filters.topic}/"))
        and (not filters.source or row.source_id == filters.source)
        and (not filters.product or row.product == filters.product)
        and (not filters.lang or row.lang == filters.lang)
        and row.severity >= filters.severity
    )
