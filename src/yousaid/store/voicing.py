"""Voices of issues: one sketch an (issue, window) under a key of its own, which is destroyed later.

A window whose sketch is gone may be opened again by late posts: then it has several counts, and the largest
counts, because a person in both would be counted twice in a sum.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.backends.utils import CursorWrapper

from yousaid.core import voices

WINDOW_HOURS: Final = int(voices.WINDOW.total_seconds()) // 3_600
_CHUNK: Final = 400


def window_of_hour(hour: int) -> int:
    """The window of an hour since the epoch."""
    return hour // WINDOW_HOURS


def window_of_day(day: int) -> int:
    """The window of a day since the epoch."""
    return day * 24 // WINDOW_HOURS


def fold(cursor: CursorWrapper, spoken: Mapping[tuple[int, int], set[int]]) -> None:
    """Add the voices of each (issue, window). Voice 0, unknown, is one voice however often it comes."""
    rows = _open_rows(cursor, sorted({issue for issue, _ in spoken}))
    changed: list[tuple[Any, ...]] = []
    new: list[tuple[Any, ...]] = []
    for (issue, window), said in spoken.items():
        row = rows.get((issue, window))
        sketch = bytearray(row[1]) if row else voices.empty_sketch()
        key = row[2] if row else secrets.token_bytes(voices.KEY_BYTES)
        before = bytes(sketch)
        voices.add_voices(sketch, said, key)
        if row is None:
            new.append((issue, window, voices.at_least(sketch), bytes(sketch), key))
        elif sketch != before:
            changed.append((voices.at_least(sketch), bytes(sketch), row[0]))
    if changed:
        cursor.executemany("UPDATE store_voicewindow SET count = %s, sketch = %s WHERE id = %s", changed)
    if new:
        cursor.executemany(
            'INSERT INTO store_voicewindow (issue_id, "window", count, sketch, key) VALUES (%s, %s,'
            " %s, %s, %s)",
            new,
        )


def _open_rows(cursor: CursorWrapper, issues: list[int]) -> dict[tuple[int, int], tuple[int, bytes, bytes]]:
    """The open row of each (issue, window): id, sketch, key. Of several, after a merge, the fullest."""
    rows: dict[tuple[int, int], tuple[int, bytes, bytes]] = {}
    for at in range(0, len(issues), _CHUNK):
        part = issues[at : at + _CHUNK]
        marks = ",".join(["%s"] * len(part))
        cursor.execute(
            f'SELECT issue_id, "window", id, sketch, key FROM store_voicewindow '
            f"WHERE issue_id IN ({marks}) AND key IS NOT NULL ORDER BY count, id",
            part,
        )
        for issue, window, number, sketch, key in cursor.fetchall():
            rows[issue, window] = (number, bytes(sketch), bytes(key))
    return rows


def close(cursor: CursorWrapper, now: datetime) -> int:
    """Destroy sketches and keys of windows that are over at `now`; of several counts the largest stays.

    The caller's transaction must be one that other writers wait for.
    """
    over = voices.window_of(now)
    cursor.execute(
        'UPDATE store_voicewindow SET sketch = NULL, key = NULL WHERE "window" < %s AND key IS NOT NULL',
        [over],
    )
    closed = int(cursor.rowcount)
    cursor.execute(
        'DELETE FROM store_voicewindow WHERE "window" < %s AND EXISTS (SELECT 1 FROM store_voicewindow o'
        ' WHERE o.issue_id = store_voicewindow.issue_id AND o."window" = store_voicewindow."window"'
        " AND (o.count > store_voicewindow.count OR (o.count = store_voicewindow.count AND o.id <"
        " store_voicewindow.id)))",
        [over],
    )
    if closed and connection.vendor == "postgresql":
        _write_anew(cursor)
    return closed


def _write_anew(cursor: CursorWrapper) -> None:
    """Give PostgreSQL's table a new file, without the dead rows in which it keeps what was updated away.

    SQLite overwrites what it frees (secure_delete). VACUUM FULL would do, but in no transaction.
    """
    columns = 'id, issue_id, "window", count, sketch, key'
    cursor.execute(f"SELECT {columns} FROM store_voicewindow ORDER BY id")
    rows = cursor.fetchall()
    cursor.execute("TRUNCATE store_voicewindow")
    cursor.executemany(f"INSERT INTO store_voicewindow ({columns}) VALUES (%s, %s, %s, %s, %s, %s)", rows)
