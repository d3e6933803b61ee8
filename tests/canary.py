"""The canary harness: marks are planted in everything that comes in, and all bytes are searched for them (C1).

A ROAD is a way by which something comes in. A new source writes its road in a file whose name ends in
`_roads.py`, anywhere under tests; it is found by name and tested with all others in tests/work/test_canary.py:

    from tests.canary import Canaries, Place, Road

    class Rss(Road):
        name = "rss"

        def send(self, place: Place, canaries: Canaries) -> None:
            feed = place.given / "feed.json"
            feed.write_text(json.dumps(canaries.records(nested=True)), encoding="utf-8")
            Intake(place.config).take(read_feed(feed), "shop")

For that it gets: every record with marks in all fields about a person at any depth, known and unknown ones;
texts with identifiers in them, which must be cut; texts that are never kept, alone and mixed with a fault; a
home, temporary folder, cache and working folder of its own; and a search of database, write-ahead log, caches,
temporary files, logs down to DEBUG, both output streams, mails, `yousaid status` and every page of the desk.

Two kinds of marks: FIELD stands in fields beside the text and may be nowhere at all; SAID stands in the text and
may be nowhere but on the standard output of a road that `echoes` (a pipe such as `yousaid judge`).
"""

import json
import logging
import os
import random
import sys
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar, Final

import pytest

from tests.canary_bytes import Needles, as_bytes, files_under, leaks
from tests.cli.line import Said, call
from yousaid.config import Config

FIELD: Final = "zqkanari"
SAID: Final = "vxpelikan"
#: Numbers that are marks differ from this one in their last byte only.
NUMBER: Final = 0x2F5CA7E19C00
#: Words of texts that are kept: where they are not found the search would show nothing.
KEPT: Final = (
    "The app crashes when I open it",
    "Still waiting for my refund",
    "I cannot log in to my account",
)
CONTROL: Final = b"crashes"
#: Fields about a person, as platforms call them, and fields that nobody knows.
PERSON: Final = (
    *(
        "author",
        "authorName",
        "user",
        "user_id",
        "screen_name",
        "displayName",
        "handle",
        "acct",
        "e-mail",
        "phone",
    ),
    *(
        "ip",
        "ip_address",
        "avatar",
        "profile_url",
        "url",
        "link",
        "device_owner",
        "session",
        "cookie",
        "x-unknown",
    ),
    *("developer_reply_by", "location_name", "bio", "signature", "customer_no", "raw"),
)
DEEP: Final = ("who", "account", "in_reply_to_user", "mentions", "boosted_by", "extra", "zz")


