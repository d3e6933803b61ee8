"""Writing one batch: everything of it in one transaction, rows by executemany, sums made before the upserts.

write.store_batch is the way in. Rows get rising numbers from Counter; writers come one after another
(BEGIN IMMEDIATE, or an advisory lock), so numbers are also in the order in which readers see them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import pyarrow as pa
from django.db import connection
from django.db.backends.utils import CursorWrapper

from yousaid.core.errors import StoreError
from yousaid.core.verdict import feeling
from yousaid.core.voices import own_voice

from . import labels, search, tombstones, voicing
from .columns import Columns, columns_of

HOURS_KEPT: Final = 14 * 24
_LOCK: Final = 0x796F7573  # any number, the same for every writer
_CHUNK: Final = 500
_KINDS: Final = ("topic", "product", "lang", "region", "version", "policy", "judge")
FEELINGS: Final = {"": None, "negative": 2, "neutral": 3, "positive": 4}


class PlacedLike(Protocol):
    """Where the grouping put a mention: row of the batch, part of the post, key of the issue."""

    @property
    def row(self) -> int: ...
    @property
    def part(self) -> int: ...
    @property
    def issue(self) -> str: ...


class TouchedLike(Protocol):
    """An issue that the grouping changed."""

    @property
    def key(self) -> str: ...
    @property
    def topic_id(self) -> str: ...
    @property
    def product(self) -> str: ...
    @property
    def n(self) -> int: ...
    def to_bytes(self) -> bytes:
        """What the grouping needs to go on."""
        ...


@dataclass(slots=True)
class Sums:
    """What a batch adds to the tables of counts."""

    issue_day: dict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    hour: dict[tuple[int, ...], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0] * 5))
    day: dict[tuple[int, ...], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    voices: dict[tuple[int, int], set[int]] = field(default_factory=lambda: defaultdict(set))
    facets: set[tuple[int, int, int]] = field(default_factory=set)
    latest: dict[int, int] = field(default_factory=dict)  # issue -> hour of its newest mention
    first: dict[int, int] = field(default_factory=dict)  # issue -> hour of its oldest mention
    counts: dict[int, int] = field(default_factory=lambda: defaultdict(int))  # issue -> mentions
    newest: int = 0  # newest hour that something was said, of those that are not in the future
    seen: int | None = None  # newest hour that something was seen


@dataclass(slots=True)
class Written:
    """Numbers of what was written, and the labels to publish after the commit."""

    posts: int = 0
    mentions: int = 0
    new_issues: int = 0
    words: dict[labels.Word, int] = field(default_factory=dict)


def lock(cursor: CursorWrapper) -> None:
    """Wait for other writers; SQLite's BEGIN IMMEDIATE has done so already."""
    if connection.vendor == "postgresql":
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def next_number(cursor: CursorWrapper, what: str, n: int) -> int:
    """The first of n new numbers of a counter."""
    cursor.execute(
        "INSERT INTO store_counter (what, n) VALUES (%s, %s) "
        "ON CONFLICT (what) DO UPDATE SET n = store_counter.n + excluded.n RETURNING n",
        [what, n],
    )
    return int(cursor.fetchone()[0]) - n + 1


def known(cursor: CursorWrapper, ids: Sequence[bytes]) -> set[bytes]:
    """Which posts are stored already."""
    found: set[bytes] = set()
    for at in range(0, len(ids), _CHUNK):
        part = ids[at : at + _CHUNK]
        marks = ",".join(["%s"] * len(part))
        cursor.execute(f"SELECT post_id FROM store_post WHERE post_id IN ({marks})", part)
        found.update(bytes(row[0]) for row in cursor.fetchall())
    return found


def write_batch(
    cursor: CursorWrapper,
    batch: pa.RecordBatch,
    placed: Sequence[PlacedLike],
    touched: Sequence[TouchedLike],
    *,
    source: int,
    judge_id: str,
    keep_states: bool,
) -> tuple[Written, Sums]:
    """Write the posts of a batch that are new, with mentions and issues, in the caller's transaction.

    keep_states: whether what the grouping needs of issues is kept too.
    """
    data = columns_of(batch)
    rows = _fresh_rows(cursor, data)
    if not rows:
        return Written(), Sums()
    ids = labels.ensure(cursor, _labels_of(data, rows, touched, judge_id))
    chosen = set(rows)
    where = {(p.row, p.part): p.issue for p in placed if p.row in chosen}
    issues, fresh = _issues(cursor, data, where, touched, ids, keep_states=keep_states)
    counted = sum(data.first[row + 1] - data.first[row] for row in rows)
    post = next_number(cursor, "post", len(rows))
    mention = next_number(cursor, "mention", counted)
    book = Book(
        data=data,
        source=source,
        judge=ids["judge", judge_id],
        words=_numbers(ids),
        issues={at: issues[key] for at, key in where.items()},
    )
    book.enter(rows, post, mention)
    cursor.executemany(search.INSERT_POST, book.posts)
    cursor.executemany(_INSERT_MENTION, book.mentions)
    search.index(cursor, post, post + len(rows) - 1)
    return Written(len(rows), counted, len(fresh), ids), book.sums


