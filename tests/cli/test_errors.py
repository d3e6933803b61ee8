"""What goes wrong is one sentence on standard error; nothing that somebody wrote is ever in it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from tests.cli.line import call
from yousaid import cli
from yousaid.core.errors import GateError, InputError, UsageError


def _command_that_raises(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    @click.command()
    def broken() -> None:
        raise error

    monkeypatch.setattr(cli.cli, "get_command", lambda ctx, name: broken)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (
            InputError("it is torn", place="a.csv, line 3", remedy="Mend it"),
            1,
            "yousaid: a.csv, line 3: it is torn. Mend it.\n",
        ),
        (UsageError("no such thing"), 2, "yousaid: no such thing.\n"),
        (GateError("none of it was kept"), 1, "yousaid: none of it was kept.\n"),
        (
            PermissionError(13, "Permission denied", "cellar/.key"),
            1,
            "yousaid: cellar: it cannot be written (Permission denied). Let the account that runs yousaid write "
            "there, or name another home with --home.\n",
        ),
        (OSError(28, "No space left on device", "cellar"), 1, "yousaid: cellar: No space left on device.\n"),
        (OSError("odd"), 1, "yousaid: OSError.\n"),
        (KeyboardInterrupt(), 130, "\n"),
        (BrokenPipeError(), 1, ""),
    ],
)
def test_errors_are_one_sentence_with_an_exit_code(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str
) -> None:
    monkeypatch.setattr(os, "dup2", lambda *_: None)
    _command_that_raises(monkeypatch, error)
    answer = call("anything")
    assert answer.code == code
    assert answer.err.lstrip("\n") == said.lstrip("\n")
    assert answer.out == ""


def test_a_fault_of_ours_says_where_and_not_what_was_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    _command_that_raises(monkeypatch, ValueError("canary: the words of a post"))
    answer = call("anything")
    assert answer.code == 1
    assert "canary" not in answer.err
    assert "ValueError at test_errors.py:" in answer.err
    monkeypatch.setenv("YOUSAID_DEBUG", "1")
    with pytest.raises(ValueError, match="canary"):
        call("anything")


def test_a_reader_that_closes_early_is_no_failure_worth_words(tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"text": "call +34 612 345 678"}\n' * 20_000, encoding="utf-8")
    command = [sys.executable, "-m", "yousaid", "redact", str(lines)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        process.wait(timeout=30)


def test_ctrl_c_is_quiet() -> None:
    command = [sys.executable, "-m", "yousaid", "redact"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b'{"text": "x"}\n' * 500)
        process.stdin.flush()
        process.stdout.readline()  # it is at work and waits for more
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert process.stderr.read().strip() == b""
