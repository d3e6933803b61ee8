"""Every bad file gets one clear sentence with its place and a remedy, and nothing of it is imported."""

import gzip
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sources.files import opened, write_csv, write_parquet
from yousaid.core.errors import InputError, UsageError, YousaidError
from yousaid.sources.lines import LIMIT

CSV = b"text,date\nThe map is blank,2026-01-02\n"
JSON = b'{"text": "The map is blank"}\n'


@pytest.mark.parametrize(
    ("name", "content", "place", "says"),
    [
        ("a.csv", b"", "a.csv", "the file is empty"),
        ("a.jsonl", b"\n\n", "a.jsonl", "holds no lines"),
        ("a.csv", b"\n \n", "a.csv", "no header|no column looks like"),
        ("a.csv", b"text,date\n", "a.csv", "a header and no rows"),
        ("a.csv", b"text,text\na,b\n", "a.csv, line 1", "names 'text' twice"),
        ("a.csv", CSV + b"too short\n", "a.csv, line 3", "1 columns where the header has 2"),
        ("a.csv", CSV + b"a,2026-01-02,more\n", "a.csv, line 3", "3 columns where the header has 2"),
        ("a.csv", b'text,date\n"two\nlines",2026-01-02\nx\n', "a.csv, line 4", "1 columns"),
        ("a.csv", CSV + b'"never closed,2026-01-02\n\n', "a.csv, line 3", "never closed"),
        ("a.csv", CSV + b'"a"b,2026-01-02\n', "a.csv, line 3", "quotes of the row"),
        ("a.csv", CSV + b"caf\xe9,2026-01-02\n", "a.csv, line 3", r"byte 4 \(0xe9\) is no UTF-8"),
        ("a.jsonl", JSON + b'{"text": "caf\xe9"}\n', "a.jsonl, line 2", "is no UTF-8"),
        ("a.csv", CSV + b"a\0b,2026-01-02\n", "a.csv, line 3", "NUL byte at byte 2"),
        ("a.csv", CSV.decode().encode("utf-16"), "a.csv", "UTF-16"),
        ("a.csv", CSV.decode().encode("utf-16-le"), "a.csv, line 1", "NUL byte"),
        ("a.csv", b"who,what\na,b\n", "a.csv", "no column looks like the text"),
        ("a.csv", CSV + b"x,1970-01-01\n", "a.csv, line 3, column date", "1970-01-01 lies before 1990"),
        ("a.csv", CSV + b"x,2100-01-01\n", "a.csv, line 3, column date", "2100-01-01 lies in the future"),
        ("a.csv", CSV + b"x,0\n", "a.csv, line 3, column date", "before 1990"),
        ("a.csv", CSV + b"x,2026-02-30\n", "a.csv, line 3, column date", "2026-02-30 is no date"),
        ("a.csv", CSV + b"x,yesterday\n", "a.csv, line 3, column date", "this is no date"),
        ("a.csv", CSV + b"x,0001-01-01T00:00:00+14:00\n", "a.csv, line 3, column date", "range|before 1990"),
        ("a.csv", b"text,likes\nx,1.5\n", "a.csv, line 2, column likes", "no whole number"),
        (
            "a.csv",
            b"text,date\n" + b"x" * (LIMIT + 1) + b",2026-01-02\n",
            "a.csv, line 2",
            "longer than 1 MB",
        ),
        ("a.csv", b'text,date\n"' + b"x\n" * LIMIT, "a.csv, line 2", "longer than 1 MB"),
        ("a.jsonl", JSON + b'{"text": "x"\n', "a.jsonl, line 2", "no valid JSON"),
        ("a.jsonl", JSON + b'["text"]\n', "a.jsonl, line 2", "no object but a list"),
        ("a.jsonl", JSON + b"7\n", "a.jsonl, line 2", "no object but a number"),
        ("a.jsonl", JSON + b'{"text": {"de": "x"}}\n', "a.jsonl, line 2", "'text' holds an object"),
        ("a.jsonl", JSON + b'{"text": 7}\n', "a.jsonl, line 2, column text", "this is no text"),
        ("a.jsonl", JSON + b'{"text": ' + b"[" * 100_000 + b"\n", "a.jsonl, line 2", "too deep"),
        ("a.jsonl", JSON + b'{"n": ' + b"9" * 5_000 + b"}\n", "a.jsonl, line 2", "too long"),
        ("a.parquet", b"no parquet at all", "a.parquet", "no Parquet file"),
        ("a.csv", b"PK\x03\x04 a workbook", "a.csv", "a workbook"),
        ("a.csv", b"PAR1 a parquet file", "a.csv", "this is a Parquet file"),
        ("a.csv.gz", gzip.compress(CSV * 100, mtime=0)[:-12], "a.csv.gz", "gzip file is damaged"),
    ],
    ids=itertools.count(1),
)
def test_bad_content_is_refused_with_place_and_remedy(
    tmp_path: Path, name: str, content: bytes, place: str, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=says) as caught:
        opened(path).check()
    error = caught.value
    assert error.place == f"{tmp_path}/{place}"
    assert error.remedy
    assert error.exit_code == 1
    assert "\n" not in str(error)
    with pytest.raises(InputError):
        list(opened(path).batches())  # not one batch comes out of a bad file


