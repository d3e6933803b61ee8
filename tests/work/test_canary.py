"""No author arrives anywhere (C1): marks are planted in every field about a person, and all bytes are searched."""

import csv
import json
import logging
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from yousaid.config import Config
from yousaid.sources.file import open_file
from yousaid.store import query
from yousaid.work.import_posts import import_posts
from yousaid.work.understand_posts import Intake

PEOPLE = ("author", "userName", "e-mail", "profile_url", "ip", "avatar", "screen_name", "device_owner")
SAID = ["The app crashes when I open it", "Still waiting for my refund", "I cannot log in to my account"]


def rows() -> list[dict[str, Any]]:
    return [
        {"id": n, "date": "2026-11-01", "stars": 1, "review": text}
        | {name: f"canary-{name}-{n}" for name in PEOPLE}
        for n, text in enumerate(SAID)
    ]


def written(folder: Path, kind: str) -> Path:
    path = folder / f"reviews.{kind}"
    if kind == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows()[0]))
            writer.writeheader()
            writer.writerows(rows())
    elif kind == "jsonl":
        deep = [row | {"raw": {"who": {"name": f"canary-deep-{row['id']}"}}} for row in rows()]
        path.write_text("\n".join(json.dumps(row) for row in deep), encoding="utf-8")
    else:
        pq.write_table(pa.Table.from_pylist(rows()), path)
    return path


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_no_mark_of_a_person_is_found_in_any_byte(
    kind: str,
    tmp_path: Path,
    small_home: Config,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    caplog.set_level(logging.DEBUG)
    source = open_file(
        written(tmp_path, kind),
        mapping={},
        voice="userName",
        source_id="shop",
        id_key=small_home.secret("voices"),
    )
    import_posts(Intake(small_home), source)
    assert query.totals().posts == len(SAID)
    places = [path for folder in (small_home.home, scratch) for path in folder.rglob("*") if path.is_file()]
    kept = b"".join(path.read_bytes() for path in places)
    assert b"crashes" in kept
    assert b"canary" not in kept
    spoken = capfd.readouterr()
    assert "canary" not in caplog.text + spoken.out + spoken.err
