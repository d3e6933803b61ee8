"""Real deletion (C10): what is erased is gone from the rows, from the search index and from the files.

SQLite: secure_delete overwrites freed bytes, `optimize` rewrites the index without what was taken out, and
a truncating checkpoint empties the write-ahead log. PostgreSQL: VACUUM FULL writes the table anew and
removes the old files; its write-ahead log keeps the bytes until the server recycles it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from . import batch as batches
from . import counting
from .times import EPOCH

_EXPIRED: Final = "seen_hour < %s AND text <> ''"


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
        if connection.vendor == "sqlite":
            cursor.execute(
                "INSERT INTO store_search (store_search, rowid, text, facets)"
                f" SELECT 'delete', id, text, facets FROM store_post WHERE {_EXPIRED}",
                [before],
            )
            cursor.execute(f"UPDATE store_post SET text = '' WHERE {_EXPIRED}", [before])
        else:
            cursor.execute(f"UPDATE store_post SET text = '', search = NULL WHERE {_EXPIRED}", [before])
        posts = cursor.rowcount
        cursor.execute(
            "DELETE FROM store_rolluphour WHERE hour < %s",
            [counting.read(cursor, "newest")[0] - batches.HOURS_KEPT],
        )
        if posts:
            counting.touch(cursor)
    return Erased(posts, _clean_files(posts))


def _clean_files(posts: int) -> bool:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # Always, not only after an erasure: the run before may have been cut short.
            cursor.execute("INSERT INTO store_search (store_search) VALUES ('optimize')")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return bool(cursor.fetchone()[0] == 0)
        if posts:
            cursor.execute("VACUUM FULL store_post")
        return True
