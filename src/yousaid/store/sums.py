"""Sums of a day on their way into the log: what comes in many small steps is one entry a day.

A source that is read once (a file) ends its sum when it is done. The counts are rounded, and told by day, as
the totals of what was not kept are: finer ones would tell of single posts (C3).
"""

from typing import Final

from django.db.backends.utils import CursorWrapper

from yousaid.core.disclosure import rounded_total

from . import ledger
from .times import day_time

ROLE: Final = "yousaid"  # of what no person did


def count(cursor: CursorWrapper, action: str, about: str, *, day: int, seen: int, kept: int) -> None:
    """Add to the sum of a day, in the caller's transaction; the sum of an earlier day is logged first."""
    values: list[str | int] = [action, about, day, seen, kept]
    cursor.execute(_ADD, values)
    if cursor.fetchone() is None:
        end(cursor, action=action, about=about)
        cursor.execute(_ADD, values)


_ADD: Final = (
    "INSERT INTO store_logsum (action, about, day, seen, kept) VALUES (%s, %s, %s, %s, %s)"
    " ON CONFLICT (action, about) DO UPDATE SET seen = store_logsum.seen + excluded.seen,"
    " kept = store_logsum.kept + excluded.kept WHERE store_logsum.day = excluded.day RETURNING id"
)


def end(cursor: CursorWrapper, *, action: str, about: str) -> None:
    """Log a sum and begin anew; nothing when there is none."""
    _log(cursor, "action = %s AND about = %s", [action, about])


def end_before(cursor: CursorWrapper, day: int) -> None:
    """Log all sums of days before this one."""
    _log(cursor, "day < %s", [day])


def _log(cursor: CursorWrapper, condition: str, values: list[str] | list[int]) -> None:
    cursor.execute(
        f"SELECT id, action, about, day, seen, kept FROM store_logsum WHERE {condition} ORDER BY id", values
    )
    for number, action, about, day, seen, kept in cursor.fetchall():
        told: dict[str, str | int] = {"day": day_time(day).strftime("%Y-%m-%d")}
        if action == "import":
            told |= {"source": about, "seen": rounded_total(seen), "kept": rounded_total(kept)}
        else:
            told |= {"posts": rounded_total(kept)}
        ledger.add(cursor, action, ROLE, told)
        cursor.execute("DELETE FROM store_logsum WHERE id = %s", [number])
