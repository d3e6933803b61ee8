"""In the workers profile the words of an invited place open at three voices (COVENANT C8)."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.desk.conftest import issue_called
from tests.store.world import NOON, Said, tell
from yousaid.config import SourceConfig
from yousaid.store import write

INVITED = SourceConfig(id="forum", title="A place that agreed", basis="invited")


@pytest.fixture
def workers(empty_desk: Client, opened_home: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The desk of a home whose pack is for workers, with an invited place and a form."""
    here = replace(
        settings.CONFIG,
        pack="courier-app",
        sources={"forum": INVITED, "form": replace(INVITED, basis="handed-in")},
    )
    monkeypatch.setattr(settings, "CONFIG", here)
    return empty_desk


def heard(voices: int, source_id: str) -> int:
    posts = [
        Said(f"The scanner beeps twice, case {n}", issue="scan", voice=n + 1, said=NOON, sentiment=None)
        for n in range(voices)
    ]
    tell(posts, source_id=source_id)
    write.set_titles({"scan": "Scanner beeps"})
    return issue_called("Scanner beeps")


@pytest.mark.parametrize(("voices", "opens"), [(1, False), (2, False), (3, True)])
def test_words_of_an_invited_place_open_at_three_voices(workers: Client, voices: int, opens: bool) -> None:
    number = heard(voices, "forum")
    for path in ("/live", f"/issues/{number}"):
        page = workers.get(path).content.decode()
        assert ("beeps twice" in page) is opens, path
        assert ("open at three voices" in page) is not opens, path


def test_what_was_handed_over_is_read_at_once(workers: Client) -> None:
    number = heard(1, "form")
    assert "beeps twice" in workers.get(f"/issues/{number}").content.decode()


def test_customers_words_are_read_at_once(workers: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CONFIG", replace(settings.CONFIG, pack="delivery-app"))
    number = heard(1, "forum")
    assert "beeps twice" in workers.get(f"/issues/{number}").content.decode()
