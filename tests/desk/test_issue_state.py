"""Moving an issue from state to state: a reason is asked for, and a refusal says what to do."""

import pytest
from django.test import Client

from tests.desk.conftest import issue_called
from yousaid.store import query, write

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")


@pytest.fixture
def crash(desk: Client) -> int:
    return issue_called("Crash when the map opens")


def state_of(issue: int) -> str:
    detail = query.issue_detail(issue, limit=1)
    assert detail is not None
    return detail.row.state


def test_an_issue_is_taken_up_with_a_reason(desk: Client, crash: int) -> None:
    response = desk.post(f"/issues/{crash}/state", {"to": "investigating", "reason": "Since version 5.1"})
    assert (response.status_code, response.headers["Location"]) == (303, f"/issues/{crash}")
    assert state_of(crash) == "investigating"
    page = desk.get(f"/issues/{crash}").content.decode()
    assert "Since version 5.1" in page
    assert 'value="resolved"' in page
    assert 'value="investigating"' not in page


def test_without_a_reason_nothing_changes_and_the_page_says_why(desk: Client, crash: int) -> None:
    response = desk.post(f"/issues/{crash}/state", {"to": "investigating", "reason": "  "})
    assert response.status_code == 422
    assert "Say in a sentence why" in response.content.decode()
    assert state_of(crash) == "new"


def test_a_refused_reason_is_not_lost(desk: Client, crash: int) -> None:
    response = desk.post(f"/issues/{crash}/state", {"to": "resolved", "reason": "Fixed in <5.2>"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Fixed in &lt;5.2&gt;</textarea>" in page
    assert "cannot go there from its state" in page
    assert state_of(crash) == "new"


def test_a_reason_may_be_too_long(desk: Client, crash: int) -> None:
    response = desk.post(f"/issues/{crash}/state", {"to": "investigating", "reason": "so " * 400})
    assert "use at most 1,000 characters" in response.content.decode()


def test_a_reason_names_no_person(desk: Client, crash: int) -> None:
    desk.post(
        f"/issues/{crash}/state", {"to": "investigating", "reason": "Ask canary.bird@example.org about it"}
    )
    page = desk.get(f"/issues/{crash}").content.decode()
    assert "canary.bird" not in page
    assert '<span class="cut">mail</span>' in page


def test_an_issue_that_is_not_there_cannot_change(desk: Client) -> None:
    assert desk.post("/issues/999999/state", {"to": "investigating", "reason": "x"}).status_code == 404


def test_a_link_changes_nothing(desk: Client, crash: int) -> None:
    assert desk.get(f"/issues/{crash}/state").status_code == 405


def test_a_form_of_another_page_is_refused(desk: Client, crash: int) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(f"/issues/{crash}/state", {"to": "investigating", "reason": "x"})
    assert response.status_code == 403
    assert "This may not be done" in response.content.decode()
    assert state_of(crash) == "new"


def test_a_browser_that_hides_where_it_was_can_still_send_the_form(desk: Client, crash: int) -> None:
    """With no-referrer a browser would say `Origin: null`, and every form would be refused."""
    assert desk.get(f"/issues/{crash}").headers["Referrer-Policy"] == "same-origin"


def test_an_issue_that_was_joined_leads_to_the_one_that_holds_it(desk: Client, crash: int) -> None:
    gone = issue_called("refund/slow")
    write.merge_issues([("refund", "crash")])
    response = desk.get(f"/issues/{gone}")
    assert (response.status_code, response.headers["Location"]) == (302, f"/issues/{crash}")
