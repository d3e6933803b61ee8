"""The live feed: one poller a process reads the store, every reader is served from memory.

A reader costs a bounded queue and no database connection. The poller runs while somebody reads. It asks the
store in a thread of its own, so that the event loop never waits for a disk. A mention is rendered once a
language.
"""

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar
from weakref import WeakKeyDictionary

from yousaid.store.rows import Filters, LiveRow

from .filters import passes

POLL_SECONDS: Final = 0.7
PULSE_SECONDS: Final = 5.0  # how often the numbers are read again
BEAT_SECONDS: Final = 15.0  # a reader hears at least this often that the line stands
MEMORY: Final = 2_000  # mentions held for readers who come back
QUEUE: Final = 256  # mentions a reader may lag behind before its line is cut
AT_ONCE: Final = 500
RETRY_MS: Final = 2_000
TROUBLE_SECONDS: Final = 3.0  # before the store is asked again when it did not answer

_log = logging.getLogger("django.yousaid.feed")
T = TypeVar("T")


class Reader(Protocol):
    """What the feed asks of the store."""

    def newest_seq(self) -> int:
        """The highest number given out, 0 when there is none."""
        ...

    def live_after(self, seq: int, filters: Filters, limit: int) -> Sequence[LiveRow]:
        """Mentions after a number, oldest first."""
        ...

    def erasures(self) -> int:
        """A number that rises when posts are erased before their time."""
        ...

    def lag_seconds(self) -> float | None:
        """How old the newest posts were when they were read."""
        ...

    def close(self) -> None:
        """Let go of the connection of this thread."""
        ...


Render = Callable[[LiveRow, str], str]


@dataclass(slots=True)
class _Item:
    """A mention in memory with its HTML a language."""

    row: LiveRow
    html: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Client:
    """A reader: what it wants to see, and what waits for it. None in the queue cuts the line."""

    filters: Filters
    lang: str
    queue: asyncio.Queue[_Item | str | None]
    sent: int  # the highest number it was given