class Canaries:
    """The marks of one road: each stands in one place only and knows which."""

    def __init__(self, name: str) -> None:
        self._random = random.Random(f"canaries of {name}")
        self.planted: dict[str, str] = {}
        self.numbers: dict[int, str] = {}
        self.exact: dict[str, str] = {}

    def word(self, where: str, kind: str = FIELD) -> str:
        """A new mark: one word of small letters."""
        mark = kind + "".join(self._random.choices("abcdefghijkmnoprstuvw", k=7))
        self.planted[mark] = where
        return mark

    def number(self, where: str) -> int:
        """A mark that is a whole number of 14 digits."""
        mark = NUMBER + len(self.numbers) % 256
        self.numbers.setdefault(mark, where)
        return mark

    def phone(self, where: str) -> str:
        """A new mark that is a telephone number."""
        mark = f"+34 6{self._random.randrange(10, 99)} {self._random.randrange(111, 999)} 8{self._random.randrange(10, 99)}"
        self.exact[mark] = self.exact[mark.replace(" ", "")] = where
        return mark

    def value(self, where: str, turn: int) -> Any:
        """A mark as a name, an address, a link, a handle or a number, by turns."""
        if turn % 5 == 4:
            return self.number(where)
        mark = self.word(where)
        shapes = (
            f"{mark.title()} Jones",
            f"{mark}@example.org",
            f"https://example.org/@{mark}/1?u={mark}",
            f"@{mark}",
        )
        return shapes[turn % 5]

    def person(self, *, nested: bool) -> dict[str, Any]:
        """Fields about a person, each with marks; nested: also lists and objects, with marks as keys too."""
        flat = {name: self.value(name, turn) for turn, name in enumerate(PERSON)}
        return flat | {"people": self.tree("people", 4)} if nested else flat

    def tree(self, where: str, depth: int) -> Any:
        """Marks in objects and lists inside each other, as values and as keys."""
        if depth == 0:
            return self.value(where, self._random.randrange(5))
        branch = {name: self.tree(f"{where}.{name}", depth - 1) for name in self._random.sample(DEEP, 2)}
        branch |= {self.word(f"{where}: a key"): self.value(where, depth)}
        return branch if depth % 2 else [branch, self.value(where, depth), {"who": [self.word(where)]}]

    def fill(self, shape: Any, where: str = "extra") -> Any:
        """The same objects and lists with every plain value replaced by a mark."""
        if isinstance(shape, dict):
            return {name: self.fill(inner, f"{where}.{name}") for name, inner in shape.items()}
        if isinstance(shape, list):
            return [self.fill(inner, where) for inner in shape]
        return self.value(where, len(self.planted))

    def texts(self) -> list[str]:
        """Texts to be kept, to be kept after a cut, and not to be kept."""

        def said(where: str) -> str:
            return self.word(where, SAID)

        return [
            *KEPT,
            f"The app crashes when I open it, write to {said('mail')}@example.org",
            f"Still waiting for my refund, my number is {self.phone('phone')}",
            f"I cannot log in to my account, I am @{said('handle')}",
            f"They refuse to refund me, see https://example.org/u/{said('link')}",
            f"We go on strike on Monday, join the union, {said('never kept')}",
            f"The app crashes when I open it, and on Monday we all go on strike {said('mixed')}",
            f"Still waiting for my refund. My lawyer {said('lawyer')} sues them next week",
        ]

    def records(self, *, nested: bool, ids: bool = True) -> list[dict[str, Any]]:
        """A record for each text. ids: whether the id is a mark too (not where it is printed back)."""
        return [
            {"id": self.number("id") if ids else n, "date": "2026-11-01", "stars": 1, "text": text}
            | self.person(nested=nested)
            for n, text in enumerate(self.texts(), 1)
        ]

    def needles(self, *, said: bool = True) -> Needles:
        """What to look for; said: marks of texts too."""
        return Needles([FIELD, *((SAID, *self.exact) if said else ())], [NUMBER])

    def explain(self, leak: str) -> str:
        """The leak, with the field that its mark was planted in where that can be told."""
        marks = {**self.planted, **self.exact, **{str(n): where for n, where in self.numbers.items()}}
        return next((f"{leak} [{where}]" for mark, where in marks.items() if mark in leak.lower()), leak)


@dataclass
class Place:
    """Where a road ends: a home with its pack, and everything else that a program may write to.

    given: where files lie that are handed in, which nobody searches. scratch: temporary, cache and working folder.
    before: files that were there before, which are searched only if they changed.
    """

    config: Config
    given: Path
    scratch: Path
    before: dict[str, bytes] = field(default_factory=dict)
    printed: list[tuple[str, bytes]] = field(default_factory=list)
    echoed: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def home(self) -> Path:
        """The home folder."""
        return self.config.home

    def call(self, *words: str, given: bytes | str | list[dict[str, Any]] = b"") -> Said:
        """`yousaid WORDS` in this process; what it prints is searched."""
        said = call(*words, given=given)
        self.echoed.append((f"output of {words[0]}", said.out.encode()))
        self.printed.append((f"errors of {words[0]}", said.err.encode()))
        return said


class Road(ABC):
    """A way by which something comes in.

    name:   as the test is called.
    keeps:  whether texts of KEPT must be in the home afterwards.
    echoes: whether its standard output repeats texts as they were given.
    """

    name: ClassVar[str]
    keeps: ClassVar[bool] = True
    echoes: ClassVar[bool] = False

    @abstractmethod
    def send(self, place: Place, canaries: Canaries) -> None:
        """Send records with marks this way; the search follows."""


def all_roads() -> list[type[Road]]:
    """Every road in files called `*_roads.py` under tests, by name."""
    tests = Path(__file__).parent
    for path in sorted(tests.rglob("*_roads.py")):
        import_module(".".join(("tests", *path.relative_to(tests).with_suffix("").parts)))

    def below(road: type[Road]) -> Iterator[type[Road]]:
        for one in road.__subclasses__():
            yield one
            yield from below(one)

    roads = sorted((road for road in below(Road) if hasattr(road, "name")), key=lambda road: road.name)  # type: ignore[type-abstract]
    assert len({road.name for road in roads}) == len(roads), "two roads have the same name"
    return roads


