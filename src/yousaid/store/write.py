"""The one module that writes. Everything that belongs together is written in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import pyarrow as pa
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from yousaid.core import lifecycle
from yousaid.core.errors import StoreError

from . import batch as batches
from . import counting, erasing, forgetting, labels, ledger, merging, sums, tombstones, voicing
from .batch import PlacedLike, Sums, TouchedLike, Written
from .counting import touch
from .erasing import Erased
from .opening import guarded
from .times import EPOCH

SOURCE_STATES: Final = ("ok", "quiet", "failing", "done")


@dataclass(frozen=True, slots=True)
class Stored:
    """How many of each a batch added."""

    posts: int
    mentions: int
    new_issues: int


@guarded
def ensure_source(source_id: str, *, title: str = "", product: str = "", basis: str = "public") -> None:
    """Make a source known, or call it anew. basis: public, invited or handed_in."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO store_source (slug, title, product, basis, posts, mentions, state, message)"
            " VALUES (%s, %s, %s, %s, 0, 0, 'ok', '') ON CONFLICT (slug) DO UPDATE"
            " SET title = excluded.title, product = excluded.product, basis = excluded.basis",
            [source_id[:200], (title or source_id)[:300], product[:300], basis],
        )
        touch(cursor)


@guarded
def known_posts(post_ids: Sequence[str]) -> set[str]:
    """Those of these posts (hex) that need no judging: stored already, or erased by reference."""
    ids = [bytes.fromhex(post_id) for post_id in post_ids]
    with connection.cursor() as cursor:
        return {found.hex() for found in batches.known(cursor, ids) | tombstones.among(cursor, ids)}


@guarded
def store_batch(
    batch: pa.RecordBatch,
    placed: Sequence[PlacedLike],
    touched: Sequence[TouchedLike],
    *,
    source_id: str,
    judge_id: str,
    dropped: int = 0,
    lag_seconds: float | None = None,
    cursor: str | None = None,
    erasures: int | None = None,
) -> Stored:
    """Write a batch (UNDERSTOOD_SCHEMA, one source) with issues, counts, drops and cursor: all or nothing.

    Posts that are stored already are left as they are, so the same batch twice changes nothing but the drops.
    placed, touched: what the grouping answered for this batch. cursor: where to go on; None keeps the old.
    erasures: `query.erasures()` from before the grouping read its issues; None: nothing overtook it.
    """
    with transaction.atomic(), connection.cursor() as db:
        batches.lock(db)
        source = _source(db, source_id)
        written, added = batches.write_batch(
            db,
            batch,
            placed,
            touched,
            source=source,
            judge_id=judge_id,
            keep_states=not _overtaken(db, erasures),
        )
        if written.posts or dropped or cursor is not None or lag_seconds is not None:
            version, now = touch(db), datetime.now(UTC)
            if written.posts:
                counting.add(db, added, version)
            _update_source(db, source, written, added, lag_seconds=lag_seconds, cursor=cursor)
            if dropped:
                counting.add_drops(db, source, dropped, now)
            seen = written.posts + dropped
            sums.count(db, "import", source_id, day=(now - EPOCH).days, seen=seen, kept=written.posts)
    labels.publish(written.words)
    return Stored(written.posts, written.mentions, written.new_issues)


def _overtaken(cursor: CursorWrapper, erasures: int | None) -> bool:
    """Whether something was erased since: then the grouping's states may hold what they had to forget."""
    return erasures is not None and counting.read(cursor, "erased")[0] != erasures


def _source(cursor: CursorWrapper, source_id: str) -> int:
    cursor.execute("SELECT id FROM store_source WHERE slug = %s", [source_id])
    row = cursor.fetchone()
    if row is None:
        raise StoreError(f"there is no source {source_id!r}", remedy="Make it known with ensure_source first")
    return int(row[0])


def _update_source(
    db: CursorWrapper,
    source: int,
    written: Written,
    added: Sums,
    *,
    lag_seconds: float | None,
    cursor: str | None,
) -> None:
    db.execute(
        "UPDATE store_source SET posts = posts + %s, mentions = mentions + %s, state = 'ok', message = '',"
        " last_seen_hour = COALESCE(%s, last_seen_hour), lag_seconds = COALESCE(%s, lag_seconds),"
        " cursor = COALESCE(%s, cursor) WHERE id = %s",
        [written.posts, written.mentions, added.seen, lag_seconds, cursor, source],
    )


@guarded
def load_cursor(source_id: str) -> str | None:
    """Where the reading of a source goes on; None for a new one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cursor FROM store_source WHERE slug = %s", [source_id])
        row = cursor.fetchone()
    return row[0] if row else None


@guarded
def set_source_health(
    source_id: str, *, state: str, message: str = "", lag_seconds: float | None = None
) -> None:
    """Say how a source is doing: ok, quiet, failing or done, and in a sentence why.

    done: it was read to its end, and what was imported of it since is logged as one entry.
    """
    if state not in SOURCE_STATES:
        raise ValueError(f"a source is one of {', '.join(SOURCE_STATES)}, not {state!r}")
    with transaction.atomic(), connection.cursor() as db:
        batches.lock(db)
        _source(db, source_id)
        if state == "done":
            sums.end(db, action="import", about=source_id)
        db.execute(
            "UPDATE store_source SET state = %s, message = %s, lag_seconds = COALESCE(%s,"
            " lag_seconds) WHERE slug = %s",
            [state, message[:500], lag_seconds, source_id],
        )
        touch(db)


@guarded
def load_issue_states() -> list[tuple[bytes, str, str, str]]:
    """What the grouping needs to go on: (bytes, key, topic_id, product) of every issue that may grow.

    One that an erasure left with few mentions does not: people who say it again begin a new one.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.centroid, i.key, t.word, p.word FROM store_issue i JOIN store_label t ON t.id"
            " = i.topic_id"
            " JOIN store_label p ON p.id = i.product_id WHERE i.merged_into_id IS NULL"
            " AND length(i.centroid) > 0 ORDER BY i.id"
        )
        return [(bytes(state), key, topic, product) for state, key, topic, product in cursor.fetchall()]


