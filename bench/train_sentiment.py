"""Train the sentiment head that ships: `python bench/train_sentiment.py DATA [--write]`.

DATA is the folder of shared data sets. Used are only sets whose licence allows to ship what was learnt:
delivery_reviews_ios_sg (MIT; 1-2 stars negative, 3 neutral, 4-5 positive) and review_features_is22 (MIT;
sentences with only good or only bad features). Prints the macro-recall on held-out reviews and sentences.
"""

import argparse
import zlib
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from yousaid.judge.encoder import UseEncoder
from yousaid.judge.passages import split_passages
from yousaid.judge.sentiment import CLASSES, WEIGHTS
from yousaid.judge.softmax import F32, Labels, fit_softmax, softmax

_RIDGE: Final = 1.0
_STAR_CLASS: Final = {1: 0, 2: 0, 3: 1, 4: 2, 5: 2}


def reviews(data: Path) -> list[tuple[str, int, float]]:
    """(text, class, weight): whole reviews, their titles, and the passages of one-sided ones at less
    weight.
    """
    out: list[tuple[str, int, float]] = []
    for row in pq.read_table(data / "delivery_reviews_ios_sg" / "reviews.parquet").to_pylist():
        text, of = str(row["text"]), _STAR_CLASS[int(row["rating"])]
        out.append((text, of, 1.0))
        if row["title"]:
            out.append((str(row["title"]), of, 0.5))
        parts = split_passages(text)
        if row["rating"] in (1, 5) and 1 < len(parts) < 4:
            out += [(text[a:b], of, 0.3) for a, b in parts]
    return out


def sentences(data: Path) -> list[tuple[str, int, float]]:
    """(text, class, weight) of sentences with features of one polarity."""
    out: list[tuple[str, int, float]] = []
    for row in pq.read_table(data / "review_features_is22" / "sentences.parquet").to_pylist():
        found = [bool(row[key]) for key in ("feat_neg", "feat_neu", "feat_pos")]
        if sum(found) == 1:
            out.append((str(row["text"]), found.index(True), 1.0))
    return out


def macro_recall(probs: F32, of: npt.NDArray[np.int64]) -> float:
    """Mean over the classes of the share that is found."""
    got = probs.argmax(axis=1)
    return float(np.mean([(got[of == k] == k).mean() for k in range(len(CLASSES))]))


def main() -> None:
    """Train on nine tenths, print the measure on the last, then train on all and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    rows = reviews(args.data)
    whole = len(rows)
    rows += sentences(args.data)
    texts = [text for text, _, _ in rows]
    of = np.array([k for _, k, _ in rows])
    # Equal texts fall on the same side.
    held = np.array([zlib.crc32(text.lower().encode()) % 10 == 0 for text in texts])
    weight = np.array([w for _, _, w in rows], np.float32)
    share = np.array([weight[of == k].sum() for k in range(3)]) / weight.sum()
    # The rare neutral class counts more, yet not so much that every doubt becomes neutral.
    weight *= (1 / (3 * share))[of] ** 0.75
    vectors = UseEncoder().encode(texts)
    x = np.hstack([vectors, np.ones((len(texts), 1), np.float32)])
    labels = Labels(of, np.zeros(len(of), bool), weight)
    w = fit_softmax(x[~held], labels.take(~held), 3, ridge=_RIDGE, steps=100)
    probs = softmax(x @ w)
    full = np.arange(len(texts)) < whole
    long = np.char.str_len(np.array([t[:200] for t in texts])) >= 25
    for name, use in (("reviews", held & full & (weight > 0) & long), ("sentences", held & ~full)):
        sided = use & (of != 1)
        sign = (probs[:, 2] > probs[:, 0]) == (of == 2)
        print(
            f"{name}: n {use.sum()}, macro-recall {macro_recall(probs[use], of[use]):.3f}, "
            f"negative or positive right {sign[sided].mean():.3f}"
        )
    if args.write:
        w = fit_softmax(x, labels, 3, ridge=_RIDGE, steps=100)
        WEIGHTS.parent.mkdir(exist_ok=True)
        np.savez(WEIGHTS, weights=w.astype(np.float32))
        print(f"wrote {WEIGHTS} ({WEIGHTS.stat().st_size} bytes)")


if __name__ == "__main__":
    main()
