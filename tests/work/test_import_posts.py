"""A file goes in whole or not at all, once or twice with the same result, and goes on where it was stopped."""

import csv
from pathlib import Path

import pytest

from yousaid.config import Config
from yousaid.core.errors import GateError, InputError, RefusedError
from yousaid.core.post import RawPost
from yousaid.sources.file import FileSource, open_file
from yousaid.store import query, write
from yousaid.store.rows import Filters
from yousaid.work import import_posts as job
from yousaid.work.understand_posts import Intake

SAID = [
    "The app crashes when I open it",
    "Still waiting for my refund",
    "I cannot log in to my account",
    "They refuse to refund me, no refund for a missing order",
    "It closes by itself all the time",
    "We go on strike on Monday, join the union",
]


def reviews(tmp_path: Path, texts: list[str], name: str = "reviews.csv") -> Path:
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["date", "stars", "review"])
        rows.writerows(
            [f"2026-11-{n % 20 + 1:02d} 10:30:00", n % 5 + 1, text] for n, text in enumerate(texts)
        )
    return path


def source(path: Path, config: Config) -> FileSource:
    return open_file(path, mapping={}, voice="one-per-post", source_id="shop", id_key=config.secret("voices"))


def everything(config: Config) -> tuple[object, ...]:
    issues = query.list_issues(Filters(), limit=1_000).rows
    return query.totals(), sorted((row.title, row.mentions_ever, row.voices, row.state) for row in issues)


def test_reviews_become_issues(tmp_path: Path, small_home: Config) -> None:
    tally = job.import_posts(Intake(small_home), source(reviews(tmp_path, SAID * 4), small_home))
    assert (tally.seen, tally.kept, tally.dropped) == (24, 20, 4)
    rows = query.list_issues(Filters(), limit=50).rows
    assert {row.topic_id for row in rows} == {"app/crash", "app/login", "refund/refused", "refund/slow"}
    assert all(row.product == "Our app" and row.title for row in rows)
    assert sum(row.mentions_ever for row in rows) == query.totals().mentions


def test_what_is_never_kept_is_nowhere_on_the_disk(tmp_path: Path, small_home: Config) -> None:
    job.import_posts(Intake(small_home), source(reviews(tmp_path, SAID), small_home))
    bytes_of_home = b"".join(path.read_bytes() for path in small_home.home.rglob("*") if path.is_file())
    assert b"crashes" in bytes_of_home
    assert b"strike" not in bytes_of_home
    assert b"union" not in bytes_of_home


def test_importing_a_file_twice_changes_nothing(tmp_path: Path, small_home: Config) -> None:
    path = reviews(tmp_path, SAID * 3)
    job.import_posts(Intake(small_home), source(path, small_home))
    once = everything(small_home)
    again = job.import_posts(Intake(small_home), source(path, small_home))
    assert again.kept == again.dropped == 0
    assert everything(small_home) == once


def test_a_file_that_grew_brings_only_what_is_new(tmp_path: Path, small_home: Config) -> None:
    job.import_posts(Intake(small_home), source(reviews(tmp_path, SAID[:3]), small_home))
    tally = job.import_posts(Intake(small_home), source(reviews(tmp_path, SAID[:5], "more.csv"), small_home))
    assert (tally.known, tally.kept) == (3, 2)


def test_an_import_that_was_killed_goes_on(
    tmp_path: Path, small_home: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "BATCH", 4)
    path = reviews(tmp_path, SAID * 3)
    stored = write.store_batch
    calls = iter(range(10))

    def killed(*args: object, **kwargs: object) -> write.Stored:
        if next(calls) == 2:
            raise KeyboardInterrupt
        return stored(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(write, "store_batch", killed)
    with pytest.raises(KeyboardInterrupt):
        job.import_posts(Intake(small_home), source(path, small_home))
    half = query.totals().posts
    monkeypatch.setattr(write, "store_batch", stored)
    job.import_posts(Intake(small_home), source(path, small_home))
    assert 0 < half < query.totals().posts == 15


def test_a_bad_line_means_that_nothing_was_imported(tmp_path: Path, small_home: Config) -> None:
    path = reviews(tmp_path, SAID * 3)
    path.write_text(path.read_text() + "1970-01-01,1,The app crashes\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 20"):
        job.import_posts(Intake(small_home), source(path, small_home))
    assert query.totals().posts == 0


def test_a_gate_that_fails_keeps_nothing_and_moves_no_cursor(
    tmp_path: Path, small_home: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = Intake(small_home)
    monkeypatch.setattr(intake.judge, "judge", lambda batch: 1 / 0)
    with pytest.raises(GateError):
        job.import_posts(intake, source(reviews(tmp_path, SAID), small_home))
    assert query.totals().posts == 0
    assert write.load_cursor("shop") is None


def test_two_programs_that_write_into_one_home_agree_on_issues(small_home: Config, tmp_path: Path) -> None:
    one, two = Intake(small_home), Intake(small_home)
    one.ensure_source("shop")
    when = source(reviews(tmp_path, [*SAID[:4], "the app crashes when i open it!!"]), small_home)
    posts: list[RawPost] = [post for batch in when.batches(None, 100) for post in batch.items]
    one.take(posts[:2], "shop")
    two.take(posts[2:4], "shop")
    one.take(posts[4:], "shop")
    crashes = [row for row in query.list_issues(Filters(), limit=50).rows if row.topic_id == "app/crash"]
    assert [row.mentions_ever for row in crashes] == [2]


def test_a_pack_that_listens_to_a_never_kept_subject_is_refused(small_home: Config) -> None:
    topics = Path(small_home.pack) / "topics"
    (topics / "work.toml").write_text(
        'id = "work"\ntitle = "Work"\ndescription = "D"\n[[sub]]\nid = "strike"\ntitle = "Strikes and unions"\n'
        'description = "Who calls for a strike"\n[sub.examples]\nen = ["join us on monday"]\n',
        encoding="utf-8",
    )
    with pytest.raises(RefusedError, match="strike"):
        Intake(small_home)
