"""What hurts most now, and everything about one issue."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from yousaid.core.errors import RefusedError, StoreError, TransitionError
from yousaid.core.lifecycle import REASON_MAX, STATES
from yousaid.core.trend import growth
from yousaid.desk import charts, words
from yousaid.desk.filters import (
    SORTS,
    address,
    chips,
    parameters,
    plain_severity,
    read_issue_filters,
    read_sort,
)
from yousaid.desk.installation import issue_title, pack
from yousaid.desk.opened import opened_detail
from yousaid.gate import redact, refuse_words
from yousaid.store import query, write
from yousaid.store.rows import Filters, IssueDetail, IssueRow
from yousaid.store.snapshot import SPAN_DAYS

from .page import ROLE, Choice, note_view, reader_language, show

PAGE_SIZE: Final = 50
MENTIONS: Final = 20
MENTIONS_MOST: Final = 200
SPAN: Final = timedelta(days=SPAN_DAYS)
#: In which role the state changes while the desk has no accounts.

_SORT_WORDS: Final[dict[str, Promise]] = {
    "hurt": gettext_lazy("Hurt"),
    "voices": gettext_lazy("Voices"),
    "growth": gettext_lazy("Growth"),
    "new": gettext_lazy("Newest"),
    "severity": gettext_lazy("Severity"),
}
_SORT_MEANS: Final[dict[str, Promise]] = {
    "hurt": gettext_lazy(
        "Hurt is voices × severity × growth: every step of severity doubles, growth counts between a half "
        "and the double."
    ),
    "voices": gettext_lazy("Most voices first."),
    "growth": gettext_lazy(
        "What grew most against the 28 days before comes first, real changes before uncertain ones."
    ),
    "new": gettext_lazy("What was heard for the first time most recently comes first."),
    "severity": gettext_lazy("The worst mean severity first."),
}


@dataclass(frozen=True, slots=True)
class Ranked:
    """An issue with its place in the list."""

    rank: int
    row: IssueRow


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The desk begins with the issues."""
    return HttpResponseRedirect(reverse("issues"))


