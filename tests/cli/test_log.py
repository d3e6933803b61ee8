"""The log on the command line: shown, its head noted, and checked by us and by an outsider's few lines."""

import hashlib
import json
import re
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from tests.cli.line import call
from tests.house.files import ROOT
from tests.store.world import Said, tell
from yousaid.config import load_config
from yousaid.store import log, open_store
from yousaid.work import keep_house


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with three entries in its log."""
    folder = tmp_path / "desk"
    open_store(folder)
    log.append("started", role="yousaid", detail={"version": "0.1"})
    log.append("export", role="lead", detail={"rows": 40, "about": "délais"})
    log.append("view", role="desk", detail={"page": "issue", "issue": 7})
    return folder


def tamper(home: Path, statement: str) -> None:
    """What the owner of the file can do."""
    with sqlite3.connect(home / "yousaid.sqlite3") as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute(statement)
    database.close()


def test_the_log_is_shown_oldest_first(home: Path) -> None:
    said = call("log", "show", "--home", str(home))
    assert said.code == 0, said.err
    first, second, third = said.out.splitlines()
    assert re.match(r" +1  20\d\d-\d\d-\d\dT\d\d:\d\dZ  started +yousaid", first)
    assert '{"about":"délais","rows":40}' in second
    assert "view" in third
    assert call("log", "show", "--action", "view", "--home", str(home)).out == third + "\n"
    assert call("log", "show", "--role", "lead", "--home", str(home)).out == second + "\n"
    assert call("log", "show", "--role", "lead", "--action", "view", "--home", str(home)).out == ""
    wrong = call("log", "show", "--action", "gossip", "--home", str(home))
    assert (wrong.code, "Known: started, config_changed, import" in wrong.err) == (2, True)


def test_the_head_that_is_printed_is_the_one_that_is_checked(home: Path) -> None:
    head = call("log", "head", "--home", str(home)).out.strip()
    assert re.fullmatch("3:[0-9a-f]{64}", head)
    said = call("log", "verify", "--head", head, "--home", str(home))
    assert (said.code, said.out) == (0, "The log is whole up to entry 3.\n")
    alone = call("log", "verify", "--home", str(home))
    assert alone.code == 0
    assert "give --head SEQ:SEAL" in alone.out


def test_what_is_no_head_is_wrong_usage(home: Path) -> None:
    said = call("log", "verify", "--head", "latest", "--home", str(home))
    assert (said.code, "--head is no head" in said.err) == (2, True)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE store_logentry SET role = 'desk' WHERE seq = 2", "entry 2 does not follow from entry 1"),
        ("UPDATE store_logentry SET detail = 'gone' WHERE seq = 2", "entry 2 does not follow from entry 1"),
        ("DELETE FROM store_logentry WHERE seq = 1", "the entry with number 1 was deleted"),
        ("DELETE FROM store_logentry WHERE seq = 3", "the log was cut off before entry 3"),
        ("DELETE FROM store_logentry", "the log was cut off before entry 1"),
    ],
)
def test_a_log_that_was_tampered_with_is_told_in_a_sentence(home: Path, statement: str, says: str) -> None:
    head = str(log.head())
    tamper(home, statement)
    said = call("log", "verify", "--head", head, "--home", str(home))
    assert said.code == 1
    assert says in said.err
    assert str(home) in said.err
    assert call("log", "show", "--json", "--home", str(home)).code == 0


def test_a_home_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    for words in (["show"], ["head"], ["verify"]):
        said = call("log", *words, "--home", str(tmp_path / "nowhere"))
        assert (said.code, "there is no such folder" in said.err) == (1, True)
    assert not (tmp_path / "nowhere").exists()


def test_a_round_of_house_keeping_logs_the_days_that_ended(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell([Said("The lift is out of order")], cursor="row 1")

    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(days=1)

    keep_house.keep_house(load_config(home))
    assert log.entries(action="import") == []
    monkeypatch.setattr(keep_house, "datetime", Tomorrow)
    keep_house.keep_house(load_config(home))
    keep_house.keep_house(load_config(home))
    assert [entry.facts["source"] for entry in log.entries(action="import")] == ["reviews"]


def outsiders_check() -> str:
    """The lines of Python in the documentation."""
    text = (ROOT / "docs/how-to/check-the-log.md").read_text(encoding="utf-8")
    (found,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    return str(found)


def test_an_outsider_can_recompute_the_chain_with_the_lines_of_the_documentation(
    home: Path, tmp_path: Path
) -> None:
    lines = call("log", "show", "--json", "--home", str(home)).out
    head = str(log.head())
    script = tmp_path / "check.py"
    script.write_text(outsiders_check(), encoding="utf-8")

    def check(given: str, published: str) -> str:
        done = subprocess.run(
            [sys.executable, str(script), published],
            input=given.encode(),
            capture_output=True,
            timeout=60,
            check=False,
        )
        return done.stdout.decode() + done.stderr.decode()

    assert check(lines, head).strip() == "whole"
    assert "entry 2" in check(lines.replace("lead", "desk"), head)
    assert "entry 2" in check("".join(lines.splitlines(keepends=True)[::2]), head)
    assert "head" in check("".join(lines.splitlines(keepends=True)[:2]), head)
    assert len(outsiders_check().splitlines()) <= 14


def test_every_line_of_json_holds_what_its_seal_is_made_of(home: Path) -> None:
    before = bytes(32)
    for record in call("log", "show", "--json", "--home", str(home)).records:
        assert list(record) == ["action", "at", "detail", "role", "seal", "seq"]
        seal = bytes.fromhex(record.pop("seal"))
        said = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(before + said.encode()).digest() == seal
        before = seal
