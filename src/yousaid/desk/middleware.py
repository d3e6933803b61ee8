"""What every answer carries, and how a reader chooses a language."""

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotFound, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from .installation import config

CSP: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PERMISSIONS: Final = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
#: Pages for everybody: they may be cached, and they set no cookie whatever is asked of them.
PUBLIC: Final = ("/listening", "/.well-known/", "/healthz", "/static/")

#: Headers that something between a reader and this process adds: then the reader is not on this machine.
_FORWARDED: Final = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")

Handler = Callable[[HttpRequest], HttpResponseBase]
AsyncHandler = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


def is_public(path: str) -> bool:
    """Whether a path is one of the public pages or a static file."""
    return path.startswith(PUBLIC)


def from_outside(request: HttpRequest) -> bool:
    """Whether a request came through a proxy or by the public name; other foreign names Django turns away."""
    public = urlsplit(config().public_address).hostname or ""
    # A port and a last dot change nothing for Django, so they may change nothing here.
    named = str(request.META.get("HTTP_HOST", "")).lower().partition(":")[0].rstrip(".")
    by_name = named == public and not config().local_trial
    return by_name or any(request.headers.get(name) for name in _FORWARDED)


@sync_and_async_middleware
def security_headers(get_response: Any) -> Handler | AsyncHandler:
    """Security headers on every answer, no-store on the desk's pages, and `?lang_page=` for all of them.

    The desk has no accounts, so from outside only the public pages can be had.
    """
    if iscoroutinefunction(get_response):

        async def answer_async(request: HttpRequest) -> HttpResponseBase:
            early = _kept_inside(request) or _choose_language(request)
            return _dressed(request, early or await get_response(request))

        return answer_async

    def answer(request: HttpRequest) -> HttpResponseBase:
        early = _kept_inside(request) or _choose_language(request)
        return _dressed(request, early or get_response(request))

    return answer


def _kept_inside(request: HttpRequest) -> HttpResponseBase | None:
    """404 for a page of the desk that is asked for from outside; None where the answer may be given."""
    if is_public(request.path) or not from_outside(request):
        return None
    return HttpResponseNotFound("There is no such page here. See /listening.\n", content_type="text/plain")


def _choose_language(request: HttpRequest) -> HttpResponseBase | None:
    """Public pages obey `?lang_page=` for this one answer; the desk remembers it in a cookie and goes on."""
    lang = request.GET.get("lang_page", "")
    if lang not in dict(settings.LANGUAGES):
        return None
    if is_public(request.path):
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = lang
        return None
    rest = request.GET.copy()
    del rest["lang_page"]
    query = rest.urlencode()
    # The path comes from the request line; leading slashes made one, it cannot name another host.
    path = "/" + request.path.lstrip("/\\")
    response = HttpResponseRedirect(f"{path}?{query}" if query else path)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, lang, max_age=31_536_000, httponly=True, samesite="Lax"
    )
    return response


def _dressed(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    headers = response.headers
    headers["Content-Security-Policy"] = CSP
    headers["Permissions-Policy"] = PERMISSIONS
    # A form needs an origin to be told from a forgery; with no-referrer a browser sends none even to us.
    headers["Referrer-Policy"] = "no-referrer" if is_public(request.path) else "same-origin"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if not is_public(request.path):
        headers["Cache-Control"] = "no-store"
    return response
