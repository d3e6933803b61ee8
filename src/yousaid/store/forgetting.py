"""Erasing single posts by reference (C10): the rows, what was counted of them, every trace of their words.

What cannot be taken back: a voice in a sketch (until the sketch is destroyed at its window's end), and the
share of a passage in the mean of an issue that has other mentions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.db.backends.utils import CursorWrapper

from yousaid.core.disclosure import rounded_total
from yousaid.core.errors import StoreError
from yousaid.core.verdict import feeling

from . import batch as batches
from . import counting, erasing, ledger, search, tombstones
from .batch import FEELINGS, HOURS_KEPT, Sums
from .times import EPOCH

#: Why posts are erased by reference, and how the log calls it.
WHY: Final = {"reference": "erase", "upstream": "erase", "receipt": "withdraw"}
#: Mentions under which an issue's title and mean would tell what single ones said.
FEW: Final = 4
_READ: Final = 500  # passages that a title is compared with
_CHUNK: Final = 400


def forget(cursor: CursorWrapper, references: Sequence[bytes], *, now: datetime, why: str, role: str) -> None:
    """Erase the posts with these references and let them never in again, in the caller's transaction."""
    if why not in WHY:
        raise ValueError(f"posts are erased for {', '.join(WHY)}, not for {why!r}")
    if any(len(reference) != tombstones.REFERENCE_BYTES for reference in references):
        raise ValueError(f"a reference has {tombstones.REFERENCE_BYTES} bytes")
    version = counting.touch(cursor)
    tombstones.set_up(cursor, references, (now - EPOCH).days)
    posts = _posts_of(cursor, references)
    for at in range(0, len(posts), _CHUNK):
        _forget_posts(cursor, posts[at : at + _CHUNK], version)
    batches.next_number(cursor, "erased", 1)
    # A grouping that runs elsewhere goes by this number: it reads the issues anew.
    batches.next_number(cursor, "mention", 1)
    erasing.note_unclean(cursor)
    ledger.add(cursor, WHY[why], role, {"why": why, "posts": rounded_total(len(posts))})


def _posts_of(cursor: CursorWrapper, references: Sequence[bytes]) -> list[int]:
    """Numbers of the posts. One look through the index of ids: one on references would cost every batch."""
    found: list[int] = []
    wanted = list(dict.fromkeys(references))
    for at in range(0, len(wanted), _CHUNK):
        part = wanted[at : at + _CHUNK]
        cursor.execute(
            f"SELECT id FROM store_post WHERE substr(post_id, {tombstones.HOUR_BYTES + 1}) IN"
            f" ({_marks(part)})",
            part,
        )
        found += [row[0] for row in cursor.fetchall()]
    return found


def _forget_posts(cursor: CursorWrapper, posts: list[int], version: int) -> None:
    rows = _mentions(cursor, posts)
    cursor.execute(
        f"SELECT source_id, COUNT(*) FROM store_post WHERE id IN ({_marks(posts)}) GROUP BY source_id", posts
    )
    by_source: dict[int, list[int]] = {source: [n, 0] for source, n in cursor.fetchall()}
    sums = Sums()
    said: dict[int, list[str]] = {}
    prints: dict[int, set[int]] = {}
    for row in rows:
        _count(sums, row)
        by_source[row["source"]][1] += 1
        if row["issue"] is not None:
            said.setdefault(row["issue"], []).append(row["text"][row["start"] : row["end"]])
            prints.setdefault(row["issue"], set()).add(row["fingerprint"] & 0xFFFF_FFFF_FFFF_FFFF)
    erasing.take_out(cursor, f"id IN ({_marks(posts)}) AND text <> ''", posts)
    cursor.execute(f"DELETE FROM store_mention WHERE post_id IN ({_marks(posts)})", posts)
    cursor.execute(f"DELETE FROM store_post WHERE id IN ({_marks(posts)})", posts)
    counting.take_back(cursor, sums, by_source, version)
    for issue, texts in said.items():
        _settle(cursor, issue, texts, prints[issue])


_FIELDS: Final = {
    "issue": "m.issue_id",
    "day": "m.day",
    "topic": "m.topic_id",
    "source": "m.source_id",
    "product": "m.product_id",
    "region": "p.region_id",
    "severity": "m.severity",
    "sentiment": "m.sentiment",
    "fingerprint": "m.fingerprint",
    "start": "m.start",
    "end": 'm."end"',
    "text": "p.text",
    "said": "p.said_hour",
    "seen": "p.seen_hour",
}


