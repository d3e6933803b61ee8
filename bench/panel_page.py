"""Pages of a desk with 100,000 posts stored: milliseconds a page over HTTP, and the server's memory.

The 13,446 reviews are judged once and written eight times, as other posts of other days, so that the store
has real topics and real words in real proportions.
"""

import random
import re
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from .import_reviews import REVIEWS
from .served import free_port, get, memory, serve, wait_for

if TYPE_CHECKING:
    from yousaid.config import Config
    from yousaid.work.understand_posts import Intake

COPIES = 8
ROUNDS = 60
PAGES = (
    "/issues",
    "/issues?sort=voices&severity=2",
    "/issues?q=refund",
    "/issues?topic=refunds",
    "/issues/{busiest}",
    "/live",
    "/live?topic=app",
    "/topics",
    "/sources",
    "/listening",
)


def understood(intake: "Intake", config: "Config") -> pa.RecordBatch:
    """The reviews, judged."""
    from yousaid.core.post import raw_batch
    from yousaid.pipeline import understand
    from yousaid.sources.file import open_file

    source = open_file(
        REVIEWS,
        mapping={"text": "text", "title": "title", "said_at": "date", "rating": "rating"},
        voice="one-per-post",
        source_id="reviews",
        id_key=config.secret("voices"),
    )
    now = datetime.now(UTC)
    raws = (raw_batch(b.items, source_id="reviews", seen_at=now) for b in source.batches(None, 2_000))
    batches = [understand(raw, gate=intake.gate, judge=intake.judge) for raw in raws]
    return pa.Table.from_batches(batches).combine_chunks().to_batches()[0]


def copy_of(batch: pa.RecordBatch, copy: int, newest: datetime) -> pa.RecordBatch:
    """The same posts as others of the last four months."""
    pick = random.Random(copy)
    rows = batch.num_rows
    days = [newest - timedelta(hours=pick.randrange(24 * 120)) for _ in range(rows)]
    hours = [int(day.timestamp()) // 3600 for day in days]
    columns = {name: batch[name] for name in batch.schema.names}
    columns["post_id"] = pa.array([f"{hour:08x}{copy:04x}{n:020x}" for n, hour in enumerate(hours)])
    columns["said_at"] = pa.array(days, batch.schema.field("said_at").type)
    columns["voice"] = pa.array([copy * rows + n + 1 for n in range(rows)], pa.uint64())
    return pa.RecordBatch.from_pydict(columns, schema=batch.schema)


def fill(home: Path) -> int:
    """Fill a home; how many posts it has."""
    from yousaid.config import Config
    from yousaid.store import open_store, query, write
    from yousaid.work.understand_posts import Intake

    config = Config(home=home)
    open_store(config.home)
    intake = Intake(config)
    judged = understood(intake, config)
    intake.ensure_source("reviews")
    newest = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    for copy in range(COPIES):
        batch = copy_of(judged, copy, newest)
        for start in range(0, batch.num_rows, 4_000):
            intake.keep(batch.slice(start, 4_000), "reviews")
    intake.tidy_issues()
    write.close_windows(newest)
    return query.totals().posts


def main() -> None:
    """Fill a home, serve it, ask for each page and print the table."""
    if not REVIEWS.is_file():
        print(f"skipped: no {REVIEWS.name} beside the repository")
        return
    with tempfile.TemporaryDirectory() as folder:
        posts = fill(Path(folder))
        port = free_port()
        with serve("up", folder, "--port", str(port), "--no-browser") as process:
            root = f"http://127.0.0.1:{port}"
            wait_for(f"{root}/issues", "</html>", 60)
            found = re.search(r'href="/issues/(\d+)', get(f"{root}/issues"))
            busiest = found[1] if found else "1"
            print(f"{posts:,} posts stored\n{'page':36}{'median ms':>10}{'p95 ms':>10}")
            for page in PAGES:
                address = root + page.format(busiest=busiest)
                times = sorted(_timed(address) for _ in range(ROUNDS))
                print(f"{page:36}{statistics.median(times):>10.0f}{times[int(0.95 * ROUNDS)]:>10.0f}")
            print(f"memory of the one process: {memory(process.pid):.0f} MB")


def _timed(address: str) -> float:
    began = time.perf_counter()
    get(address)
    return (time.perf_counter() - began) * 1_000


if __name__ == "__main__":
    main()
