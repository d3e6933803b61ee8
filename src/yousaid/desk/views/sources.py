"""Where posts come from and how each source is doing."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from yousaid.store import query

from .page import show


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Every source with its health, basis and counts."""
    rows = query.source_rows()
    context = {"title": gettext("Sources"), "rows": rows, "totals": query.totals()}
    return show(request, "desk/sources.html", context, here="sources")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """`ok` when the store answers."""
    query.newest_seq()
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
