"""Measure the gate on labelled lines: `python -m bench.measure_gate [--data DIR] [--part open|sealed]`.

What is never kept and gets through, and on-topic near misses that are wrongly dropped, by the terms and by
the
veto together, each with its Wilson 95 % interval, per origin and language. The pack's allow-list is left
aside:
it drops more, of both. Red team: tests/gate/red_team.tsv, our own lines; `open` may be looked at when the
gate is
improved, `sealed` is only measured. `drop_filter` (shared data) is labelled by others; ambiguous:pay is
not scored.
"""

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow.parquet as pq

from yousaid.core.pack import load_pack
from yousaid.core.post import RawPost, raw_batch
from yousaid.gate import VETO, Gate
from yousaid.judge import Judge, fit_judge

RED_TEAM: Final = Path(__file__).parents[1] / "tests" / "gate" / "red_team.tsv"
#: Shares at which the build fails, and what we are after: leak, near misses dropped.
FLOORS: Final = (0.05, 0.10)
GOALS: Final = (0.02, 0.05)
_HOUR: Final = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled line. never: whether it may never be kept."""

    text: str
    never: bool
    lang: str
    origin: str


@dataclass(frozen=True, slots=True)
class Share:
    """k of n, with the Wilson 95 % interval (Wilson, 1927)."""

    k: int
    n: int

    @property
    def value(self) -> float:
        """The share, 0 when there is nothing."""
        return self.k / self.n if self.n else 0.0

    def __str__(self) -> str:
        low, high = wilson(self.k, self.n)
        return f"{100 * self.value:5.1f} % ({100 * low:.1f} to {100 * high:.1f}), {self.k} of {self.n}"


def wilson(k: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not n:
        return 0.0, 1.0
    z, p = 1.96, k / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def red_team(part: str) -> list[Line]:
    """One part of our own set: open or sealed."""
    with RED_TEAM.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Line(row["text"], row["label"] == "drop", row["lang"], f"red team, {part}")
        for row in rows
        if row["part"] == part
    ]


def drop_filter(data: Path) -> list[Line]:
    """The shared set, without what is ambiguous and without ordinary headlines, which are on no topic."""
    rows = pq.read_table(data / "drop_filter" / "dev.parquet").to_pylist()
    return [
        Line(row["text"], row["label"].startswith("drop:"), row["lang"], row["origin"])
        for row in rows
        if row["label"].startswith("drop:") or row["label"] == "keep:near_miss"
    ]


@cache
def shipped() -> tuple[Gate, Judge]:
    """Gate and judge of the pack that ships; which pack it is does not matter to the veto."""
    pack = load_pack("delivery-app")
    return Gate(id_key=bytes(32), keep=pack.keep), fit_judge(pack)


def dropped(texts: Sequence[str]) -> list[bool]:
    """Whether the terms, the names or the veto keep each text out."""
    gate, judge = shipped()
    posts = [RawPost(key=str(n), said_at=_HOUR, text=text) for n, text in enumerate(texts)]
    judged = judge.judge(gate.admit(raw_batch(posts, source_id="bench", seen_at=_HOUR)))
    never = np.asarray(judged.column("never_kept_prob")) >= VETO
    kept = {key for key, out in zip(judged.column("key").to_pylist(), never.tolist(), strict=True) if not out}
    return [str(n) not in kept for n in range(len(texts))]


def shares(lines: Sequence[Line], out: Sequence[bool]) -> tuple[Share, Share]:
    """Never-kept lines that get through, and near misses that are dropped."""
    never = [gone for line, gone in zip(lines, out, strict=True) if line.never]
    near = [gone for line, gone in zip(lines, out, strict=True) if not line.never]
    return Share(len(never) - sum(never), len(never)), Share(sum(near), len(near))


def table(lines: Sequence[Line], out: Sequence[bool]) -> Iterator[tuple[str, Share, Share]]:
    """A line of the table for each origin, and for each language of it."""
    for origin in dict.fromkeys(line.origin for line in lines):
        mine = [i for i, line in enumerate(lines) if line.origin == origin]
        yield origin, *_of(lines, out, mine)
        langs = list(dict.fromkeys(lines[i].lang for i in mine))
        for lang in langs if len(langs) > 1 else []:
            yield f"  {lang}", *_of(lines, out, [i for i in mine if lines[i].lang == lang])


def real_reviews(data: Path) -> Share:
    """Real reviews from 2021 on, which nothing was learnt from, that are dropped, rightly or wrongly."""
    rows = pq.read_table(data / "delivery_reviews_ios_sg" / "reviews.parquet").to_pylist()
    out = dropped([f"{row['title'] or ''}\n{row['text']}" for row in rows if row["date"].year >= 2021])
    return Share(sum(out), len(out))


def _of(lines: Sequence[Line], out: Sequence[bool], rows: Iterable[int]) -> tuple[Share, Share]:
    chosen = list(rows)
    return shares([lines[i] for i in chosen], [out[i] for i in chosen])


def main() -> None:
    """Print the table; exit code 1 when a floor is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    parser.add_argument("--part", choices=["open", "sealed"], default="sealed")
    parser.add_argument("--show", action="store_true", help="Print the wrong lines of the open part.")
    args = parser.parse_args()
    sets = [red_team(args.part)]
    if args.data.is_dir():
        sets.append(drop_filter(args.data))
    else:
        print("drop_filter skipped: no shared data beside the repository")
    missed = False
    print(f"{'origin':28} {'never kept, got through':>40} {'near misses, dropped':>40}")
    for lines in sets:
        out = dropped([line.text for line in lines])
        for name, leak, wrong in table(lines, out):
            print(f"{name:28} {leak!s:>40} {wrong!s:>40}", flush=True)
        leak, wrong = shares(lines, out)
        print(f"{'all of it':28} {leak!s:>40} {wrong!s:>40}")
        missed |= leak.value > FLOORS[0] or wrong.value > FLOORS[1]
        if args.show and args.part == "open":
            for line, gone in zip(lines, out, strict=True):
                if line.never != gone:
                    print("  LEAK " if line.never else "  WRONG", line.lang, line.text)
    if args.data.is_dir():
        print(f"{'reviews from 2021 on, dropped':28} {real_reviews(args.data)!s:>40}")
    sys.exit(missed)


if __name__ == "__main__":
    main()
