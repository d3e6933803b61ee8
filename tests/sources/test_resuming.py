"""A file is read the same way however often, from wherever: any words round-trip, any cursor goes on."""

import csv
import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.files import opened, posts_of, write_csv
from yousaid.core.post import RawPost

words = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60
).filter(lambda text: bool(text) and not text.isspace())
tables = st.lists(words, min_size=1, max_size=25)


def _texts(posts: list[RawPost]) -> list[str]:
    return [post.text for post in posts]


@settings(max_examples=80, deadline=None)
@given(texts=tables)
def test_any_words_come_back_from_csv(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "a.csv", [{"text": text, "n": n} for n, text in enumerate(texts)])
        assert _texts(posts_of(path)) == texts


@settings(max_examples=80, deadline=None)
@given(texts=tables, ascii_only=st.booleans())
def test_any_words_come_back_from_json_lines(texts: list[str], ascii_only: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        lines = (json.dumps({"text": text}, ensure_ascii=ascii_only) + "\n" for text in texts)
        path.write_text("".join(lines), encoding="utf-8", newline="")
        assert _texts(posts_of(path)) == texts


@settings(max_examples=80, deadline=None)
@given(
    texts=st.lists(st.sampled_from(["Good", "late again", "no lift", ""]), min_size=1, max_size=40),
    size=st.integers(1, 9),
    stop=st.integers(0, 40),
)
def test_any_cursor_goes_on_where_it_was_left(texts: list[str], size: int, stop: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "a.csv", [{"text": t, "date": "2026-05-01"} for t in texts])
        whole = [post.key for post in posts_of(path)]
        cursor, before = None, []
        for n, batch in enumerate(opened(path).batches(size=size)):
            if n == stop:
                break
            before += [post.key for post in batch.items]
            cursor = batch.cursor
        after = [post.key for batch in opened(path).batches(cursor, size=size + 1) for post in batch.items]
        assert before + after == whole
        assert len(set(whole)) == len(whole)


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(st.sampled_from(["Good", "late again", "no lift"]), min_size=2, max_size=30),
    cut=st.integers(1, 29),
)
def test_a_longer_file_begins_with_the_posts_of_the_shorter_one(texts: list[str], cut: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        rows = [{"text": t, "date": "2026-05-01"} for t in texts]
        shorter = [post.key for post in posts_of(write_csv(path, rows[: min(cut, len(rows))]))]
        longer = [post.key for post in posts_of(write_csv(path, rows))]
        assert longer[: len(shorter)] == shorter


@settings(max_examples=60, deadline=None)
@given(junk=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_and_never_a_surprise(junk: bytes) -> None:
    from yousaid.core.errors import YousaidError

    with tempfile.TemporaryDirectory() as folder:
        for name, start in (
            ("a.csv", b"text,date,rating\n"),
            ("a.jsonl", b'{"text": "x"}\n'),
            ("a.parquet", b"PAR1"),
        ):
            path = Path(folder) / name
            path.write_bytes(start + junk)
            places = [name]
            try:
                posts_of(path)
            except YousaidError as error:
                places.append(error.place)
            assert name in places[-1]


def test_a_finished_cursor_leaves_nothing_to_do(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [{"text": f"It froze {n}"} for n in range(12)])
    *_, last = opened(path).batches(size=5)
    assert last.cursor.endswith(":12")
    assert list(opened(path).batches(last.cursor)) == []


def test_the_cursor_of_another_file_counts_for_nothing(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [{"text": "It froze"}])
    for cursor in ("", "nonsense", "0" * 64 + ":1", ":", "x:y"):
        assert len(list(opened(path).batches(cursor))) == 1


def test_the_field_limit_of_the_csv_module_is_no_trap(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [{"text": "x" * 400_000}])
    assert len(posts_of(path)[0].text) == 400_000
    assert csv.field_size_limit() >= 1_000_000