def test_a_wrong_column_name_meets_the_right_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"Review,Date\nIt froze,2026-01-02\n")
    with pytest.raises(
        InputError, match=r"no column 'Reveiw'. Did you mean 'Review'\? There are: Review, Date"
    ):
        opened(path, mapping={"text": "Reveiw"})


def test_an_id_that_tells_nothing_apart_would_swallow_posts(tmp_path: Path) -> None:
    rows = [{"id": n % 4, "text": f"The lift in street {n} is stuck"} for n in range(20)]
    path = write_csv(tmp_path / "a.csv", rows)
    with pytest.raises(InputError, match=r"column id: the same id stands at different texts.*--map id="):
        opened(path).check()
    opened(path, mapping={"id": ""}).check()
    opened(write_csv(tmp_path / "b.csv", [rows[0], rows[1]] * 10)).check()  # the same rows twice are no harm


def test_an_unknown_field_is_wrong_usage(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(CSV)
    with pytest.raises(UsageError, match="Did you mean text"):
        opened(path, mapping={"txt": "text"})
    with pytest.raises(UsageError, match="Posts have no author"):
        opened(path, mapping={"author": "text"})


def test_a_file_without_a_header_shows_little_of_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "a long sentence that somebody wrote about the canary at the gate,5\n" * 2, encoding="utf-8"
    )
    with pytest.raises(InputError) as caught:
        opened(path)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: folder / "missing.csv", "there is no such file"),
        (lambda folder: folder, "this is a folder"),
        (lambda folder: Path("/dev/null"), "no regular file"),
        (lambda folder: folder / ("x" * 300 + ".csv"), "cannot be read"),
    ],
    ids=["missing", "folder", "device", "name too long"],
)
def test_what_is_no_file_is_said_so(tmp_path: Path, make: Callable[[Path], Path], says: str) -> None:
    with pytest.raises(InputError, match=says):
        opened(make(tmp_path))


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(CSV)

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(InputError, match=r"you may not read this file.*chmod"):
        opened(path)


def test_an_unknown_ending_asks_for_the_format(tmp_path: Path) -> None:
    path = tmp_path / "reviews.dat"
    path.write_bytes(CSV)
    with pytest.raises(UsageError, match=r"--format csv\|jsonl\|parquet"):
        opened(path)
    opened(path, format="csv").check()


def test_parquet_of_the_wrong_shape(tmp_path: Path) -> None:
    nested = write_parquet(tmp_path / "a.parquet", {"text": [["a", "b"]], "date": ["2026-01-02"]})
    with pytest.raises(InputError, match=r"'text' holds list"):
        opened(nested).check()
    empty = write_parquet(tmp_path / "b.parquet", {"text": []})
    with pytest.raises(InputError, match="holds no rows"):
        opened(empty)
    cut = tmp_path / "c.parquet"
    cut.write_bytes(nested.read_bytes()[:-20])
    with pytest.raises(InputError, match="damaged"):
        opened(cut)


def test_a_file_that_grows_while_it_is_read_is_noticed(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [{"text": f"It froze {n}"} for n in range(30)])
    source = opened(path)
    batches = source.batches(size=10)
    next(batches)
    path.write_bytes(path.read_bytes() + b"late\n")
    with pytest.raises(InputError, match="changed while it was read"):
        list(batches)


def test_a_line_of_200_megabytes_costs_no_memory(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "')
        file.truncate(200_000_000)  # sparse: it takes no room on the disk
    tracemalloc.start()
    try:
        with pytest.raises(YousaidError, match="longer than 1 MB"):
            opened(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    import tracemalloc

    def peak_of(rows: int) -> int:
        path = write_csv(
            tmp_path / f"{rows}.csv", [{"text": f"It froze in week {n}", "stars": 1} for n in range(rows)]
        )
        tracemalloc.start()
        try:
            for _ in opened(path).batches():
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak_of(100)  # whatever is loaded once
    assert peak_of(24_000) - peak_of(3_000) < 1_000_000
