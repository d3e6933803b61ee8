"""CSV, JSON lines and Parquet as one thing: named columns, and rows of the wanted ones in chunks.

A table is opened anew for every pass and holds one chunk at a time. Cells are plain values (text,
numbers, booleans, times, None), never lists or objects. Places are counted as people do, from 1.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, Protocol

from yousaid.core.errors import InputError

from .lines import LIMIT, opened, text_lines

Cells = tuple[Any, ...]
#: Line (or row) numbers, and the wanted cells of each.
Chunk = tuple[list[int], list[Cells]]
FORMATS: Final = ("csv", "jsonl", "parquet")
_PEEK: Final = 1_000  # JSON lines that are looked at for their field names
_DELIMITERS: Final = ",;\t|"
_QUOTES: Final = (
    'A cell that holds a comma, a quote or a line break stands in "quotes", and a quote in it is doubled'
)


class Table(Protocol):
    """A file of rows. `unit` is what a place is called: line or row."""

    columns: tuple[str, ...]
    unit: str

    def chunks(self, wanted: Sequence[str], size: int) -> Iterator[Chunk]:
        """All rows from the first, `size` at a time, with the wanted columns in that order."""
        ...


def open_table(path: Path, format: str) -> Table:  # noqa: A002 - the option's own name
    """The table in a file; reads no more than its header or first lines."""
    if format == "csv":
        return CsvTable(path)
    if format == "jsonl":
        return JsonTable(path)
    from .parquet import ParquetTable

    return ParquetTable(path)


class _Feed:
    """Lines for the CSV parser, which may ask for many before it has one record."""

    __slots__ = ("place", "start", "used")

    def __init__(self, place: str) -> None:
        self.place = place
        self.start = 1  # line at which the present record begins
        self.used = 0

    def lines(self, source: Iterator[str]) -> Iterator[str]:
        for line in source:
            self.used += len(line)
            if self.used > LIMIT:
                raise InputError(
                    "the record that begins here is longer than 1 MB",
                    place=f"{self.place}, line {self.start}",
                    remedy="A quote may be open. " + _QUOTES,
                )
            yield line


class CsvTable:
    """A CSV file with a header; the delimiter (comma, semicolon, tab or bar) is told by the header."""

    unit = "line"

    def __init__(self, path: Path) -> None:
        self.path = path
        csv.field_size_limit(max(csv.field_size_limit(), LIMIT))
        with opened(path) as file:
            lines = text_lines(file, str(path))
            first = next((line for line in lines if not line.isspace()), "")
        self._delimiter = max(_DELIMITERS, key=first.count)
        for _, header in self._records(header=True):
            self.columns = tuple(name.strip() for name in header)
            break
        else:
            raise InputError("the file holds no header", place=str(path), remedy="Name the columns in line 1")
        _no_twins(self.columns, str(path))

    def _records(self, *, header: bool) -> Iterator[tuple[int, list[str]]]:
        """(line, cells) of the header alone, or of everything after it."""
        place = str(self.path)
        feed = _Feed(place)
        with opened(self.path) as file:
            reader = csv.reader(feed.lines(text_lines(file, place)), delimiter=self._delimiter, strict=True)
            try:
                for row in reader:
                    start, feed.start, feed.used = feed.start, reader.line_num + 1, 0
                    if row:
                        break
                else:
                    return
                if header:
                    yield start, row
                    return
                for row in reader:
                    yield feed.start, row
                    feed.start, feed.used = reader.line_num + 1, 0
            except csv.Error as error:
                raise _broken_csv(error, f"{place}, line {feed.start}") from None

    def chunks(self, wanted: Sequence[str], size: int) -> Iterator[Chunk]:
        """All rows. InputError with line for a row of another width than the header's."""
        where = [self.columns.index(name) for name in wanted]
        pick = itemgetter(*where) if len(where) > 1 else (lambda row, i=where[0]: (row[i],))
        width = len(self.columns)
        numbers: list[int] = []
        rows: list[Cells] = []
        for line, row in self._records(header=False):
            if len(row) != width:
                if not row:
                    continue
                raise InputError(
                    f"the row has {len(row)} columns where the header has {width}",
                    place=f"{self.path}, line {line}",
                    remedy=_QUOTES,
                )
            numbers.append(line)
            rows.append(pick(row))
            if len(rows) == size:
                yield numbers, rows
                numbers, rows = [], []
        if rows:
            yield numbers, rows


