"""What comes in, what goes on, and what the gate does when something is wrong."""

import math
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gate.worlds import KEY, NOON, a_gate, judged, raw
from yousaid.core.errors import GateError
from yousaid.core.post import JUDGED_SCHEMA, MAX_TEXT, POST_SCHEMA, RAW_SCHEMA, UNDERSTOOD_SCHEMA, clean_text
from yousaid.gate import ON_TOPIC, POLICY, VETO, Gate, redact

FINE = ["The app crashes", "The map is slow", "Great update", "My refund is late", "The bag was open"]
NEVER = ["We go on strike on Friday", "Join the union", "My lawyer will write to you", "I have diabetes"]


def test_a_fault_comes_in_and_a_never_kept_subject_does_not() -> None:
    posts = a_gate().admit(raw("The app crashes on login", "Join the union tonight", "The map is slow"))
    assert posts.column("text").to_pylist() == ["The app crashes on login", "The map is slow"]


def test_a_post_that_mixes_both_is_dropped_whole() -> None:
    assert (
        a_gate().admit(raw("The app crashes all day. That is why we go on strike on Monday.")).num_rows == 0
    )


def test_an_admitted_batch_has_the_layout_of_posts() -> None:
    posts = a_gate().admit(
        raw("The app crashes", lang="en", rating=0.25, region="SG", version="4.7.1", score=3, replies=1)
    )
    assert posts.schema.equals(POST_SCHEMA)
    posts.validate(full=True)
    row = posts.to_pylist()[0]
    assert (row["lang"], row["lang_prob"], row["rating"], row["region"]) == ("en", None, 0.25, "SG")
    assert (row["version"], row["score"], row["replies"], row["policy"]) == ("4.7.1", 3, 1, POLICY)
    assert (row["key"], row["audience"], row["source_id"], row["product"]) == (
        "https://example.org/0",
        "public",
        "reviews",
        "app",
    )


def test_times_are_kept_by_the_hour() -> None:
    row = a_gate().admit(raw("The app crashes")).to_pylist()[0]
    assert row["said_at"] == row["seen_at"] == NOON.replace(minute=0, second=0)


def test_a_long_text_is_cut_and_an_empty_one_dropped() -> None:
    posts = a_gate().admit(raw("slow " * 2_000, " \n\t ", "\u200b"))
    (text,) = [row["text"] for row in posts.to_pylist()]
    assert 3_900 < len(text) <= MAX_TEXT


@given(st.text(alphabet="ab .\n\t\u2019\u00e9e\u0301\u200b", max_size=12))
def test_texts_are_stored_clean(text: str) -> None:
    posts = a_gate().admit(raw(text))
    assert posts.column("text").to_pylist() == [
        redacted for redacted, _ in redact([clean_text(text)]) if clean_text(text)
    ]


def test_identifiers_are_cut_and_counted() -> None:
    row = a_gate().admit(raw("Write to kim.doe@example.org or call +44 7700 900123")).to_pylist()[0]
    assert row["text"] == "Write to [mail] or call [phone]"
    assert row["redactions"] == 2


def test_what_the_pack_keeps_is_no_name() -> None:
    assert a_gate("Frank").admit(raw("Thanks Frank for the pizza")).to_pylist()[0]["redactions"] == 0
    assert a_gate().admit(raw("Thanks Frank for the pizza")).to_pylist()[0]["redactions"] == 1


def test_a_complaint_about_a_named_person_is_dropped_and_praise_is_kept_without_the_name() -> None:
    posts = a_gate().admit(
        raw("Manager John Smith is a thief.", "The driver was rude.", "Thanks driver Hilary, fast!")
    )
    assert posts.column("text").to_pylist() == ["The driver was rude.", "Thanks driver [name], fast!"]


def test_only_audiences_that_the_covenant_knows_come_in() -> None:
    batch = raw("The app crashes", "The map is slow")
    columns = [batch.column(name) for name in RAW_SCHEMA.names]
    columns[RAW_SCHEMA.names.index("audience")] = pa.array(["members only", "invited"])
    posts = a_gate().admit(pa.RecordBatch.from_arrays(columns, schema=RAW_SCHEMA))
    assert posts.column("text").to_pylist() == ["The map is slow"]


def test_an_unknown_kind_does_not_come_in() -> None:
    batch = raw("The app crashes")
    columns = [batch.column(name) for name in RAW_SCHEMA.names]
    columns[RAW_SCHEMA.names.index("kind")] = pa.array(["direct message"])
    assert a_gate().admit(pa.RecordBatch.from_arrays(columns, schema=RAW_SCHEMA)).num_rows == 0


def test_fields_that_are_not_what_they_say_are_emptied() -> None:
    posts = a_gate().admit(
        raw("The app crashes", region="kim.doe@example.org", version="by @kim_doe on her phone")
    )
    row = posts.to_pylist()[0]
    assert row["region"] is None
    assert row["version"] is None


def test_an_empty_batch_stays_empty() -> None:
    assert a_gate().admit(raw()).schema.equals(POST_SCHEMA)
    assert a_gate().release(judged()).schema.equals(UNDERSTOOD_SCHEMA)


@given(st.lists(st.sampled_from(FINE + NEVER), max_size=12))
def test_rows_stay_with_their_texts(texts: list[str]) -> None:
    batch = raw(*texts)
    posts = a_gate().admit(batch)
    texts_by_key = dict(zip(batch.column("key").to_pylist(), texts, strict=True))
    kept = dict(zip(posts.column("key").to_pylist(), posts.column("text").to_pylist(), strict=True))
    assert kept == {key: text for key, text in texts_by_key.items() if text in FINE}
    assert posts.column("key").to_pylist() == [key for key in texts_by_key if key in kept]


