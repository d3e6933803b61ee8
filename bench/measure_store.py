"""What the store costs: microseconds of CPU a post written, milliseconds a query, with made-up posts.

    python -m bench.measure_store [posts] [issues] [postgresql://...]

The default is 100,000 posts, 150,000 mentions and 3,000 issues in a SQLite file in a temporary folder.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.db import connection

from yousaid.core.post import UNDERSTOOD_SCHEMA
from yousaid.store import open_store, query, write
from yousaid.store.rows import Filters

START = datetime(2026, 1, 5, tzinfo=UTC)
DAYS = 120
BATCH = 8_000
LIVE = 500
TOPICS = [f"topic{n // 6}/sub{n % 6}" for n in range(60)]
PRODUCTS = ("Parcels", "Riders")
CENTROID = bytes(1_060)


@dataclass(frozen=True)
class Placed:
    """As the grouping answers."""

    row: int
    part: int
    issue: str


@dataclass(frozen=True)
class Touched:
    """As the grouping answers."""

    key: str
    topic_id: str
    product: str
    n: int

    def to_bytes(self) -> bytes:
        """A state of the usual size."""
        return CENTROID


class World:
    """Makes batches: words and issues are as uneven as in life (a few are frequent, most are rare)."""

    def __init__(self, issues: int) -> None:
        self.dice = random.Random(4)
        self.words = [f"w{n:x}" for n in range(20_000)]
        self.word_weights = [1 / (n + 2) for n in range(20_000)]
        self.issues = [
            Touched(f"{n:032x}", self.dice.choice(TOPICS), self.dice.choice(PRODUCTS), 1)
            for n in range(issues)
        ]
        self.issue_weights = [1 / (n + 5) for n in range(issues)]
        self.made = 0

    def batch(self, n: int, at: datetime) -> tuple[pa.RecordBatch, list[Placed], list[Touched]]:
        """n posts said in the last hours before `at`, 1.5 mentions each."""
        dice, rows = self.dice, []
        placed, touched = [], {}
        vocabulary = dice.choices(self.words, self.word_weights, k=n * 25)
        chosen = iter(dice.choices(self.issues, self.issue_weights, k=n * 4))
        for row in range(n):
            said = at - timedelta(minutes=dice.randrange(180))
            first = next(chosen)
            mentions = []
            for part in range(2 if row % 2 else 1):
                issue = first if part == 0 else next(i for i in chosen if i.product == first.product)
                unsorted = dice.random() < 0.25
                if not unsorted:
                    placed.append(Placed(row, part, issue.key))
                    touched[issue.key] = issue
                mentions.append(
                    {
                        "part": part, "start": 0, "end": 60, "topic_id": None if unsorted else issue.topic_id,
                        "topic_prob": 0.7, "problem_prob": 0.9, "severity": dice.randrange(5),
                        "sentiment": dice.uniform(-1, 1), "fingerprint": dice.getrandbits(64),
                        "embedding": None,
                    }
                )  # fmt: skip
            self.made += 1
            rows.append(
                {
                    "post_id": f"{int(said.timestamp()) // 3600:08x}{dice.getrandbits(96):024x}",
                    "source_id": "reviews", "product": first.product, "kind": "review" if row % 3 else "post",
                    "said_at": said, "seen_at": at, "lang": dice.choice(("en", "en", "es", "id")),
                    "lang_prob": 0.9,
                    "text": " ".join(vocabulary[row * 25 : row * 25 + 25]), "redactions": 0, "rating": 0.2,
                    "region": dice.choice(("SG", "MY", "ID", "TH", None)),
                    "version": f"5.{dice.randrange(40)}", "score": None, "replies": None, "policy": "gate@1",
                    "key": f"made-up:{self.made}", "audience": "public", "voice": dice.getrandbits(64),
                    "mentions": mentions,
                }
            )  # fmt: skip
        return pa.RecordBatch.from_pylist(rows, schema=UNDERSTOOD_SCHEMA), placed, list(touched.values())


def fill(world: World, posts: int) -> None:
    """Write the posts, in bulk batches and then live ones, and print what each costs."""
    bulk = max(posts - 10 * LIVE, LIVE)
    sizes = [BATCH] * (bulk // BATCH) + ([bulk % BATCH] if bulk % BATCH else []) + [LIVE] * 10
    spent: dict[str, list[float]] = {"bulk": [0.0, 0, 0.0], "live": [0.0, 0, 0.0]}
    for at, size in enumerate(sizes):
        moment = START + timedelta(days=DAYS * (at + 1) / len(sizes))
        made = world.batch(size, moment.replace(minute=0, second=0, microsecond=0))
        cpu, clock = time.process_time(), time.perf_counter()
        write.store_batch(
            *made, source_id="reviews", judge_id="judge@1", dropped=3, cursor=str(at), lag_seconds=2.0
        )
        kind = spent["live" if size == LIVE and at >= len(sizes) - 10 else "bulk"]
        kind[0] += time.process_time() - cpu
        kind[1] += size
        kind[2] += time.perf_counter() - clock
    for kind_of, (cpu, n, clock) in spent.items():
        print(f"write, {kind_of:<22} {cpu / n * 1e6:8.1f} us CPU a post  {clock / n * 1e6:8.1f} us elapsed")


def measure(
    name: str, call: Callable[[], Any], before: Callable[[], Any] | None = None, times: int = 40
) -> None:
    """Print p50, p95 and the worst of a query."""
    taken = []
    for _ in range(times):
        if before is not None:
            before()
        clock = time.perf_counter()
        call()
        taken.append((time.perf_counter() - clock) * 1e3)
    taken.sort()
    middle, late = taken[times // 2], taken[int(times * 0.95) - 1]
    print(f"{name:<46} p50 {middle:7.2f}   p95 {late:7.2f}   max {taken[-1]:7.2f} ms")


def read(world: World) -> None:
    """Every query, alone and while posts arrive."""
    now = START + timedelta(days=DAYS)

    def arrive() -> None:
        write.store_batch(*world.batch(20, now), source_id="reviews", judge_id="judge@1")

    opened = Filters(state="open")
    biggest = query.list_issues(opened, sort="voices", limit=1).rows[0].id
    seq = query.newest_seq()
    common, rare = world.words[3], world.words[4_000]
    queries: dict[str, Callable[[], Any]] = {
        "list_issues": lambda: query.list_issues(opened),
        "list_issues, topic": lambda: query.list_issues(Filters(state="open", topic="topic3")),
        "list_issues, language": lambda: query.list_issues(Filters(state="open", lang="es")),
        "list_issues, common word": lambda: query.list_issues(Filters(state="open", query=common)),
        "list_issues, rare word": lambda: query.list_issues(Filters(state="open", query=rare)),
        "live_recent": lambda: query.live_recent(Filters(), 50),
        "live_recent, topic": lambda: query.live_recent(Filters(topic="topic3/sub1"), 50),
        "live_recent, language and severity": lambda: query.live_recent(Filters(lang="id", severity=4), 50),
        "live_recent, nothing matches": lambda: query.live_recent(Filters(state="resolved", severity=4), 50),
        "live_recent, common word": lambda: query.live_recent(Filters(query=common), 50),
        "live_recent, rare word": lambda: query.live_recent(Filters(query=rare), 50),
        "live_recent, nonsense": lambda: query.live_recent(Filters(query="qqqqq"), 50),
        "live_after": lambda: query.live_after(seq, Filters(), 50),
        "issue_detail, the biggest": lambda: query.issue_detail(biggest),
        "topic_counts": lambda: query.topic_counts(Filters()),
        "topic_counts, language": lambda: query.topic_counts(Filters(lang="es")),
        "day_series": lambda: query.day_series(Filters()),
        "day_series, severity": lambda: query.day_series(Filters(severity=3)),
        "totals": query.totals,
        "facets": query.facets,
        "source_rows": query.source_rows,
    }
    for name, call in queries.items():
        measure(name, call)
    for name in ("list_issues", "topic_counts", "totals", "issue_detail, the biggest", "live_recent"):
        measure(f"{name}, while posts arrive", queries[name], arrive, 20)


def main(arguments: list[str]) -> None:
    """Fill a store and measure it."""
    posts = int(arguments[0]) if arguments else 100_000
    issues = int(arguments[1]) if len(arguments) > 1 else 3_000
    with tempfile.TemporaryDirectory(prefix="yousaid-bench-") as folder:
        if len(arguments) > 2:
            Path(folder, "yousaid.toml").write_text(f'database = "{arguments[2]}"\n', encoding="utf-8")
        config = open_store(folder)
        write.ensure_source("reviews", title="Reviews", product="", basis="public")
        world = World(issues)
        fill(world, posts)
        if config.database:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # as the server does by itself within a minute
        totals = query.totals()
        print(f"{totals.posts} posts, {totals.mentions} mentions, {totals.issues} issues")
        if config.sqlite_path.exists():
            size = sum(path.stat().st_size for path in Path(folder).glob("yousaid.sqlite3*"))
            print(f"on disk {size / totals.posts:.0f} bytes a post")
        read(world)


if __name__ == "__main__":
    main(sys.argv[1:])
