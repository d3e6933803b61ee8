"""Files of reviews as people export them, for the tests of what reads them."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from yousaid.core.post import RawPost
from yousaid.sources.file import FileSource, open_file

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
KEY = b"k" * 32
REVIEWS: list[dict[str, Any]] = [
    {
        "reviewId": "r1",
        "userName": "canary-author-1",
        "title": "Map is blank",
        "content": "The map stays grey after the update.",
        "score": 1,
        "at": "2026-11-01 08:30:00",
        "appVersion": "5.120.0",
    },
    {
        "reviewId": "r2",
        "userName": "canary-author-2",
        "title": "",
        "content": "Paid twice, and the refund took two weeks, said support.",
        "score": 2,
        "at": "2026-11-02 19:05:10",
        "appVersion": "5.121.0",
    },
    {
        "reviewId": "r3",
        "userName": "canary-author-1",
        "title": "Quick",
        "content": "Soup was hot and the rider waved.",
        "score": 5,
        "at": "2026-11-03 12:00:00",
        "appVersion": "5.121.0",
    },
]


def write_csv(path: Path, rows: Sequence[Mapping[str, Any]], **how: Any) -> Path:
    """A CSV with the keys of the first row as its header."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), **how)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_jsonl(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def write_parquet(path: Path, columns: Mapping[str, Any]) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table(dict(columns)), path)
    return path


def opened(path: Path, **options: Any) -> FileSource:
    settings: dict[str, Any] = {"source_id": "app-store", "id_key": KEY, "now": NOW}
    return open_file(path, **(settings | options))


def posts_of(path: Path, **options: Any) -> list[RawPost]:
    """Every post of a file."""
    return [post for batch in opened(path, **options).batches() for post in batch.items]
