"""The texts that the never-kept model learns from, and how much each counts.

Worked examples and near misses are the gate's own; ordinary talk is that of the shipped packs, the lines of
bench/ordinary (ours, six languages), reviews of delivery_reviews_ios_sg from before 2021 (MIT), CLINC150
(CC BY
3.0) and Banking77 (CC BY 4.0). Later reviews, drop_filter and the red-team set stay unseen for measuring.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from yousaid.core.pack import load_pack, shipped_packs
from yousaid.gate import LANGUAGES, never_kept_examples, on_topic_near_misses
from yousaid.judge.passages import split_passages

ORDINARY: Final = Path(__file__).parent / "ordinary"
_REVIEWS: Final = 20_000
_CLINC: Final = 8_000
_BANKING: Final = 4_000
#: How much each text of a kind counts: a near miss like two to four lines of ordinary talk.
_NEAR: Final = 4.0
_OURS: Final = 2.0
_OTHERS: Final = 1.0
#: What is never kept weighs, all together, like this share of everything else.
_SHARE: Final = 0.5


@dataclass(frozen=True)
class Texts:
    """never: 1 for what is never kept. weight: mean 1. core: worked examples and near misses (lang set)."""

    text: list[str]
    lang: list[str]
    never: npt.NDArray[np.float32]
    weight: npt.NDArray[np.float32]

    @property
    def core(self) -> npt.NDArray[np.bool_]:
        """The rows that are worked examples or near misses."""
        return np.array([bool(lang) for lang in self.lang])

    def take(self, rows: npt.NDArray[np.int64]) -> "Texts":
        """Some of the rows."""
        chosen = rows.tolist()
        return Texts(
            [self.text[i] for i in chosen],
            [self.lang[i] for i in chosen],
            self.never[rows],
            self.weight[rows],
        )


def ordinary_lines() -> list[str]:
    """Ordinary talk about products and services, our own lines in six languages."""
    lines: list[str] = []
    for lang in LANGUAGES:
        path = ORDINARY / f"{lang}.txt"
        lines += [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return lines


def gather(data: Path) -> Texts:
    """All texts. data: the folder of shared data sets."""
    rng = np.random.default_rng(1)
    never, near = never_kept_examples(), on_topic_near_misses()
    ours = ordinary_lines()
    ours += [text for name in shipped_packs() for text, _, _ in load_pack(name).labelled()]
    others = _some(rng, _passages(data), _REVIEWS)
    clinc = pq.read_table(data / "clinc150_oos" / "all.parquet").to_pylist()
    others += _some(rng, [str(r["text"]) for r in clinc if "test" not in r["split"]], _CLINC)
    banking = pq.read_table(data / "banking77" / "train.parquet").to_pylist()
    others += _some(rng, [str(r["text"]) for r in banking], _BANKING)
    rest = np.r_[np.full(len(near), _NEAR), np.full(len(ours), _OURS), np.full(len(others), _OTHERS)]
    weight = np.r_[np.full(len(never), _SHARE * rest.sum() / len(never)), rest]
    core = [*never, *near]
    return Texts(
        [text for text, _ in core] + ours + others,
        [lang for _, lang in core] + [""] * (len(ours) + len(others)),
        np.r_[np.ones(len(never)), np.zeros(len(rest))].astype(np.float32),
        (weight / weight.mean()).astype(np.float32),
    )


def _passages(data: Path) -> list[str]:
    """Passages of reviews from before 2021."""
    found: list[str] = []
    for row in pq.read_table(data / "delivery_reviews_ios_sg" / "reviews.parquet").to_pylist():
        if row["date"].year < 2021:
            text = f"{row['title'] or ''}\n{row['text']}"
            found += [text[a:b][:600] for a, b in split_passages(text)]
    return found


def _some(rng: np.random.Generator, texts: list[str], most: int) -> list[str]:
    return [texts[i] for i in rng.permutation(len(texts))[:most].tolist()]
