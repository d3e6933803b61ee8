"""The demo: real reviews, the history at once and the last of them live."""

import csv
import gzip
import random
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Final

import platformdirs

from yousaid.config import FILE, Config, SourceConfig
from yousaid.core.errors import ConfigError, YousaidError
from yousaid.core.post import RawPost
from yousaid.core.voices import OWN
from yousaid.store import open_store, write

from .understand_posts import Intake, Tally

LIVE: Final = 200  # reviews that arrive while one looks
PACE: Final = (0.33, 1.0)  # seconds between two of them
BATCH: Final = 500
SPAN: Final = timedelta(weeks=10)
TIDY_EVERY: Final = 25
PATIENCE: Final = 10  # mentions of its topic that a new issue may wait for company
SOURCES: Final = {
    "GrabFood": SourceConfig("grabfood-ios", "App Store reviews, Grab (Singapore)", "Grab"),
    "FoodPanda": SourceConfig("foodpanda-ios", "App Store reviews, foodpanda (Singapore)", "foodpanda"),
    "Deliveroo": SourceConfig("deliveroo-ios", "App Store reviews, Deliveroo (Singapore)", "Deliveroo"),
}


@dataclass(frozen=True, slots=True)
class DemoPost:
    """A review of the shipped set and the source it belongs to."""

    source_id: str
    post: RawPost


def demo_home(port: int) -> Path:
    """A fresh home for a demo on this port; that of an earlier demo is emptied."""
    home = Path(platformdirs.user_cache_dir("yousaid")) / f"demo-{port}"
    try:
        home.mkdir(parents=True, exist_ok=True)
        for path in home.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        (home / FILE).write_text(_demo_settings(), encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"the demo's folder cannot be written ({error.strerror})",
            place=str(home),
            remedy="Set XDG_CACHE_HOME to a folder that can",
        ) from error
    return home


def _demo_settings() -> str:
    lines = [
        'title = "The yousaid demo"',
        'contact = "Whoever started this demo on this machine"',
        'pack = "delivery-app"',
        "demo = true",
    ]
    for source in SOURCES.values():
        lines += [
            f"[sources.{source.id}]",
            f'title = "{source.title}"',
            f'product = "{source.product}"',
        ]
    return "\n".join(lines) + "\n"


def read_demo(now: datetime) -> list[DemoPost]:
    """The shipped reviews, oldest first, their eleven months drawn together to SPAN, ending now.

    Drawn together because four reviews a day show little of a desk that is made for hundreds.
    """
    shipped = files("yousaid") / "demo" / "reviews.csv.gz"
    with shipped.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["date"], row["id"]))
    said = [datetime.fromisoformat(row["date"]).replace(tzinfo=UTC) for row in rows]
    pace = SPAN / (said[-1] - said[0])
    return [_post(row, now - (said[-1] - at) * pace) for row, at in zip(rows, said, strict=True)]


def _post(row: dict[str, str], said_at: datetime) -> DemoPost:
    post = RawPost(
        key=f"demo:{row['id']}",
        said_at=said_at,
        text="\n".join(part for part in (row["title"], row["text"]) if part),
        kind="review",
        rating=(int(row["rating"]) - 1) / 4,
        voice=OWN,  # one review a person: the review is the voice
    )
    return DemoPost(SOURCES[row["app"]].id, post)


def import_history(intake: Intake, posts: list[DemoPost], progress: Callable[[int], None]) -> Tally:
    """Import all but the last LIVE reviews."""
    total = Tally()
    by_source = sorted(posts, key=lambda p: (p.source_id, p.post.said_at))
    for source_id, group in groupby(by_source, key=lambda p: p.source_id):
        intake.ensure_source(source_id)
        for batch in _batches([item.post for item in group]):
            one = intake.take(batch, source_id)
            total += one
            progress(len(batch))
    intake.tidy_issues()
    write.close_windows(datetime.now(UTC))
    return total


def _batches(posts: list[RawPost]) -> Iterator[list[RawPost]]:
    for start in range(0, len(posts), BATCH):
        yield posts[start : start + BATCH]


def feed_live(stop: threading.Event, intake: Intake, posts: list[DemoPost]) -> None:
    """Let the last reviews arrive one by one; the body of a thread."""
    pace = random.Random(0)  # the same rhythm in every demo
    for n, item in enumerate(posts, 1):
        if stop.wait(pace.uniform(*PACE)):
            return
        try:
            intake.take([item.post], item.source_id, since=datetime.now(UTC))
            write.close_windows(datetime.now(UTC))  # the demo's last posts are older than they look
        except YousaidError as error:  # one post that cannot be sorted does not end the feed
            write.set_source_health(item.source_id, state="failing", message=str(error))
        if n % TIDY_EVERY == 0:
            intake.tidy_issues(patience=PATIENCE)
    intake.tidy_issues()
    for source_id in {item.source_id for item in posts}:
        write.set_source_health(source_id, state="done", message="The demo's last review has arrived.")


def prepare_demo(
    port: int, progress: Callable[[int], None]
) -> tuple[Config, Callable[[threading.Event], None], Tally]:
    """Set a demo up: its configuration, the job that feeds the live part, and what the history became."""
    config = open_store(demo_home(port))
    posts = read_demo(datetime.now(UTC))
    intake = Intake(config)
    total = import_history(intake, posts[:-LIVE], progress)
    return config, lambda stop: feed_live(stop, intake, posts[-LIVE:]), total
