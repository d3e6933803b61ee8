"""The roads into the desk: requests to every page, notes, and the program as people run it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from unittest import mock
from urllib.parse import urlencode

from tests.canary import KEPT, SAID, Canaries, Place, Road
from yousaid.core.post import RawPost
from yousaid.work.understand_posts import Intake

WHEN = datetime(2026, 11, 1, 10, 30, tzinfo=UTC)


def headers(canaries: Canaries, *, outside: bool) -> dict[str, str]:
    """Request headers with marks; outside: those of a proxy too, with which the desk shows public pages only."""
    mark = canaries.word
    inner = {
        "User-Agent": f"Mozilla/5.0 ({mark('User-Agent')})",
        "Referer": f"http://127.0.0.1/u/{mark('Referer')}?from={mark('Referer')}",
        "Cookie": f"sessionid={mark('Cookie')}; django_language={mark('Cookie')}; {mark('a name')}=1",
        "Authorization": f"Bearer {mark('Authorization')}",
        "From": f"{mark('From')}@example.org",
        "Accept-Language": f"{mark('Accept-Language')},en;q=0.5",
        "If-None-Match": f'"{mark("If-None-Match")}"',
        "X-Device": mark("X-Device"),
    }
    proxy = {"X-Forwarded-For": mark("X-Forwarded-For"), "X-Real-Ip": mark("X-Real-Ip"), "Via": mark("Via")}
    return inner | (proxy if outside else {})


PARAMETERS = (
    "q",
    "topic",
    "source",
    "product",
    "lang",
    "severity",
    "state",
    "sort",
    "page",
    "mentions",
    "after",
    "who",
)


def requests(canaries: Canaries, issue: int) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(method, address, form) of a request to every page of the desk and to pages that there are not."""
    from django.urls import URLPattern, get_resolver

    patterns = [str(p.pattern) for p in get_resolver().url_patterns if isinstance(p, URLPattern)]
    paths = [path.replace("<int:pk>", str(issue)) for path in patterns]
    paths += [
        "issues/999999",
        "issues/999999/state",
        f"no/such/{canaries.word('path')}",
        f"static/{canaries.word('path')}",
    ]
    for path in paths:
        if path == "listening/source":
            continue  # it packs the whole program and reads nothing
        asked = {name: canaries.word(f"?{name}") for name in PARAMETERS}
        yield "GET", f"/{path}?{urlencode(asked)}", {}
        form = {
            name: canaries.word(f"form {name}") for name in ("to", "reason", "who", "csrfmiddlewaretoken")
        }
        yield "POST", f"/{path}?{urlencode(asked)}", form
    yield "DELETE", f"/issues?q={canaries.word('?q')}", {}


class Desk(Road):
    """Words in addresses, forms and headers of requests to every page, also where the answer is an error."""

    name = "desk-requests"
    keeps = False

    def send(self, place: Place, canaries: Canaries) -> None:
        from django.test import Client

        statuses = set()
        for strict in (False, True):
            client = Client(enforce_csrf_checks=strict, raise_request_exception=False)
            for method, address, form in requests(canaries, 1):
                sent = {"headers": headers(canaries, outside=strict), "data": urlencode(form)}
                kind = "application/x-www-form-urlencoded"
                statuses.add(client.generic(method, address, content_type=kind, **sent).status_code)  # type: ignore[arg-type]
        client = Client(raise_request_exception=False)
        with mock.patch("yousaid.store.query.totals", side_effect=RuntimeError("broken")):
            address = f"/issues?q={canaries.word('?q')}"
            statuses.add(client.get(address, headers=headers(canaries, outside=False)).status_code)
        assert {200, 400, 403, 404, 405, 500} <= statuses


class Notes(Road):
    """The reason that is given with a new state of an issue."""

    name = "notes"

    def send(self, place: Place, canaries: Canaries) -> None:
        from django.test import Client

        from yousaid.store.models import Issue, IssueStep

        intake = Intake(place.config)
        intake.ensure_source("shop")
        intake.take([RawPost(key=str(n), said_at=WHEN, text=text) for n, text in enumerate(KEPT)], "shop")
        issue = Issue.objects.order_by("id").values_list("id", flat=True)[0]
        reason = (
            f"Ask {canaries.word('mail', SAID)}@example.org or @{canaries.word('handle', SAID)}, "
            f"else call {canaries.phone('phone')}; see https://example.org/u/{canaries.word('link', SAID)}"
        )
        answer = Client().post(
            f"/issues/{issue}/state", {"to": "investigating", "reason": reason, "by": canaries.word("by")}
        )
        assert answer.status_code == 303
        assert "[mail]" in IssueStep.objects.get().reason


class Served(Road):
    """The same requests to the program as people run it, over a socket."""

    name = "up"
    keeps = False

    def send(self, place: Place, canaries: Canaries) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "yousaid",
            "up",
            str(place.home),
            "--port",
            str(port),
            "--no-browser",
        ]
        with (place.scratch / "up.txt").open("wb") as said:
            server = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
            try:
                self.wait(port)
                for method, address, form in requests(canaries, 1):
                    if not address.startswith("/live/stream"):
                        self.ask(port, method, address, urlencode(form), headers(canaries, outside=False))
            finally:
                server.terminate()
                server.wait(20)
        assert str(port).encode() in (place.scratch / "up.txt").read_bytes()

    def wait(self, port: int) -> None:
        """Until it answers."""
        for _ in range(300):
            try:
                return self.ask(port, "GET", "/healthz", "", {})
            except ConnectionError:
                time.sleep(0.1)
        raise AssertionError("the desk did not start")

    def ask(self, port: int, method: str, address: str, body: str, extra: dict[str, str]) -> None:
        """One request."""
        line = HTTPConnection("127.0.0.1", port, timeout=20)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        line.request(method, address, body=body.encode(), headers=kind | extra)
        line.getresponse().read()
        line.close()
