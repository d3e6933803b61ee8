"""The live feed: one poller, many readers, nothing lost between two lines and nobody able to hold it up."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import AsyncClient, Client

from tests.store.world import Said, tell
from yousaid.desk import feed as feeds
from yousaid.desk.feed import Feed
from yousaid.desk.filters import passes
from yousaid.store import query
from yousaid.store.rows import Filters, LiveRow

HOUR = datetime(2026, 3, 2, 10, tzinfo=UTC)
POLL = 0.01


class FakeStore:
    """A store in memory that counts how it is asked."""

    def __init__(self) -> None:
        self.rows: list[LiveRow] = []
        self.asked = 0
        self.closed = 0
        self.away = False
        self.erased = 0

    def hear(self, text: str, **more: Any) -> LiveRow:
        fields: dict[str, Any] = {
            "seq": len(self.rows) + 1, "post_id": text, "text": text, "source_id": "reviews", "product": "Parcels",
            "lang": "en", "topic_id": "app/crash", "topic_prob": 0.9, "severity": 2, "sentiment": None,
            "issue_id": 7, "seen_at": HOUR, "said_at": HOUR,
        }  # fmt: skip
        self.rows.append(LiveRow(**(fields | more)))
        return self.rows[-1]

    def newest_seq(self) -> int:
        return len(self.rows)

    def live_after(self, seq: int, filters: Filters, limit: int) -> list[LiveRow]:
        self.asked += 1
        if self.away:
            raise OSError("away")
        return [row for row in self.rows if row.seq > seq and passes(row, filters)][:limit]

    def erasures(self) -> int:
        return self.erased

    def lag_seconds(self) -> float | None:
        return 3.2

    def close(self) -> None:
        self.closed += 1


def feed_of(store: FakeStore) -> Feed:
    return Feed(store, lambda row, lang: f"<li>{lang}: {row.text}</li>\n<!-- second line -->", poll=POLL)


Story = Callable[[FakeStore, Feed], Awaitable[None]]


def tell_story(story: Story) -> FakeStore:
    """Run a story on a feed of its own, ten seconds at most."""
    store = FakeStore()

    async def run() -> None:
        await asyncio.wait_for(story(store, feed_of(store)), 10)

    asyncio.run(run())
    return store


async def mentions(stream: AsyncIterator[str], n: int) -> list[tuple[int, str]]:
    """The next n mentions of a stream as (id, first line)."""
    found: list[tuple[int, str]] = []
    async for event in stream:
        if match := re.match(
            r"id: (\d+)\nevent: mention\ndata: (.*)\ndata: <!-- second line -->\n\n$", event
        ):
            found.append((int(match[1]), match[2]))
            if len(found) == n:
                break
    return found


async def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < until, "it never came true"
        await asyncio.sleep(POLL)


def test_what_is_said_arrives_with_its_number() -> None:
    async def story(store: FakeStore, feed: Feed) -> None:
        store.hear("before anybody read")
        stream = feed.stream(Filters(), "es", None)
        assert await anext(stream) == "retry: 2000\n\n"
        assert (await anext(stream)).startswith("event: pulse\n")
        store.hear("now")
        assert await mentions(stream, 1) == [(2, "<li>es: now</li>")]

    tell_story(story)


def test_each_reader_gets_what_it_asked_for() -> None:
    async def story(store: FakeStore, feed: Feed) -> None:
        everything, bad, riders = (
            feed.stream(wanted, "en", 0)
            for wanted in (Filters(), Filters(severity=3), Filters(product="Riders", topic="payment"))
        )
        jobs = [asyncio.create_task(mentions(s, n)) for s, n in ((everything, 3), (bad, 1), (riders, 1))]
        await wait_for(lambda: feed.readers == 3)
        store.hear("a")
        store.hear("b", severity=4)
        store.hear("c", product="Riders", topic_id="payment/twice")
        assert [[seq for seq, _ in await job] for job in jobs] == [[1, 2, 3], [2], [3]]

    tell_story(story)


def test_a_reader_who_comes_back_misses_nothing_and_sees_nothing_twice() -> None:
    async def story(store: FakeStore, feed: Feed) -> None:
        stays = feed.stream(Filters(), "en", 0)
        for n in range(6):
            store.hear(str(n))
        await mentions(stays, 6)
        back = feed.stream(Filters(), "en", 4)
        later = asyncio.create_task(mentions(back, 3))
        await wait_for(lambda: feed.readers == 2)
        store.hear("6")
        assert [seq for seq, _ in await later] == [5, 6, 7]

    tell_story(story)


def test_what_is_erased_is_not_told_to_those_who_come_back() -> None:
    async def story(store: FakeStore, feed: Feed) -> None:
        stays = feed.stream(Filters(), "en", 0)
        for n in range(6):
            store.hear(str(n))
        await mentions(stays, 6)
        del store.rows[4]
        asked, store.erased = store.asked, 1
        await wait_for(lambda: store.asked >= asked + 2)
        back = feed.stream(Filters(), "en", 4)
        assert [seq for seq, _ in await mentions(back, 1)] == [6]

    tell_story(story)


def test_after_a_restart_the_store_remembers_what_memory_does_not() -> None:
    async def story(store: FakeStore, feed: Feed) -> None:
        for n in range(40):
            store.hear(str(n), severity=n % 5)
        back = feed.stream(Filters(severity=4), "en", 20)
        assert [seq for seq, _ in await mentions(back, 4)] == [25, 30, 35, 40]

    tell_story(story)


def test_a_number_from_another_store_is_no_number() -> None:
    async def story(store: FakeStore, feed: Feed) -> None:
        stream = feed.stream(Filters(), "en", 10**9)
        waiting = asyncio.create_task(mentions(stream, 1))
        await wait_for(lambda: feed.readers == 1)
        store.hear("first of a new store")
        assert [seq for seq, _ in await waiting] == [1]

    tell_story(story)


def test_nobody_reads_so_nobody_asks_the_store() -> None:
    async def story(store: FakeStore, feed: Feed) -> None:
        stream = feed.stream(Filters(), "en", 0)
        store.hear("a")
        await mentions(stream, 1)
        await stream.aclose()  # type: ignore[attr-defined]
        assert feed.readers == 0
        await wait_for(lambda: store.closed == 1)
        asked = store.asked
        await asyncio.sleep(POLL * 20)
        assert store.asked == asked

    tell_story(story)


def test_a_slow_reader_is_cut_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "QUEUE", 16)

    async def story(store: FakeStore, feed: Feed) -> None:
        slow, quick = feed.stream(Filters(), "en", 0), feed.stream(Filters(), "en", 0)
        await anext(slow)
        await anext(slow)  # it has joined, and reads no more
        reading = asyncio.create_task(mentions(quick, 60))
        await wait_for(lambda: feed.readers == 2)
        for n in range(60):
            store.hear(str(n))
            await asyncio.sleep(POLL / 5)
        assert len(await reading) == 60
        assert feed.readers == 1
        assert [event async for event in slow] == [], "its line has ended"

    tell_story(story)


def test_a_store_that_is_away_is_reported_and_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "TROUBLE_SECONDS", POLL)

    async def story(store: FakeStore, feed: Feed) -> None:
        store.away = True
        stream = feed.stream(Filters(), "en", None)
        async for event in stream:
            if event.startswith("event: trouble"):
                break
        store.away = False
        store.hear("back")
        assert await mentions(stream, 1) == [(1, "<li>en: back</li>")]

    tell_story(story)


def test_a_silent_line_is_kept_warm_and_numbers_are_told() -> None:
    async def story(store: FakeStore, feed: Feed) -> None:
        store.hear("a")
        seen: list[str] = []
        async for event in feed.stream(Filters(), "en", 0, beat=0.05):
            seen.append(event)
            if event == ": still here\n\n":
                break
        pulses = [json.loads(e.split("data: ")[1]) for e in seen if e.startswith("event: pulse")]
        assert {"minute", "lag"} == pulses[-1].keys()
        assert pulses[-1]["lag"] == 3

    tell_story(story)


def test_three_hundred_readers_cost_one_poller() -> None:
    async def story(store: FakeStore, feed: Feed) -> None:
        readers = [asyncio.create_task(mentions(feed.stream(Filters(), "en", 0), 5)) for _ in range(300)]
        await wait_for(lambda: feed.readers == 300)
        before, began = store.asked, time.monotonic()
        for n in range(5):
            store.hear(str(n))
        assert {len(found) for found in await asyncio.gather(*readers)} == {5}
        passed = time.monotonic() - began
        assert store.asked - before <= passed / POLL + 2, "the store is asked once for all of them"

    tell_story(story)


@pytest.mark.filterwarnings("ignore:No directory at")
class TestOverTheWire:
    """The same through Django and a real store."""

    async def _events(self, path: str, n: int, **headers: str) -> list[str]:
        response = await AsyncClient().get(path, headers=headers)
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/event-stream"
        stream: Any = getattr(response, "streaming_content")  # noqa: B009 (the test client's type hides it)
        found: list[str] = []
        async for chunk in stream:
            if b"event: mention" in chunk:
                found.append(chunk.decode())
                if len(found) == n:
                    break
        await stream.aclose()
        return found

    def _run(self, path: str, n: int, **headers: str) -> list[str]:
        async def run() -> list[str]:
            return await asyncio.wait_for(self._events(path, n, **headers), 20)

        return asyncio.run(run())

    def test_stored_mentions_come_as_html_with_their_number(self, desk: Client) -> None:
        newest = query.newest_seq()
        events = self._run(f"/live/stream?after={newest - 2}", 2)
        assert [event.split("\n")[0] for event in events] == [f"id: {newest - 1}", f"id: {newest}"]
        assert "Me cobraron dos veces" in events[0]

    def test_the_header_of_a_returning_browser_counts(self, desk: Client) -> None:
        newest = query.newest_seq()
        events = self._run("/live/stream?after=1", 1, **{"Last-Event-ID": str(newest - 1)})
        assert events[0].startswith(f"id: {newest}\n")

    def test_filters_are_those_of_the_page(self, desk: Client) -> None:
        events = self._run("/live/stream?after=0&topic=payment&product=Riders", 3)
        assert all("Me cobraron" in event for event in events)

    def test_hostile_text_stays_text(self, desk: Client) -> None:
        event = self._run("/live/stream?after=0&topic=app/slow", 1)[0]
        assert "&lt;script&gt;" in event
        assert "<script>" not in event

    def test_a_mention_is_told_in_the_language_of_the_reader(self, desk: Client) -> None:
        assert "estorba" in self._run("/live/stream?after=0&severity=2", 1, **{"Accept-Language": "es"})[0]

    def test_a_number_that_is_none_is_refused(self, desk: Client) -> None:
        async def run() -> int:
            return (await AsyncClient().get("/live/stream?after=x")).status_code

        assert asyncio.run(run()) == 400

    def test_what_is_stored_while_one_reads_arrives(self, desk: Client) -> None:
        async def run() -> list[str]:
            reading = asyncio.create_task(self._events("/live/stream", 1))
            await asyncio.sleep(1)
            await asyncio.to_thread(
                tell,
                [Said("Brand new trouble", topic="app/crash", said=datetime.now(UTC) - timedelta(hours=1))],
            )
            return await asyncio.wait_for(reading, 20)

        assert "Brand new trouble" in asyncio.run(run())[0]
