"""A person at the desk, in a real browser: finds what hurts, takes it up, sees the next post arrive."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.desk.conftest import fill, issue_called
from tests.store.world import Said, tell

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:No directory at")]

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = [1280, 390]


@dataclass
class Visit:
    """A page in a browser, and everything it did that it should not have done."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # The driver keeps an event loop in this thread; the tests write to the store between its turns.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(
            executable_path=chromium_path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def address(opened_home: Path) -> Iterator[str]:
    """A desk that is served as it is in real life, from the home of this test."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = f"-m uvicorn yousaid.desk.asgi:application --port {port} --no-access-log --lifespan off"
    server = subprocess.Popen(
        [sys.executable, *command.split(), "--log-level", "warning", "--timeout-graceful-shutdown", "1"],
        env={**os.environ, "YOUSAID_HOME": str(opened_home)},
    )
    where = f"http://127.0.0.1:{port}"
    try:
        _await(f"{where}/healthz")
        yield where
    finally:
        server.terminate()
        server.wait(10)


def _await(url: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            assert time.monotonic() < until, "the desk did not start"
            time.sleep(0.1)


@contextmanager
def visiting(browser: Browser, address: str, **settings: Any) -> Iterator[Visit]:
    """Somebody visits; at the end the browser must have nothing to complain of."""
    context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | settings))
    page = context.new_page()
    page.set_default_timeout(10_000)
    visit = Visit(page, address)
    page.on("console", lambda m: visit.faults.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: visit.faults.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith(address) else visit.faults.append(r.url))
    yield visit
    context.close()
    assert not visit.faults


def test_from_the_list_to_an_issue_and_back_by_keyboard(browser: Browser, address: str) -> None:
    fill()
    with visiting(browser, address) as visit:
        page = visit.open("/")
        expect(page.get_by_role("heading", level=1)).to_have_text("What hurts most now")
        page.keyboard.press("j")
        expect(page.locator("[data-chosen] h2 a")).to_be_focused()
        first = page.locator("[data-chosen] h2").inner_text()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(first)
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        for key, path in (("t", "/topics"), ("s", "/sources"), ("l", "/live"), ("i", "/issues")):
            page.keyboard.press("g")
            page.keyboard.press(key)
            page.wait_for_url(address + path)
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox")).to_be_focused()


def test_a_search_narrows_the_list_while_one_types(browser: Browser, address: str) -> None:
    fill()
    with visiting(browser, address) as visit:
        page = visit.open("/issues?state=all")
        expect(page.locator(".issue")).to_have_count(5)
        page.get_by_role("searchbox").press_sequentially("crashes")
        expect(page.locator(".issue")).to_have_count(1)
        page.wait_for_url("**/issues?q=crashes&state=all")
        expect(page.get_by_role("searchbox")).to_be_focused()
        page.get_by_role("link", name="Remove the filter “crashes”").click()
        expect(page.locator(".issue")).to_have_count(5)
        page.get_by_label("Severity").select_option("3")
        expect(page.locator(".issue h2")).to_have_text(["Billed double"])
        page.go_back()
        expect(page.locator(".issue")).to_have_count(5)
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_be_visible()


def test_a_list_that_cannot_be_read_again_is_not_silently_emptied(browser: Browser, address: str) -> None:
    fill()
    with visiting(browser, address) as visit:
        page = visit.open("/issues")
        page.evaluate("document.querySelector('#filters').setAttribute('hx-get', '/nope')")
        page.get_by_role("searchbox").press_sequentially("crash")
        expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")
        visit.faults[:] = [fault for fault in visit.faults if "404" not in fault]


def test_an_issue_is_taken_up_with_a_reason(browser: Browser, address: str) -> None:
    fill()
    with visiting(browser, address) as visit:
        page = visit.open(f"/issues/{issue_called('Crash when the map opens')}")
        page.get_by_role("button", name="Investigate").click()
        expect(page.get_by_role("alert")).to_contain_text("Say in a sentence why")
        expect(page.get_by_label("Reason")).to_be_focused()
        # Chromium notes every answer that is an error; this one was meant.
        visit.faults[:] = [fault for fault in visit.faults if "422" not in fault]
        page.get_by_label("Reason").fill("Seen since version 5.1")
        page.get_by_role("button", name="Investigate").click()
        expect(page.locator(".state-now")).to_have_text("investigating")
        expect(page.locator(".steps")).to_contain_text("Seen since version 5.1")
        page.get_by_role("link", name="Show more").click()
        expect(page.locator(".mention")).to_have_count(24)


def test_what_is_said_now_arrives_and_nothing_jumps_while_one_reads(browser: Browser, address: str) -> None:
    fill()
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    with visiting(browser, address) as visit:
        page = visit.open("/live?topic=app")
        expect(page.locator("[data-line=live]")).to_have_text("listening")
        tell([Said("The map froze again", topic="app/crash", said=now)], lag_seconds=2.0)
        tell([Said("Too expensive", issue="price", topic="price/fees", said=now)])
        expect(page.locator(".said").first).to_contain_text("The map froze again")
        expect(page.locator(".said").first.locator("time")).to_have_text(re.compile("just now|s$"))
        expect(page.locator("[data-lag]")).to_have_text("2 s")
        page.get_by_role("button", name="Pause").click()
        expect(page.locator("[data-line=paused]")).to_have_text("paused")
        tell([Said(f"Frozen, number {n}", topic="app/crash", said=now) for n in range(3)])
        expect(page.get_by_role("button", name="3 new")).to_be_visible()
        expect(page.locator(".said").first).to_contain_text("The map froze again")
        page.get_by_role("button", name="Go on").click()
        expect(page.locator(".said").first).to_contain_text("Frozen, number 2")
        assert "Too expensive" not in page.content()


def test_the_theme_is_chosen_once_and_without_a_cookie(browser: Browser, address: str) -> None:
    with visiting(browser, address, color_scheme="light") as visit:
        page = visit.open("/issues")
        colour = "getComputedStyle(document.body).backgroundColor"
        light = page.evaluate(colour)
        page.get_by_role("button", name="Theme: as the system").click()
        page.get_by_role("button", name="Theme: light").click()
        dark = page.evaluate(colour)
        assert dark != light
        visit.open("/sources")
        assert page.evaluate(colour) == dark
        assert not page.context.cookies()


def test_the_public_page_leaves_nothing_in_the_browser(browser: Browser, address: str) -> None:
    with visiting(browser, address, java_script_enabled=False) as visit:
        page = visit.open("/listening")
        page.get_by_role("link", name="Español").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Qué escuchamos")
        assert not page.context.cookies()
        assert page.context.storage_state()["origins"] == []


def test_without_script_the_desk_still_works(browser: Browser, address: str) -> None:
    fill()
    with visiting(browser, address, java_script_enabled=False) as visit:
        page = visit.open("/issues")
        page.get_by_label("Severity").select_option("3")
        page.get_by_role("button", name="Apply").click()
        expect(page.locator(".issue")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_everybody_can_read_it(browser: Browser, address: str, width: int, scheme: str) -> None:
    fill()
    paths = ["/issues", "/issues?q=zzz", "/live", "/topics", "/sources", "/listening", "/nope"]
    paths.append(f"/issues/{issue_called('Crash when the map opens')}")
    settings = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "bypass_csp": True}
    with visiting(browser, address, **settings) as visit:
        for path in paths:
            page = visit.open(path)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path} is {wide} px wide"
            page.evaluate(AXE.read_text(encoding="utf-8"))
            found = page.evaluate(f"axe.run(document, {{runOnly: {RULES}, resultTypes: ['violations']}})")
            assert len(found["passes"]) > 5, "axe looked at nothing"
            wrong = [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]]
            assert not wrong, path
        visit.faults[:] = [fault for fault in visit.faults if "404" not in fault]
