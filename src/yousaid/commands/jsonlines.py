"""JSON lines in and out: a file or standard input, in batches, in order."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from yousaid.core.errors import InputError
from yousaid.sources.lines import check_readable, opened, text_lines
from yousaid.sources.tables import parse_object

SIZE: Final = 500
_REMEDY: Final = 'Each line is an object such as {"id": "1", "text": "..."}'


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One line: its place, its id (its number when it names none), its text and everything it holds."""

    number: int
    place: str
    id: str | int | float
    text: str
    fields: Mapping[str, Any]


def read_lines(file: str) -> Iterator[Line]:
    """Lines of a file, or of standard input for "-". InputError names the line. Empty lines are skipped."""
    with _source(file) as (stream, name):
        for number, line in enumerate(text_lines(stream, name), 1):
            if not line.isspace():
                yield _line(line, number, f"{name}, line {number}")


def read_batches(file: str, size: int = SIZE) -> Iterator[list[Line]]:
    """The same, `size` lines at a time; lines before a broken one are still given."""
    batch: list[Line] = []
    lines = read_lines(file)
    while True:
        try:
            line = next(lines, None)
        except InputError:
            if batch:
                yield batch
            raise
        if line is not None:
            batch.append(line)
        if line is None or len(batch) == size:
            if batch:
                yield batch
            batch = []
        if line is None:
            return


def write_lines(records: Iterable[Mapping[str, Any]]) -> None:
    """Records as JSON lines on standard output, at once."""
    write = sys.stdout.write
    for record in records:
        write(json.dumps(record, ensure_ascii=False, separators=(", ", ": ")) + "\n")
    sys.stdout.flush()


def round_to(value: float | None, digits: int = 4) -> float | None:
    """A number as it is printed: more digits would promise more than there is."""
    return None if value is None else round(float(value), digits)


@contextmanager
def _source(file: str) -> Iterator[tuple[BinaryIO, str]]:
    if file == "-":
        if sys.stdin.isatty():
            sys.stderr.write("Reading JSON lines from the keyboard; end with Ctrl+D.\n")
        yield sys.stdin.buffer, "standard input"
        return
    path = Path(file)
    check_readable(path)
    with opened(path) as stream:
        yield stream, file


def _line(line: str, number: int, place: str) -> Line:
    fields = parse_object(line, place)
    text = fields.get("text")
    if not isinstance(text, str):
        raise InputError("the line has no text", place=place, remedy=_REMEDY)
    name = fields.get("id")
    if name is None:
        name = number
    if not isinstance(name, str | int | float) or isinstance(name, bool):
        raise InputError("the id is neither a text nor a number", place=place, remedy=_REMEDY)
    return Line(number, place, name, text, fields)
