"""What is being said now: the page, and the stream that feeds it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from asgiref.sync import sync_to_async
from django.core.exceptions import BadRequest
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, override
from django.views.decorators.http import require_safe

from yousaid.desk.feed import Feed, feed_here
from yousaid.desk.filters import address, chips, parameters, read_filters
from yousaid.desk.opened import opened_rows
from yousaid.store import query
from yousaid.store.rows import Filters, LiveRow

from .issues import form_choices
from .page import note_view, reader_language, show

SHOWN: Final = 50


class StoreReader:
    """The store as the feed asks it, in the feed's own thread."""

    def newest_seq(self) -> int:
        """The highest number given out."""
        return query.newest_seq()

    def live_after(self, seq: int, filters: Filters, limit: int) -> Sequence[LiveRow]:
        """Mentions after a number, oldest first."""
        return opened_rows(query.live_after(seq, filters, limit))

    def erasures(self) -> int:
        """A number that rises with every erasure."""
        return query.erasures()

    def lag_seconds(self) -> float | None:
        """The lag of the freshest source."""
        return query.totals().lag_seconds

    def close(self) -> None:
        """Close this thread's connections."""
        connections.close_all()


def render_mention(row: LiveRow, lang: str) -> str:
    """One line of the live page as HTML, in a language."""
    with override(lang):
        return render_to_string("desk/parts/mention.html", {"row": row, "lang": lang, "arriving": True})


def _make_feed() -> Feed:
    return Feed(StoreReader(), render_mention)


def _script_words() -> dict[str, str]:
    """What the script of the page says; {n} is a number."""
    return {
        "now": gettext("just now"),
        "s": gettext("{n} s"),
        "min": gettext("{n} min"),
        "h": gettext("{n} h"),
        "new1": gettext("1 new"),
        "newn": gettext("{n} new"),
        "heard1": gettext("1 new mention"),
        "heardn": gettext("{n} new mentions"),
        "live": gettext("listening"),
        "paused": gettext("paused"),
        "again": gettext("reconnecting"),
        "trouble": gettext("the store does not answer, trying again"),
        "pause": gettext("Pause"),
        "go": gettext("Go on"),
        "gap": gettext("Much has arrived: load it"),
    }


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The newest mentions, and where to hear of the next ones."""
    filters = read_filters(request.GET, state="all")
    newest = query.newest_seq()
    note_view("live")
    rows = opened_rows(query.live_recent(filters, SHOWN))
    pairs = parameters(filters)
    pairs.pop("state", None)
    pairs.pop("q", None)
    lang = reader_language()
    totals = query.totals()
    context = {
        "title": gettext("Live"),
        "rows": rows,
        "filters": filters,
        "form": form_choices(lang),
        "severity_asked": str(filters.severity or ""),
        "chips": chips(request.path, replace(filters, state="open", query=""), lang=lang),
        "nothing_heard": totals.posts == 0,
        "stream": address(reverse("stream"), {**pairs, "after": str(newest)}),
        "lag": totals.lag_seconds,
        "words": json.dumps(_script_words(), ensure_ascii=False),
    }
    return show(request, "desk/live.html", context, here="live")


@require_safe
async def stream(request: HttpRequest) -> StreamingHttpResponse:
    """Server-sent events: `mention` with the number as id, `pulse` with lag and posts of the last minute."""
    filters = read_filters(request.GET, state="all")
    last = request.headers.get("Last-Event-ID", "") or request.GET.get("after", "")
    if last and not (last.isascii() and last.isdigit() and len(last) < 19):
        raise BadRequest("Last-Event-ID is a whole number")
    await sync_to_async(note_view)("stream")
    feed = feed_here(_make_feed)
    response = StreamingHttpResponse(
        feed.stream(filters, reader_language(), int(last) if last else None),
        content_type="text/event-stream",
    )
    response.headers["X-Accel-Buffering"] = "no"  # a proxy in front must pass each event on at once
    return response
