"""How good a judge is on labelled texts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from .judge import Judge

_BINS: Final = 10
_CONFUSIONS: Final = 20

F64 = npt.NDArray[np.float64]


def evaluate(judge: Judge, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Measures of a judge on rows with `text`, `topic` (None: off topic) and, if known, `lang`.

    Each text is judged as one mention. accuracy and macro_f1 are of the on-topic rows, and saying nothing
    counts as wrong; coverage: share of them that got a topic; precision_kept: share of those that is right;
    off_topic_recall: share of off-topic rows that got none; auroc: of topic_prob between the two kinds
    (None without both); ece: expected calibration error of topic_prob over ten equal bins, of the rows
    that got a topic.
    """
    verdicts = [
        found.mentions[0] for found in judge.judge_texts([str(row["text"]) for row in rows], whole=True)
    ]
    said = [verdict.topic_id for verdict in verdicts]
    true = [row["topic"] for row in rows]
    prob = np.array([verdict.topic_prob for verdict in verdicts], np.float64)
    inside = np.array([topic is not None for topic in true], bool)
    sorted_ = np.array([topic is not None for topic in said], bool)
    right = inside & sorted_ & np.array([a == b for a, b in zip(said, true, strict=True)], bool)
    by_topic = _by_topic(true, said)
    langs = [str(row.get("lang") or "") for row in rows]
    wrong = Counter((t, s) for t, s in zip(true, said, strict=True) if t != s)
    return {
        "judge": judge.id,
        "rows": len(rows),
        "on_topic": int(inside.sum()),
        "accuracy": _share(right, inside),
        "macro_f1": round(float(np.mean([row["f1"] for row in by_topic.values()])), 4) if by_topic else None,
        "coverage": _share(sorted_, inside),
        "precision_kept": _share(right, inside & sorted_),
        "off_topic_recall": _share(~sorted_, ~inside),
        "auroc": auroc(prob[inside], prob[~inside]),
        "ece": calibration_error(prob[sorted_], right[sorted_]),
        "by_lang": {
            lang: {
                "rows": langs.count(lang),
                "accuracy": _share(right, inside & (np.array(langs) == lang)),
                "coverage": _share(sorted_, inside & (np.array(langs) == lang)),
            }
            for lang in sorted(set(langs))
            if lang
        },
        "by_topic": by_topic,
        "confusions": [{"topic": t, "judged": s, "rows": n} for (t, s), n in wrong.most_common(_CONFUSIONS)],
    }


def auroc(inside: F64, outside: F64) -> float | None:
    """Chance that a score from `inside` is higher than one from `outside`; ties count half."""
    if not len(inside) or not len(outside):
        return None
    _, back, counts = np.unique(np.concatenate([inside, outside]), return_inverse=True, return_counts=True)
    rank = (np.cumsum(counts) - (counts - 1) / 2)[back]
    above = rank[: len(inside)].sum() - len(inside) * (len(inside) + 1) / 2
    return round(float(above / (len(inside) * len(outside))), 4)


def calibration_error(prob: F64, right: npt.NDArray[np.bool_]) -> float | None:
    """Mean distance of probability and share right over ten equal bins, weighted by their rows."""
    if not len(prob):
        return None
    place = np.minimum((prob * _BINS).astype(int), _BINS - 1)
    gaps = [abs(float(prob[place == b].sum() - right[place == b].sum())) for b in range(_BINS)]
    return round(sum(gaps) / len(prob), 4)


def _by_topic(true: Sequence[str | None], said: Sequence[str | None]) -> dict[str, dict[str, float | int]]:
    rows, judged = Counter(true), Counter(said)
    both = Counter(t for t, s in zip(true, said, strict=True) if t == s)
    out: dict[str, dict[str, float | int]] = {}
    for topic in sorted(t for t in rows if t is not None):
        precision = both[topic] / judged[topic] if judged[topic] else 0.0
        recall = both[topic] / rows[topic]
        f1 = 2 * precision * recall / (precision + recall) if both[topic] else 0.0
        out[topic] = {
            "rows": rows[topic],
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(f1, 4),
        }
    return out


def _share(part: npt.NDArray[np.bool_], of: npt.NDArray[np.bool_]) -> float | None:
    return round(float((part & of).sum() / of.sum()), 4) if of.any() else None
