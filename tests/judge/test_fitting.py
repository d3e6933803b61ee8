"""Fitting, the cache of fits, flat packs, and measuring."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from yousaid.core.errors import ConfigError, InputError, PackError
from yousaid.core.flat_pack import read_examples, write_flat_pack
from yousaid.core.pack import load_pack
from yousaid.judge import Judge, evaluate, fit_judge, fitting
from yousaid.judge.evaluate import auroc, calibration_error
from yousaid.judge.hashed import COLUMNS, Vocabulary
from yousaid.judge.softmax import Labels, fit_softmax, softmax

from .conftest import EXAMPLES, make_pack

FLAT = [(text, name) for name, (_, _, texts) in EXAMPLES.items() for text in texts]


def flat(folder: Path, rows: Sequence[tuple[str, str | None]]) -> Path:
    write_flat_pack(folder, "mine", rows)
    return folder


def probs(judge: Judge) -> list[float]:
    return [
        found.mentions[0].topic_prob for found in judge.judge_texts(["late again", "it crashed"], whole=True)
    ]


def test_a_fit_is_kept_and_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = fit_judge(make_pack(), cache=tmp_path)
    monkeypatch.setattr(fitting, "fit_sorter", lambda lessons: pytest.fail("fitted although it was kept"))
    again = fit_judge(make_pack(), cache=tmp_path)
    assert again.id == first.id
    assert probs(again) == pytest.approx(probs(first), abs=1e-3)
    assert [path.suffix for path in tmp_path.iterdir()] == [".npz"]


@pytest.mark.parametrize("broken", [b"", b"no npz", b"PK\x03\x04 half of one"])
def test_a_broken_cache_is_fitted_again(tmp_path: Path, broken: bytes) -> None:
    first = fit_judge(make_pack(), tier="fast", cache=tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(broken)
    assert probs(fit_judge(make_pack(), tier="fast", cache=tmp_path)) == pytest.approx(probs(first))
    assert kept.stat().st_size > 1000


def test_what_is_learnt_from_names_the_judge() -> None:
    one = fit_judge(make_pack(), tier="fast")
    other = fit_judge(replace(make_pack(), off_topic=("What a match", "I like rain")), tier="fast")
    assert one.id != other.id
    assert one.id.startswith("small@1+")


def test_a_tier_that_is_not_there_says_so() -> None:
    with pytest.raises(ConfigError, match="Use fast or default"):
        fit_judge(make_pack(), tier="accurate")


@pytest.mark.parametrize("label", ["a/b/c", "¿qué?", 'say "hi"', "general", "\\n", " spaced ", "# = [x]"])
def test_labels_of_a_flat_pack_come_back_as_they_were(tmp_path: Path, label: str) -> None:
    rows = [
        ("The app crashes", label),
        ("It froze", label),
        ("Great food", "food\n2"),
        ("Tasty meal", "food\n2"),
    ]
    pack = load_pack(flat(tmp_path, rows))
    judge = fit_judge(pack)
    found = [
        judge.judge_texts([text], whole=True)[0].mentions[0].topic_id
        for text in ("The app crashes", "Tasty meal")
    ]
    assert found == [label, "food\n2"]


def test_off_topic_examples_teach_when_to_say_nothing(tmp_path: Path) -> None:
    weather = [
        "It rains in the mountains",
        "Snow falls in winter",
        "The sun is warm today",
        "Clouds over the sea",
    ] * 6
    rows: list[tuple[str, str | None]] = [*FLAT, *((f"{text} {i}", None) for i, text in enumerate(weather))]
    judge = fit_judge(load_pack(flat(tmp_path, rows)))
    (rain,), (crash,) = (
        judge.judge_texts([t], whole=True)[0].mentions
        for t in ("It rains over the sea", "The app froze again")
    )
    assert rain.topic_id is None
    assert crash.topic_id == "app/crash"
    assert rain.topic_prob < crash.topic_prob


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "file, line 2: this is no JSON"),
        ('{"topic": "a"}', "line 2: there is no text"),
        ('{"text": "a"}', "line 2: topic is neither"),
        ('{"text": "a", "topic": 3}', "line 2: topic is neither"),
        ('{"text": "a", "topic": ""}', "line 2: topic is empty"),
        ("[1]", "line 2: there is no text"),
    ],
)
def test_a_wrong_line_is_named(line: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_examples(['{"text": "fine", "topic": "x"}', line], place="file")


def test_unknown_fields_and_blank_lines_are_left_out() -> None:
    assert read_examples([json.dumps({"text": "t", "topic": None, "id": 1}), " \n"], place="f") == [
        ("t", None)
    ]


def test_one_topic_is_no_choice(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="fewer than two topics"):
        write_flat_pack(tmp_path, "mine", [("a", "x"), ("b", None)])
    flat(tmp_path, [("a", "x"), ("b", "y")])
    (tmp_path / "examples.jsonl").write_text('{"text": "a", "topic": "x"}\n')
    with pytest.raises(PackError, match="fewer than two topics"):
        load_pack(tmp_path)


def test_measures_say_what_was_right(judge: Judge) -> None:
    rows: list[dict[str, str | None]] = [
        {"text": "The app crashes all the time", "topic": "app/crash", "lang": "en"},
        {"text": "Wonderful, the promo code does not work", "topic": "voucher/code", "lang": "en"},
        {"text": "La app se cierra sola", "topic": "app/crash", "lang": "es"},
        {"text": "My food came an hour late", "topic": "refund/refused", "lang": "en"},
        {"text": "Photosynthesis turns light into sugar inside green leaves", "topic": None, "lang": "en"},
    ]
    found = evaluate(judge, rows)
    assert (found["rows"], found["on_topic"]) == (5, 4)
    assert found["accuracy"] == 0.75
    assert found["off_topic_recall"] == 1.0
    assert found["auroc"] == 1.0
    assert found["by_lang"]["es"] == {"rows": 1, "accuracy": 1.0, "coverage": 1.0}
    assert found["by_topic"]["refund/refused"]["recall"] == 0
    assert found["confusions"] == [{"topic": "refund/refused", "judged": "courier/late", "rows": 1}]
    json.dumps(found)


def test_auroc_counts_ties_half_and_calibration_compares_with_what_happened() -> None:
    assert auroc(np.array([0.5, 0.9]), np.array([0.5, 0.1])) == 0.875
    assert auroc(np.array([]), np.array([0.5])) is None
    assert calibration_error(np.array([0.75, 0.75]), np.array([True, False])) == 0.25


def test_scores_without_the_matrix_are_those_with_it() -> None:
    texts = [text for text, _ in FLAT]
    vocabulary = Vocabulary.of(texts)
    weights = np.random.default_rng(0).normal(size=(COLUMNS, 3)).astype(np.float32)
    asked = ["the app is late and crashes", "", "zzz qqq", *texts]
    assert np.abs(vocabulary.matrix(asked) @ weights - vocabulary.scores(asked, weights)).max() < 1e-4


def test_an_example_of_what_a_class_is_not_pushes_it_away() -> None:
    x = np.eye(3, dtype=np.float32)
    of = np.array([0, 1, 0])
    plain = Labels(of[:2], np.array([False, False]), np.ones(2, np.float32))
    pushed = Labels(of, np.array([False, False, True]), np.ones(3, np.float32))
    before = softmax(x @ fit_softmax(x[:2], plain, 2, ridge=0.1, steps=50))[2, 0]
    after = softmax(x @ fit_softmax(x, pushed, 2, ridge=0.1, steps=50))[2, 0]
    assert before == pytest.approx(0.5)
    assert after < 0.3