@guarded
def set_titles(titles: Mapping[str, str]) -> None:
    """Give issues (by key) a title. It must have passed the gate: it is shown and searched."""
    with transaction.atomic(), connection.cursor() as cursor:
        batches.lock(cursor)
        version = touch(cursor)
        rows = [(title[:300], version, key) for key, title in titles.items()]
        cursor.executemany("UPDATE store_issue SET title = %s, changed = %s WHERE key = %s", rows)


@guarded
def texts_for_titles(keys: Iterable[str], *, per: int = 30) -> dict[str, list[str]]:
    """The newest passages of issues (by key), up to `per` each; erased ones are left out."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute(
                'SELECT p.text, m.start, m."end" FROM store_mention m JOIN store_post p ON p.id = m.post_id'
                " JOIN store_issue i ON i.id = m.issue_id WHERE i.key = %s AND p.text <> %s ORDER BY"
                " m.id DESC LIMIT %s",
                [key, "", per],
            )
            found[key] = [text[start:end] for text, start, end in cursor.fetchall()]
    return found


@guarded
def change_state(issue_id: int, to: str, reason: str, role: str, now: datetime) -> None:
    """Move an issue to another state, with the reason and the role it is done in.

    now: aware. TransitionError when it may not go there, StoreError when there is no such issue.
    The reason is kept as it is: who calls has redacted it.
    """
    from . import models  # not at the top: this module is imported before Django is set up

    with transaction.atomic(), connection.cursor() as cursor:
        batches.lock(cursor)
        issue = models.Issue.objects.filter(id=issue_id, merged_into=None).first()
        if issue is None:
            raise StoreError(f"there is no issue {issue_id}")
        lifecycle.check_transition(issue.state, to, reason)
        models.IssueStep.objects.create(
            issue=issue, at=now, before=issue.state, after=to, reason=reason.strip(), role=role
        )
        before, issue.state = issue.state, to
        issue.resolved_at = now if to == "resolved" else None
        issue.changed = touch(cursor)
        issue.save(update_fields=["state", "resolved_at", "changed"])
        ledger.add(cursor, "issue_state", role, {"issue": issue.id, "before": before, "after": to})


@guarded
def merge_issues(
    pairs: Sequence[tuple[str, str]], touched: Sequence[TouchedLike] = (), *, erasures: int | None = None
) -> int:
    """Merge issues, each (from, into) by key, in order; returns how many. Nothing is counted twice or lost.

    touched: the grouping's states of those that took others in, saved in the same transaction.
    erasures: as for store_batch.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        batches.lock(cursor)
        version = touch(cursor)
        merged = sum(merging.merge(cursor, gone, into, version) for gone, into in pairs)
        if not _overtaken(cursor, erasures):
            batches.save_states(cursor, touched)
    return merged


@guarded
def close_windows(now: datetime) -> int:
    """Destroy sketch and key of every voice window that is over; its count stays. Returns how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        batches.lock(cursor)
        return voicing.close(cursor, now)


@guarded
def erase_expired(now: datetime, days: int) -> Erased:
    """Erase the text of posts that were seen more than `days` days before `now`, in rows, index and files."""
    return erasing.erase_texts(now, days)


@guarded
def erase_references(references: Sequence[bytes], *, now: datetime, why: str, role: str) -> None:
    """Erase posts by reference and never let them in again: rows, counts, index, titles, bytes of files.

    references: the last 12 bytes of post ids (`Gate.reference`). why: reference (somebody asked), upstream
    (it is gone where it was said) or receipt (who handed it over took it back). Nobody learns whether one
    was held. All of it happens or nothing; must not be called inside another transaction.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        batches.lock(cursor)
        forgetting.forget(cursor, references, now=now, why=why, role=role)
    erasing.clean_files()


@guarded
def log_sums(now: datetime) -> None:
    """Log what was imported and what expired on the days before `now`'s."""
    with transaction.atomic(), connection.cursor() as cursor:
        batches.lock(cursor)
        sums.end_before(cursor, (now - EPOCH).days)


@dataclass(frozen=True, slots=True)
class Untitled:
    """An issue without a title."""

    key: str
    topic_id: str
    product: str


@guarded
def untitled_issues(*, least: int = 1) -> list[Untitled]:
    """Issues that have no title yet and at least so many mentions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.key, t.word, p.word FROM store_issue i JOIN store_label t ON t.id = i.topic_id"
            " JOIN store_label p ON p.id = i.product_id"
            " WHERE i.title = %s AND i.merged_into_id IS NULL AND i.mentions >= %s ORDER BY i.id",
            ["", least],
        )
        return [Untitled(*row) for row in cursor.fetchall()]


@guarded
def frozen_issues() -> set[str]:
    """Keys of issues that a person worked on: the grouping does not merge them away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key FROM store_issue WHERE merged_into_id IS NULL AND"
            " (state <> 'new' OR id IN (SELECT issue_id FROM store_issuestep))"
        )
        return {row[0] for row in cursor.fetchall()}


@guarded
def sample_texts(n: int) -> list[str]:
    """Texts of the newest posts, up to n: what is usual here, against which a title's words stand out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM store_post WHERE text <> %s ORDER BY id DESC LIMIT %s", ["", n])
        return [row[0] for row in cursor.fetchall()]
