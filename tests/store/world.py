"""Posts as the pipeline hands them to the store, made up one by one, and what a grouping would answer."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

import pyarrow as pa

from yousaid.core.post import UNDERSTOOD_SCHEMA
from yousaid.store import write

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Placed:
    row: int
    part: int
    issue: str
    new: bool = False
    twin: bool = False


@dataclass(frozen=True)
class Touched:
    key: str
    topic_id: str
    product: str
    n: int

    def to_bytes(self) -> bytes:
        return b"state of " + self.key.encode() + str(self.n).encode()


@dataclass
class Said:
    """One post with one mention; `issue` None leaves it unplaced."""

    text: str
    key: str = ""
    issue: str | None = "crash"
    topic: str | None = "app/crash"
    severity: int = 2
    sentiment: float | None = -0.5
    product: str = "Parcels"
    kind: str = "review"
    lang: str | None = "en"
    region: str | None = "SG"
    version: str | None = "5.1"
    said: datetime = NOON
    seen: datetime | None = None
    voice: int | None = None
    more: list[tuple[str, str | None, int]] = field(default_factory=list)  # passage's topic, issue, severity

    @property
    def name(self) -> str:
        return self.key or f"{self.text}|{self.said.isoformat()}|{self.issue}"

    @property
    def post_id(self) -> str:
        hour = int(self.said.timestamp()) // 3600
        return f"{hour:08x}" + blake2b(self.name.encode(), digest_size=12).hexdigest()


def batch(posts: list[Said], source_id: str = "reviews") -> pa.RecordBatch:
    rows: list[dict[str, Any]] = []
    for post in posts:
        passages = [(post.topic, post.severity)] + [(topic, severity) for topic, _, severity in post.more]
        rows.append(
            {
                "post_id": post.post_id,
                "source_id": source_id,
                "product": post.product,
                "kind": post.kind,
                "said_at": post.said,
                "seen_at": post.seen or post.said + timedelta(hours=1),
                "lang": post.lang,
                "lang_prob": 0.9,
                "text": post.text,
                "redactions": 0,
                "rating": 0.25,
                "region": post.region,
                "version": post.version,
                "score": None,
                "replies": None,
                "policy": "gate@1",
                "key": f"made-up:{post.name}",
                "audience": "public",
                "voice": int(post.post_id[8:24], 16) if post.voice is None else post.voice,
                "mentions": [
                    {
                        "part": part,
                        "start": 0,
                        "end": len(post.text),
                        "topic_id": topic,
                        "topic_prob": 0.75,
                        "problem_prob": 0.5,
                        "severity": severity,
                        "sentiment": post.sentiment,
                        "fingerprint": (1 << 63) + 5,
                        "embedding": b"\0\0",
                    }
                    for part, (topic, severity) in enumerate(passages)
                ],
            }
        )
    return pa.RecordBatch.from_pylist(rows, schema=UNDERSTOOD_SCHEMA)


def placed(posts: list[Said]) -> tuple[list[Placed], list[Touched]]:
    found: list[Placed] = []
    touched: dict[str, Touched] = {}
    for row, post in enumerate(posts):
        passages = [(post.topic, post.issue)] + [(topic, issue) for topic, issue, _ in post.more]
        for part, (topic, issue) in enumerate(passages):
            if issue is not None and topic is not None:
                found.append(Placed(row, part, issue))
                n = touched[issue].n + 1 if issue in touched else 1
                touched[issue] = Touched(issue, topic, post.product, n)
    return found, list(touched.values())


def tell(posts: list[Said], source_id: str = "reviews", **more: Any) -> write.Stored:
    """Store posts of a source, as a job would."""
    write.ensure_source(source_id, title=source_id.title(), product="Parcels", basis="public")
    where, touched = placed(posts)
    return write.store_batch(
        batch(posts, source_id), where, touched, source_id=source_id, judge_id="judge@1", **more
    )