def _mentions(cursor: CursorWrapper, posts: list[int]) -> list[dict[str, Any]]:
    cursor.execute(
        f"SELECT {', '.join(_FIELDS.values())} FROM store_mention m JOIN store_post p ON p.id = m.post_id"
        f" WHERE m.post_id IN ({_marks(posts)}) ORDER BY m.id",
        posts,
    )
    return [dict(zip(_FIELDS, row, strict=True)) for row in cursor.fetchall()]


def _count(sums: Sums, row: dict[str, Any]) -> None:
    """What a mention added to the counts when it was written (batch.Book)."""
    severity, topic, source = row["severity"], row["topic"] or 0, row["source"]
    _add(sums.day[row["day"], topic, row["region"] or 0, source, row["product"] or 0], severity)
    if row["seen"] - row["said"] < HOURS_KEPT:
        hour = sums.hour[row["said"], topic, source]
        _add(hour, severity)
        place = FEELINGS[feeling(row["sentiment"])]
        if place is not None:
            hour[place] += 1
    if row["issue"] is not None:
        _add(sums.issue_day[row["issue"], row["day"]], severity)
        sums.counts[row["issue"]] += 1


def _add(count: list[int], severity: int) -> None:
    count[0] += 1
    count[1] += severity


def _settle(cursor: CursorWrapper, issue: int, erased: list[str], prints: set[int]) -> None:
    """Make an issue forget: its title, its state of the grouping, its facets; an empty one its voices too."""
    cursor.execute(
        "SELECT i.key, i.title, i.mentions, i.centroid, t.word, p.word FROM store_issue i"
        " JOIN store_label t ON t.id = i.topic_id JOIN store_label p ON p.id = i.product_id WHERE i.id = %s",
        [issue],
    )
    key, title, mentions, state, topic, product = cursor.fetchone()
    cursor.execute(
        "UPDATE store_issue SET title = %s, centroid = %s WHERE id = %s",
        [
            "" if _tells(cursor, issue, title, erased) else title,
            b"" if mentions < FEW else _without(bytes(state), key, topic, product, prints),
            issue,
        ],
    )
    cursor.execute(
        "DELETE FROM store_issuefacet WHERE issue_id = %s AND NOT EXISTS (SELECT 1 FROM store_mention m WHERE"
        " m.issue_id = store_issuefacet.issue_id AND m.source_id = store_issuefacet.source_id"
        " AND COALESCE(m.lang_id, 0) = store_issuefacet.lang)",
        [issue],
    )
    if not mentions:
        cursor.execute("DELETE FROM store_voicewindow WHERE issue_id = %s", [issue])


def _tells(cursor: CursorWrapper, issue: int, title: str, erased: Iterable[str]) -> bool:
    """Whether a title may hold words of the erased mentions that too few others say."""
    words = set(search.fold(title))
    gone = list(erased)
    if all(gone):  # a text that had expired before cannot be compared: then every word may be its
        words &= {word for text in gone for word in search.fold(text)}
    cursor.execute(
        'SELECT p.text, m.start, m."end" FROM store_mention m JOIN store_post p ON p.id = m.post_id'
        " WHERE m.issue_id = %s AND p.text <> %s ORDER BY m.id DESC LIMIT %s",
        [issue, "", _READ],
    )
    left = [text[start:end] for text, start, end in cursor.fetchall()]
    return bool(words) and (
        len(left) < FEW or not words <= {word for text in left for word in search.fold(text)}
    )


def _without(state: bytes, key: str, topic: str, product: str, prints: set[int]) -> bytes:
    """The grouping's state without these fingerprints; empty when it cannot be read."""
    from yousaid.group import IssueState  # not at the top: it brings numpy, and erasing is rare

    try:
        found = IssueState.from_bytes(state, key, topic, product)
    except StoreError:
        return b""
    kept = tuple(one for one in found.prints if one not in prints)
    return replace(found, prints=kept).to_bytes()


def _marks(values: Sequence[object]) -> str:
    return ",".join(["%s"] * len(values))
