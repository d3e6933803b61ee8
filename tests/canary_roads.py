"""The roads by which something comes in today: files, standard input of every command, the live feed."""

import csv
import gzip
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any, ClassVar
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq

from tests.canary import FIELD, KEPT, Canaries, Place, Road, flat, lines_of
from yousaid.core.post import RawPost
from yousaid.work.understand_posts import Intake

WHEN = datetime(2026, 11, 1, 10, 30, tzinfo=UTC)


class Import(Road):
    """`yousaid import` of a file; the formats are below."""

    ending: ClassVar[str]

    def send(self, place: Place, canaries: Canaries) -> None:
        path = place.given / f"reviews.{self.ending}"
        self.write(path, canaries)
        if self.ending.endswith(".gz"):
            path.write_bytes(gzip.compress(path.read_bytes()))
        said = place.call(
            *("import", str(path), "--source", "shop", "--voice", "authorName", "--home", str(place.home))
        )
        assert (said.code == 0) is self.keeps, said.err

    def write(self, path: Path, canaries: Canaries) -> None:
        """Write the records."""
        path.write_bytes(lines_of(canaries.records(nested=True)))


class ImportCsv(Import):
    name = "import-csv"
    ending = "csv"

    def write(self, path: Path, canaries: Canaries) -> None:
        records = [flat(record) for record in canaries.records(nested=False)]
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.DictWriter(file, list(records[0]))
            rows.writeheader()
            rows.writerows(records)


class ImportCsvGz(ImportCsv):
    name = "import-csv-gz"
    ending = "csv.gz"


class ImportJsonLines(Import):
    name = "import-jsonl"
    ending = "jsonl"


class ImportJsonLinesGz(Import):
    name = "import-jsonl-gz"
    ending = "jsonl.gz"


class ImportParquet(Import):
    name = "import-parquet"
    ending = "parquet"

    def write(self, path: Path, canaries: Canaries) -> None:
        records = [flat(record) for record in canaries.records(nested=False)]
        deep = [
            {"who": {"name": canaries.word("a struct"), "also": [canaries.word("a list")]}} for _ in records
        ]
        pq.write_table(pa.Table.from_pylist([a | b for a, b in zip(records, deep, strict=True)]), path)


class ImportParquetGz(ImportParquet):
    """Refused, because Parquet is packed already; what is refused leaves nothing either."""

    name = "import-parquet-gz"
    ending = "parquet.gz"
    keeps = False


class ImportBroken(Road):
    """Files that cannot be imported, each with marks where the fault is: messages quote nothing."""

    name = "import-broken"
    keeps = False

    def send(self, place: Place, canaries: Canaries) -> None:
        for number, (ending, content) in enumerate(self.files(canaries)):
            path = place.given / f"broken-{number}.{ending}"
            path.write_bytes(content.encode())
            said = place.call("import", str(path), "--source", "shop", "--home", str(place.home))
            assert said.code == 1, f"file {number} was taken: {said.out}"

    def files(self, canaries: Canaries) -> Iterator[tuple[str, str]]:
        """A file for each kind of fault."""
        mark = canaries.word
        good = f"date,stars,review\n2026-11-01,1,{KEPT[0]}\n"
        yield "csv", good + f"2026-11-01,1,{KEPT[0]},{mark('a cell too many')}\n"
        yield "csv", good + f"{mark('a date')},1,{KEPT[0]}\n"
        yield "csv", good + f"2026-11-01,{mark('a rating')},{KEPT[0]}\n"
        yield "csv", good + f'2026-11-01,1,"{KEPT[0]} {mark("an open quote")}\n'
        yield "csv", good.replace("stars", "region") + f"2026-11-01,{mark('a mail')}@example.org,{KEPT[0]}\n"
        yield "csv", f"{mark('no header')},1,2026-11-01\n{mark('no header')},2,2026-11-01\n"
        yield "jsonl", f'{{"text": "{KEPT[0]}"}}\n{{"text": "{KEPT[0]}", "author": {mark("no JSON")}}}\n'
        yield "jsonl", f'{{"text": "{KEPT[0]}"}}\n["{mark("no object")}"]\n'
        yield "jsonl", f'{{"text": "{KEPT[0]}"}}\n{{"text": {{"{mark("a text that is an object")}": 1}}}}\n'
        yield "jsonl", f'{{"text": "{KEPT[0]}", "replies": "{mark("a count")}"}}\n'
        yield "parquet", f"PAR1{mark('a damaged file')}PAR1"


