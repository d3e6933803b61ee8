"""Cells as values: moments, ratings, counts, short words. A wrong cell is an error that says what is right.

No message repeats a cell that might hold somebody's words: only what looks like a number or a date is shown.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from yousaid.core.errors import InputError

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
LEEWAY: Final = timedelta(days=1)  # clocks and zones differ by so much
_NOTHING: Final = frozenset({"", "nan", "nat", "none", "null", "n/a", "na", "-", "\\n"})
_SHOWABLE: Final = re.compile(r"[0-9+\-.,:/ TZ]{1,32}")
_FIGURES: Final = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,9})?")
_YEAR_LAST: Final = re.compile(
    r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})"
    r"(?:[ T,]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?: ?([AaPp])\.?[Mm]\.?)?)?"
)
#: Other forms; the first that fits counts.
_NAMED: Final = (
    "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y",
    "%b %d, %Y %H:%M:%S", "%B %d, %Y %H:%M:%S",
    "%d %b %Y %H:%M:%S", "%b %d, %Y %I:%M %p", "%a, %d %b %Y %H:%M:%S %z", "%a, %d %b %Y %H:%M:%S %Z",
    "%a %b %d %H:%M:%S %z %Y",
)  # fmt: skip
_DATE_REMEDY: Final = "Write dates as 2021-05-02 or 2021-05-02T14:24:08Z, or leave them out: --map said_at="
_RATING_REMEDY: Final = "Use 1 to 5, 0 to 1 or 4/5, or leave ratings out: --map rating="


class Places:
    """Where the cells of a chunk stand, spelt out only when something is wrong."""

    __slots__ = ("_column", "_numbers", "_path", "_unit")

    def __init__(self, path: str, unit: str, numbers: Sequence[int], column: str) -> None:
        self._path, self._unit, self._numbers, self._column = path, unit, numbers, column

    def __getitem__(self, n: int) -> str:
        column = f", column {self._column}" if self._column else ""
        return f"{self._path}, {self._unit} {self._numbers[n]}{column}"


class Moments:
    """A column of times: ISO 8601, Unix seconds or milliseconds, 03/04/2021 where the file tells
    day from month.

    Times without a zone are UTC. `learn` every cell first: it finds wrong cells, and which number is the day.
    """

    def __init__(self, now: datetime) -> None:
        self._latest = now + LEEWAY
        self._day_first: bool | None = None
        self._undecided = ""  # where the first date stands whose day and month could be either

    def learn(self, cells: Sequence[Any], places: Places) -> int:
        """Look at cells without keeping them; how many are empty."""
        empty = 0
        for n, cell in enumerate(cells):
            try:
                empty += self._moment(cell) is None
            except _UndecidedError:
                self._undecided = self._undecided or places[n]
            except ValueError as error:
                raise InputError(str(error), place=places[n], remedy=_DATE_REMEDY) from None
        return empty

    def decide(self) -> None:
        """InputError if days and months could be either in every date."""
        if self._undecided and self._day_first is None:
            raise InputError(
                "the first two numbers of this date could be day and month or month and day",
                place=self._undecided,
                remedy="Write dates as 2021-05-02, or leave them out: --map said_at=",
            )

    def value(self, cell: Any) -> datetime | None:
        """A learnt cell as a moment in UTC, None for an empty one."""
        return self._moment(cell)

    def _moment(self, cell: Any) -> datetime | None:
        if type(cell) is str:
            found = _from_iso(cell) or self._from_text(cell.strip())
        elif isinstance(cell, datetime):
            found = cell
        elif cell is None:
            return None
        else:
            found = self._from_other(cell)
        if found is None:
            return None
        if found.tzinfo is None:
            found = found.replace(tzinfo=UTC)
        elif found.tzinfo is not UTC:
            try:
                found = found.astimezone(UTC)
            except OverflowError:
                raise ValueError(_said(cell, "is out of range")) from None
        if found < EARLIEST:
            raise ValueError(_said(cell, "lies before 1990"))
        if found > self._latest:
            raise ValueError(_said(cell, "lies in the future"))
        return found

    def _from_other(self, cell: Any) -> datetime | None:
        if isinstance(cell, date):
            return datetime.combine(cell, time(), UTC)
        if isinstance(cell, bool):
            raise ValueError("this is no date")
        return _from_number(float(cell))

    def _from_text(self, cell: str) -> datetime | None:
        if cell.lower() in _NOTHING:
            return None
        if _FIGURES.fullmatch(cell) and len(cell) != 8:
            return _from_number(float(cell))
        if found := _YEAR_LAST.fullmatch(cell):
            return self._from_numbers(found)
        plain = cell.replace("/", "-").removesuffix(" UTC").removesuffix(" GMT")
        try:
            return datetime.fromisoformat(plain)
        except ValueError:
            pass
        for form in _NAMED:
            try:
                return datetime.strptime(cell, form)  # noqa: DTZ007 - without a zone it is UTC
            except ValueError:
                continue
        raise ValueError(_said(cell, "is no date"))

    def _from_numbers(self, found: re.Match[str]) -> datetime:
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if first > 12 or second > 12:
            if self._day_first is None:
                self._day_first = first > 12
            elif self._day_first is not (first > 12):
                raise ValueError(_said(found[0], "has day and month in another order than dates before it"))
        elif self._day_first is None and first != second:
            raise _UndecidedError
        day, month = (first, second) if self._day_first else (second, first)
        hour = int(found[4] or 0)
        if found[7]:
            hour = hour % 12 + (12 if found[7] in "Pp" else 0)
        try:
            return datetime(year, month, day, hour, int(found[5] or 0), int(found[6] or 0), tzinfo=UTC)
        except ValueError:
            raise ValueError(_said(found[0], "is no date")) from None


class _UndecidedError(Exception):
    """A date whose day and month could be either."""


def _from_iso(cell: str) -> datetime | None:
    """The usual form, quickly; digits alone go another way, for 13 of them can pass as a date."""
    if cell[4:5] != "-":
        return None
    if len(cell) == 19:  # most often a time without a zone; `replace` would take five times as long
        try:
            return datetime.fromisoformat(cell + "+00:00")
        except ValueError:
            pass
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        return None


def _from_number(number: float) -> datetime:
    """Unix time in seconds, or in milli-, micro- or nanoseconds, told by its size."""
    for limit in (1e17, 1e14, 1e11):
        if abs(number) >= limit:
            number /= limit / 1e8
            break
    try:
        return datetime.fromtimestamp(number, UTC)
    except (OverflowError, ValueError, OSError):
        raise ValueError("the number is no Unix time") from None


def _said(cell: Any, what: str) -> str:
    text = str(cell)
    return f"{text} {what}" if _SHOWABLE.fullmatch(text) else f"this {what}"


class Ratings:
    """A column of ratings as 0..1.

    The rule: "x/5" counts from 1 to 5. A bare number counts from 0 to 1 if the file holds none above 1, and
    holds one between 0 and 1 or both 0 and 1; otherwise from 1 to 5, and then 0 means that none was given.
    """

    def __init__(self) -> None:
        self._above = self._between = self._zero = self._one = False

    def learn(self, cells: Sequence[Any], places: Places) -> None:
        """Look at cells without keeping them. InputError with the place for one that is no rating."""
        for cell in set(cells):
            try:
                number, of_five = _rating(cell)
            except ValueError as error:
                raise InputError(str(error), place=places[cells.index(cell)], remedy=_RATING_REMEDY) from None
            if number is not None:
                self._above |= of_five or number > 1
                self._between |= 0 < number < 1
                self._zero |= number == 0
                self._one |= number == 1

    @property
    def scale(self) -> str:
        """`1 to 5` or `0 to 1`, after all cells were learnt."""
        unit = not self._above and (self._between or (self._zero and self._one))
        return "0 to 1" if unit else "1 to 5"

    def value(self, cell: Any) -> float | None:
        """A learnt cell as 0..1, None for an empty one."""
        number, _ = _rating(cell)
        if number is None or self.scale == "0 to 1":
            return number
        return None if number == 0 else max(number - 1, 0.0) / 4


def _rating(cell: Any) -> tuple[float | None, bool]:
    """(number, whether it says that it is of five)."""
    of_five = False
    if isinstance(cell, str):
        text = cell.strip().replace(",", ".")
        if text.lower() in _NOTHING:
            return None, False
        bare = re.sub(r" ?/ ?5(?:\.0)?$", "", text)
        of_five = bare != text
        if not re.fullmatch(r"[0-9]{1,6}(?:\.[0-9]{0,17})?", bare):
            raise ValueError(_said(text, "is no rating"))
        number = float(bare)
    elif cell is None:
        return None, False
    elif isinstance(cell, bool | date):
        raise ValueError("this is no rating")
    else:
        number = float(cell)
    if not 0 <= number <= 5:
        raise ValueError(_said(cell, "is no rating"))
    return number, of_five


def count(cell: Any) -> int | None:
    """A whole number (score, replies), None for an empty cell. ValueError for anything else."""
    if isinstance(cell, str):
        text = cell.strip()
        if text.lower() in _NOTHING:
            return None
        if not re.fullmatch(r"[+-]?[0-9]{1,10}(?:\.0*)?", text):
            raise ValueError(_said(text, "is no whole number"))
        number = float(text)
    elif cell is None:
        return None
    elif isinstance(cell, bool | date):
        raise ValueError("this is no whole number")
    else:
        number = float(cell)
    if not number.is_integer() or abs(number) >= 2**31:
        raise ValueError(_said(cell, "is no whole number"))
    return int(number)


def short(cell: Any) -> str | None:
    """A short word (region, version): white space made one, 64 characters at most; None for an empty cell."""
    if cell is None:
        return None
    text = " ".join("".join(c if c.isprintable() else " " for c in str(cell)[:256]).split())[:64]
    return None if text.lower() in _NOTHING else text


def language(cell: Any) -> str | None:
    """A language code such as "en" or "es-AR" as a hint, None for anything that is none."""
    text = str(cell or "").strip().replace("_", "-")
    return text if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}", text) else None


def name(cell: Any) -> str | None:
    """An id as text (3.0 is 3), None for an empty cell."""
    if cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() or None
