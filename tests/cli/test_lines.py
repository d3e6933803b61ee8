"""The commands that take lines and give lines: in order, in a stream, whatever else the lines hold."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import EXAMPLES, labelled
from tests.cli.line import call

POSTS: list[dict[str, Any]] = [
    {
        "id": "a",
        "text": "The lift at the harbour is out of order",
        "author": "canary",
        "extra": {"deep": [1]},
    },
    {"text": "The bus came half an hour late"},
    {"id": 7, "text": "My pass is rejected at the gate, the ticket machine took my money"},
]


def test_redact_cuts_identifiers_and_counts_them() -> None:
    said = call("redact", given=[{"id": "a", "text": "Call +34 612 345 678 or mail somebody@example.org"}])
    assert said.records == [
        {"id": "a", "text": "Call [phone] or mail [mail]", "redactions": {"mail": 1, "phone": 1}}
    ]


def test_lines_without_an_id_get_their_number_and_order_is_kept() -> None:
    said = call(
        "redact", given='{"text": "one"}\n\n{"id": "x", "text": "two"}\n{"id": 2.5, "text": "three"}\n'
    )
    assert [(r["id"], r["text"]) for r in said.records] == [(1, "one"), ("x", "two"), (2.5, "three")]


def test_a_file_is_read_like_standard_input(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "one"}\n', encoding="utf-8")
    assert call("redact", str(path)).out == call("redact", given='{"text": "one"}').out


def test_many_lines_come_out_as_they_went_in() -> None:
    given = [{"id": n, "text": f"Stop {n} has no roof"} for n in range(1_203)]
    assert [record["id"] for record in call("redact", given=given).records] == list(range(1_203))


@pytest.mark.parametrize("command", ["redact", "sentiment", "group"])
def test_nothing_in_is_nothing_out(command: str) -> None:
    said = call(command, given="")
    assert (said.code, said.out) == (0, "")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"text": "x"', "standard input, line 3: this is no valid JSON"),
        ("[]", "standard input, line 3: the line holds no object but a list"),
        ('{"id": 1}', "standard input, line 3: the line has no text"),
        ('{"text": null}', "standard input, line 3: the line has no text"),
        ('{"id": [1], "text": "x"}', "standard input, line 3: the id is neither a text nor a number"),
    ],
)
def test_a_broken_line_is_named_and_those_before_it_were_served(line: str, says: str) -> None:
    said = call("redact", given='{"text": "one"}\n{"text": "two"}\n' + line + "\n")
    assert said.code == 1
    assert says in said.err
    assert said.err.count("\n") == 1
    assert [record["text"] for record in said.records] == ["one", "two"]


def test_broken_bytes_and_missing_files() -> None:
    assert "line 1: byte 11 (0xff) is no UTF-8" in call("redact", given=b'{"text": "\xff"}').err
    said = call("redact", "nowhere.jsonl")
    assert (said.code, said.err) == (1, "yousaid: nowhere.jsonl: there is no such file. Check the name.\n")


def test_the_judge_says_topic_severity_sentiment_and_language(transit: Path) -> None:
    records = call("judge", "--pack", str(transit), "--whole", given=POSTS).records
    assert [record["id"] for record in records] == ["a", 2, 7]
    assert [record["mentions"][0]["topic_id"] for record in records] == ["lifts", "delays", "tickets"]
    for record in records:
        assert set(record) == {"id", "lang", "mentions"}
        (mention,) = record["mentions"]
        assert set(mention) == {"topic_id", "topic_prob", "severity", "sentiment", "text"}
        assert 0 <= mention["topic_prob"] <= 1
        assert mention["severity"] in range(5)
        assert -1 <= mention["sentiment"] <= 1
        assert record["lang"] == "en"


def test_the_judge_cuts_a_text_into_what_it_speaks_of(transit: Path) -> None:
    text = "The lift at the harbour is out of order. I was charged twice for one ticket."
    (record,) = call("judge", "--pack", str(transit), given=[{"text": text}]).records
    assert [mention["topic_id"] for mention in record["mentions"]] == ["lifts", "tickets"]
    assert all(mention["text"] in text for mention in record["mentions"])


def test_the_judge_says_nothing_of_what_it_does_not_know(transit: Path) -> None:
    (record,) = call(
        "judge", "--pack", str(transit), "--whole", given=[{"text": "I like pasta with garlic"}]
    ).records
    assert record["mentions"][0]["topic_id"] is None


def test_the_gate_lets_through_what_is_on_topic_redacted_and_tells_nothing_of_the_rest(transit: Path) -> None:
    given = [
        {"id": "keep", "text": "The lift at the station is out of order, mail somebody@example.org"},
        {"id": "off", "text": "My cat sleeps all day"},
        {"id": "union", "text": "The lift is broken and we go on strike on Friday, join the union"},
        {"id": "closed", "text": "The bus came twenty minutes late", "audience": "private"},
        {"id": "too", "text": "The bus came twenty minutes late", "audience": "handed_in"},
    ]
    said = call("gate", "--pack", str(transit), given=given)
    assert said.code == 0
    assert [record["id"] for record in said.records] == ["keep", "too"]
    assert all(set(record) == {"id", "text"} for record in said.records)
    assert "somebody@example.org" not in said.out
    assert said.err == "Not kept: 5 (rounded to 5).\n"


def test_sentiment_has_a_number_and_a_word() -> None:
    given = [
        {"text": "Wonderful, quick and friendly, thank you"},
        {"text": "Horrible, rude and a waste of money"},
    ]
    good, bad = call("sentiment", given=given).records
    assert good["label"] == "positive"
    assert bad["label"] == "negative"
    assert bad["sentiment"] < 0 < good["sentiment"]
    assert set(good) == {"id", "lang", "sentiment", "label"}


def test_group_puts_the_same_problem_together(transit: Path) -> None:
    given = [{"id": n, "text": text} for n, text in enumerate(EXAMPLES["lifts"] + EXAMPLES["delays"])]
    records = call("group", "--pack", str(transit), given=given).records
    assert [record["id"] for record in records] == list(range(len(given)))
    lifts = {record["issue"] for record in records[: len(EXAMPLES["lifts"])]}
    delays = {record["issue"] for record in records[len(EXAMPLES["lifts"]) :]}
    assert lifts.isdisjoint(delays)
    same = call(
        "group", given=[{"text": "The lift is broken"}] * 2 + [{"text": "the lift is broken!"}]
    ).records
    assert len({record["issue"] for record in same}) == 1


def test_eval_prints_numbers_and_draws_a_page_without_any_text(transit: Path, tmp_path: Path) -> None:
    import json

    page = tmp_path / "result.html"
    said = call("eval", "--pack", str(transit), "--page", str(page), given=labelled())
    assert said.code == 0, said.err
    result = json.loads(said.out)
    assert result["lines"] == len(labelled())
    assert result["accuracy"] >= 0.9
    assert result["auroc"] >= 0.9
    assert set(result["topics"]) == set(EXAMPLES)
    html = page.read_text(encoding="utf-8")
    assert html.count("<table>") == 3
    assert not [line for line in labelled() if str(line["text"]) in html]


def test_eval_wants_labels(transit: Path) -> None:
    said = call("eval", "--pack", str(transit), given=[{"text": "x"}])
    assert said.code == 1
    assert "standard input, line 1: the line has no topic" in said.err
    assert "there are no lines" in call("eval", "--pack", str(transit), given="").err
