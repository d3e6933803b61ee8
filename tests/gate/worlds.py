"""Batches of invented posts."""

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from yousaid.core.post import JUDGED_SCHEMA, POST_SCHEMA, RawPost, raw_batch
from yousaid.gate import Gate

KEY = b"a key for tests, 32 bytes long.."
NOON = datetime(2026, 3, 4, 12, 34, 56, tzinfo=UTC)


def a_gate(*keep: str) -> Gate:
    """A gate that keeps some brands."""
    return Gate(id_key=KEY, keep=keep)


def defaults(n: int, text: str) -> dict[str, Any]:
    return {"key": f"https://example.org/{n}", "said_at": NOON, "text": text}


def raw(*texts: str, **fields: Any) -> pa.RecordBatch:
    """Raw posts with these texts; keys count from 0."""
    posts = [RawPost(**(defaults(n, text) | fields)) for n, text in enumerate(texts)]
    return raw_batch(posts, source_id="reviews", product="app", seen_at=NOON)


def judged(*scores: tuple[float | None, float | None]) -> pa.RecordBatch:
    """Judged posts with these (never_kept_prob, on_topic)."""
    posts = a_gate().admit(raw(*(f"The app crashes, number {n}" for n in range(len(scores)))))
    columns = {name: posts.column(name) for name in POST_SCHEMA.names} | {
        "mentions": pa.array([[]] * len(scores), JUDGED_SCHEMA.field("mentions").type),
        "never_kept_prob": pa.array([never for never, _ in scores], pa.float32()),
        "on_topic": pa.array([topic for _, topic in scores], pa.float32()),
    }
    return pa.RecordBatch.from_arrays([columns[name] for name in JUDGED_SCHEMA.names], schema=JUDGED_SCHEMA)
