"""A small world of mentions: topics that are directions in space, problems that are directions inside a topic."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from yousaid.core.post import UNDERSTOOD_SCHEMA
from yousaid.group import Placed
from yousaid.group.state import DIMENSION, Vector

HOUR = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    """One mention before it is in a batch; a post of its own."""

    post: int
    topic: str | None = "app/crash"
    product: str = "courier-app"
    embedding: Vector | None = None
    fingerprint: int = 0
    problem: int = -1  # which problem it truly speaks of


@dataclass
class World:
    """Embeddings as an encoder gives them: what everything shares, what a topic shares, the problem, and chance."""

    seed: int = 7
    spread: float = 0.7
    _directions: dict[str, Vector] = field(default_factory=dict)

    def _direction(self, name: str) -> Vector:
        if name not in self._directions:
            rng = np.random.default_rng([self.seed, *name.encode()])
            self._directions[name] = rng.normal(size=DIMENSION).astype(np.float32)
        return self._directions[name]

    def embedding(self, topic: str, problem: int, chance: int) -> Vector:
        """Unit vector of a mention of this problem of this topic."""
        own = np.random.default_rng([self.seed, 99, chance]).normal(size=DIMENSION)
        vector = (
            self._direction("everything") + self._direction(topic) + self._direction(f"{topic} {problem}")
        ) + self.spread * own
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)

    def said(
        self, sizes: Sequence[int], *, topic: str = "app/crash", product: str = "courier-app"
    ) -> list[Said]:
        """So many mentions of problem 0, 1, ..., shuffled."""
        problems = [problem for problem, size in enumerate(sizes) for _ in range(size)]
        order = np.random.default_rng(self.seed).permutation(len(problems))
        base = 1000 * len(topic) + 100_000 * len(product)
        return [
            Said(
                post=base + i,
                topic=topic,
                product=product,
                embedding=self.embedding(topic, problems[i], base + i),
                problem=problems[i],
            )
            for i in order.tolist()
        ]


def batch_of(said: Sequence[Said]) -> pa.RecordBatch:
    """The mentions as a batch of UNDERSTOOD_SCHEMA, a post each."""
    rows = [
        {
            "post_id": f"{one.post:032x}",
            "source_id": "reviews",
            "product": one.product,
            "kind": "review",
            "said_at": HOUR,
            "seen_at": HOUR,
            "text": "It stops when I open the map.",
            "redactions": 0,
            "policy": "1",
            "key": str(one.post),
            "audience": "public",
            "voice": one.post,
            "mentions": [
                {
                    "part": 0,
                    "start": 0,
                    "end": 28,
                    "topic_id": one.topic,
                    "topic_prob": 0.9,
                    "problem_prob": 0.9,
                    "severity": 2,
                    "fingerprint": one.fingerprint,
                    "embedding": None if one.embedding is None else one.embedding.astype("<f2").tobytes(),
                }
            ],
        }
        for one in said
    ]
    return pa.RecordBatch.from_pylist(rows, schema=UNDERSTOOD_SCHEMA)


def issues_of(placed: Sequence[Placed], merges: Sequence[tuple[str, str]] = ()) -> list[str]:
    """The issue of each placed mention after merges."""
    issues = [one.issue for one in placed]
    for source, into in merges:
        issues = [into if issue == source else issue for issue in issues]
    return issues


def agreement(one: Sequence[object], other: Sequence[object]) -> float:
    """Adjusted Rand index of two groupings of the same mentions: 1 the same, 0 as by chance (Hubert 1985)."""
    a, b = (np.unique([str(x) for x in xs], return_inverse=True)[1] for xs in (one, other))
    table = np.zeros((a.max() + 1, b.max() + 1))
    np.add.at(table, (a, b), 1)

    def pairs(n: NDArray[np.float64]) -> float:
        return float((n * (n - 1) / 2).sum())

    both, rows, columns = pairs(table), pairs(table.sum(1)), pairs(table.sum(0))
    chance = rows * columns / (len(a) * (len(a) - 1) / 2)
    return (both - chance) / ((rows + columns) / 2 - chance)
