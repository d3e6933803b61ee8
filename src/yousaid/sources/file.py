"""Posts that were saved as a file: CSV, JSON lines (both also gzipped) and Parquet.

A file is read twice: once to see that every row is good, so that nothing is ever half imported, and once
to hand the posts out. Only mapped columns leave the parser. Memory does not grow with the file.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from yousaid.core.errors import InputError, UsageError
from yousaid.core.post import KINDS, RawPost
from yousaid.core.voices import OWN

from . import values
from .base import SIZE, Batch
from .columns import ONE_PER_POST, Columns, choose_columns, refusal
from .lines import check_readable
from .people import SAMPLE, looks_personal
from .tables import FORMATS, Cells, Table, open_table, shown
from .values import Moments, Places, Ratings

_ENDINGS: Final = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl",
    ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
_CHUNK: Final = 1_000  # rows a step of the checking pass
_LOOKED_AT: Final = ("title", "id", "lang", "region", "version", "kind")
_KNOWN: Final = 1 << 26  # bits that remember which rows were seen: 8 MB, whatever the file's size
_PEEK: Final = 200


def open_file(
    path: str | Path,
    *,
    source_id: str,
    id_key: bytes,
    format: str | None = None,  # noqa: A002 - the option's own name
    mapping: Mapping[str, str] | None = None,
    voice: str | None = None,
    now: datetime | None = None,
) -> "FileSource":
    """A file as a source; reads its header only.

    format:  csv, jsonl or parquet; None: told by the file's name.
    mapping: column names by field (`columns.FIELDS`); fields left out are guessed from usual names.
    voice:   the column that tells distinct voices apart, or "one-per-post"; None: voices are unknown.
    id_key:  up to 64 bytes that key the hashes of voices and of posts without an id.
    now:     the time of reading, for posts without a date and to refuse dates of the future.
    InputError, RefusedError (a column of persons) or UsageError (format, field).
    """
    path = Path(path)
    check_readable(path)
    table = open_table(path, _format(path, format))
    columns = choose_columns(table.columns, mapping or {}, voice, str(path))
    columns = _with_score(columns, table, mapping or {})
    return FileSource(path, table, columns, voice=voice, source_id=source_id, id_key=id_key, now=now)


def _format(path: Path, named: str | None) -> str:
    if named is None:
        ending = path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix
        named = _ENDINGS.get(ending.lower(), "")
    if named not in FORMATS:
        raise UsageError(
            f"the format of {path.name} is not known", remedy=f"Say --format {'|'.join(FORMATS)}"
        )
    with path.open("rb") as file:
        first = file.read(4)
    if first == b"PK\x03\x04":
        remedy = "Open it and save the table as CSV (UTF-8)"
        raise InputError("this is a workbook or another zip archive", place=str(path), remedy=remedy)
    if first == b"PAR1" and named != "parquet":
        raise InputError("this is a Parquet file", place=str(path), remedy="Say --format parquet")
    return named


def _with_score(columns: Columns, table: Table, mapping: Mapping[str, str]) -> Columns:
    """A column called score is the rating when it holds 1 to 5 only, and otherwise the votes."""
    score = next((name for name in columns.unread if name.lower() == "score"), "")
    if not score:
        return columns
    seen: set[object] = set()
    for _, rows in table.chunks([score], _PEEK):
        seen = {str(cell).removesuffix(".0") for (cell,) in rows}
        break
    field = "rating" if seen <= {"1", "2", "3", "4", "5"} else "score"
    if field in columns.by_field or field in mapping:
        return columns
    unread = tuple(name for name in columns.unread if name != score)
    return Columns({**columns.by_field, field: score}, (*columns.guessed, field), unread)


class FileSource:
    """One file of posts. Call `check` first: after it, `batches` cannot meet a bad row.

    columns: which column fills which field, which were guessed, which stay unread.
    After `check`: rows, empty (rows without text), undated, scale (of ratings).
    """

    def __init__(
        self,
        path: Path,
        table: Table,
        columns: Columns,
        *,
        voice: str | None,
        source_id: str,
        id_key: bytes,
        now: datetime | None = None,
    ) -> None:
        self.path = path
        self.source_id = source_id
        self.columns = columns
        self.rows = self.empty = self.undated = self._clashes = 0
        self._table = table
        self._now = now or datetime.now(UTC)
        self._voice = voice
        self._wanted = list(columns.by_field.values())
        if voice and voice != ONE_PER_POST:
            self._wanted.append(voice)
        self._at = {field: n for n, field in enumerate(columns.by_field)}
        self._moments, self._ratings = Moments(self._now), Ratings()
        self._repeated: set[int] = set()
        self._digest = self._stamp = ""
        # Copied for every row: the key is taken in once.
        self._post_hash = hashlib.blake2b(key=id_key, digest_size=16)
        self._voice_hash = hashlib.blake2b(f"{source_id}\x1f".encode(), key=id_key, digest_size=8)

    @property
    def scale(self) -> str:
        """How ratings are read (`1 to 5`, `0 to 1`), "" without ratings."""
        return self._ratings.scale if "rating" in self._at else ""

    def check(self) -> None:
        """Read the whole file once. InputError names line and remedy; RefusedError: a column of persons."""
        if self._digest:
            return
        stamp = self._stamped()
        samples: dict[str, list[str]] = {field: [] for field in _LOOKED_AT if field in self._at}
        known = bytearray(_KNOWN // 8)
        self.rows = self.empty = self.undated = self._clashes = 0
        for numbers, rows in self._table.chunks(self._wanted, _CHUNK):
            cells = list(zip(*rows, strict=True))
            self.rows += len(rows)
            for field, sample in samples.items():
                if len(sample) < SAMPLE:
                    sample += [word for cell in cells[self._at[field]] if (word := values.short(cell))]
            self._check_cells(cells, numbers)
            self._remember(cells, known)
        if not self.rows:
            place = str(self.path)
            raise InputError(
                "the file has a header and no rows", place=place, remedy="It needs at least one post"
            )
        self._moments.decide()
        self._refuse_clashes()
        self._refuse_people(samples)
        with self.path.open("rb") as file:
            self._digest = hashlib.file_digest(file, "sha256").hexdigest()
        self._stamp = stamp
        self._unchanged()

    def _check_cells(self, cells: Sequence[Cells], numbers: list[int]) -> None:
        def places(field: str) -> Places:
            column = self.columns.by_field[field]
            return Places(str(self.path), self._table.unit, numbers, shown(column)[1:-1])

        for field in ("text", "title"):
            if field in self._at:
                _check_texts(cells[self._at[field]], places(field))
        texts = cells[self._at["text"]]
        self.empty += sum(not text or text.isspace() for text in texts)
        if "said_at" in self._at:
            self.undated += self._moments.learn(cells[self._at["said_at"]], places("said_at"))
        else:
            self.undated += len(texts)
        if "rating" in self._at:
            self._ratings.learn(cells[self._at["rating"]], places("rating"))
        for field in ("score", "replies"):
            if field in self._at:
                _check_counts(cells[self._at[field]], places(field))

    def _remember(self, cells: Sequence[Cells], known: bytearray) -> None:
        """Note rows that may have come before; a false alarm costs a little memory and nothing else.

        Of rows with an id, count those whose id stood at another text before.
        """
        ids = cells[self._at["id"]] if "id" in self._at else (None,) * len(cells[0])
        for name, row in zip(ids, self._identities(cells), strict=True):
            if name:
                old, same = _seen(known, hash(name)), _seen(known, hash((name, row[0])))
                self._clashes += old and not same
            else:
                mark = hash(row)
                if _seen(known, mark):
                    self._repeated.add(mark)

    def _refuse_clashes(self) -> None:
        """InputError when the column of ids holds something else: equal keys would swallow posts."""
        if self._clashes >= 3 and self._clashes > self.rows / 10:
            raise InputError(
                f"the same id stands at different texts, in about {self._clashes:,} of {self.rows:,} rows",
                place=f"{self.path}, column {shown(self.columns.by_field['id'])[1:-1]}",
                remedy="Name the column that tells posts apart: --map id=COLUMN, or none: --map id=",
            )

    def _identities(self, cells: Sequence[Cells]) -> Iterator[Cells]:
        """What makes a row without an id the same row: text, title and time, not the votes it got since."""
        none = (None,) * len(cells[0])
        parts = (
            cells[self._at[field]] if field in self._at else none for field in ("text", "title", "said_at")
        )
        return zip(*parts, strict=True)

    def _refuse_people(self, samples: Mapping[str, Sequence[str]]) -> None:
        for field, sample in samples.items():
            what = looks_personal(field, sample[:SAMPLE])
            if what:
                column = self.columns.by_field[field]
                raise refusal(f"the column {shown(column)} ({field}) holds {what}", column, str(self.path))

    def _stamped(self) -> str:
        about = self.path.stat()
        return f"{about.st_size} {about.st_mtime_ns} {about.st_ino}"

    def _unchanged(self) -> None:
        if self._stamp != self._stamped():
            remedy = "Import it again when nobody writes to it"
            raise InputError("the file changed while it was read", place=str(self.path), remedy=remedy)

    def batches(self, cursor: str | None = None, size: int = SIZE) -> Iterator[Batch]:
        """The posts after a cursor, `size` rows at a time; rows without text are left out.

        A cursor of another file, or of another state of this one, counts for nothing: keys stay the same.
        """
        self.check()
        digest, _, row = (cursor or "").partition(":")
        skip = int(row) if digest == self._digest and row.isdigit() else 0
        seen: Counter[bytes] = Counter()
        done = 0
        for _, rows in self._table.chunks(self._wanted, size):
            behind = min(max(skip - done, 0), len(rows))
            done += len(rows)
            if behind == len(rows) and not self._repeated:
                continue
            posts = list(self._posts(rows, seen))[behind:]
            if behind < len(rows):
                yield Batch([post for post in posts if post is not None], f"{self._digest}:{done}")
        self._unchanged()

    def _posts(self, rows: list[Cells], seen: Counter[bytes]) -> Iterator[RawPost | None]:
        """A post for every row, None where there is no text."""
        cells = list(zip(*rows, strict=True))
        n = len(rows)

        def column(field: str, convert: Any) -> Sequence[Any]:
            """A column's values; cells that repeat, as these do, are converted once."""
            if field not in self._at:
                return (None,) * n
            found = cells[self._at[field]]
            made = {cell: convert(cell) for cell in set(found)}
            return [made[cell] for cell in found]

        texts = cells[self._at["text"]]
        titles = cells[self._at["title"]] if "title" in self._at else (None,) * n
        wholes = [_whole(text, title) for text, title in zip(texts, titles, strict=True)]
        times = map(self._moments.value, cells[self._at["said_at"]]) if "said_at" in self._at else (None,) * n
        dates = list(times)
        keys = self._keys(cells, dates, seen)
        voices = self._voices(cells, keys)
        default = "review" if "rating" in self._at else "post"
        for whole, said_at, key, kind, lang, rating, region, version, score, replies, voice in zip(
            wholes,
            dates,
            keys,
            column("kind", lambda cell: _kind(cell, default)),
            column("lang", values.language),
            column("rating", self._ratings.value),
            column("region", values.short),
            column("version", values.short),
            column("score", values.count),
            column("replies", values.count),
            voices,
            strict=True,
        ):
            if not whole:
                yield None
                continue
            yield RawPost(
                key=key,
                said_at=said_at or self._now,
                text=whole,
                kind=kind or default,
                lang=lang,
                rating=rating,
                region=region,
                version=version,
                score=score,
                replies=replies,
                voice=voice,
            )

    def _keys(
        self, cells: Sequence[Cells], dates: Sequence[datetime | None], seen: Counter[bytes]
    ) -> list[str]:
        """Canonical keys: of the id, else of what was said and when, and the how-manieth time."""
        start = f"file:{self.source_id}:"
        ids = cells[self._at["id"]] if "id" in self._at else (None,) * len(dates)
        keys = []
        fresh, repeated = self._post_hash.copy, self._repeated
        for row, said_at, cell in zip(self._identities(cells), dates, ids, strict=True):
            name = values.name(cell)
            if not name:
                at = "" if said_at is None else str(int(said_at.timestamp()))
                said = "\x1f".join((at, row[0] or "", row[1] or ""))
                made = fresh()
                made.update(said.encode())
                digest = made.digest()
                name = digest.hex()
                if hash(row) in repeated:
                    name = f"{name}:{seen[digest]}" if seen[digest] else name
                    seen[digest] += 1
            keys.append(start + name if said_at else f"undated:{start}{name}")
        return keys

    def _voices(self, cells: Sequence[Cells], keys: Sequence[str]) -> list[int]:
        """Keyed 64-bit hashes of who spoke; one person in two sources is two voices."""
        if not self._voice:
            return [0] * len(keys)
        if self._voice == ONE_PER_POST:
            return [OWN] * len(keys)
        speakers = cells[-1]
        made = {cell: self._voice_of(str(cell)) for cell in set(speakers)}
        return [0 if cell is None or cell == "" else made[cell] for cell in speakers]

    def _voice_of(self, speaker: str) -> int:
        made = self._voice_hash.copy()
        made.update(speaker.encode())
        return int.from_bytes(made.digest(), "big")


def _seen(known: bytearray, mark: int) -> bool:
    """Whether a mark was (most likely) noted before; notes it."""
    at, bit = (mark % _KNOWN) >> 3, 1 << (mark & 7)
    if known[at] & bit:
        return True
    known[at] |= bit
    return False


def _whole(text: str | None, title: str | None) -> str:
    """Title and text, the title as a line of its own unless the text begins with it."""
    if not text or text.isspace():
        return ""
    if not title or text.startswith(title) or title.isspace():
        return text
    return f"{title}\n{text}"


def _kind(cell: Any, default: str) -> str:
    word = str(cell).strip().lower()
    return word if word in KINDS else default


def _check_texts(cells: Sequence[Any], places: Places) -> None:
    for n, cell in enumerate(cells):
        if cell is not None and type(cell) is not str:
            raise InputError("this is no text", place=places[n], remedy="Map a column that holds texts")


def _check_counts(cells: Sequence[Any], places: Places) -> None:
    for cell in set(cells):
        try:
            values.count(cell)
        except ValueError as error:
            remedy = "Map a column of whole numbers, or leave the field out with --map FIELD="
            raise InputError(str(error), place=places[cells.index(cell)], remedy=remedy) from None
