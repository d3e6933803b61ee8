"""What `yousaid covenant verify` looks at: the tables as they are. Nothing here writes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from yousaid.core.voices import KEY_BYTES, REGISTERS, window_end

from . import ledger
from .opening import guarded
from .times import EPOCH

_PAGE: Final = 2_000


@guarded
def tables() -> list[str]:
    """Every table of the database, whoever made it."""
    with connection.cursor() as cursor:
        return list(connection.introspection.table_names(cursor))


@guarded
def columns() -> list[str]:
    """Every column as "table.column"; those of Django's list of migrations are left out."""
    with connection.cursor() as cursor:
        return [
            f"{table}.{column.name}"
            for table in connection.introspection.table_names(cursor)
            if table != "django_migrations"
            for column in connection.introspection.get_table_description(cursor, table)
        ]


def texts() -> Iterator[str]:
    """Every stored text, oldest first, read a page at a time."""
    after = -1
    while page := _texts_after(after):
        yield from (text for _, text in page)
        after = page[-1][0]


@guarded
def _texts_after(number: int) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, text FROM store_post WHERE id > %s AND text <> %s ORDER BY id LIMIT %s",
            [number, "", _PAGE],
        )
        found: list[tuple[int, str]] = cursor.fetchall()
    return found


@guarded
def texts_seen_before(moment: datetime) -> int:
    """How many texts of posts that were seen before a moment are still there."""
    hour = (moment - EPOCH) // timedelta(hours=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM store_post WHERE seen_hour < %s AND text <> %s", [hour, ""])
        return int(cursor.fetchone()[0])


@guarded
def open_windows() -> list[datetime]:
    """The ends of the voice windows that still have a sketch or a key."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT DISTINCT "window" FROM store_voicewindow WHERE sketch IS NOT NULL OR key IS NOT NULL'
        )
        return [window_end(number) for (number,) in cursor.fetchall()]


@guarded
def odd_sketches() -> int:
    """How many sketches or keys have another size than they should, or stand without each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM store_voicewindow WHERE (sketch IS NULL) <> (key IS NULL)"
            " OR length(key) <> %s OR length(sketch) <> %s",
            [KEY_BYTES, REGISTERS],
        )
        return int(cursor.fetchone()[0])


@guarded
def moods() -> int:
    """How many mentions have a stored sentiment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM store_mention WHERE sentiment IS NOT NULL")
        return int(cursor.fetchone()[0])


@guarded
def missing_guards() -> list[str]:
    """Triggers that keep the log from being changed and are not there (any more)."""
    made = [statement.split() for statement in ledger.GUARDS[connection.vendor]]
    wanted = [words[2] for words in made if words[1] == "TRIGGER"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
        )
        there = {name for (name,) in cursor.fetchall()}
    return [name for name in wanted if name not in there]


@guarded
def overwrites_deleted() -> bool | None:
    """Whether SQLite overwrites the bytes of what is deleted; None for a database without such a setting."""
    if connection.vendor != "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        return bool(cursor.fetchone()[0] == 1)
