"""What the judge says of posts."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from yousaid.core.pack import load_pack
from yousaid.core.post import JUDGED_SCHEMA
from yousaid.judge import Judge, fit_judge

from .conftest import make_pack

Batch = Callable[..., pa.RecordBatch]


def numbers(judged: pa.RecordBatch, name: str) -> list[float]:
    return [float(value) for value in judged.column(name).to_numpy()]


def mentions(judged: pa.RecordBatch, row: int = 0) -> list[dict[str, Any]]:
    return judged.column("mentions")[row].as_py() or []


def topics(judged: pa.RecordBatch, row: int = 0) -> list[str | None]:
    return [mention["topic_id"] for mention in mentions(judged, row)]


def all_topics(judged: pa.RecordBatch) -> list[list[str | None]]:
    return [topics(judged, row) for row in range(judged.num_rows)]


def test_two_things_in_a_post_are_two_mentions(judge: Judge, batch: Batch) -> None:
    text = "The app crashes every single day. And they refuse to give me my money back."
    judged = judge.judge(batch([text]))
    assert judged.schema == JUDGED_SCHEMA
    judged.validate(full=True)
    first, second = mentions(judged)
    assert (first["topic_id"], second["topic_id"]) == ("app/crash", "refund/refused")
    assert (first["part"], second["part"]) == (0, 1)
    assert text[second["start"] : second["end"]] == "And they refuse to give me my money back."
    assert second["severity"] >= 3
    assert second["sentiment"] < 0
    assert second["problem_prob"] > 0.8


def test_the_same_thing_said_twice_is_one_mention(judge: Judge, batch: Batch) -> None:
    text = "The app crashes all the time. It crashes again and again."
    (mention,) = mentions(judge.judge(batch([text])))
    assert mention["topic_id"] == "app/crash"
    assert (mention["start"], mention["end"]) == (0, len(text))


def test_general_words_count_only_when_nothing_specific_is_said(judge: Judge, batch: Batch) -> None:
    judged = judge.judge(batch(["Worst app ever", "Worst app ever\nThe promo code does not work at all"]))
    assert topics(judged, 0) == ["general/bad"]
    assert topics(judged, 1) == ["voucher/code"]


def test_what_fits_no_topic_stays_unsorted(judge: Judge, batch: Batch) -> None:
    judged = judge.judge(batch(["Photosynthesis turns light into sugar inside green leaves"]))
    assert topics(judged) == [None]
    on_topic = judge.judge(batch(["App keeps closing by itself"]))
    assert numbers(judged, "on_topic") < numbers(on_topic, "on_topic")


def test_another_language_is_sorted_by_english_examples(judge: Judge, batch: Batch) -> None:
    judged = judge.judge(
        batch(["La aplicación se cierra todo el tiempo", "Der Gutscheincode funktioniert nicht"])
    )
    assert topics(judged, 0) == ["app/crash"]
    assert topics(judged, 1) == ["voucher/code"]
    assert judged.column("lang").to_pylist() == ["es", "de"]


def test_praise_has_no_severity(judge: Judge, batch: Batch) -> None:
    (mention,) = mentions(judge.judge(batch(["The rider was so friendly and kind"])))
    assert mention["topic_id"] == "praise/courier"
    assert mention["severity"] == 0
    assert mention["problem_prob"] < 0.2
    assert mention["sentiment"] > 0


def test_never_kept_subjects_stand_out(judge: Judge, batch: Batch) -> None:
    judged = judge.judge(
        batch(
            [
                "The app crashes. Tomorrow all riders go on strike with the union.",
                "The app crashes.",
                "The menu has too few pictures",
            ]
        )
    )
    mixed, plain, chatter = numbers(judged, "never_kept_prob")
    assert mixed > 0.1
    assert max(plain, chatter) < 0.1


def test_embeddings_are_half_floats_of_unit_length(judge: Judge, batch: Batch) -> None:
    (mention,) = mentions(judge.judge(batch(["Crashed again after the update"])))
    vector = np.frombuffer(mention["embedding"], "<f2").astype(np.float32)
    assert vector.shape == (512,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=0.01)


def test_rows_come_back_as_they_went_in(judge: Judge, batch: Batch) -> None:
    rows = batch([f"Order number {i} was late" for i in range(5000)] + ["", "😡", "a" * 4000])
    judged = judge.judge(rows)
    for name in ("post_id", "text", "key", "voice"):
        assert judged.column(name) == rows.column(name)
    assert all(all_topics(judged))


def test_an_empty_batch_is_fine(judge: Judge, batch: Batch) -> None:
    judged = judge.judge(batch([]))
    assert judged.num_rows == 0
    assert judged.schema == JUDGED_SCHEMA


def test_a_slice_and_a_large_batch_are_judged_alike(judge: Judge, batch: Batch) -> None:
    rows = batch(["Crashed again after the update", "My food came an hour late", "Great app"] * 20)
    parts = all_topics(judge.judge(rows.slice(0, 7))) + all_topics(judge.judge(rows.slice(7)))
    assert all_topics(judge.judge(rows)) == parts


def test_no_emotion_is_computed_where_people_depend_on_the_operator(batch: Batch) -> None:
    workers = fit_judge(make_pack("workers"))
    assert workers.profile == "workers"
    (mention,) = mentions(workers.judge(batch(["The app crashes all the time"])))
    assert mention["topic_id"] == "app/crash"
    assert mention["sentiment"] is None


def test_the_fast_tier_needs_no_encoder(batch: Batch) -> None:
    fast = fit_judge(make_pack(), tier="fast")
    assert fast.id.endswith("/fast")
    (mention,) = mentions(fast.judge(batch(["The promo code does not work"])))
    assert mention["topic_id"] == "voucher/code"
    assert mention["embedding"] is None


def test_texts_are_judged_whole_or_in_passages(judge: Judge) -> None:
    text = "The rider was so friendly. But the app crashes all the time."
    (whole,) = judge.judge_texts([text], whole=True)
    (parts,) = judge.judge_texts([text], whole=False)
    assert whole.lang == parts.lang == "en"
    assert [m.text for m in whole.mentions] == [text]
    assert [m.topic_id for m in parts.mentions] == ["praise/courier", "app/crash"]
    assert judge.judge_texts([], whole=True) == []


def test_odd_texts_are_judged_without_fuss(judge: Judge) -> None:
    odd = [
        "",
        "\u200b\u200b",
        "😡" * 50,
        "a" * 1_000_000,
        "\u202eabc \x00 def",
        "מזון ありがとう food",
        "\ud800"[:0] + "x",
    ]
    for found in judge.judge_texts(odd, whole=False):
        assert len(found.mentions) == 1


def test_the_shipped_pack_sorts_what_it_was_made_for(batch: Batch) -> None:
    pack = load_pack("delivery-app")
    judge = fit_judge(pack, tier="fast")
    assert set(judge.topics) == set(pack.subs)
    assert topics(judge.judge(batch(["The app keeps crashing on my phone"]))) == ["app/crash"]