_opened: list[str] = []
_listening = False


def _note(event: str, args: tuple[Any, ...]) -> None:
    if _listening and event == "open" and isinstance(args[0], str | bytes):
        mode, flags = args[1], args[2]
        if (mode and set(mode) & set("wax+")) or (flags and flags & (os.O_WRONLY | os.O_RDWR)):
            _opened.append(os.path.abspath(os.fsdecode(args[0])))


sys.addaudithook(_note)


class _Log(logging.Handler):
    """Every record of every logger as it would be printed, with its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def listening(place: Place, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """While a road is used: keep the program in `place`, and note its logs and files it writes elsewhere.

    Loggers with a level of their own keep it: what they leave out is part of what is tested.
    """
    global _listening
    for name in ("tmp", "cwd"):
        (place.scratch / name).mkdir()
    for variable in (
        "HOME",
        "TMPDIR",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_STATE_HOME",
    ):
        patch.setenv(variable, str(place.scratch / "tmp"))
    patch.setattr(tempfile, "tempdir", str(place.scratch / "tmp"))
    patch.chdir(place.scratch / "cwd")
    log, root = _Log(), logging.getLogger()
    apart = [
        one
        for one in logging.root.manager.loggerDict.values()
        if isinstance(one, logging.Logger) and not one.propagate
    ]
    before = root.level
    root.setLevel(logging.DEBUG)
    for logger in (root, *apart):
        logger.addHandler(log)
    _opened.clear()
    _listening = True
    try:
        yield
    finally:
        _listening = False
        root.setLevel(before)
        for logger in (root, *apart):
            logger.removeHandler(log)
        place.printed.append(("the log", "\n".join(log.lines).encode()))


def written_elsewhere(place: Place, *allowed: Path) -> list[str]:
    """Files that were opened for writing outside of the place and of the folders named."""
    inside = [str(folder) for folder in (place.home, place.scratch, place.given, *allowed)]
    seen = (path for path in dict.fromkeys(_opened) if not path.startswith(("/dev/", "/proc/")))
    return [path for path in seen if not any(path.startswith(folder) for folder in inside)]


def mails() -> Iterator[tuple[str, bytes]]:
    """Every mail that was sent, as it goes over the wire and with its parts decoded."""
    from django.core import mail

    for message in getattr(mail, "outbox", ()):
        whole = message.message()
        yield "a mail", whole.as_bytes()
        for part in whole.walk():
            yield "a part of a mail", part.get_payload(decode=True) or b""


def look_round(place: Place) -> None:
    """What anybody may ask for afterwards: the state of the home, and every page of the desk."""
    from django.test import Client
    from django.urls import URLPattern, get_resolver

    from yousaid.store import query
    from yousaid.store.rows import Filters

    place.printed.append(("status", place.call("status", "--json", "--home", str(place.home)).out.encode()))
    client = Client(raise_request_exception=False)
    issues = [row.id for row in query.list_issues(Filters(state="all"), limit=100).rows]
    for pattern in get_resolver().url_patterns:
        if not isinstance(pattern, URLPattern) or pattern.name in ("stream", "source"):
            continue  # the stream has no end, and the source holds no data
        path = str(pattern.pattern)
        for pk in issues if "<int:pk>" in path else [0]:
            answer = client.get("/" + path.replace("<int:pk>", str(pk)) + "?severity=0&state=all")
            place.printed.append((f"page /{path}", as_bytes(answer.content) + as_bytes(dict(answer.headers))))


def marks_found(place: Place, canaries: Canaries, *, echoes: bool = False) -> list[str]:
    """Where marks are that should be nowhere."""
    files = (pair for pair in files_under(place.home, place.scratch) if place.before.get(pair[0]) != pair[1])
    everything = [*files, *place.printed, *mails()]
    found = leaks(everything, canaries.needles())
    found += leaks(place.echoed, canaries.needles(said=not echoes))
    return [canaries.explain(leak) for leak in found]


def lines_of(records: list[dict[str, Any]]) -> bytes:
    """Records as JSON lines."""
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def flat(record: Mapping[str, Any]) -> dict[str, str]:
    """A record as the cells of a table."""
    return {name: str(value) for name, value in record.items()}
