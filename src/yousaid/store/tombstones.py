"""What was erased by reference must not come back: a hash of every erased reference, and the day.

A reference is the last 12 bytes of a post's id. It is hashed once more, so that a tombstone matches nothing
that is kept anywhere else; who has neither reference nor post learns nothing from it.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from django.db.backends.utils import CursorWrapper

HOUR_BYTES: Final = 4  # at the front of a post's id
REFERENCE_BYTES: Final = 12  # behind them
_CHUNK: Final = 500
_PERSON: Final = b"tombstone"


def mark(reference: bytes) -> bytes:
    """What is kept of a reference."""
    return blake2b(reference, digest_size=16, person=_PERSON).digest()


def set_up(cursor: CursorWrapper, references: Sequence[bytes], day: int) -> None:
    """Let nothing with these references in from now on."""
    cursor.executemany(
        "INSERT INTO store_tombstone (mark, day) VALUES (%s, %s) ON CONFLICT (mark) DO NOTHING",
        [(mark(reference), day) for reference in references],
    )


def among(cursor: CursorWrapper, ids: Sequence[bytes]) -> set[bytes]:
    """Those of these posts' ids that were erased by reference."""
    cursor.execute("SELECT 1 FROM store_tombstone LIMIT 1")
    if cursor.fetchone() is None:
        return set()
    marks: dict[bytes, list[bytes]] = {}
    for post_id in ids:
        marks.setdefault(mark(post_id[HOUR_BYTES:]), []).append(post_id)
    found: set[bytes] = set()
    wanted = list(marks)
    for at in range(0, len(wanted), _CHUNK):
        part = wanted[at : at + _CHUNK]
        places = ",".join(["%s"] * len(part))
        cursor.execute(f"SELECT mark FROM store_tombstone WHERE mark IN ({places})", part)
        for (one,) in cursor.fetchall():
            found.update(marks[bytes(one)])
    return found