class Feed:
    """Polls the store while there are readers and hands every new mention to each of them."""

    def __init__(self, reader: Reader, render: Render, *, poll: float = POLL_SECONDS) -> None:
        self._reader = reader
        self._render = render
        self._poll = poll
        self._clients: set[_Client] = set()
        self._memory: deque[_Item] = deque(maxlen=MEMORY)
        self._seq = 0
        self._arrivals: deque[tuple[float, str]] = deque()
        self._task: asyncio.Task[None] | None = None
        self._joining = asyncio.Lock()
        self._lag: float | None = None
        self._erasures = -1
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live-feed")

    @property
    def readers(self) -> int:
        """How many lines are open."""
        return len(self._clients)

    async def stream(
        self, filters: Filters, lang: str, after: int | None, *, beat: float = BEAT_SECONDS
    ) -> AsyncIterator[str]:
        """The text of an event stream, without end: mentions after number `after` (None: from now on)."""
        client = _Client(filters, lang, asyncio.Queue(QUEUE), sent=after or 0)
        yield f"retry: {RETRY_MS}\n\n"
        try:
            await self._join(client, after)
            while True:
                try:
                    item = await asyncio.wait_for(client.queue.get(), beat)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if item is None:
                    return
                if isinstance(item, str):
                    yield item
                elif item.row.seq > client.sent:
                    client.sent = item.row.seq
                    yield self._event(item, lang)
        finally:
            self._leave(client)

    async def _join(self, client: _Client, after: int | None) -> None:
        async with self._joining:
            if self._task is None or self._task.done():
                self._memory.clear()
                self._arrivals.clear()
                self._seq = await self._ask(self._reader.newest_seq)
                self._task = asyncio.create_task(self._run())
        if after is None or after > self._seq:  # a higher number than any: another store stood here
            client.sent = self._seq
        else:
            client.sent = after
            await self._catch_up(client, after)
        # Nothing is awaited from the last look at the memory to here, so nothing falls between.
        self._clients.add(client)
        client.queue.put_nowait(self._pulse())

    async def _catch_up(self, client: _Client, after: int) -> None:
        """What came after a number: from memory when it reaches that far back, else from the store."""
        missed: list[_Item] = []
        known = after
        reaches = self._memory and self._memory[0].row.seq <= after + 1
        if not reaches and after < self._seq:
            rows = await self._ask(lambda: self._reader.live_after(after, client.filters, AT_ONCE))
            missed = [_Item(row) for row in rows]
            known = max([after, *(row.seq for row in rows)])
            if len(rows) == AT_ONCE:
                client.queue.put_nowait("event: gap\ndata: {}\n\n")
        missed += [item for item in self._memory if item.row.seq > known and passes(item.row, client.filters)]
        for item in missed[-(QUEUE - 8) :]:
            client.queue.put_nowait(item)

    def _leave(self, client: _Client) -> None:
        self._clients.discard(client)
        if not self._clients and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _run(self) -> None:
        """Poll until nobody reads."""
        pulse_at = 0.0
        try:
            while True:
                try:
                    await self._fetch()
                    if time.monotonic() >= pulse_at:
                        pulse_at = time.monotonic() + PULSE_SECONDS
                        self._lag = await self._ask(self._reader.lag_seconds)
                        self._tell_all(self._pulse())
                except Exception as error:  # the store may be busy or away: readers are told, and we go on
                    _log.error("the live feed could not read the store (%s)", type(error).__name__)
                    self._tell_all("event: trouble\ndata: {}\n\n")
                    await asyncio.sleep(TROUBLE_SECONDS)
                await asyncio.sleep(self._poll)
        finally:
            self._thread.submit(self._reader.close)

    async def _fetch(self) -> None:
        seq = self._seq
        erasures = await self._ask(self._reader.erasures)
        if erasures != self._erasures:  # what was erased must not live on here
            self._memory.clear()
            self._erasures = erasures
        rows = await self._ask(lambda: self._reader.live_after(seq, Filters(state="all"), AT_ONCE))
        now = time.monotonic()
        for row in rows:
            item = _Item(row)
            self._memory.append(item)
            self._seq = max(self._seq, row.seq)
            self._arrivals.append((now, row.post_id))
            for client in list(self._clients):
                if passes(row, client.filters):
                    self._give(client, item)

    def _give(self, client: _Client, item: _Item | str) -> None:
        try:
            client.queue.put_nowait(item)
        except asyncio.QueueFull:
            # Too slow: cut the line. Its browser comes back and says what it saw last.
            self._clients.discard(client)
            while not client.queue.empty():
                client.queue.get_nowait()
            client.queue.put_nowait(None)

    def _tell_all(self, text: str) -> None:
        for client in list(self._clients):
            self._give(client, text)

    def _pulse(self) -> str:
        minute_ago = time.monotonic() - 60
        while self._arrivals and self._arrivals[0][0] < minute_ago:
            self._arrivals.popleft()
        data = {
            "minute": len({post_id for _, post_id in self._arrivals}),
            "lag": None if self._lag is None else round(self._lag),
        }
        return f"event: pulse\ndata: {json.dumps(data)}\n\n"

    def _event(self, item: _Item, lang: str) -> str:
        html = item.html.get(lang)
        if html is None:
            html = item.html[lang] = self._render(item.row, lang)
        lines = "\n".join(f"data: {line}" for line in html.splitlines())
        return f"id: {item.row.seq}\nevent: mention\n{lines}\n\n"

    async def _ask(self, question: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, question)


_feeds: WeakKeyDictionary[asyncio.AbstractEventLoop, Feed] = WeakKeyDictionary()


def feed_here(make: Callable[[], Feed]) -> Feed:
    """The feed of the running event loop, made at first use."""
    loop = asyncio.get_running_loop()
    found = _feeds.get(loop)
    if found is None:
        found = _feeds[loop] = make()
    return found
