"""What every page has: the shell round it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from yousaid.desk.filters import address
from yousaid.desk.installation import config
from yousaid.store import log, query

#: Who works at the desk, as the log calls it: there are no accounts yet, so there is one role.
ROLE: Final = "desk"

#: Pages of the rail: name of the URL, word, key after `g`.
_PAGES: Final[tuple[tuple[str, Promise, str], ...]] = (
    ("live", gettext_lazy("Live"), "l"),
    ("issues", gettext_lazy("Issues"), "i"),
    ("topics", gettext_lazy("Topics"), "t"),
    ("sources", gettext_lazy("Sources"), "s"),
)


@dataclass(frozen=True, slots=True)
class NavItem:
    """A line of the rail."""

    name: str
    word: Promise
    key: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several things a reader can choose by a link."""

    text: str
    url: str
    here: bool


def reader_language() -> str:
    """The language of this answer: en or es."""
    return (get_language() or "en")[:2]


def note_view(page: str, **detail: int) -> None:
    """Write into the log that texts of posts are looked at on a page, before they are shown (C12)."""
    log.viewed(page, ROLE, detail)


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, here: str, status: int = 200
) -> HttpResponse:
    """Render a desk page in its shell. here: the name of the page that the rail marks."""
    product = request.GET.get("product", "").replace("\x00", "")[:200]
    shell = {
        "config": config(),
        "lang": reader_language(),
        "here": here,
        "nav": [
            NavItem(
                name, word, key, address(reverse(name), {"product": product} if product else {}), name == here
            )
            for name, word, key in _PAGES
        ],
        "product": product,
        "products": _products(request, here, product),
        "languages": languages(request),
    }
    return render(request, template, {**shell, **context}, status=status)


def _products(request: HttpRequest, here: str, product: str) -> list[Choice]:
    """Links that narrow this page to one product; none where there are fewer than two."""
    path = (
        request.path
        if here in ("live", "issues", "topics") and "pk" not in _kwargs(request)
        else reverse("issues")
    )
    names = [name for name in query.facets().products if name]
    if len(names) < 2:
        return []
    rest = {k: v for k, v in request.GET.dict().items() if k not in ("product", "page", "lang_page")}
    rest = rest if path == request.path else {}
    everything = Choice("", address(path, rest), not product)
    return [everything] + [
        Choice(name, address(path, {**rest, "product": name}), name == product) for name in names
    ]


def _kwargs(request: HttpRequest) -> Mapping[str, Any]:
    match = request.resolver_match
    return match.kwargs if match else {}


def languages(request: HttpRequest) -> list[Choice]:
    """The page in each language it speaks."""
    now = reader_language()
    rest = {k: v for k, v in request.GET.dict().items() if k != "lang_page"}
    return [
        Choice(name, address(request.path, {**rest, "lang_page": code}), code == now)
        for code, name in (("en", "English"), ("es", "Español"))
    ]
