"""The table of the log: how an entry is added inside a transaction, and what the database refuses.

Rooms outside the store use `log`; modules of the store add entries here, in the transaction of what they log.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django.db.backends.utils import CursorWrapper

from . import batch as batches
from . import chain
from .chain import ACTIONS, START, Head

DETAIL_MAX: Final = 64_000  # characters
COLUMNS: Final = "seq, at, role, action, detail, seal"
_ROLE: Final = re.compile(r"[a-z][a-z_-]{0,19}")
_AT: Final = "%Y-%m-%dT%H:%MZ"

#: What the second migration runs beside the table, by database.
GUARDS: Final[dict[str, tuple[str, ...]]] = {
    "sqlite": (
        "CREATE TRIGGER store_log_unchanged BEFORE UPDATE ON store_logentry"
        " BEGIN SELECT RAISE(ABORT, 'the log cannot be changed'); END",
        "CREATE TRIGGER store_log_undeleted BEFORE DELETE ON store_logentry"
        " BEGIN SELECT RAISE(ABORT, 'the log cannot be changed'); END",
        # INSERT OR REPLACE would delete without asking the trigger above.
        "CREATE TRIGGER store_log_at_its_end BEFORE INSERT ON store_logentry"
        " WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM store_logentry)"
        " BEGIN SELECT RAISE(ABORT, 'the log cannot be changed'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION store_log_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF TG_OP = 'INSERT' THEN"
        "  IF NEW.seq = (SELECT COALESCE(MAX(seq), 0) + 1 FROM store_logentry) THEN RETURN NEW; END IF;"
        " END IF;"
        " RAISE EXCEPTION 'the log cannot be changed'; END $$",
        "CREATE TRIGGER store_log_rows BEFORE INSERT OR UPDATE OR DELETE ON store_logentry"
        " FOR EACH ROW EXECUTE FUNCTION store_log_guard()",
        "CREATE TRIGGER store_log_whole BEFORE TRUNCATE ON store_logentry"
        " FOR EACH STATEMENT EXECUTE FUNCTION store_log_guard()",
    ),
}


def add(cursor: CursorWrapper, action: str, role: str, detail: Mapping[str, Any]) -> Head:
    """Add an entry inside a transaction of the store. Takes the writers' lock: two never get one number."""
    if action not in ACTIONS:
        raise ValueError(f"nothing called {action!r} is logged")
    if not _ROLE.fullmatch(role):
        raise ValueError("a role is a lower-case word of 20 letters at most")
    _check_plain(detail)
    text = chain.canonical(detail)
    if len(text) > DETAIL_MAX:
        raise ValueError(f"the detail of an entry has {len(text):,} characters, {DETAIL_MAX:,} are allowed")
    batches.lock(cursor)
    last = head(cursor)
    seq, at = last.seq + 1, datetime.now(UTC).strftime(_AT)
    seal = chain.seal_of(last.seal, seq=seq, at=at, role=role, action=action, detail=detail)
    cursor.execute(
        f"INSERT INTO store_logentry ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s)",
        [seq, at, role, action, text, bytes.fromhex(seal)],
    )
    return Head(seq, seal)


def _check_plain(value: object) -> None:
    """ValueError unless it comes out of JSON as it went in, in every language."""
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("the keys of a detail are words")
        for inner in value.values():
            _check_plain(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check_plain(inner)
    elif value is not None and not isinstance(value, str | int):
        raise ValueError(f"a detail holds words and whole numbers, no {type(value).__name__}")


def head(cursor: CursorWrapper) -> Head:
    """The number and the seal of the last entry."""
    cursor.execute("SELECT seq, seal FROM store_logentry ORDER BY seq DESC LIMIT 1")
    row = cursor.fetchone()
    return Head(int(row[0]), bytes(row[1]).hex()) if row else Head(0, START)