def test_ids_are_stable_and_begin_with_the_hour() -> None:
    batch = raw("The app crashes", "The map is slow")
    first = a_gate().post_ids(batch)
    assert first == a_gate().post_ids(batch) == a_gate().admit(batch).column("post_id").to_pylist()
    hour = int((NOON - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(hours=1))
    assert [int(post_id[:8], 16) for post_id in first] == [hour, hour]
    assert all(len(post_id) == 32 for post_id in first)


def test_ids_depend_on_the_key_of_the_installation() -> None:
    batch = raw("The app crashes")
    assert a_gate().post_ids(batch) != Gate(id_key=KEY[::-1]).post_ids(batch)


def test_an_undated_post_keeps_its_id_when_it_is_seen_again() -> None:
    ids = [
        a_gate().post_ids(raw("Slow", key="undated:7", said_at=NOON + timedelta(days=n)))[0] for n in range(2)
    ]
    assert ids[0] == ids[1]
    assert ids[0].startswith("00000000")


@given(st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4)), unique=True, max_size=20))
def test_different_sources_and_keys_have_different_ids(pairs: list[tuple[str, str]]) -> None:
    ids = [a_gate().post_ids(renamed(raw("Slow", key=key), source))[0] for source, key in pairs]
    assert len({post_id[8:] for post_id in ids}) == len(pairs)


def renamed(batch: pa.RecordBatch, source: str) -> pa.RecordBatch:
    columns = [batch.column(name) for name in RAW_SCHEMA.names]
    columns[RAW_SCHEMA.names.index("source_id")] = pa.array([source])
    return pa.RecordBatch.from_arrays(columns, schema=RAW_SCHEMA)


@pytest.mark.parametrize(
    ("scores", "stays"),
    [
        ((0.0, 1.0), True),
        ((VETO - 0.01, ON_TOPIC), True),
        ((VETO, 1.0), False),
        ((0.9, 5.0), False),
        ((0.0, ON_TOPIC - 0.01), False),
        ((math.nan, 1.0), False),
        ((0.0, math.nan), False),
    ],
)
def test_release_keeps_what_is_on_topic_and_not_vetoed(scores: tuple[float, float], *, stays: bool) -> None:
    assert a_gate().release(judged(scores)).num_rows == stays


def test_release_takes_the_screens_off() -> None:
    kept = a_gate().release(judged((0.0, 1.0), (0.5, 1.0), (0.0, -1.0)))
    assert kept.schema.equals(UNDERSTOOD_SCHEMA)
    assert kept.column("text").to_pylist() == ["The app crashes, number 0"]


@given(st.lists(st.tuples(st.floats(width=32), st.floats(width=32)), max_size=8))
def test_release_never_lets_a_vetoed_or_off_topic_post_through(scores: list[tuple[float, float]]) -> None:
    kept = a_gate().release(judged(*scores))
    assert kept.num_rows == sum(never < VETO and topic >= ON_TOPIC for never, topic in scores)


def test_another_layout_is_refused() -> None:
    posts = a_gate().admit(raw("The app crashes"))
    for call in (a_gate().admit, a_gate().release, a_gate().post_ids):
        with pytest.raises(GateError, match="another layout"):
            call(posts)


def test_missing_values_are_refused() -> None:
    batch = raw("The app crashes")
    columns = [batch.column(name) for name in RAW_SCHEMA.names]
    columns[RAW_SCHEMA.names.index("text")] = pa.nulls(1, pa.string())
    with pytest.raises(GateError, match="lacks values"):
        a_gate().admit(pa.RecordBatch.from_arrays(columns, schema=RAW_SCHEMA))
    with pytest.raises(GateError, match="lacks values"):
        a_gate().release(judged((None, 1.0)))


def test_text_that_is_no_text_drops_the_batch_without_showing_it() -> None:
    batch = raw("The app crashes")
    columns = [batch.column(name) for name in RAW_SCHEMA.names]
    broken = pa.array([b"kim.doe \xff\xfe"], pa.binary()).view(pa.string())
    columns[RAW_SCHEMA.names.index("text")] = broken
    with pytest.raises(GateError) as caught:
        a_gate().admit(pa.RecordBatch.from_arrays(columns, schema=RAW_SCHEMA))
    assert "kim" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_any_failure_inside_closes_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("kim.doe@example.org")

    gate = a_gate()
    monkeypatch.setattr(gate, "_redactor", type("Broken", (), {"redact": fail})())
    with pytest.raises(GateError) as caught:
        gate.admit(raw("The app crashes"))
    assert "kim" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("key", [b"", b"short", b"x" * 65])
def test_a_bad_key_is_refused(key: bytes) -> None:
    with pytest.raises(GateError, match="bytes"):
        Gate(id_key=key)


def test_judged_schema_is_what_the_judge_gives() -> None:
    assert judged((0.0, 0.0)).schema.equals(JUDGED_SCHEMA)


def test_a_reference_is_the_part_of_an_id_that_needs_no_time() -> None:
    posts = raw("The app crashes")
    (post_id,) = a_gate().post_ids(posts)
    source, key = posts["source_id"][0].as_py(), posts["key"][0].as_py()
    assert a_gate().reference(source, key).hex() == post_id[8:]