@require_safe
def issues(request: HttpRequest) -> HttpResponse:
    """The list of issues with its summary, filters and what it leaves out."""
    filters = read_issue_filters(request.GET)
    plain = plain_severity(filters)
    sort = read_sort(request.GET)
    page = _page_number(request)
    found = query.list_issues(filters, sort=sort, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    pages = max(-(-found.total // PAGE_SIZE), 1)
    totals = query.totals()
    pairs = parameters(filters, sort=sort, plain=plain)
    path = request.path
    lang = reader_language()
    context = {
        "title": gettext("Issues"),
        "rows": [Ranked((page - 1) * PAGE_SIZE + n, row) for n, row in enumerate(found.rows, 1)],
        "total": found.total,
        "nothing_heard": totals.posts == 0,
        "totals": totals,
        "period": period(totals.newest),
        "filters": filters,
        "chips": chips(path, filters, sort=sort, plain=plain, lang=lang),
        "sort": sort,
        "sort_means": _SORT_MEANS[sort],
        "sorts": [
            Choice(str(_SORT_WORDS[s]), address(path, parameters(filters, sort=s, plain=plain)), s == sort)
            for s in SORTS
        ],
        "states": STATES,
        "form": form_choices(lang),
        "newer": address(path, {**pairs, "page": str(page - 1)}) if page > 1 else "",
        "older": address(path, {**pairs, "page": str(page + 1)}) if page < pages else "",
        "page": page,
        "pages": pages,
        "severity_asked": "" if filters.severity == plain else str(filters.severity),
        "unheard": _unheard(filters, found.total),
        "everything": address(path, {**pairs, "severity": "0"}),
        "summary": _summary(filters, totals.newest) if found.total else None,
    }
    response = show(request, "desk/issues.html", context, here="issues")
    response.headers["HX-Push-Url"] = address(path, pairs if page == 1 else {**pairs, "page": str(page)})
    return response


def _unheard(filters: Filters, shown: int) -> int:
    """How many issues are left out because they are no problems, or nobody spoke of them in this span."""
    if filters.severity != plain_severity(filters) or not filters.severity:
        return 0
    return query.list_issues(replace(filters, severity=0), limit=1, offset=0).total - shown


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return min(max(int(text), 1), 10_000) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def period(newest: datetime | None) -> str:
    """The current span in words: "27 Sep to 24 Oct"."""
    if newest is None:
        return ""
    return gettext("%(first)s to %(last)s") % {
        "first": words.day(newest - SPAN + timedelta(days=1)),
        "last": words.day(newest),
    }


def form_choices(lang: str) -> dict[str, Any]:
    """What the filter form offers: the pack's topics and what the store has."""
    facets = query.facets()
    return {
        "topics": [
            (topic.id, topic.called(lang), [(sub.id, sub.called(lang)) for sub in topic.subs])
            for topic in pack().topics
        ],
        "sources": facets.sources,
        "langs": [(code, words.language(code)) for code in facets.langs if code],
    }


def _summary(filters: Filters, newest: datetime | None) -> dict[str, Any]:
    """The headline: mentions a day over two spans, their growth, and the issue that rose most."""
    asked = 0 if filters.severity == plain_severity(filters) else filters.severity
    days = query.day_series(replace(filters, state="all", severity=asked))
    edge = (newest or datetime.now(UTC)).replace(hour=0, minute=0, second=0) - SPAN + timedelta(days=1)
    now = sum(n for day, n in days if day >= edge)
    before = sum(n for day, n in days if edge - SPAN <= day < edge)
    recent = [(day, n) for day, n in days if day >= edge - SPAN]
    problems = replace(filters, severity=max(filters.severity, 1))
    risers = query.list_issues(problems, sort="growth", limit=1, offset=0).rows
    riser = risers[0] if risers and risers[0].change.real and risers[0].change.ratio > 1 else None
    return {
        "mentions": now,
        "change": growth(now, before, heard=query.heard_before()),
        "riser": riser,
        "chart": charts.bars(
            recent,
            title=gettext("Mentions a day: %(now)s in the last 28 days, %(before)s in the 28 days before")
            % {"now": words.number(now), "before": words.number(before)},
            bucket_days=1,
            day_label=words.day,
            since=edge,
            height=56,
        ),
    }


@require_safe
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """One issue: trend, breakdowns, steps, mentions, and the form that changes its state."""
    return _issue_page(request, pk)


def _issue_page(
    request: HttpRequest, pk: int, *, problem: str = "", reason: str = "", status: int = 200
) -> HttpResponse:
    shown = _mentions_shown(request)
    detail = query.issue_detail(pk, limit=shown, offset=0)
    if detail is None:
        raise Http404
    row = detail.row
    if row.id != pk:  # it was joined with another one
        return HttpResponseRedirect(reverse("issue", args=[row.id]))
    note_view("issue", issue=row.id)
    detail = opened_detail(detail)
    context = {
        "title": issue_title(row, reader_language()),
        "detail": detail,
        "row": row,
        "chart": _trend(detail),
        "severities": _severities(detail),
        "breakdowns": _breakdowns(detail),
        "shown": len(detail.mentions),
        "more": min(shown + MENTIONS, MENTIONS_MOST)
        if len(detail.mentions) < detail.mentions_total and shown < MENTIONS_MOST
        else 0,
        "period": period(query.totals().newest),
        "problem": problem,
        "reason": reason,
    }
    return show(request, "desk/issue.html", context, here="issues", status=status)


def _mentions_shown(request: HttpRequest) -> int:
    text = request.GET.get("mentions", "")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else MENTIONS
    return min(max(wanted, MENTIONS), MENTIONS_MOST)


def _trend(detail: IssueDetail) -> str:
    last = detail.days[-1][0] if detail.days else None
    return charts.bars(
        detail.days,
        title=gettext("Mentions over time, from %(first)s to %(last)s")
        % {"first": words.day_year(detail.row.first_day), "last": words.day_year(detail.row.last_day)},
        bucket_days=detail.bucket_days,
        day_label=words.day_year if detail.bucket_days > 1 else words.day,
        since=last - SPAN + timedelta(days=detail.bucket_days) if last else None,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A line of a breakdown as it is drawn."""

    name: str
    n: int
    percent: int
    bar: str
    level: int = -1  # a severity, for the lines that are one


def _severities(detail: IssueDetail) -> list[Part]:
    whole = sum(detail.severities)
    most = max(detail.severities, default=0)
    return [
        Part(str(words.SEVERITY[level]), n, _percent(n, whole), charts.share(n / most if most else 0), level)
        for level, n in reversed(list(enumerate(detail.severities)))
    ]


def _breakdowns(detail: IssueDetail) -> list[tuple[str, list[Part]]]:
    """Version, region, language, source; one with a single unnamed line says nothing and is left out."""
    lang_parts = [(words.language(s.name), s.n) for s in detail.langs]
    groups = [
        (gettext("Version"), [(s.name or gettext("not said"), s.n) for s in detail.versions]),
        (gettext("Region"), [(s.name or gettext("not said"), s.n) for s in detail.regions]),
        (gettext("Language"), lang_parts),
        (gettext("Source"), [(s.name or gettext("not said"), s.n) for s in detail.sources]),
    ]
    out = []
    for name, pairs in groups:
        if not pairs or [p for p, _ in pairs] == [gettext("not said")]:
            continue
        whole = sum(n for _, n in pairs)
        most = max(n for _, n in pairs)
        parts = [Part(p, n, _percent(n, whole), charts.share(n / most if most else 0)) for p, n in pairs[:8]]
        rest = len(pairs) - 8
        if rest > 0:
            left = sum(n for _, n in pairs[8:])
            label = ngettext("%(n)s other", "%(n)s others", rest) % {"n": rest}
            parts.append(Part(label, left, _percent(left, whole), charts.share(left / most if most else 0)))
        out.append((name, parts))
    return out


def _percent(n: int, whole: int) -> int:
    return round(100 * n / whole) if whole else 0


@require_POST
def change_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an issue to another state, with a reason; refused in place when the rules say no."""
    to = request.POST.get("to", "")
    reason = request.POST.get("reason", "")
    try:
        refuse_words(reason, place="", note=True)  # notes pass the gate that posts pass (C3, C14)
        kept = redact([reason], keep=pack().keep)[0][0]  # notes pass the redaction of posts (C14)
        write.change_state(pk, to, kept, ROLE, datetime.now(UTC))
    except RefusedError:
        return _issue_page(request, pk, problem=_never_noted(), reason=reason, status=422)
    except TransitionError:
        return _issue_page(request, pk, problem=_refusal(reason), reason=reason, status=422)
    except StoreError as error:
        if query.issue_detail(pk, limit=1, offset=0) is None:
            raise Http404 from error
        return _issue_page(request, pk, problem=str(error), reason=reason, status=503)
    return HttpResponseRedirect(reverse("issue", args=[pk]), status=303)


def _never_noted() -> str:
    why = gettext(
        "A note may not speak of a subject that is never kept. Write what is wrong with the product."
    )
    return f"{why} {gettext('Nothing was changed.')}"


def _refusal(reason: str) -> str:
    """Why a change was refused, in the reader's language."""
    if not reason.strip():
        why = gettext("Say in a sentence why, so that others can follow.")
    elif len(reason) > REASON_MAX:
        why = gettext("The reason is too long: use at most %(n)s characters.") % {
            "n": words.number(REASON_MAX)
        }
    else:
        why = gettext("The issue cannot go there from its state; the buttons below are what can be chosen.")
    unchanged = gettext("Nothing was changed.")
    return f"{why} {unchanged}"
