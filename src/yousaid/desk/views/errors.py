"""Pages for what cannot be answered. They ask the store nothing: it may be the reason."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .page import reader_language


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such page."""
    return _plain(request, 404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request may not do this."""
    return _plain(request, 403)


def bad(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request makes no sense."""
    return _plain(request, 400)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed here."""
    return _plain(request, 500)


def _plain(request: HttpRequest, status: int) -> HttpResponse:
    response = render(
        request, "desk/error.html", {"status": status, "lang": reader_language()}, status=status
    )
    if "HX-Request" in request.headers:  # part of a page was asked for: show the whole answer instead
        response.headers["HX-Redirect"] = request.get_full_path()
    return response
