"""How much redaction finds on synthetic identifiers, and how much it touches in real reviews.

Reads the data beside the repository (`../shared/data`) and prints a table, or "skipped" where it is absent.
An identifier counts as found when none of its characters is left, whatever kind it was called.
"""

import json
import re
import time
from collections import defaultdict
from pathlib import Path

import pyarrow.parquet as pq

from tests.gate.redaction_world import NAMED, UNNAMED, named
from yousaid.gate import redact

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
KEEP = ("Grab", "GrabFood", "Foodpanda", "Deliveroo", "Singapore")


def wilson(found: int, n: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    p, z = found / n, 1.96
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * ((p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5)
    return centre - half, centre + half


def is_found(text: str, span: tuple[int, int], redacted: str) -> bool:
    """Whether nothing of text[span] is left: its words are no more frequent than outside it."""
    words = re.findall("[^ \n,.;:()]+", text[slice(*span)])
    rest = text[: span[0]] + " " + text[span[1] :]
    redacted = re.sub("\\[[a-z_]+\\]", " ", redacted)
    return all(len(word) < 2 or redacted.count(word) <= rest.count(word) for word in words)


def recall(path: Path, *, lower: bool = False) -> None:
    """Print a row a kind: how many of the planted identifiers were cut whole."""
    if not path.is_file():
        print(f"{path.name}: skipped, there is no {path}")
        return
    rows = pq.read_table(path).to_pylist()
    texts = [row["text"].lower() if lower else row["text"] for row in rows]
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    cut = redact(texts)
    for text, row, (redacted, _) in zip(texts, rows, cut, strict=True):
        for start, end, kind in json.loads(row["spans"]):
            counts[kind][0] += is_found(text, (start, end), redacted)
            counts[kind][1] += 1
    print(f"\n{path.parent.name}/{path.stem}{' in lower case' if lower else ''}")
    for kind, (found, n) in sorted(counts.items()):
        low, high = wilson(found, n)
        print(f"  {kind:20} {found:5}/{n:<5} {found / n:6.1%}  ({low:.1%}-{high:.1%})")


def touched(path: Path) -> None:
    """Print how many reviews are touched, by kind, and the speed."""
    if not path.is_file():
        print(f"{path.name}: skipped, there is no {path}")
        return
    texts = [row["text"] for row in pq.read_table(path, columns=["text"]).to_pylist()]
    redact(texts[:1_000], keep=KEEP)
    start = time.process_time()
    cut = [one for n in range(0, len(texts), 1_000) for one in redact(texts[n : n + 1_000], keep=KEEP)]
    seconds = time.process_time() - start
    kinds: dict[str, int] = defaultdict(int)
    for _, counts in cut:
        for kind in counts:
            kinds[kind] += 1
    share = sum(bool(counts) for _, counts in cut) / len(cut)
    print(
        f"\n{path.parent.name}: {share:.2%} of {len(cut)} touched; {len(cut) / seconds:,.0f} "
        "posts per CPU-second"
    )
    print("  " + ", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items(), key=lambda k: -k[1])))


def languages() -> None:
    """Print, for each language, how many names of the tests' invented sentences were cut whole."""
    print("\nnames in invented sentences that nothing was learnt from (tests/gate/redaction_world.py)")
    for lang in NAMED:
        for lower in (False, True):
            rows = [(text.lower() if lower else text, span) for text, span in named(lang)]
            cut = redact([text for text, _ in rows])
            found = sum(is_found(text, span, c) for (text, span), (c, _) in zip(rows, cut, strict=True))
            low, high = wilson(found, len(rows))
            kind = f"{lang}{' in lower case' if lower else ''}"
            print(f"  {kind:20} {found:5}/{len(rows):<5} {found / len(rows):6.1%}  ({low:.1%}-{high:.1%})")
    for lang, texts in UNNAMED.items():
        wrong = sum(bool(counts) for _, counts in redact(texts))
        print(f"  {lang}, no name in it: {wrong} of {len(texts)} sentences touched")


def main() -> None:
    """Print every table."""
    sets = ("pii_synthetic_en_es/dev", "pii_presidio/synth_v2", "pii_presidio/nannigalaxy_149")
    for name in sets:
        recall(DATA / f"{name}.parquet")
    recall(DATA / "pii_presidio" / "synth_v2.parquet", lower=True)
    recall(DATA / "pii_synthetic_en_es" / "dev.parquet", lower=True)
    languages()
    touched(DATA / "delivery_reviews_ios_sg" / "reviews.parquet")


if __name__ == "__main__":
    main()
