"""Erase posts that somebody names: by what their source calls them, or by the receipt of a submission (C10).

Nobody learns from it whether such a post was held: it is gone, and it will not come in again.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from yousaid.config import Config
from yousaid.core.errors import InputError
from yousaid.core.receipt import SOURCE, receipt_keys
from yousaid.gate import Gate
from yousaid.gate.gate import UNDATED
from yousaid.sources.values import name as as_file_id
from yousaid.store import query, write


def erase_posts(config: Config, source_id: str, names: Sequence[str], *, role: str) -> None:
    """Erase the posts of a source that it calls by these names, in the store that is open.

    A name is the post's address where it was said, or for an imported file the cell of its id column.
    InputError for a source that nobody knows: most likely it is misspelt.
    """
    known = sorted({*config.sources, *(row.id for row in query.source_rows()), SOURCE})
    if source_id not in known:
        raise InputError(f"there is no source {source_id!r}", remedy=f"Known: {', '.join(known)}")
    keys = [key for name in names for key in _keys(source_id, name)]
    _erase(config, source_id, keys, why="reference", role=role)


def _keys(source_id: str, name: str) -> list[str]:
    """The keys that a post of this name can have; without a date it has another (sources/file.py)."""
    there = name.strip()
    keys = [there, f"file:{source_id}:{as_file_id(name) or ''}"]
    return keys + [UNDATED + key for key in keys]


def withdraw(config: Config, code: str, *, role: str) -> None:
    """Erase the submission with this receipt and its additions. InputError when the code is none."""
    _erase(config, SOURCE, receipt_keys(code), why="receipt", role=role)


def _erase(config: Config, source_id: str, keys: Sequence[str], *, why: str, role: str) -> None:
    gate = Gate(id_key=config.secret("post ids"))
    references = [gate.reference(source_id, key) for key in keys]
    write.erase_references(references, now=datetime.now(UTC), why=why, role=role)
