"""How well labels were found again: plain numbers from plain lists."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """One labelled line and what the judge said. None: off topic, or the judge abstained."""

    wanted: str | None
    given: str | None
    prob: float  # of its best topic, also where it abstained
    lang: str

    @property
    def right(self) -> bool:
        """Whether the answer is the label."""
        return self.given == self.wanted


def scores(answers: Sequence[Answer]) -> dict[str, Any]:
    """All numbers of an evaluation. None where there is nothing to count.

    accuracy:           right answers among lines with a topic; an abstention is not right
    precision:          right answers among answers given
    coverage:           share of lines with a topic that got an answer
    off_topic_rejected: share of lines without a topic on which the judge abstained
    auroc:              chance that a line with a topic has a higher probability than one without
    calibration_error:  mean distance of stated probability and share of right answers, over ten bins
    """
    on = [answer for answer in answers if answer.wanted is not None]
    off = [answer for answer in answers if answer.wanted is None]
    given = [answer for answer in answers if answer.given is not None]
    topics = by_topic(answers)
    return {
        "lines": len(answers),
        "on_topic": len(on),
        "off_topic": len(off),
        "accuracy": _share(answer.right for answer in on),
        "macro_f1": _mean([row["f1"] for row in topics.values() if row["lines"]]),
        "coverage": _share(answer.given is not None for answer in on),
        "precision": _share(answer.right for answer in given),
        "off_topic_rejected": _share(answer.given is None for answer in off),
        "auroc": auroc([answer.prob for answer in on], [answer.prob for answer in off]),
        "calibration_error": calibration_error(given),
        "calibration": calibration(given),
        "languages": by_language(answers),
        "topics": topics,
    }


def by_topic(answers: Sequence[Answer]) -> dict[str, dict[str, Any]]:
    """Precision, recall and F1 of every topic that was wanted or given."""
    wanted = Counter(a.wanted for a in answers)
    given = Counter(a.given for a in answers)
    right = Counter(a.given for a in answers if a.right)
    rows = {}
    for topic in sorted({name for name in (*wanted, *given) if name is not None}):
        both = wanted[topic] + given[topic]
        rows[topic] = {
            "lines": wanted[topic],
            "precision": _rounded(right[topic] / given[topic]) if given[topic] else None,
            "recall": _rounded(right[topic] / wanted[topic]) if wanted[topic] else None,
            "f1": _rounded(2 * right[topic] / both),
        }
    return rows


def by_language(answers: Sequence[Answer]) -> dict[str, dict[str, Any]]:
    """Accuracy and coverage of the lines with a topic, by language."""
    groups: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        if answer.wanted is not None:
            groups[answer.lang].append(answer)
    return {
        lang: {
            "lines": len(group),
            "accuracy": _share(answer.right for answer in group),
            "coverage": _share(answer.given is not None for answer in group),
        }
        for lang, group in sorted(groups.items(), key=lambda item: -len(item[1]))
    }


def calibration(given: Sequence[Answer]) -> list[dict[str, Any]]:
    """Stated probability against the share of right answers, in ten bins; empty bins are left out."""
    rows = []
    for n, group in _bins(given):
        rows.append(
            {
                "from": n / BINS,
                "lines": len(group),
                "stated": _mean([answer.prob for answer in group]),
                "right": _share(answer.right for answer in group),
            }
        )
    return rows


def calibration_error(given: Sequence[Answer]) -> float | None:
    """Expected calibration error, 0..1."""
    if not given:
        return None
    total = 0.0
    for _, group in _bins(given):
        total += abs(sum(answer.prob for answer in group) - sum(answer.right for answer in group))
    return _rounded(total / len(given))


def auroc(high: Sequence[float], low: Sequence[float]) -> float | None:
    """Chance that a value of `high` is above one of `low`, ties counting half (Mann-Whitney)."""
    if not high or not low:
        return None
    ranked = sorted([(value, True) for value in high] + [(value, False) for value in low])
    total, at = 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        rank = (at + end + 1) / 2  # the mean rank of equal values, from 1
        total += rank * sum(is_high for _, is_high in ranked[at:end])
        at = end
    n, m = len(high), len(low)
    return _rounded((total - n * (n + 1) / 2) / (n * m))


def _bins(given: Iterable[Answer]) -> list[tuple[int, list[Answer]]]:
    groups: dict[int, list[Answer]] = defaultdict(list)
    for answer in given:
        groups[min(int(answer.prob * BINS), BINS - 1)].append(answer)
    return sorted(groups.items())


def _share(hits: Iterable[bool]) -> float | None:
    found = list(hits)
    return _rounded(sum(found) / len(found)) if found else None


def _mean(values: Sequence[float]) -> float | None:
    return _rounded(sum(values) / len(values)) if values else None


def _rounded(value: float) -> float:
    return round(value, 4)
