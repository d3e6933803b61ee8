"""The part of `yousaid covenant verify` that has to write: in a home of its own that is thrown away.

It runs in a process of its own, because a process serves one home at a time. Marks are put into columns
about a person, into texts and into lines that are never kept; then every byte of the folder is searched for
them. The tests search more shapes and more roads (tests/canary.py); this shows that it holds on this machine.
"""

import csv
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from yousaid.config import FILE, Config

from .covenant_results import Unable

if TYPE_CHECKING:
    from yousaid.store.chain import Head

TIMEOUT: Final = 55.0  # seconds
SOURCE: Final = "shop"
#: What is tried: key, promise, what is looked at.
STEPS: Final = (
    ("authors", "C1", "an import with nine columns about a person, all bytes searched (scratch home)"),
    ("never", "C3", "lines that are never kept leave no byte in an import (scratch home)"),
    ("cut", "C5", "identifiers in imported texts, all bytes searched (scratch home)"),
    ("windows", "C9", "the end of a voice window destroys its sketch and key (scratch home)"),
    ("erased", "C10", "a post erased by reference is gone down to the bytes (scratch home)"),
    ("expired", "C10", "texts past their retention are gone down to the bytes (scratch home)"),
    ("tampered", "C12", "a log that was edited, cut off or made anew is found (scratch home)"),
    ("downloads", "C13", "no page of the desk is a download (scratch home)"),
)
#: Marks: beside the text, in identifiers that are cut, in lines that are dropped, in texts that are kept.
FIELD: Final = "zqfeldmark"
SAID: Final = "zqsagtmark"
NEVER: Final = "zqniemark"
KEPT: Final = ("zqbleibteins", "zqbleibtzwei", "zqbleibtdrei")

_COLUMNS: Final = (
    *("author", "user_name", "email", "ip_address", "profile_url"),
    *("nickname", "phone", "account_id", "avatar"),
)
_TEXTS: Final = (
    f"The app crashes when I open it {KEPT[0]}",
    f"The app crashes when I open it {KEPT[1]}, write to {SAID}@example.org",
    f"The app crashes when I open it {KEPT[2]}, I am @{SAID}_rider",
    f"On Monday all of us go on strike {NEVER}",
    f"The app crashes when I open it, and we all join the union {NEVER}",
)
_PACK: Final = 'id = "scratch"\naudience = "customers"\ntitle = "Scratch"\ndescription = "Made up"\n'
_TOPIC: Final = """\
id = "{id}"
title = "{title}"
description = "Made up"
[[sub]]
id = "one"
title = "{title}"
description = "Made up"
severity = 2
examples.en = {examples}
"""
_TOPICS: Final = (
    ("app", "Crashes", ["The app crashes when I open it", "It closes by itself", "The app keeps freezing"]),
    (
        "refund",
        "Refunds",
        ["They refuse to refund me", "No refund for a missing order", "Where is my refund"],
    ),
)


def try_out() -> dict[str, str | Unable]:
    """What each of STEPS came to, by its key, in a new process and a folder that is gone afterwards."""
    try:
        with tempfile.TemporaryDirectory(prefix="yousaid-verify-") as name:
            return read_answer(_answer(Path(name).resolve()))
    except subprocess.TimeoutExpired:
        why = f"it took more than {TIMEOUT:.0f} seconds"
    except OSError as error:
        why = f"there is no room for a scratch home ({error.strerror})"
    return {key: Unable(why) for key, _, _ in STEPS}


def _answer(folder: Path) -> bytes:
    """What the process of its own prints. OSError, or TimeoutExpired after TIMEOUT."""
    room = folder / "tmp"
    room.mkdir()
    places = {key: str(room) for key in ("TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    package = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH", ""))))
    return subprocess.run(
        [sys.executable, "-m", "yousaid.work.covenant_scratch", str(folder)],
        env=os.environ | places | {"YOUSAID_HOME": str(folder / "home"), "PYTHONPATH": paths},
        cwd=room,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=TIMEOUT,
        check=False,
    ).stdout


