"""Make the centres of ordinary talk that ship: `python bench/train_ordinary.py DATA`.

DATA is the folder of shared data sets. The passages of delivery_reviews_ios_sg (MIT) from before 2021 are
gathered into groups of five or more, and only the groups' centres are kept: no text, and no vector of any
single passage. The thirtieth of the passages that is nearest to what is never kept is left out first. Later
reviews stay unseen for measuring.
"""

import argparse
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow.parquet as pq

from yousaid.gate.terms import never_kept_examples, on_topic_near_misses
from yousaid.judge.encoder import UseEncoder
from yousaid.judge.passages import split_passages
from yousaid.judge.refusal import ORDINARY, group_centres

_PASSAGES: Final = 24_000
_GROUPS: Final = 1_200


def main() -> None:
    """Read, leave out, group, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    args = parser.parse_args()
    passages = []
    for row in pq.read_table(args.data / "delivery_reviews_ios_sg" / "reviews.parquet").to_pylist():
        if row["date"].year < 2021:
            text = f"{row['title'] or ''}\n{row['text']}"
            passages += [text[a:b] for a, b in split_passages(text)]
    passages = [passages[i] for i in np.random.default_rng(1).permutation(len(passages))[:_PASSAGES]]
    encoder = UseEncoder()
    vectors = encoder.encode(passages)
    near = _mean_of_three(vectors @ encoder.encode([text for text, _ in never_kept_examples()]).T)
    near -= _mean_of_three(vectors @ encoder.encode([text for text, _ in on_topic_near_misses()]).T)
    kept = vectors[near < np.quantile(near, 29 / 30)]
    centres = group_centres(kept, _GROUPS, least=5)
    np.savez_compressed(ORDINARY, centres=centres.astype(np.float16))
    print(f"{len(kept)} passages, {len(centres)} centres, {ORDINARY.stat().st_size} bytes: {ORDINARY}")


def _mean_of_three(cosines: np.ndarray) -> np.ndarray:
    return np.asarray(np.partition(cosines, -3, axis=1)[:, -3:].mean(axis=1))


if __name__ == "__main__":
    main()
