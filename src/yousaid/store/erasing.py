"""Real deletion (C10): what is erased is gone from the rows, from the search index and from the files.

SQLite: secure_delete overwrites freed bytes, `optimize` rewrites the index without what was taken out, and
a truncating checkpoint empties the write-ahead log. PostgreSQL: VACUUM FULL writes the tables anew and
removes the old files; its write-ahead log keeps the bytes until the server recycles it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from . import batch as batches
from . import counting, sums
from .times import EPOCH

_EXPIRED: Final = "seen_hour < %s AND text <> ''"
#: Tables that hold words, or what is made of them.
_TABLES: Final = "store_post, store_mention, store_issue, store_voicewindow"


@dataclass(frozen=True, slots=True)
class Erased:
    """How many posts lost their text. Not `everywhere`: a reader holds the log, the next run ends it."""

    posts: int
    everywhere: bool


def erase_texts(now: datetime, days: int) -> Erased:
    """Erase the text of posts that were seen more than `days` days before `now`, then clean the files."""
    before = (now - timedelta(days=days) - EPOCH) // timedelta(hours=1)
    with transaction.atomic(), connection.cursor() as cursor:
        batches.lock(cursor)
        take_out(cursor, _EXPIRED, [before])
        index = "" if connection.vendor == "sqlite" else ", search = NULL"
        cursor.execute(f"UPDATE store_post SET text = ''{index} WHERE {_EXPIRED}", [before])
        posts = cursor.rowcount
        cursor.execute(
            "DELETE FROM store_rolluphour WHERE hour < %s",
            [counting.read(cursor, "newest")[0] - batches.HOURS_KEPT],
        )
        if posts:
            counting.touch(cursor)
            note_unclean(cursor)
            sums.count(cursor, "expire", "", day=(now - EPOCH).days, seen=posts, kept=posts)
    return Erased(posts, clean_files())


def take_out(cursor: CursorWrapper, condition: str, values: Sequence[Any]) -> None:
    """Take posts that have a text out of SQLite's search index, before their rows change.

    PostgreSQL keeps the index's words in the rows themselves.
    """
    if connection.vendor == "sqlite":
        cursor.execute(
            "INSERT INTO store_search (store_search, rowid, text, facets)"
            f" SELECT 'delete', id, text, facets FROM store_post WHERE {condition}",
            values,
        )


def note_unclean(cursor: CursorWrapper) -> None:
    """Note, with an erasure, that the files still hold it: a crash before they are clean is made up for."""
    batches.next_number(cursor, "unclean", 1)


def clean_files() -> bool:
    """Make erased bytes disappear from the files; False when a reader holds them and the next run must."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # Always, not only after an erasure: the run before may have been cut short.
            cursor.execute("INSERT INTO store_search (store_search) VALUES ('optimize')")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return bool(cursor.fetchone()[0] == 0)
        (unclean,) = counting.read(cursor, "unclean")
        if unclean:
            cursor.execute(f"VACUUM FULL {_TABLES}")
            cursor.execute("UPDATE store_counter SET n = n - %s WHERE what = 'unclean'", [unclean])
        return True