def _fresh_rows(cursor: CursorWrapper, data: Columns) -> list[int]:
    """Rows that are neither stored already nor earlier in the batch, nor were erased by reference."""
    there = known(cursor, data.ids) | tombstones.among(cursor, data.ids)
    rows = []
    for row, post_id in enumerate(data.ids):
        if post_id not in there:
            there.add(post_id)
            rows.append(row)
    return rows


def _labels_of(
    data: Columns, rows: list[int], touched: Sequence[TouchedLike], judge_id: str
) -> set[labels.Word]:
    wanted: set[labels.Word] = {("judge", judge_id)}
    for name in ("product", "lang", "region", "version", "policy"):
        column = data.post[name]
        wanted.update((name, word) for word in {column[row] for row in rows} if word is not None)
    wanted.update(("topic", word) for word in set(data.mention["topic_id"]) if word is not None)
    for state in touched:
        wanted.update((("topic", state.topic_id), ("product", state.product)))
    return wanted


def _issues(
    cursor: CursorWrapper,
    data: Columns,
    where: Mapping[tuple[int, int], str],
    touched: Sequence[TouchedLike],
    ids: Mapping[labels.Word, int],
    *,
    keep_states: bool,
) -> tuple[dict[str, int], set[int]]:
    """Issue numbers by key, after creating those that begin here; and which those are."""
    found = find_issues(cursor, {*where.values(), *(state.key for state in touched)})
    states = {state.key: state for state in touched}
    days: dict[str, list[int]] = defaultdict(list)
    for (row, _), key in where.items():
        if key not in found:
            days[key].append(data.said[row] // 24)
    if not days.keys() <= states.keys():
        raise StoreError("a mention was placed in an issue that the grouping did not hand over")
    first = next_number(cursor, "issue", len(days)) if days else 0
    new = []
    for number, (key, said) in enumerate(days.items(), first):
        state = states[key]
        topic = ids["topic", state.topic_id]
        product = ids["product", state.product]
        kept = state.to_bytes() if keep_states else b""
        new.append((number, key, topic, product, kept, state.n, min(said), max(said)))
        found[key] = number
    if new:
        cursor.executemany(
            "INSERT INTO store_issue (id, key, topic_id, product_id, state, title, centroid, n, mentions,"
            " first_day, last_day, changed) VALUES (%s, %s, %s, %s, 'new', '', %s, %s, 0, %s, %s, 0)",
            new,
        )
    if keep_states:
        save_states(cursor, [state for state in touched if state.key not in days])
    return found, {row[0] for row in new}


def save_states(cursor: CursorWrapper, touched: Iterable[TouchedLike]) -> None:
    """Keep what the grouping needs of issues that are there; not of those that it has to forget."""
    rows = [(state.to_bytes(), state.n, state.key) for state in touched]
    if rows:
        cursor.executemany(
            "UPDATE store_issue SET centroid = %s, n = %s WHERE key = %s AND length(centroid) > 0", rows
        )


def find_issues(cursor: CursorWrapper, keys: Iterable[str]) -> dict[str, int]:
    """Issue numbers by key; of an issue that was merged away, the one it went into."""
    found: dict[str, int] = {}
    ordered = sorted(set(keys))
    for at in range(0, len(ordered), _CHUNK):
        part = ordered[at : at + _CHUNK]
        marks = ",".join(["%s"] * len(part))
        cursor.execute(
            f"SELECT key, COALESCE(merged_into_id, id) FROM store_issue WHERE key IN ({marks})", part
        )
        found.update(cursor.fetchall())
    return found


_INSERT_MENTION: Final = (
    'INSERT INTO store_mention (id, post_id, part, start, "end", day, topic_id, topic_prob,'
    " problem_prob, severity,"
    " sentiment, fingerprint, source_id, product_id, lang_id, issue_id, judge_id)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


def _numbers(ids: Mapping[labels.Word, int]) -> dict[str, dict[str | None, int | None]]:
    """Label numbers by kind and word; None is no label."""
    numbers: dict[str, dict[str | None, int | None]] = {kind: {None: None} for kind in _KINDS}
    for (kind, word), number in ids.items():
        numbers[kind][word] = number
    return numbers


@dataclass(slots=True)
class Book:
    """Rows of posts and mentions in the making, and what they add to the counts."""

    data: Columns
    source: int
    judge: int
    words: dict[str, dict[str | None, int | None]]
    issues: dict[tuple[int, int], int]  # by row and part
    sums: Sums = field(default_factory=Sums)
    posts: list[tuple[Any, ...]] = field(default_factory=list)
    mentions: list[tuple[Any, ...]] = field(default_factory=list)

    def enter(self, rows: Sequence[int], post: int, mention: int) -> None:
        """Make the rows of these posts of the batch, numbered from `post` and `mention`."""
        data, sums = self.data, self.sums
        sums.newest = max(min(data.said[row], data.seen[row]) for row in rows)
        sums.seen = max(data.seen[row] for row in rows)
        for number, row in enumerate(rows, post):
            mention = self._enter_mentions(row, number, mention)

    def _enter_post(self, row: int, number: int, labelled: tuple[int | None, ...], facets: str) -> None:
        data, post = self.data, self.data.post
        product, lang, region = labelled
        self.posts.append(
            (number, data.ids[row], self.source, product, post["kind"][row], data.said[row], data.seen[row],
             lang, post["lang_prob"][row], post["text"][row], post["redactions"][row], post["rating"][row],
             region,
             self.words["version"][post["version"][row]], post["score"][row], post["replies"][row],
             self.words["policy"][post["policy"][row]], facets)
        )  # fmt: skip

    def _enter_mentions(self, row: int, post_number: int, number: int) -> int:
        """The post's row and its mentions' rows; the next mention's number."""
        data, source, post, mention = self.data, self.source, self.data.post, self.data.mention
        day = data.said[row] // 24
        product = self.words["product"][post["product"][row]]
        lang = self.words["lang"][post["lang"][row]]
        region = self.words["region"][post["region"][row]]
        topics: list[int] = []
        worst = 0
        for at in range(data.first[row], data.first[row + 1]):
            topic = self.words["topic"][mention["topic_id"][at]]
            severity, part, mood = mention["severity"][at], mention["part"][at], mention["sentiment"][at]
            issue = self.issues.get((row, part))
            self.mentions.append(
                (number, post_number, part, mention["start"][at], mention["end"][at], day, topic,
                 mention["topic_prob"][at], mention["problem_prob"][at], severity, mood,
                 _signed(mention["fingerprint"][at]), source, product, lang, issue, self.judge)
            )  # fmt: skip
            number += 1
            worst = max(worst, severity)
            if topic is not None and topic not in topics:
                topics.append(topic)
            self._count(row, (day, topic or 0, region or 0, source, product or 0), severity, mood)
            if issue is not None:
                self._count_issue(issue, row, day, severity, lang)
        single = post["voice"][row] == own_voice(data.ids[row])
        facets = search.facet_tokens(source, product, lang, tuple(topics), worst, single=single)
        self._enter_post(row, post_number, (product, lang, region), facets)
        return number

    def _count(self, row: int, at: tuple[int, int, int, int, int], severity: int, mood: float | None) -> None:
        count = self.sums.day[at]
        count[0] += 1
        count[1] += severity
        said = self.data.said[row]
        if self.data.seen[row] - said < HOURS_KEPT:
            count = self.sums.hour[said, at[1], self.source]
            count[0] += 1
            count[1] += severity
            place = FEELINGS[feeling(mood)]
            if place is not None:
                count[place] += 1

    def _count_issue(self, issue: int, row: int, day: int, severity: int, lang: int | None) -> None:
        sums, said = self.sums, self.data.said[row]
        count = sums.issue_day[issue, day]
        count[0] += 1
        count[1] += severity
        sums.counts[issue] += 1
        sums.voices[issue, voicing.window_of_hour(said)].add(self.data.post["voice"][row])
        sums.facets.add((issue, self.source, lang or 0))
        sums.latest[issue] = max(said, sums.latest.get(issue, said))
        sums.first[issue] = min(said, sums.first.get(issue, said))


def _signed(number: int) -> int:
    """64 bits as the databases keep them."""
    return number - (1 << 64) if number >= 1 << 63 else number
