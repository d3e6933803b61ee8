"""The log (C12): append-only, each entry sealing the one before. Roles, never people; counts, never texts.

The database refuses to change or delete entries. Whoever owns the file can take that away: what finds it
then is the head that was published. `chain` says how a seal is made.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db import connection, transaction

from . import batch as batches
from . import chain, ledger, settled
from .chain import ACTIONS, Entry, Found, Head
from .opening import guarded

__all__ = [
    "ACTIONS",
    "Entry",
    "Found",
    "Head",
    "append",
    "entries",
    "head",
    "latest",
    "note_configuration",
    "verify",
    "viewed",
]

_PAGE: Final = 2_000


@guarded
def append(action: str, *, role: str, detail: Mapping[str, Any] | None = None) -> Head:
    """Add an entry, in the caller's transaction when there is one; the new head.

    action: one of ACTIONS. role: in which role it was done (lower case; never who). detail: small, plain
    JSON, without texts of posts, names or addresses; no fractions, because programs print them differently.
    ValueError for anything else. In a transaction of the caller's own it comes before the first write.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        return ledger.add(cursor, action, role, detail or {})


@guarded
def head() -> Head:
    """The last entry's number and seal: what is printed on public pages and in reports."""
    with connection.cursor() as cursor:
        return ledger.head(cursor)


@guarded
def entries(
    after: int = 0, limit: int = 1_000, *, role: str | None = None, action: str | None = None
) -> list[Entry]:
    """Entries with a number above `after`, oldest first, of one role and action where they are given."""
    conditions = ["seq > %s"]
    values: list[Any] = [after]
    for column, wanted in (("role", role), ("action", action)):
        if wanted is not None:
            conditions.append(f"{column} = %s")
            values.append(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {ledger.COLUMNS} FROM store_logentry WHERE {' AND '.join(conditions)}"
            " ORDER BY seq LIMIT %s",
            [*values, limit],
        )
        return [_entry(row) for row in cursor.fetchall()]


@guarded
def latest(action: str) -> Entry | None:
    """The newest entry of an action; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {ledger.COLUMNS} FROM store_logentry WHERE action = %s ORDER BY seq DESC LIMIT 1",
            [action],
        )
        row = cursor.fetchone()
    return _entry(row) if row else None


def _entry(row: tuple[Any, ...]) -> Entry:
    seq, at, role, action, detail, seal = row
    return Entry(seq, at, role, action, detail, bytes(seal).hex())


@guarded
def verify(published: Head | None = None) -> Found:
    """Look through the whole log. published: a head that was noted elsewhere, which shows a log made anew."""
    return chain.check(every(), published)


def every(*, role: str | None = None, action: str | None = None) -> Iterator[Entry]:
    """All entries, oldest first, read a page at a time."""
    after = -(1 << 62)  # a number below 1 was put in by somebody, and has to be seen
    while page := entries(after, _PAGE, role=role, action=action):
        yield from page
        after = page[-1].seq


def viewed(page: str, role: str, detail: Mapping[str, Any] | None = None) -> Head:
    """Note that texts of posts were looked at on a page. detail: of what, for example an issue's number."""
    return append("view", role=role, detail={"page": page, **(detail or {})})


@guarded
def note_configuration(public: Mapping[str, Any], role: str) -> bool:
    """Note what changed in the public configuration since it was last noted; False when nothing did.

    public: what the public page says of the configuration; tables inside it are told by their paths. Of long
    values the beginning and a hash are kept, so that any change is seen.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        batches.lock(cursor)
        old: dict[str, Any] = {}
        for entry in every(action="config_changed"):
            old = settled.after(old, entry.facts["changed"])
        new = settled.flat(public)
        changes = settled.changes(old, new)
        for part in settled.parts(changes):
            ledger.add(cursor, "config_changed", role, {"changed": part, "digest": settled.digest(new)})
    return bool(changes)