def _broken_csv(error: csv.Error, place: str) -> InputError:
    if "unexpected end of data" in str(error):
        return InputError("a quote that is opened here is never closed", place=place, remedy=_QUOTES)
    if "new-line character" in str(error):
        return InputError(
            "a lone carriage return stands in the row", place=place, remedy="End lines with a line feed"
        )
    return InputError("the quotes of the row do not match", place=place, remedy=_QUOTES)


class JsonTable:
    """JSON lines: one object a line. Its columns are the fields of the first 1,000 lines."""

    unit = "line"

    def __init__(self, path: Path) -> None:
        self.path = path
        seen: dict[str, None] = {}
        for _, record in islice(self._records(), _PEEK):
            seen.update(dict.fromkeys(record))
        if not seen:
            raise InputError("the file holds no lines", place=str(path), remedy="It needs one object a line")
        self.columns = tuple(seen)

    def _records(self) -> Iterator[tuple[int, dict[str, Any]]]:
        place = str(self.path)
        with opened(self.path) as file:
            for number, line in enumerate(text_lines(file, place), 1):
                if not line.isspace():
                    yield number, parse_object(line, f"{place}, line {number}")

    def chunks(self, wanted: Sequence[str], size: int) -> Iterator[Chunk]:
        """All rows; a field that a line lacks is None. InputError with line for lists and objects."""
        numbers: list[int] = []
        rows: list[Cells] = []
        for line, record in self._records():
            cells = tuple([record.get(name) for name in wanted])
            for name, cell in zip(wanted, cells, strict=True):
                if isinstance(cell, dict | list):
                    kind = "an object" if isinstance(cell, dict) else "a list"
                    place = f"{self.path}, line {line}"
                    raise InputError(
                        f"{name!r} holds {kind}", place=place, remedy="Map a field with plain values"
                    )
            numbers.append(line)
            rows.append(cells)
            if len(rows) == size:
                yield numbers, rows
                numbers, rows = [], []
        if rows:
            yield numbers, rows


def parse_object(line: str, place: str) -> dict[str, Any]:
    """One line of JSON that is an object; half surrogates in its texts become U+FFFD."""
    try:
        record = json.loads(line, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        raise InputError(
            f"this is no valid JSON: {error.msg} at column {error.colno}",
            place=place,
            remedy="Write one whole JSON object a line",
        ) from None
    except (ValueError, RecursionError):
        remedy = "Write one flat object a line"
        raise InputError(
            "this JSON is too deep or its numbers too long", place=place, remedy=remedy
        ) from None
    if not isinstance(record, dict):
        raise InputError(
            f"the line holds no object but {_json_kind(record)}",
            place=place,
            remedy='Write one object a line, such as {"id": "1", "text": "..."}',
        )
    if "\\u" in line:
        record = {_whole(key): _whole(value) for key, value in record.items()}
    return record


def _json_kind(value: object) -> str:
    kinds = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def _no_twins(columns: Sequence[str], place: str) -> None:
    """Nameless columns may repeat (nobody can map them), others may not."""
    seen: set[str] = set()
    for name in columns:
        if name and name in seen:
            raise InputError(
                f"the header names {shown(name)} twice", place=f"{place}, line 1", remedy="Rename one of them"
            )
        seen.add(name)


def shown(name: str) -> str:
    """A column's name for a message: quoted and short, for a file without a header puts a post there."""
    return repr(name if len(name) <= 40 else name[:40] + "…")
