"""Page off, collection off: nothing is let in while the public page cannot be fetched at its public address."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from yousaid.config import Config, digest_of
from yousaid.core.errors import RefusedError
from yousaid.core.post import RawPost
from yousaid.store import query
from yousaid.work import watch_page
from yousaid.work.check_home import load_allowed
from yousaid.work.understand_posts import Intake
from yousaid.work.watch_page import FRESH, PATH, PAUSE, TIMEOUT, PageWatch


@dataclass
class Page:
    """What a web server answers, and what it was asked."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    address: str = ""


@pytest.fixture
def page() -> Iterator[Page]:
    """A web server on this machine."""
    one = Page()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            one.asked.append({"path": self.path, **{k.lower(): v for k, v in self.headers.items()}})
            self.send_response(one.status)
            for name, value in one.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(one.body)))
            self.end_headers()
            self.wfile.write(one.body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    one.address = f"http://127.0.0.1:{server.server_port}"
    yield one
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def here(small_home: Config, page: Page, monkeypatch: pytest.MonkeyPatch) -> Config:
    """An installation whose public page is the one above, and shows what it should."""
    monkeypatch.setattr(watch_page, "PAUSE", 0.0)
    config = replace(small_home, public_address=page.address)
    shown = {"installation": config.installation, "configuration": configuration(config)}
    page.body = json.dumps(shown).encode()
    return config


def configuration(config: Config) -> str:
    return digest_of(config.public(load_allowed(config)))


def said(n: int) -> RawPost:
    return RawPost(key=f"p{n}", said_at=datetime(2026, 11, 1, tzinfo=UTC), text=f"The app crashes, time {n}")


def test_while_the_page_is_there_posts_come_in(here: Config, page: Page) -> None:
    intake = Intake(here)
    intake.ensure_source("shop")
    assert intake.take([said(1)], "shop").kept == 1
    assert [asked["path"] for asked in page.asked] == [PATH]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"status": 401}, "asks for a login"),
        ({"status": 403}, "asks for a login"),
        ({"status": 302, "headers": {"Location": "/login"}}, "leads elsewhere"),
        ({"status": 404}, "status 404"),
        ({"status": 500}, "status 500"),
        ({"body": b"<html>welcome</html>"}, "no listening page"),
        ({"body": b"[]"}, "not this installation"),
        ({"body": b'{"installation": "0123456789abcdef"}'}, "not this installation"),
        ({"body": b" " * 4_000_001}, "no answer"),
    ],
)
def test_without_it_nothing_comes_in(here: Config, page: Page, change: dict[str, object], says: str) -> None:
    for name, value in change.items():
        setattr(page, name, value)
    intake = Intake(here)
    with pytest.raises(RefusedError, match=says):
        intake.ensure_source("shop")
    with pytest.raises(RefusedError, match="nothing is collected"):
        intake.take([said(1)], "shop")
    assert query.totals().posts == 0
    assert not query.source_rows()


def test_a_page_of_another_configuration_does_not_count(here: Config, page: Page) -> None:
    changed = replace(here, retention_days=90)
    with pytest.raises(RefusedError, match="restart the desk"):
        Intake(changed).take([said(1)], "shop")


def test_a_server_that_is_gone_is_told(here: Config) -> None:
    nowhere = replace(here, public_address="http://127.0.0.1:9")
    with pytest.raises(RefusedError, match="there is no answer"):
        Intake(nowhere).take([said(1)], "shop")


def test_one_failed_look_is_tried_again(here: Config, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = PageWatch(here, configuration(here))
    looks = iter(["there is no answer", ""])
    monkeypatch.setattr(watch, "look", lambda: next(looks))
    watch.require()


def test_collection_stops_within_a_minute(here: Config, page: Page) -> None:
    now = [1_000.0]
    watch = PageWatch(here, configuration(here), clock=lambda: now[0])
    watch.require()
    page.status = 404
    now[0] += FRESH - 1
    watch.require()
    now[0] += 1
    with pytest.raises(RefusedError):
        watch.require()
    assert FRESH + 2 * TIMEOUT + PAUSE <= 60


def test_what_runs_stops_in_the_middle(here: Config, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_page, "FRESH", 0.0)
    intake = Intake(here)
    intake.ensure_source("shop")
    assert intake.take([said(1)], "shop").kept == 1
    page.status = 503
    with pytest.raises(RefusedError):
        intake.take([said(2)], "shop")
    page.status = 200
    assert intake.take([said(2)], "shop").kept == 1
    assert query.totals().posts == 2


def test_a_look_is_what_a_stranger_would_send(here: Config, page: Page) -> None:
    page.headers = {"Set-Cookie": "member=1; Path=/", "WWW-Authenticate": "Basic"}
    watch = PageWatch(here, configuration(here))
    for _ in range(3):
        assert watch.look() == ""
    for asked in page.asked:
        assert not {"cookie", "authorization", "referer"} & asked.keys()
        assert "yousaid" in asked["user-agent"]


def test_a_local_trial_needs_no_page(small_home: Config, tmp_path: Path) -> None:
    assert small_home.local_trial
    intake = Intake(small_home)
    intake.ensure_source("shop")
    assert intake.take([said(1)], "shop").kept == 1
