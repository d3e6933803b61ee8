"""The numbers of an evaluation, counted by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yousaid.commands.metrics import Answer, auroc, calibration_error, scores

ANSWERS = [
    Answer("app", "app", 0.95, "en"),
    Answer("app", "pay", 0.55, "en"),
    Answer("pay", "pay", 0.85, "es"),
    Answer("pay", None, 0.25, "es"),
    Answer(None, None, 0.15, "en"),
    Answer(None, "app", 0.65, "en"),
]


def test_scores_of_six_answers() -> None:
    result = scores(ANSWERS)
    assert result["accuracy"] == 0.5
    assert result["coverage"] == 0.75
    assert result["precision"] == 0.5
    assert result["off_topic_rejected"] == 0.5
    assert result["topics"]["app"] == {"lines": 2, "precision": 0.5, "recall": 0.5, "f1": 0.5}
    assert result["macro_f1"] == 0.5
    assert result["auroc"] == 0.75
    assert result["languages"]["es"] == {"lines": 2, "accuracy": 0.5, "coverage": 0.5}


def test_nothing_to_count_is_no_number() -> None:
    result = scores([Answer("app", None, 0.1, "en")])
    assert result["auroc"] is None
    assert result["precision"] is None
    assert result["off_topic_rejected"] is None
    assert result["calibration_error"] is None


def test_calibration_error_is_the_mean_gap() -> None:
    sure_and_wrong = [Answer("a", "b", 0.95, "en")] * 2
    assert calibration_error(sure_and_wrong) == pytest.approx(0.95)
    fair = [Answer("a", "a", 0.75, "en")] * 3 + [Answer("a", "b", 0.75, "en")]
    assert calibration_error(fair) == pytest.approx(0.0)


values = st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=12)


@given(high=values, low=values)
def test_auroc_is_the_share_of_pairs_in_order(high: list[float], low: list[float]) -> None:
    wins = sum((h > w) + (h == w) / 2 for h in high for w in low)
    assert auroc(high, low) == pytest.approx(wins / (len(high) * len(low)), abs=1e-4)
