"""End to end: 13,446 real reviews through gate, redaction, judge, grouping and store, in one process."""

import resource
import tempfile
import time
from pathlib import Path

REVIEWS = Path(__file__).parents[2] / "shared" / "data" / "delivery_reviews_ios_sg" / "reviews.parquet"


def main() -> None:
    """Import the reviews into a fresh home and print the table."""
    if not REVIEWS.is_file():
        print(f"skipped: no {REVIEWS.name} beside the repository")
        return
    from yousaid.config import Config
    from yousaid.sources.file import open_file
    from yousaid.store import open_store, query
    from yousaid.work.import_posts import import_posts
    from yousaid.work.understand_posts import Intake

    with tempfile.TemporaryDirectory() as folder:
        config = Config(home=Path(folder))
        open_store(config.home)
        began = time.process_time()
        intake = Intake(config)
        fitted = time.process_time() - began
        source = open_file(
            REVIEWS,
            mapping={"text": "text", "title": "title", "said_at": "date", "rating": "rating"},
            voice="one-per-post",
            source_id="reviews",
            id_key=config.secret("voices"),
        )
        wall, cpu = time.perf_counter(), time.process_time()
        tally = import_posts(intake, source)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        totals = query.totals()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = sum(path.stat().st_size for path in Path(folder).glob("yousaid.sqlite3*")) / 1e6
    print(f"{'posts read':32}{tally.seen:>10,}")
    print(f"{'kept / not kept':32}{tally.kept:>10,} / {tally.dropped:,}")
    print(f"{'mentions / of them unsorted':32}{totals.mentions:>10,} / {totals.unsorted:,}")
    print(f"{'issues':32}{totals.issues:>10,}")
    print(f"{'posts per CPU-second':32}{tally.seen / cpu:>10,.0f}")
    print(f"{'posts per second (wall)':32}{tally.seen / wall:>10,.0f}")
    print(f"{'fitting the judge, CPU-seconds':32}{fitted:>10.1f}")
    print(f"{'memory, MB':32}{memory:>10,.0f}")
    print(f"{'database, MB':32}{size:>10.1f}")


if __name__ == "__main__":
    main()