def read_answer(said: bytes) -> dict[str, str | Unable]:
    """The last line that the process printed; what is not in it could not be run."""
    lines = said.splitlines()
    try:
        found = json.loads(lines[-1]) if lines else {}
    except ValueError:
        found = {}
    answers: dict[str, str | Unable] = {}
    for key, _, _ in STEPS:
        wrong, unable = found.get(key, ["", "the process of its own ended before it got there"])
        answers[key] = Unable(unable) if unable else wrong
    return answers


def search(folder: Path, *words: str) -> list[str]:
    """The words that stand in a file of the folder or in a file's name, in UTF-8, UTF-16 or hexadecimal."""
    found = set()
    for path in folder.rglob("*"):
        data = path.name.lower().encode() + (path.read_bytes().lower() if path.is_file() else b"")
        for word in words:
            shapes = (word.encode(), word.encode("utf-16-le"), word.encode().hex().encode())
            if any(shape in data for shape in shapes):
                found.add(word)
    return sorted(found)


class Scratch:
    """One scratch home in a folder; the file that is imported lies beside what is searched."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.pack = folder / "pack"
        self.given = folder / "given"
        self.tmp = folder / "tmp"
        for path in (self.home, self.pack / "topics", self.given, self.tmp):
            path.mkdir(parents=True, exist_ok=True)

    def found(self, *words: str) -> list[str]:
        """Which words are in the home or among the temporary files."""
        return search(self.home, *words) + search(self.tmp, *words)

    def fill(self) -> Config:
        """Settings, pack and an import; the configuration of the home, whose store is open."""
        from yousaid.sources.file import open_file
        from yousaid.store import open_store

        from . import import_posts
        from .understand_posts import Intake

        self._write()
        config = open_store(self.home)
        file = open_file(
            self.given / "reviews.csv", voice="one-per-post", source_id=SOURCE, id_key=config.secret("voices")
        )
        import_posts.import_posts(Intake(config), file)
        return config

    def _write(self) -> None:
        (self.pack / "pack.toml").write_text(_PACK, encoding="utf-8")
        for name, title, examples in _TOPICS:
            topic = _TOPIC.format(id=name, title=title, examples=json.dumps(examples))
            (self.pack / "topics" / f"{name}.toml").write_text(topic, encoding="utf-8")
        settings = f"pack = {json.dumps(str(self.pack))}\n[sources.{SOURCE}]\nproduct = 'App'\n"
        (self.home / FILE).write_text(settings, encoding="utf-8")
        day = datetime.now(UTC).date().isoformat()
        with (self.given / "reviews.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(["id", "date", "text", *_COLUMNS])
            for n, text in enumerate(_TEXTS):
                table.writerow([f"r{n}", day, text, *(f"{FIELD}{n}{column[0]}" for column in _COLUMNS)])


def run_steps(folder: Path) -> dict[str, list[str]]:
    """Every step in its order: by key, what is wrong ("" for nothing) and why it could not run ("")."""
    scratch = Scratch(folder)
    config = scratch.fill()
    steps: dict[str, Callable[[Scratch, Config], str]] = {
        "authors": _authors,
        "never": _never,
        "cut": _cut,
        "downloads": _downloads,
        "erased": _erased,
        "windows": _windows,
        "expired": _expired,
        "tampered": _tampered,
    }
    answers = {}
    for key, step in steps.items():
        try:
            answers[key] = [step(scratch, config), ""]
        except Exception as error:  # told as one that could not run, never as one that passed
            answers[key] = ["", f"it ended with {type(error).__name__}"]
    return answers


def _marks(scratch: Scratch, mark: str, wrong: str) -> str:
    if scratch.found(*KEPT) != sorted(KEPT):
        raise LookupError("what was kept is not found, so the search shows nothing")
    return wrong if scratch.found(mark) else ""


def _authors(scratch: Scratch, config: Config) -> str:
    return _marks(scratch, FIELD, "a mark of a column about a person is in a file of the home")


def _never(scratch: Scratch, config: Config) -> str:
    return _marks(scratch, NEVER, "a line that is never kept left bytes in a file of the home")


def _cut(scratch: Scratch, config: Config) -> str:
    return _marks(scratch, SAID, "an identifier is in a file of the home, uncut")


def _downloads(scratch: Scratch, config: Config) -> str:
    from django.test import Client

    from .covenant_pages import PUBLIC, routes

    client = Client(raise_request_exception=False, HTTP_HOST="localhost")
    for name, path in routes():
        if name in PUBLIC or name == "stream":
            continue
        answer = client.get(path)
        if "Content-Disposition" in answer.headers or not _readable(answer.headers.get("Content-Type", "")):
            return f"{path} gives out a file"
    return ""


def _readable(kind: str) -> bool:
    return not kind or kind.startswith(("text/html", "text/plain"))


def _erased(scratch: Scratch, config: Config) -> str:
    from .erase_posts import erase_posts

    erase_posts(config, SOURCE, ["r0"], role="operator")
    left = scratch.found(*KEPT)
    if left != sorted(KEPT[1:]):
        return (
            "the bytes of an erased post are still there" if KEPT[0] in left else "more was erased than named"
        )
    return ""


def _windows(scratch: Scratch, config: Config) -> str:
    from yousaid.store import looking, write

    if not looking.open_windows():
        raise LookupError("no voice was counted")
    write.close_windows(datetime.now(UTC) + timedelta(days=60))
    return "a sketch or a key outlived its window" if looking.open_windows() else ""


def _expired(scratch: Scratch, config: Config) -> str:
    from yousaid.store import write

    write.erase_expired(datetime.now(UTC) + timedelta(days=config.retention_days + 1), config.retention_days)
    return "bytes of a text are still there after its retention" if scratch.found(*KEPT) else ""


def _tampered(scratch: Scratch, config: Config) -> str:
    from yousaid.store import log

    for n in range(3):
        log.append("verify", role="operator", detail={"turn": n})
    head = log.head()
    if not log.verify(head).whole:
        return "a log that nobody touched is not whole"
    if not _refuses(config):
        return "the database lets the log be changed"
    for statement in _TAMPERING:
        if not _found(config, statement, head):
            return "a log that was changed looks whole"
    return ""


#: What the owner of the file can do, the worst last.
_TAMPERING: Final = (
    "UPDATE store_logentry SET role = 'desk' WHERE seq = 2",
    "DELETE FROM store_logentry WHERE seq = 2",
    "DELETE FROM store_logentry WHERE seq = (SELECT MAX(seq) FROM store_logentry)",
    "DELETE FROM store_logentry",
)


def _refuses(config: Config) -> bool:
    with _opened(config) as database:
        try:
            database.execute(_TAMPERING[0])
        except sqlite3.DatabaseError:
            return True
    return False


def _found(config: Config, statement: str, head: "Head") -> bool:
    """Whether a change is found against the head from before; the log is as before afterwards."""
    from yousaid.store import log

    with _opened(config) as database:
        triggers = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'store_logentry'"
        ).fetchall()
        rows = database.execute("SELECT * FROM store_logentry ORDER BY seq").fetchall()
        for name, _ in triggers:
            database.execute(f"DROP TRIGGER {name}")
        database.execute(statement)
        database.commit()
        found = not log.verify(head).whole
        database.execute("DELETE FROM store_logentry")
        marks = ",".join("?" * len(rows[0]))
        database.executemany(f"INSERT INTO store_logentry VALUES ({marks})", rows)
        for _, sql in triggers:
            database.execute(sql)
        database.commit()
    return found


@contextmanager
def _opened(config: Config) -> Iterator[sqlite3.Connection]:
    """A connection of somebody's own, closed at the end."""
    database = sqlite3.connect(config.sqlite_path)
    try:
        yield database
    finally:
        database.close()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run_steps(Path(sys.argv[1]).resolve())))
