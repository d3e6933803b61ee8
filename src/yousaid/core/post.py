"""Posts on their way in: the one type in memory, and the column layouts between rooms.

Times are UTC. A RawPost lives in memory only: it prints no content and cannot be pickled, so
that neither a log line nor a crash dump nor a queue can carry one.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NoReturn

import pyarrow as pa

KINDS: Final = ("post", "comment", "review", "submission")
AUDIENCES: Final = ("public", "invited", "handed_in")
MAX_TEXT: Final = 4_000  # code points kept of a post

_RAW_FIELDS: "Final[list[pa.Field[Any]]]" = [
    pa.field("key", pa.string(), nullable=False),
    pa.field("source_id", pa.string(), nullable=False),
    pa.field("product", pa.string(), nullable=False),
    pa.field("said_at", pa.timestamp("s", tz="UTC"), nullable=False),
    pa.field("seen_at", pa.timestamp("s", tz="UTC"), nullable=False),
    pa.field("text", pa.string(), nullable=False),
    pa.field("kind", pa.string(), nullable=False),
    pa.field("audience", pa.string(), nullable=False),
    pa.field("lang", pa.string()),
    pa.field("rating", pa.float32()),
    pa.field("region", pa.string()),
    pa.field("version", pa.string()),
    pa.field("score", pa.int32()),
    pa.field("replies", pa.int32()),
    pa.field("voice", pa.uint64(), nullable=False),
]

#: What a source hands to the gate. `voice` is a keyed 64-bit hash, 0 when the source knows none.
RAW_SCHEMA: Final = pa.schema(_RAW_FIELDS)

#: One mention: a passage that speaks of one thing, with what the judge says of it.
MENTION: Final = pa.struct(
    [
        pa.field("part", pa.int16(), nullable=False),
        pa.field("start", pa.int32(), nullable=False),  # code points into text
        pa.field("end", pa.int32(), nullable=False),
        pa.field("topic_id", pa.string()),  # "app/crash"; null where the judge abstains
        pa.field("topic_prob", pa.float32(), nullable=False),
        pa.field("problem_prob", pa.float32(), nullable=False),
        pa.field("severity", pa.int8(), nullable=False),  # 0..4
        pa.field("sentiment", pa.float32()),  # -1..1; null in the workers profile
        pa.field("fingerprint", pa.uint64(), nullable=False),
        pa.field("embedding", pa.binary()),  # float16, little endian; null without an encoder
    ]
)

_POST_FIELDS: "Final[list[pa.Field[Any]]]" = [
    pa.field("post_id", pa.string(), nullable=False),  # 32 hex digits; the first 8 are the hour
    pa.field("source_id", pa.string(), nullable=False),
    pa.field("product", pa.string(), nullable=False),
    pa.field("kind", pa.string(), nullable=False),
    pa.field("said_at", pa.timestamp("s", tz="UTC"), nullable=False),  # whole hours
    pa.field("seen_at", pa.timestamp("s", tz="UTC"), nullable=False),  # whole hours
    pa.field("lang", pa.string()),
    pa.field("lang_prob", pa.float32()),
    pa.field("text", pa.string(), nullable=False),  # redacted
    pa.field("redactions", pa.int16(), nullable=False),
    pa.field("rating", pa.float32()),
    pa.field("region", pa.string()),
    pa.field("version", pa.string()),
    pa.field("score", pa.int32()),
    pa.field("replies", pa.int32()),
    pa.field("policy", pa.string(), nullable=False),  # gate version that let it in
]

# Memory only: the store folds voices into sketches and references into a closed table, and keeps neither.
_TRANSIENT_FIELDS: "Final[list[pa.Field[Any]]]" = [
    pa.field("key", pa.string(), nullable=False),
    pa.field("audience", pa.string(), nullable=False),
    pa.field("voice", pa.uint64(), nullable=False),
]

#: What gate.admit gives: redacted posts.
POST_SCHEMA: Final = pa.schema(_POST_FIELDS + _TRANSIENT_FIELDS)

#: What judge.judge gives: mentions, and two scores that only gate.release may read.
JUDGED_SCHEMA: Final = pa.schema(
    [
        *_POST_FIELDS,
        *_TRANSIENT_FIELDS,
        pa.field("mentions", pa.list_(MENTION), nullable=False),
        pa.field("never_kept_prob", pa.float32(), nullable=False),
        pa.field("on_topic", pa.float32(), nullable=False),
    ]
)

#: What gate.release, and so `understand`, gives: posts with their verdicts.
UNDERSTOOD_SCHEMA: Final = pa.schema(
    [*_POST_FIELDS, *_TRANSIENT_FIELDS, pa.field("mentions", pa.list_(MENTION), nullable=False)]
)


@dataclass(frozen=True, slots=True, repr=False)
class RawPost:
    """Something said in public or handed over, before the gate. It has no author.

    key:      canonical URI; the same post always has the same key.
    said_at:  when it was said, aware, UTC.
    rating:   0..1 or None.
    voice:    64-bit keyed hash of who spoke, made inside the source's adapter; 0 = unknown.
    """

    key: str
    said_at: datetime
    text: str
    kind: str = "post"
    audience: str = "public"
    lang: str | None = None
    rating: float | None = None
    region: str | None = None
    version: str | None = None
    score: int | None = None
    replies: int | None = None
    voice: int = 0

    def __repr__(self) -> str:
        return f"<RawPost {self.kind}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a RawPost lives in memory only")


def clean_text(text: str) -> str:
    """Text as it is judged: NFC, no control characters, white space runs made one, at most MAX_TEXT."""
    text = unicodedata.normalize("NFC", text[: 4 * MAX_TEXT])
    if not text.replace("\n", "").isprintable():
        text = "".join(c if c.isprintable() or c in "\n\u200d" else " " for c in text)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)[:MAX_TEXT].rstrip()


def raw_batch(
    posts: Iterable[RawPost], *, source_id: str, product: str = "", seen_at: datetime
) -> pa.RecordBatch:
    """Posts of one source as a batch of RAW_SCHEMA.

    seen_at: when they were fetched, aware. Raises ValueError for an unknown kind or audience.
    """
    rows: Sequence[RawPost] = list(posts)
    for post in rows:
        if post.kind not in KINDS or post.audience not in AUDIENCES:
            raise ValueError(f"unknown kind or audience: {post.kind}, {post.audience}")
    columns = {
        name: [getattr(post, name) for post in rows]
        for name in RAW_SCHEMA.names
        if name not in ("source_id", "product", "seen_at")
    }
    columns |= {
        "source_id": [source_id] * len(rows),
        "product": [product] * len(rows),
        "seen_at": [seen_at] * len(rows),
    }
    return pa.RecordBatch.from_pydict(columns, schema=RAW_SCHEMA)