class Pipe(Road):
    """A command that reads JSON lines from standard input."""

    keeps = False
    words: tuple[str, ...]
    answers: ClassVar[bytes] = b"id"

    def send(self, place: Place, canaries: Canaries) -> None:
        words = [
            word.format(pack=place.config.pack, home=place.home, scratch=place.scratch) for word in self.words
        ]
        said = place.call(*words, given=lines_of(self.records(canaries)))
        assert said.code == 0, said.err
        assert self.answers in said.out.encode() + said.err.encode()
        for broken in self.broken(canaries):
            assert place.call(*words, given=broken).code == 1

    def records(self, canaries: Canaries) -> list[dict[str, Any]]:
        """What is sent: ids are printed back, so they are no marks."""
        return canaries.records(nested=True, ids=False)

    def broken(self, canaries: Canaries) -> Iterator[str]:
        """Lines that are refused, with marks where the fault is."""
        yield f'{{"text": {canaries.word("no JSON")}}}\n'
        yield f'["{canaries.word("no object")}"]\n'
        yield f'{{"text": ["{canaries.word("a list for a text")}"]}}\n'
        yield f'{{"text": "{KEPT[0]}", "id": {{"{canaries.word("an object for an id")}": 1}}}}\n'


class PipeGate(Pipe):
    name = "gate"
    words = ("gate", "--pack", "{pack}", "--home", "{home}")
    answers = b"crashes"


class PipeRedact(Pipe):
    """It cuts and drops nothing, so its output repeats what is never kept; see `PipeRedactCut`."""

    name = "redact"
    words = ("redact",)
    echoes = True


class PipeRedactCut(Pipe):
    name = "redact-cut"
    words = ("redact",)
    answers = b"[handle]"

    def records(self, canaries: Canaries) -> list[dict[str, Any]]:
        """Only texts with identifiers in them, which may not come out."""
        records = super().records(canaries)
        return [record for record in records if any(sign in record["text"] for sign in "@+")]


class PipeJudge(Pipe):
    name = "judge"
    words = ("judge", "--pack", "{pack}", "--home", "{home}")
    echoes = True


class PipeSentiment(Pipe):
    name = "sentiment"
    words = ("sentiment",)


class PipeGroup(Pipe):
    name = "group"
    words = ("group",)


class PipeGroupPack(Pipe):
    name = "group-pack"
    words = ("group", "--pack", "{pack}", "--home", "{home}")


class PipeEval(Pipe):
    name = "eval"
    words = ("eval", "--pack", "{pack}", "--home", "{home}", "--page", "{scratch}/page.html", "-")
    answers = b"macro_f1"

    def records(self, canaries: Canaries) -> list[dict[str, Any]]:
        """Labelled lines."""
        labels = ("app/crash", "refund/slow", None)
        return [row | {"topic": labels[n % 3]} for n, row in enumerate(super().records(canaries))]


class PackFit(Pipe):
    """The pack itself is the operator's, and holds its examples as they are; nothing else may hold anything."""

    name = "pack-fit"
    answers = b"2 topics"

    def send(self, place: Place, canaries: Canaries) -> None:
        self.words = ("pack", "fit", "fresh", "--examples", "-", "--out", str(place.given / "fresh"))
        with mock.patch.dict(os.environ, YOUSAID_HOME=str(place.home)):
            super().send(place, canaries)
        made = b"".join(path.read_bytes() for path in (place.given / "fresh").rglob("*") if path.is_file())
        assert b"crashes" in made
        assert FIELD.encode() not in made

    def records(self, canaries: Canaries) -> list[dict[str, Any]]:
        """Labelled lines."""
        return [
            row | {"topic": ("crash", "refund")[n % 2]} for n, row in enumerate(super().records(canaries))
        ]


class Live(Road):
    """The demo's feed: history by batches, then one by one. Keys are addresses with names in them."""

    name = "live-feed"

    def send(self, place: Place, canaries: Canaries) -> None:
        from yousaid.work import feed_demo

        posts = [
            feed_demo.DemoPost(
                "shop",
                RawPost(
                    key=f"https://example.org/@{canaries.word('key')}/{canaries.number('key')}",
                    said_at=WHEN,
                    text=text,
                    voice=canaries.number("voice"),
                ),
            )
            for text in canaries.texts()
        ]
        intake = Intake(place.config)
        feed_demo.import_history(intake, posts[:6], lambda rows: None)
        with mock.patch.object(feed_demo, "PACE", (0.0, 0.0)):
            feed_demo.feed_live(Event(), intake, posts[6:])


class Erase(Road):
    """`yousaid erase` with the references of posts, known and unknown ones."""

    name = "erase"
    keeps = False

    def send(self, place: Place, canaries: Canaries) -> None:
        path = place.given / "reviews.jsonl"
        record = {"id": canaries.word("a known id"), "date": "2026-11-01", "stars": 1, "text": KEPT[0]}
        path.write_bytes(lines_of([record]))
        home = ("--source", "shop", "--home", str(place.home))
        assert place.call("import", str(path), *home).code == 0
        unknown = (
            f"https://example.org/@{canaries.word('an unknown address')}/{canaries.number('its number')}"
        )
        said = place.call("erase", *home, str(record["id"]), unknown)
        assert said.code == 0, said.err
