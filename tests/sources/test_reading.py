"""A file that somebody exported becomes posts, whatever its format, and nothing of who wrote them comes along."""

import gzip
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.sources.files import NOW, REVIEWS, opened, posts_of, write_csv, write_jsonl, write_parquet
from yousaid.core.post import RawPost
from yousaid.core.voices import OWN


@pytest.fixture(
    params=["reviews.csv", "reviews.jsonl", "reviews.parquet", "reviews.csv.gz", "reviews.jsonl.gz"]
)
def reviews(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The same three reviews in every format."""
    name: str = request.param
    plain = tmp_path / name.removesuffix(".gz")
    if ".csv" in name:
        write_csv(plain, REVIEWS)
    elif ".jsonl" in name:
        write_jsonl(plain, REVIEWS)
    else:
        write_parquet(plain, {key: [row[key] for row in REVIEWS] for key in REVIEWS[0]})
    if name.endswith(".gz"):
        (tmp_path / name).write_bytes(gzip.compress(plain.read_bytes()))
    return tmp_path / name


def test_an_app_store_export_is_read_without_being_told_anything(reviews: Path) -> None:
    first, second, third = posts_of(reviews)
    assert first.text == "Map is blank\nThe map stays grey after the update."
    assert second.text == "Paid twice, and the refund took two weeks, said support."
    assert first.key == "file:app-store:r1"
    assert first.said_at == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    assert [post.rating for post in (first, second, third)] == [0.0, 0.25, 1.0]
    assert third.version == "5.121.0"
    assert third.kind == "review"
    assert third.audience == "public"
    assert third.voice == 0


def test_what_was_guessed_and_what_stays_unread_is_said(reviews: Path) -> None:
    columns = opened(reviews).columns
    assert columns.by_field == {
        "text": "content",
        "title": "title",
        "said_at": "at",
        "id": "reviewId",
        "version": "appVersion",
        "rating": "score",
    }
    assert set(columns.guessed) == set(columns.by_field)
    assert columns.unread == ("userName",)


def test_the_author_is_nowhere_in_the_posts(reviews: Path) -> None:
    for post in posts_of(reviews, voice="userName"):
        assert "canary" not in "".join(str(getattr(post, field.name)) for field in fields(RawPost))


def test_the_voice_column_tells_people_apart_and_no_more(reviews: Path) -> None:
    first, second, third = (post.voice for post in posts_of(reviews, voice="userName"))
    assert first == third != second
    elsewhere = posts_of(reviews, voice="userName", source_id="play-store")
    assert elsewhere[0].voice != first, "one person in two sources must be two voices"
    rekeyed = posts_of(reviews, voice="userName", id_key=b"another key of this installation")
    assert rekeyed[0].voice != first, "without the key nobody can find a voice again"


def test_one_voice_per_post(reviews: Path) -> None:
    voices = [post.voice for post in posts_of(reviews, voice="one-per-post")]
    assert voices == [OWN] * 3


def test_who_did_not_say_who_they_are_is_no_voice(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv", [{"text": "The map is blank", "who": ""}, {"text": "Late", "who": "z"}]
    )
    nobody, somebody = posts_of(path, voice="who")
    assert nobody.voice == 0
    assert somebody.voice != 0


def test_the_map_comes_before_the_guess_and_can_leave_a_field_out(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        [
            {
                "text": "a test column",
                "said": "The lift is out of order",
                "date": "2026-01-02",
                "place": "Line 4",
            }
        ],
    )
    (post,) = posts_of(path, mapping={"text": "said", "region": "place", "said_at": ""})
    assert post.text == "The lift is out of order"
    assert post.region == "Line 4"
    assert post.said_at == NOW
    assert post.key.startswith("undated:file:app-store:")


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_told_by_the_header(tmp_path: Path, delimiter: str) -> None:
    path = write_csv(tmp_path / "a.csv", REVIEWS, delimiter=delimiter)
    assert [post.key for post in posts_of(path)] == [
        "file:app-store:r1",
        "file:app-store:r2",
        "file:app-store:r3",
    ]


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    path = tmp_path / "excel.csv"
    path.write_text("text,stars\nIt froze,1\n", encoding="utf-8-sig")
    assert posts_of(path)[0].text == "It froze"


def test_people_may_write_the_same_words_twice_on_one_day(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [{"text": "Good", "date": "2026-05-01"}] * 3)
    keys = [post.key for post in posts_of(path)]
    assert len(set(keys)) == 3
    assert keys == [post.key for post in posts_of(path)], "reading it again must find the same posts"


def test_the_same_review_has_the_same_key_in_every_format(tmp_path: Path) -> None:
    import pyarrow as pa

    row = {"text": "The lift is stuck", "date": "2026-05-01 10:00:00"}
    moment = datetime(2026, 5, 1, 10, tzinfo=UTC)
    by_csv = posts_of(write_csv(tmp_path / "a.csv", [row]))
    by_json = posts_of(write_jsonl(tmp_path / "a.jsonl", [row | {"date": moment.timestamp()}]))
    dates = pa.array([moment], pa.timestamp("ms", tz="UTC"))
    by_parquet = posts_of(write_parquet(tmp_path / "a.parquet", {"text": [row["text"]], "date": dates}))
    assert by_csv[0].key == by_json[0].key == by_parquet[0].key


def test_votes_that_grew_make_no_new_post(tmp_path: Path) -> None:
    before = write_csv(tmp_path / "a.csv", [{"text": "No lift", "date": "2026-05-01", "likes": 3}])
    after = write_csv(tmp_path / "b.csv", [{"text": "No lift", "date": "2026-05-01", "likes": 40}])
    assert posts_of(before)[0].key == posts_of(after)[0].key
    assert posts_of(after)[0].score == 40


def test_rows_without_text_are_left_out_and_counted(tmp_path: Path) -> None:
    source = opened(write_csv(tmp_path / "a.csv", [{"text": "", "stars": 5}, {"text": " ", "stars": 5}] * 2))
    assert [batch.items for batch in source.batches()] == [[]]
    assert source.rows == source.empty == 4


def test_a_title_that_only_repeats_the_text_is_left_out(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [{"title": "Too slow", "text": "Too slow since May"}])
    assert posts_of(path)[0].text == "Too slow since May"


def test_a_column_called_score_is_read_by_what_it_holds(tmp_path: Path) -> None:
    stars = opened(write_csv(tmp_path / "a.csv", [{"text": "ok", "score": 5}, {"text": "no", "score": 1}]))
    votes = opened(write_csv(tmp_path / "b.csv", [{"text": "ok", "score": 5}, {"text": "no", "score": 212}]))
    assert "rating" in stars.columns.by_field
    assert "score" in votes.columns.by_field
    assert [p.score for p in posts_of(tmp_path / "b.csv")] == [5, 212]


def test_parquet_times_and_categories_are_read_as_what_they_are(tmp_path: Path) -> None:
    import pyarrow as pa

    path = write_parquet(
        tmp_path / "a.parquet",
        {
            "body": pa.array(["Late again"]).dictionary_encode(),
            "created_at": pa.array([1_770_000_000_123_456_789], pa.timestamp("ns")),
            "stars": pa.array([float("nan")], pa.float64()),
            "country": pa.array(["SG"]).dictionary_encode(),
        },
    )
    (post,) = posts_of(path)
    assert post.said_at == datetime(2026, 2, 2, 2, 40, 0, 123456, tzinfo=UTC)
    assert post.rating is None
    assert post.region == "SG"


def test_hints_that_are_no_language_and_kinds_that_are_none_are_dropped(tmp_path: Path) -> None:
    rows = [
        {"text": "a b", "lang": "es-AR", "kind": "Comment"},
        {"text": "c d", "lang": "Spanish!", "kind": "rant"},
    ]
    first, second = posts_of(write_jsonl(tmp_path / "a.jsonl", rows))
    assert (first.lang, first.kind) == ("es-AR", "comment")
    assert (second.lang, second.kind) == (None, "post")
