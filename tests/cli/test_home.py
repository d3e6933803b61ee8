"""A home from its first line to its desk: init, import, status, up."""

import json
import os
import signal
import socket
import subprocess
import sys
import tomllib
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import EXAMPLES
from tests.cli.line import call


def _reviews(folder: Path, posts: int = 18) -> Path:
    texts = [text for topic in EXAMPLES.values() for text in topic]
    rows = [
        f'{n},"{texts[n % len(texts)]}",2026-10-{n % 28 + 1:02},{n % 5 + 1},canary-author-{n}'
        for n in range(posts)
    ]
    path = folder / "reviews.csv"
    path.write_text("reviewId,content,at,stars,userName\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def desk(tmp_path: Path, transit: Path) -> Path:
    """A home made by `yousaid init`, with the pack about buses."""
    said = call("init", str(tmp_path / "desk"), "--title", 'The "best" buses', "--pack", str(transit))
    assert said.code == 0, said.err
    return tmp_path / "desk"


def _status(home: Path) -> dict[str, Any]:
    said = call("status", "--json", "--home", str(home))
    assert said.code == 0, said.err
    answer: dict[str, Any] = json.loads(said.out)
    return answer


def test_init_writes_a_file_that_explains_itself_and_never_overwrites_it(desk: Path) -> None:
    path = desk / "yousaid.toml"
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    assert settings["title"] == 'The "best" buses'
    assert path.read_text(encoding="utf-8").count("#") >= 8
    again = call("init", str(desk))
    assert again.code == 1
    assert "yousaid.toml: it is already there." in again.err
    assert tomllib.loads(path.read_text(encoding="utf-8")) == settings


def test_init_names_the_next_steps(tmp_path: Path) -> None:
    said = call("init", str(tmp_path / "new"))
    assert f"yousaid up {tmp_path / 'new'}" in said.out


def test_init_refuses_a_file_a_pack_that_is_not_there_and_a_closed_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    assert "this is a file. Name a folder." in call("init", str(tmp_path / "file")).err
    assert "no topic pack called nowhere" in call("init", str(tmp_path / "x"), "--pack", "nowhere").err
    assert not (tmp_path / "x").exists()

    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", closed)
    said = call("init", str(tmp_path / "y"))
    assert (said.code, "it cannot be written (Permission denied)" in said.err) == (1, True)


def test_a_file_is_imported_counted_and_imported_again_without_a_trace(desk: Path, tmp_path: Path) -> None:
    reviews = _reviews(tmp_path)
    first = call("import", str(reviews), "--source", "ios", "--voice", "one-per-post", "--home", str(desk))
    assert first.code == 0, first.err
    assert "text     from content (guessed)" in first.out
    assert "Left unread: userName" in first.out
    assert "Ratings are read as 1 to 5." in first.out
    assert f"Next: yousaid up {desk}" in first.out
    before = _status(desk)
    assert before["posts"] >= 15
    assert before["sources"][0]["id"] == "ios"
    assert before["mentions"] >= before["posts"]

    again = call("import", str(reviews), "--source", "ios", "--voice", "one-per-post", "--home", str(desk))
    assert again.code == 0, again.err
    assert _status(desk) == before

    grown = _reviews(tmp_path, posts=40)
    assert (
        call("import", str(grown), "--source", "ios", "--voice", "one-per-post", "--home", str(desk)).code
        == 0
    )
    after = _status(desk)
    assert after["posts"] > before["posts"]

    words = call("status", "--home", str(desk)).out
    assert f"posts     {after['posts']:,}" in words
    assert "ios:" in words


def test_no_byte_of_an_author_is_anywhere_in_the_home(desk: Path, tmp_path: Path) -> None:
    reviews = _reviews(tmp_path)
    said = call("import", str(reviews), "--source", "ios", "--voice", "userName", "--home", str(desk))
    assert said.code == 0, said.err
    assert "canary" not in said.out + said.err
    for path in desk.rglob("*"):
        assert path.is_dir() or b"canary" not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["missing.csv", "--source", "x"], 1, "missing.csv: there is no such file."),
        (["{bad}", "--source", "x"], 1, "line 4: the row has 1 columns where the header has 2."),
        (["{good}", "--source", "x", "--map", "text=conten"], 1, "Did you mean 'content'?"),
        (["{good}", "--source", "x", "--map", "text"], 2, "--map 'text' is not FIELD=COLUMN."),
        (["{good}", "--source", "x", "--map", "region=userName"], 1, "'userName' says who spoke"),
        (["{good}", "--source", "no spaces!"], 2, "is no id"),
        (["{good}", "--source", "x", "--format", "parquet"], 1, "this is no Parquet file"),
    ],
)
def test_a_bad_import_leaves_nothing_behind(
    desk: Path, tmp_path: Path, words: list[str], code: int, says: str
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("text,at\nThe lift is broken,2026-01-02\nLate,2026-01-03\ntorn\n", encoding="utf-8")
    named = [word.format(bad=bad, good=_reviews(tmp_path)) for word in words]
    said = call("import", *named, "--home", str(desk))
    assert said.code == code
    assert says in said.err
    assert said.err.startswith("yousaid: ")
    assert _status(desk)["posts"] == 0
    assert _status(desk)["sources"] == []


def test_a_home_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    for words in (["status", "--home"], ["up"]):
        said = call(*words, str(tmp_path / "nowhere"))
        assert said.code == 1
        assert "there is no such folder. Make it with: yousaid init" in said.err
    assert not (tmp_path / "nowhere").exists()


def test_a_broken_setting_is_named(desk: Path) -> None:
    (desk / "yousaid.toml").write_text("retention_days = 4000\n", encoding="utf-8")
    said = call("status", "--home", str(desk))
    assert said.code == 1
    assert "yousaid.toml: retention_days is 4000." in said.err


def test_up_says_that_a_port_is_taken(desk: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = call("up", str(desk), "--port", str(port))
    assert said.code == 1
    assert f"port {port} is taken" in said.err
    assert f"--port {port + 1}" in said.err


def test_up_answers_until_it_is_stopped(desk: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "yousaid", "up", str(desk), "--port", str(port), "--no-browser"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
    ) as up:
        assert up.stdout is not None
        assert up.stderr is not None
        try:
            line = up.stdout.readline()
            assert f"http://127.0.0.1:{port}/" in line, line or up.stderr.read()
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as answer:
                assert answer.status == 200
        finally:
            up.send_signal(signal.SIGINT)
            code = up.wait(timeout=30)
        assert "Traceback" not in up.stderr.read()
    assert code == 0
