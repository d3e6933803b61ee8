"""What `yousaid covenant verify` tries in a home of its own: it passes, it can fail, and it is gone afterwards."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

from yousaid.config import Config
from yousaid.store import log, write
from yousaid.store.chain import Found
from yousaid.work import covenant_pages, covenant_scratch, erase_posts, import_posts
from yousaid.work.covenant_results import Unable
from yousaid.work.covenant_scratch import STEPS

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")
WELL: dict[str, str | Unable] = {key: "" for key, _, _ in STEPS}


def test_the_scratch_home_passes_in_a_process_of_its_own_and_is_gone(
    small_home: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    before = small_home.sqlite_path.read_bytes()
    assert covenant_scratch.try_out() == WELL
    assert not list(scratch.iterdir())
    assert small_home.sqlite_path.read_bytes() == before


def test_the_scratch_home_finds_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = import_posts.import_posts

    def careless(intake: Any, source: Any) -> None:
        real(intake, source)
        shutil.copy(source.path, intake.config.home / "import.log")

    monkeypatch.setattr(import_posts, "import_posts", careless)
    monkeypatch.setattr(erase_posts, "erase_posts", lambda *values, **named: None)
    monkeypatch.setattr(write, "close_windows", lambda now: 0)
    monkeypatch.setattr(write, "erase_expired", lambda now, days: None)
    monkeypatch.setattr(log, "verify", lambda published=None: Found("", 3))
    monkeypatch.setattr(covenant_pages, "routes", lambda: iter([("all", "/listening/source")]))
    answers = covenant_scratch.run_steps(tmp_path)
    assert answers.keys() == WELL.keys()
    assert not [key for key, (wrong, unable) in answers.items() if not wrong or unable]


def test_a_scratch_home_that_holds_nothing_shows_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_posts, "import_posts", lambda intake, source: None)
    answers = covenant_scratch.run_steps(tmp_path)
    assert answers["authors"] == answers["never"] == ["", "it ended with LookupError"]
    assert answers["windows"] == ["", "it ended with LookupError"]


@pytest.mark.parametrize("said", [b"", b"Killed\n", b"{", b'{"authors": ["", ""]}'])
def test_a_scratch_home_that_did_not_get_to_its_end_did_not_pass(said: bytes) -> None:
    answers = covenant_scratch.read_answer(said)
    assert isinstance(answers["expired"], Unable)
    assert answers.keys() == WELL.keys()


def test_a_scratch_home_that_takes_too_long_did_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covenant_scratch, "TIMEOUT", 0.01)
    assert all(isinstance(answer, Unable) for answer in covenant_scratch.try_out().values())


def test_a_machine_without_room_for_it_did_not_pass(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert {str(answer) for answer in covenant_scratch.try_out().values()} == {
        str(Unable("there is no room for a scratch home (No such file or directory)"))
    }
