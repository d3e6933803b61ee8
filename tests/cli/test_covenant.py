"""`yousaid covenant verify` on the command line: a table, an exit code and an entry in the log."""

import sqlite3
from pathlib import Path

import pytest
from django.conf import settings

from tests.cli.line import call
from tests.store.world import Said, tell
from yousaid.store import log, open_store
from yousaid.work import covenant_scratch, verify_covenant
from yousaid.work.covenant_results import Home, Unable
from yousaid.work.covenant_scratch import STEPS
from yousaid.work.verify_covenant import LOOKS

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation that heard nothing yet; what needs a process of its own is said to be well."""
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["127.0.0.1", "localhost"])
    monkeypatch.setattr(covenant_scratch, "try_out", lambda: {key: "" for key, _, _ in STEPS})
    folder = tmp_path / "desk"
    open_store(folder)
    return folder


def test_every_check_is_a_line_and_all_of_it_an_entry_in_the_log(home: Path) -> None:
    said = call("covenant", "verify", "--home", str(home))
    assert said.code == 0, said.err
    *lines, last = said.out.splitlines()
    n = len(LOOKS) + len(STEPS)
    assert len(lines) == n + 2
    assert lines[0] == "C1   ok                  no column of the database is about a person"
    assert "C4   not in this release the form to hand something over" in lines
    assert any("could not run       rare stored words" in line for line in lines)
    assert last == f"{n - 1} checks passed, 1 could not run."
    (entry,) = log.entries(action="verify")
    assert (entry.role, entry.facts) == (
        "operator",
        {"passed": n - 1, "failed": 0, "not_run": 1, "promises": []},
    )


def test_the_same_as_json_lines(home: Path) -> None:
    records = call("covenant", "verify", "--json", "--home", str(home)).records
    assert {record["result"] for record in records} == {"ok", "not in this release", "could not run"}
    assert all(record.keys() == {"promise", "looked_at", "result", "why"} for record in records)


def test_a_broken_promise_is_exit_code_1_and_stands_in_the_log(home: Path) -> None:
    with sqlite3.connect(home / "yousaid.sqlite3") as database:
        database.execute("ALTER TABLE store_post ADD COLUMN author TEXT")
    database.close()
    said = call("covenant", "verify", "--home", str(home))
    assert said.code == 1
    assert "C1   FAILED " in said.out
    assert "there is a column called store_post.author" in said.out
    assert "C1 failed" in said.err
    assert log.entries(action="verify")[0].facts["promises"] == ["C1"]


def test_a_promise_of_which_nothing_could_be_checked_is_exit_code_1(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(home: Home) -> str | Unable:
        return Unable("the database is away")

    monkeypatch.setattr(verify_covenant, "LOOKS", (("C8", "numbers", away),))
    said = call("covenant", "verify", "--home", str(home))
    assert (said.code, "nothing of C8 could be checked" in said.err) == (1, True)
    assert "C8   could not run       numbers: the database is away" in said.out
    assert log.entries(action="verify")[0].facts["failed"] == 0


def test_nothing_of_a_post_is_printed_or_logged(home: Path) -> None:
    tell([Said("We go on strike with zanzibarplatz, call me on +34 612 345 678")])
    said = call("covenant", "verify", "--home", str(home))
    assert said.code == 1
    assert "C3, C5" in said.err
    whole = said.out + said.err + repr(log.entries())
    assert not [word for word in ("zanzibar", "612", "We go on") if word in whole]


def test_a_home_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    said = call("covenant", "verify", "--home", str(tmp_path / "nowhere"))
    assert (said.code, "there is no such folder" in said.err) == (1, True)
    assert not (tmp_path / "nowhere").exists()


def test_settings_that_the_covenant_refuses_end_it_before_the_first_check(home: Path) -> None:
    (home / "yousaid.toml").write_text("[sources.group]\nhidden = true\n", encoding="utf-8")
    said = call("covenant", "verify", "--home", str(home))
    assert (said.code, said.out, "would hide a source" in said.err) == (1, "", True)
