"""A batch of understood posts as Python lists, one a column: the fastest way out of Arrow into rows."""

from dataclasses import dataclass
from typing import Any, Final, cast

import pyarrow as pa

HOUR: Final = 3_600
_POST: Final = (
    "product",
    "kind",
    "lang",
    "lang_prob",
    "text",
    "redactions",
    "rating",
    "region",
    "version",
    "score",
    "replies",
    "policy",
    "voice",
)
_MENTION: Final = (
    "part",
    "start",
    "end",
    "topic_id",
    "topic_prob",
    "problem_prob",
    "severity",
    "sentiment",
    "fingerprint",
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Lists by column name; hours since the epoch. A post's mentions begin at first[row]."""

    ids: list[bytes]
    said: list[int]
    seen: list[int]
    post: dict[str, list[Any]]
    mention: dict[str, list[Any]]
    first: list[int]

    def __len__(self) -> int:
        return len(self.ids)


def columns_of(batch: pa.RecordBatch) -> Columns:
    """The columns of a batch of UNDERSTOOD_SCHEMA, without embeddings: they are not stored."""
    mentions = cast("pa.ListArray[Any]", batch.column("mentions"))
    inner = cast(pa.StructArray, mentions.flatten())
    first = [0]
    for n in mentions.value_lengths().to_pylist():
        first.append(first[-1] + (n or 0))
    return Columns(
        ids=[bytes.fromhex(str(text)) for text in batch.column("post_id").to_pylist()],
        said=_hours(batch.column("said_at")),
        seen=_hours(batch.column("seen_at")),
        post={name: batch.column(name).to_pylist() for name in _POST},
        mention={name: inner.field(name).to_pylist() for name in _MENTION},
        first=first,
    )


def _hours(column: Any) -> list[int]:
    seconds: list[int] = column.cast(pa.timestamp("s", tz="UTC")).cast(pa.int64()).to_pylist()
    return [second // HOUR for second in seconds]
