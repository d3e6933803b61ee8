"""What is looked at stands in the log before it is shown: the page, the role, never who (COVENANT C12)."""

import pytest
from django.test import Client

from tests.desk.conftest import issue_called
from yousaid.store import log, query


def views() -> list[dict[str, object]]:
    return [entry.facts for entry in log.entries(action="view")]


def test_a_look_at_texts_is_noted(desk: Client) -> None:
    number = issue_called("Billed double")
    desk.get("/live", headers={"User-Agent": "canary-agent", "X-Request-Id": "canary-id"})
    desk.get(f"/issues/{number}")
    assert views() == [{"page": "live"}, {"page": "issue", "issue": number}]
    assert {entry.role for entry in log.entries(action="view")} == {"desk"}
    assert "canary" not in repr(log.entries())


@pytest.mark.parametrize(
    "path", ["/issues", "/topics", "/sources", "/listening", "/.well-known/listening.json"]
)
def test_pages_without_texts_note_nothing(desk: Client, path: str) -> None:
    desk.get(path)
    assert not views()


def test_the_public_page_shows_the_head_of_the_log(desk: Client) -> None:
    desk.get("/live")
    head = log.head()
    said = desk.get("/.well-known/listening.json").json()
    assert said["log"] == {"seq": head.seq, "seal": head.seal}
    assert head.seal in desk.get("/listening").content.decode()


@pytest.mark.parametrize("note", ["The couriers plan a strike", "Ask the union rep", "huelga el viernes"])
def test_a_note_about_a_never_kept_subject_is_refused(desk: Client, note: str) -> None:
    number = issue_called("Billed double")
    answer = desk.post(f"/issues/{number}/state", {"to": "investigating", "reason": note})
    assert answer.status_code == 422
    assert "never kept" in answer.content.decode()
    assert not log.entries(action="issue_state")


def test_a_note_is_redacted_before_it_is_stored(desk: Client) -> None:
    number = issue_called("Billed double")
    desk.post(
        f"/issues/{number}/state", {"to": "investigating", "reason": "Ask ana@example.org or +34 612 345 678"}
    )
    page = desk.get(f"/issues/{number}").content.decode()
    assert "example.org" not in page
    assert "612 345" not in page
    detail = query.issue_detail(number)
    assert detail is not None
    assert detail.steps[-1].reason == "Ask [mail] or [phone]"
