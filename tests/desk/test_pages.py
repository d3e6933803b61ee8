"""Every page of the desk, with nothing heard, with a world, and with what people write to break it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.desk.conftest import HOSTILE, issue_called
from tests.store.world import Said, tell
from yousaid.core.errors import StoreError
from yousaid.store import query

# Static files come from the package in this test run, not from a collected folder.
pytestmark = pytest.mark.filterwarnings("ignore:No directory at")

PAGES = ["/issues", "/live", "/topics", "/sources", "/listening"]
every_page = pytest.mark.parametrize("path", PAGES)


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


@every_page
def test_every_page_stands_before_anything_was_heard(empty_desk: Client, path: str) -> None:
    assert "<h1" in text(empty_desk, path)


@every_page
def test_every_page_stands_with_a_world(desk: Client, path: str) -> None:
    assert "<h1" in text(desk, path)


@every_page
def test_every_page_speaks_spanish(desk: Client, path: str) -> None:
    desk.cookies["django_language"] = "es"
    page = text(desk, path)
    assert '<html lang="es">' in page
    assert "Qué escuchamos" in page


def test_an_empty_desk_says_which_command_comes_next(empty_desk: Client) -> None:
    for path in ("/issues", "/live", "/sources"):
        assert "yousaid import reviews.csv --source my-app-ios" in text(empty_desk, path), path


def test_the_desk_begins_with_the_issues(desk: Client) -> None:
    assert desk.get("/").headers["Location"] == "/issues"


def test_the_list_says_its_period_its_certainty_and_what_it_leaves_out(desk: Client) -> None:
    page = text(desk, "/issues")
    assert "Crash when the map opens" in page
    voices = re.findall(r'at least</span> <b>(\d+)</b> <span class="unit">voice', page)
    assert 8 <= int(voices[0]) <= 24, "24 people in one or two windows of 28 days; a lower bound of them"
    assert "28 days" in page
    assert "What this list leaves out" in page
    assert "about 15 of all time" in page, "13 drops are shown rounded"
    assert "Unsorted mentions, which speak of no topic clearly: 1 " in page


@pytest.mark.parametrize(
    ("asked", "there", "gone"),
    [
        ("topic=app", "Crash when", "Billed double"),
        ("topic=payment/twice", "Billed double", "Crash when"),
        ("product=Riders", "Billed double", "Crash when"),
        ("source=forum", "Billed double", "Crash when"),
        ("lang=es", "Billed double", "Crash when"),
        ("severity=2", "Crash when", "&lt;script&gt;"),
        ("", "Crash when", ">Friendly courier</a>"),
        ("severity=0", ">Friendly courier</a>", "There is nothing"),
    ],
)
def test_filters_narrow_the_list(desk: Client, asked: str, there: str, gone: str) -> None:
    page = text(desk, f"/issues?{asked}")
    assert there in page
    assert gone not in page


def test_a_search_finds_what_many_said(desk: Client) -> None:
    page = text(desk, "/issues?q=crashes")
    assert "Crash when the map opens" in page
    assert "Billed double" not in page


def test_a_search_for_few_says_the_same_as_a_search_for_nobody(desk: Client) -> None:
    def answer(words: str) -> str:
        page = text(desk, f"/issues?q={words}&state=all")
        found = re.search(r'<div class="empty">.*?</div>', page, re.S)
        assert found, words
        return found[0]

    assert "fewer than 10 voices" in answer("lovely")
    assert answer("lovely") == answer("xyzzyq")


@pytest.mark.parametrize("sort", ["hurt", "voices", "growth", "new", "severity"])
def test_every_order_can_be_chosen(desk: Client, sort: str) -> None:
    page = text(desk, f"/issues?sort={sort}&state=all")
    assert "Crash when the map opens" in page
    assert len(re.findall(r'aria-current="true">', page)) == 2, "the order, and all products"


@pytest.mark.parametrize(
    "asked",
    ["severity=9", "severity=x", "page=0", "page=x", "page=99999", "sort=x", "state=x", "topic=x", "q=%00"],
)
def test_what_is_not_understood_breaks_nothing(desk: Client, asked: str) -> None:
    text(desk, f"/issues?{asked}")
    text(desk, f"/live?{asked}")
    text(desk, f"/topics?{asked}")


def test_a_long_list_has_pages(empty_desk: Client) -> None:
    now = datetime.now(UTC)
    tell([Said(f"Trouble number {n}", issue=f"i{n}", topic="app/crash", said=now) for n in range(53)])
    first, second = text(empty_desk, "/issues"), text(empty_desk, "/issues?page=2")
    assert first.count('<li class="issue"') == 50
    assert second.count('<li class="issue"') == 3
    assert "Page 2 of 2" in second
    assert '<ol class="issues" start="51">' in second


def test_one_issue_shows_where_and_how_bad(desk: Client) -> None:
    page = text(desk, f"/issues/{issue_called('Crash when the map opens')}")
    for word in (
        "Trend",
        "Version",
        "Region",
        "5.0",
        "hindered",
        "likely",
        "Store reviews",
        "20 of 24 mentions",
    ):
        assert word in page, word
    assert "0.75" not in page, "never a bare score"


def test_more_mentions_can_be_loaded(desk: Client) -> None:
    page = text(desk, f"/issues/{issue_called('Crash when the map opens')}?mentions=40")
    assert "24 of 24 mentions" in page
    assert page.count('<li class="mention"') == 24


def test_an_issue_without_a_title_is_called_after_its_sub_topic(desk: Client) -> None:
    page = text(desk, "/issues")
    assert "refund/slow</a>" not in page
    assert "Refund" in text(desk, f"/issues/{issue_called('refund/slow')}").split("<h1>")[1].split("</h1>")[0]


def test_what_was_cut_out_is_a_box(desk: Client) -> None:
    assert '<span class="cut">phone</span>' in text(desk, "/live")


@pytest.mark.parametrize("path", ["/issues?state=all", "/live", "/issues/{}"])
def test_hostile_text_stays_text(desk: Client, path: str) -> None:
    page = text(desk, path.format(issue_called(HOSTILE)))
    assert "<script>alert" not in page
    assert "<b>bold" not in page
    assert "&lt;script&gt;alert" in page


def test_a_hostile_search_stays_in_its_box(desk: Client) -> None:
    page = text(desk, "/issues?q=%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    assert "<img src=x" not in page


@every_page
def test_no_page_has_script_or_style_inside(desk: Client, path: str) -> None:
    page = text(desk, path)
    assert not re.findall(r"<script(?![^>]*\ssrc=)", page)
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=", page)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!github\.com/yousaid)', page), (
        "nothing from elsewhere"
    )


@pytest.mark.parametrize("path", [*PAGES, "/nope", "/healthz", "/static/desk/css/tokens.css"])
def test_every_answer_carries_the_security_headers(desk: Client, path: str) -> None:
    response = desk.get(path)
    list(response)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] in ("no-referrer", "same-origin")
    assert "camera=()" in response.headers["Permissions-Policy"]


def test_pages_of_the_desk_are_not_stored_by_anybody(desk: Client) -> None:
    assert desk.get("/issues").headers["Cache-Control"] == "no-store"


def test_a_chosen_language_is_remembered_and_leads_nowhere_else(desk: Client) -> None:
    response = desk.get("/topics?product=Parcels&lang_page=es")
    assert response.headers["Location"] == "/topics?product=Parcels"
    assert response.cookies["django_language"].value == "es"
    away = desk.get("/?lang_page=es", PATH_INFO="//elsewhere.example/")
    assert away.headers["Location"] == "/elsewhere.example/"


def test_a_wrong_address_says_so(desk: Client) -> None:
    assert "There is nothing at this address" in text(desk, "/issues/999999", status=404)


def test_a_foreign_host_is_turned_away(desk: Client) -> None:
    response = desk.get("/issues", headers={"Host": "elsewhere.example"})
    assert response.status_code == 400
    assert "this machine only" in response.content.decode()


def test_a_store_that_fails_is_told_in_words(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(query, "totals", fails)
    desk.raise_request_exception = False
    response = desk.get("/issues")
    assert response.status_code == 500
    assert "yousaid doctor" in response.content.decode()


def test_a_head_is_answered_like_a_page(desk: Client) -> None:
    assert desk.head("/issues").status_code == 200
    assert desk.post("/issues").status_code == 405


def test_the_desk_says_that_it_is_well(desk: Client) -> None:
    assert text(desk, "/healthz") == "ok\n"


def test_a_post_that_is_older_than_its_arrival_says_both_times(empty_desk: Client) -> None:
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    tell(
        [
            Said("The map is wrong", said=now - timedelta(days=5), seen=now),
            Said("It crashes", said=now, seen=now),
        ]
    )
    page = empty_desk.get("/live").content.decode()
    assert len(re.findall(r"<time data-age[^>]*>this hour</time>", page)) == 2
    assert len(re.findall(r"<span>said \d+ \w+( \d{4})?</span>", page)) == 1
