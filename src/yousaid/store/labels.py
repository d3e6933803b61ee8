"""Words kept once: topics, products, languages, regions, versions, judges, policies; and a cache of them."""

import threading
from collections.abc import Iterable
from typing import Final

from django.db import connection
from django.db.backends.utils import CursorWrapper

Word = tuple[str, str]  # kind, word

LENGTH: Final = 300
_lock: Final = threading.Lock()
_ids: dict[Word, int] = {}
_words: dict[int, Word] = {}
_read_to = 0  # all labels up to this number are in the cache; writers publish single ones above it


def forget() -> None:
    """Empty the cache: another database follows."""
    global _read_to
    with _lock:
        _ids.clear()
        _words.clear()
        _read_to = 0


def publish(found: dict[Word, int]) -> None:
    """Remember labels that are committed. Rows of Label never change, so nothing is ever stale."""
    kept = {(kind, word): number for (kind, word), number in found.items() if len(word) <= LENGTH}
    with _lock:
        _ids.update(kept)
        _words.update({number: word for word, number in kept.items()})


def ensure(cursor: CursorWrapper, wanted: Iterable[Word]) -> dict[Word, int]:
    """Numbers of words, new ones written in the caller's transaction; publish them once it is committed.

    Of a long word the first LENGTH characters are kept.
    """
    asked = set(wanted)
    keys = {(kind, word[:LENGTH]) for kind, word in asked}
    found = {key: _ids[key] for key in keys if key in _ids}
    missing = sorted(keys - found.keys())
    if missing:
        cursor.executemany(
            "INSERT INTO store_label (kind, word) VALUES (%s, %s) ON CONFLICT (kind, word) DO NOTHING",
            missing,
        )
        for kind in sorted({kind for kind, _ in missing}):
            words = [word for k, word in missing if k == kind]
            for at in range(0, len(words), 500):
                part = words[at : at + 500]
                marks = ",".join(["%s"] * len(part))
                cursor.execute(
                    f"SELECT id, kind, word FROM store_label WHERE kind = %s AND word IN ({marks})",
                    [kind, *part],
                )
                found.update({(k, word): number for number, k, word in cursor.fetchall()})
    return {(kind, word): found[kind, word[:LENGTH]] for kind, word in asked}


def word_of(number: int | None) -> str | None:
    """The word of a number; None for none."""
    if not number:
        return None
    if number not in _words:
        _load()
    return _words[number][1]


def id_of(kind: str, word: str) -> int | None:
    """The number of a word; None when no post has it."""
    if (kind, word) not in _ids:
        _load()
    return _ids.get((kind, word))


def ids_of_topic(topic: str) -> list[int]:
    """The numbers of a sub-topic ("app/crash"), or of a topic and all its sub-topics ("app")."""
    _load()
    with _lock:
        return sorted(
            number
            for (kind, word), number in _ids.items()
            if kind == "topic" and (word == topic or word.startswith(f"{topic}/"))
        )


def words(kind: str) -> list[str]:
    """All words of a kind, sorted."""
    _load()
    with _lock:
        return sorted(word for k, word in _ids if k == kind)


def _load() -> None:
    """Read the labels that came since the last time."""
    global _read_to
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, kind, word FROM store_label WHERE id > %s", [_read_to])
        found = {(kind, word): number for number, kind, word in cursor.fetchall()}
    publish(found)
    with _lock:
        _read_to = max(_read_to, *found.values()) if found else _read_to
