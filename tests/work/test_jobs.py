"""Jobs beside the desk go on when one round fails, and a port that is taken is said."""

import socket
import threading
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from yousaid.config import Config
from yousaid.core.errors import ConfigError, StoreError
from yousaid.core.post import RawPost
from yousaid.core.voices import OWN
from yousaid.store import query
from yousaid.store.rows import Filters
from yousaid.work import feed_demo, keep_house
from yousaid.work.serve_home import HOST, choose_port
from yousaid.work.understand_posts import Intake


def test_the_demo_ends_now_and_is_drawn_together_to_its_span() -> None:
    now = datetime.now(UTC)
    posts = feed_demo.read_demo(now)
    assert len(posts) > 1_300
    said = [item.post.said_at for item in posts]
    assert said == sorted(said)
    assert said[-1] == now
    assert said[0] == now - feed_demo.SPAN
    assert {item.post.voice for item in posts} == {OWN}, "one review a person"


def test_one_post_that_cannot_be_sorted_does_not_end_the_feed(
    small_home: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = Intake(small_home)
    intake.ensure_source("shop")
    now = datetime.now(UTC)
    posts = [
        feed_demo.DemoPost("shop", RawPost(key=f"k{n}", said_at=now, text=text, kind="review", voice=n + 1))
        for n, text in enumerate(["The app crashes when I open it", "boom", "Still waiting for my refund"])
    ]
    judge = intake.judge.judge
    calls = iter(range(9))
    monkeypatch.setattr(intake.judge, "judge", lambda batch: 1 / 0 if next(calls) == 1 else judge(batch))
    monkeypatch.setattr(feed_demo, "PACE", (0.0, 0.0))
    feed_demo.feed_live(threading.Event(), intake, posts)
    assert query.totals().posts == 2


def test_the_history_goes_in_and_the_feed_can_be_stopped(small_home: Config) -> None:
    intake = Intake(small_home)
    now = datetime.now(UTC) - timedelta(days=1)
    said = feed_demo.DemoPost("shop", RawPost(key="k", said_at=now, text="Still waiting for my refund"))
    seen: list[int] = []
    assert feed_demo.import_history(intake, [said], seen.append).kept == 1
    assert seen == [1]
    stop = threading.Event()
    stop.set()
    feed_demo.feed_live(stop, intake, [said] * 50)
    assert query.totals().posts == 1


def test_house_keeping_tries_again_when_the_database_was_busy(
    small_home: Config, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop = threading.Event()
    rounds: list[int] = []

    def busy(config: Config) -> None:
        rounds.append(1)
        if len(rounds) == 2:
            stop.set()
        raise StoreError("the database is busy")

    monkeypatch.setattr(keep_house, "keep_house", busy)
    monkeypatch.setattr(keep_house, "EVERY", 0.0)
    keep_house.keep_house_until(stop, small_home)
    assert len(rounds) == 2
    assert "the database is busy" in caplog.text


def test_a_round_of_house_keeping_erases_what_is_past_its_time(
    small_home: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = Intake(small_home)
    intake.ensure_source("shop")
    intake.take([RawPost(key="k", said_at=datetime.now(UTC), text="The app crashes when I open it")], "shop")
    keep_house.keep_house(small_home)
    assert [row.text for row in query.live_recent(Filters(), 9)] == ["The app crashes when I open it"]

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(days=small_home.retention_days + 1)

    monkeypatch.setattr(keep_house, "datetime", Later)
    keep_house.keep_house(small_home)
    kept = b"".join(path.read_bytes() for path in small_home.home.glob("yousaid.sqlite3*"))
    assert b"crashes" not in kept
    assert query.totals().mentions == 1


def test_a_taken_port_is_said_or_the_next_is_chosen() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"port {port} is taken"):
            choose_port(port, or_next=False)
        assert port < choose_port(port, or_next=True) <= port + 20


def test_a_demo_begins_afresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    home = feed_demo.demo_home(8123)
    (home / "left-over.sqlite3").write_text("old")
    assert [path.name for path in feed_demo.demo_home(8123).iterdir()] == ["yousaid.toml"]


def test_a_demo_that_has_nowhere_to_write_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(ConfigError, match="cannot be written"):
        feed_demo.demo_home(8123)
