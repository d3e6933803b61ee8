"""One command line, run in this process as a shell would run it."""

import io
import json
from collections.abc import Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any
from unittest import mock

from yousaid.cli import run


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def call(*words: str, given: str | bytes | Iterable[Mapping[str, Any]] = b"") -> Said:
    """Run `yousaid` with these words; `given` is standard input, as text, bytes or records."""
    if isinstance(given, str):
        data = given.encode()
    elif isinstance(given, bytes):
        data = given
    else:
        data = "".join(json.dumps(record) + "\n" for record in given).encode()
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = run(words)
    return Said(code, out.getvalue(), err.getvalue())
