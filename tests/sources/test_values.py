"""Dates and ratings as people write them; what is ambiguous is refused instead of guessed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.sources.files import opened, posts_of, write_csv, write_jsonl
from yousaid.core.errors import InputError


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2021-05-02 14:24:08", datetime(2021, 5, 2, 14, 24, 8, tzinfo=UTC)),
        ("2021-05-02T14:24:08Z", datetime(2021, 5, 2, 14, 24, 8, tzinfo=UTC)),
        ("2021-05-02T14:24:08.125+08:00", datetime(2021, 5, 2, 6, 24, 8, 125_000, tzinfo=UTC)),
        ("2021-05-02T14:24+08", datetime(2021, 5, 2, 6, 24, tzinfo=UTC)),
        ("2021-05-02", datetime(2021, 5, 2, tzinfo=UTC)),
        ("20210502", datetime(2021, 5, 2, tzinfo=UTC)),
        ("2021/05/02 14:24", datetime(2021, 5, 2, 14, 24, tzinfo=UTC)),
        ("2021-5-2", datetime(2021, 5, 2, tzinfo=UTC)),
        ("2021-05-02 14:24:08 UTC", datetime(2021, 5, 2, 14, 24, 8, tzinfo=UTC)),
        ("1619965448", datetime(2021, 5, 2, 14, 24, 8, tzinfo=UTC)),
        ("1619965448000", datetime(2021, 5, 2, 14, 24, 8, tzinfo=UTC)),
        ("1619965448.0", datetime(2021, 5, 2, 14, 24, 8, tzinfo=UTC)),
        ("1612111012345", datetime(2021, 1, 31, 16, 36, 52, 345_000, tzinfo=UTC)),
        ("May 2, 2021", datetime(2021, 5, 2, tzinfo=UTC)),
        ("2 May 2021", datetime(2021, 5, 2, tzinfo=UTC)),
        ("Sun, 02 May 2021 14:24:08 +0000", datetime(2021, 5, 2, 14, 24, 8, tzinfo=UTC)),
        ("25/12/2021", datetime(2021, 12, 25, tzinfo=UTC)),
        ("12/25/2021 02:05 PM", datetime(2021, 12, 25, 14, 5, tzinfo=UTC)),
        ("05.05.2021", datetime(2021, 5, 5, tzinfo=UTC)),
    ],
)
def test_dates_are_read_as_they_were_meant(tmp_path: Path, written: str, meant: datetime) -> None:
    path = write_csv(tmp_path / "a.csv", [{"text": "late", "date": written}])
    assert posts_of(path)[0].said_at == meant


def test_numbers_in_json_are_unix_times(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [{"text": "late", "created_utc": 1619965448.5}])
    assert posts_of(path)[0].said_at == datetime(2021, 5, 2, 14, 24, 8, 500_000, tzinfo=UTC)


def test_one_telling_date_decides_day_and_month_for_the_whole_file(tmp_path: Path) -> None:
    rows = [{"text": "a", "date": "03/04/2021"}, {"text": "b", "date": "28/02/2021"}]
    path = write_csv(tmp_path / "a.csv", rows)
    assert posts_of(path)[0].said_at == datetime(2021, 4, 3, tzinfo=UTC)


def test_dates_that_could_be_either_are_refused(tmp_path: Path) -> None:
    rows = [{"text": "a", "date": "05/05/2021"}, {"text": "b", "date": "03/04/2021"}]
    path = write_csv(tmp_path / "a.csv", rows)
    with pytest.raises(InputError, match="could be day and month or month and day") as caught:
        opened(path).check()
    assert caught.value.place.endswith("a.csv, line 3, column date")
    assert "2021-05-02" in caught.value.remedy


def test_a_file_that_mixes_both_orders_is_refused(tmp_path: Path) -> None:
    rows = [{"text": "a", "date": "25/12/2021"}, {"text": "b", "date": "12/25/2021"}]
    with pytest.raises(InputError, match="another order"):
        opened(write_csv(tmp_path / "a.csv", rows)).check()


def test_an_empty_date_is_the_time_of_reading(tmp_path: Path) -> None:
    rows = [{"text": "a", "date": "2021-05-02"}, {"text": "b", "date": "NaT"}, {"text": "c", "date": ""}]
    source = opened(write_csv(tmp_path / "a.csv", rows))
    keys = [post.key.split(":")[0] for batch in source.batches() for post in batch.items]
    assert keys == ["file", "undated", "undated"]
    assert source.undated == 2


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["1", "3", "5"], [0.0, 0.5, 1.0]),
        (["1", "1"], [0.0, 0.0]),
        (["4/5", "1/5", ""], [0.75, 0.0, None]),
        (["0", "2", "5"], [None, 0.25, 1.0]),
        (["0", "0"], [None, None]),
        (["0", "1"], [0.0, 1.0]),
        (["0.25", "1"], [0.25, 1.0]),
        (["4,5", "5.0"], [0.875, 1.0]),
    ],
)
def test_ratings_are_scaled_by_the_rule(tmp_path: Path, written: list[str], read: list[float | None]) -> None:
    path = write_csv(tmp_path / "a.csv", [{"text": "a", "rating": cell} for cell in written])
    assert [post.rating for post in posts_of(path)] == read


@pytest.mark.parametrize("cell", ["7", "-1", "five", "1e9", "10/10"])
def test_what_is_no_rating_is_refused_with_its_place(tmp_path: Path, cell: str) -> None:
    path = write_csv(tmp_path / "a.csv", [{"text": "a", "rating": "5"}, {"text": "b", "rating": cell}])
    with pytest.raises(InputError, match="no rating") as caught:
        opened(path).check()
    assert "line 3, column rating" in caught.value.place


@pytest.mark.parametrize("cell", ["call me, I am at the canary gate", "call-me at the canary gate"])
def test_a_message_never_repeats_what_somebody_may_have_written(tmp_path: Path, cell: str) -> None:
    path = write_csv(tmp_path / "a.csv", [{"text": "a", "when": cell}])
    with pytest.raises(InputError) as caught:
        opened(path, mapping={"said_at": "when"}).check()
    assert "canary" not in str(caught.value)
