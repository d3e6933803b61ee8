"""Measure the judge: `python -m bench.measure_judge [clinc] [banking] [never] [speed] [--data DIR]`.

Reads the shared data sets beside the repository. Prints a table against the floors; exit code 1 when one
is missed.
"""

import argparse
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from yousaid.core.pack import Pack, SubTopic, Topic, load_pack
from yousaid.core.post import POST_SCHEMA
from yousaid.judge import Judge, fit_judge
from yousaid.judge.evaluate import auroc, calibration_error

_REJECTED: Final = 0.05
_BANKING_FLOORS: Final = {5: 0.68, 10: 0.78, 30: 0.86, 0: 0.925}

Row = tuple[str, float, float | None]


def flat_pack(rows: Sequence[tuple[str, str | None]]) -> Pack:
    """A pack of labelled texts."""
    found: dict[str, list[str]] = {}
    for text, topic in rows:
        if topic is not None:
            found.setdefault(topic, []).append(text)
    subs = tuple(SubTopic(k, {"en": k}, {"en": k}, True, 1, {"en": tuple(v)}) for k, v in found.items())
    family = Topic("all", {"en": "All"}, {"en": "All"}, 0, subs)
    return Pack("bench", 1, "customers", {"en": "Bench"}, {"en": "Bench"}, (family,), (),
                tuple(text for text, t in rows if t is None))  # fmt: skip


def judged(judge: Judge, texts: Sequence[str]) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    """Best topic whether sure or not, logit score, probability, sure, of each text as one mention."""
    vectors = judge._encoder.encode(texts) if judge._encoder else None
    found = judge._sorter.sort(list(texts), vectors)
    return [judge.topics[k] for k in found.topic], found.score, found.prob, found.sure


def clinc(data: Path) -> Iterator[Row]:
    """CLINC150 with all examples: in-scope accuracy, AUROC, out-of-scope recall at 5 % rejected."""
    rows = pq.read_table(data / "clinc150_oos" / "all.parquet").to_pylist()
    split = {
        name: [(r["text"], r["intent"]) for r in rows if r["split"] == name]
        for name in ("train", "test", "oos_test")
    }
    for tier in ("default", "fast"):
        judge = fit_judge(flat_pack(split["train"]), tier=tier)
        said, score, prob, sure = judged(judge, [t for t, _ in split["test"]])
        _, out_score, out_prob, out_sure = judged(judge, [t for t, _ in split["oos_test"]])
        right = np.array([a == b for a, (_, b) in zip(said, split["test"], strict=True)])
        mark = np.quantile(score, _REJECTED)
        floors = (0.935, 0.955, 0.82) if tier == "default" else (None, None, None)
        yield f"CLINC150 in-scope, {tier}", float(right.mean()), floors[0]
        yield f"CLINC150 AUROC of logits, {tier}", auroc(score, out_score) or 0, floors[1]
        yield f"CLINC150 AUROC of topic_prob, {tier}", auroc(prob, out_prob) or 0, None
        yield (
            f"CLINC150 out-of-scope recall at 5 % rejected, {tier}",
            float((out_score < mark).mean()),
            floors[2],
        )
        yield f"CLINC150 in-scope kept and right, own mark, {tier}", float((right & sure).mean()), None
        yield f"CLINC150 out-of-scope recall, own mark, {tier}", float((~out_sure).mean()), None
        yield (
            f"CLINC150 calibration error of what is sorted, {tier}",
            calibration_error(prob[sure], right[sure]) or 0,
            None,
        )


def banking(data: Path) -> Iterator[Row]:
    """Banking77 at 5, 10, 30 and all examples a topic, one draw."""
    train, test = (
        pq.read_table(data / "banking77" / f"{name}.parquet").to_pylist() for name in ("train", "test")
    )
    order = np.random.default_rng(0).permutation(len(train))
    for count, floor in _BANKING_FLOORS.items():
        taken: dict[str, int] = {}
        rows = []
        for i in order:
            text, intent = train[i]["text"], train[i]["intent"]
            taken[intent] = taken.get(intent, 0) + 1
            if not count or taken[intent] <= count:
                rows.append((text, intent))
        judge = fit_judge(flat_pack(rows))
        said, _, prob, _ = judged(judge, [r["text"] for r in test])
        right = np.array([a == r["intent"] for a, r in zip(said, test, strict=True)])
        yield f"Banking77, {count or 'all'} a topic", float(right.mean()), floor
        yield (
            f"Banking77, {count or 'all'} a topic, calibration error",
            calibration_error(prob, right) or 0,
            None,
        )


def never(data: Path) -> Iterator[Row]:
    """Never-kept lines and reviews after 2020 against the veto at 0.1, by the judge alone (the gate's
    terms come on top).
    """
    judge = _shipped()
    rows = pq.read_table(data / "drop_filter" / "dev.parquet").to_pylist()
    prob = judge.judge(posts([r["text"] for r in rows])).column("never_kept_prob").to_numpy()
    label = np.array([r["label"] for r in rows])
    for prefix, what in (
        ("drop:", "never-kept lines found"),
        ("keep:near_miss", "near misses dropped"),
        ("keep:ordinary", "ordinary headlines dropped"),
    ):
        yield what, float((prob[np.char.startswith(label, prefix)] >= 0.1).mean()), None
    late = [r["text"] for r in reviews(data) if r["date"].year >= 2021]
    judged_late = judge.judge(posts(late))
    yield (
        "reviews after 2020 dropped",
        float((judged_late.column("never_kept_prob").to_numpy() >= 0.1).mean()),
        None,
    )
    yield (
        "reviews after 2020 called off topic",
        float((judged_late.column("on_topic").to_numpy() < 0).mean()),
        None,
    )


def speed(data: Path) -> Iterator[Row]:
    """Posts per CPU-second of Judge.judge on all reviews, and memory."""
    judge = _shipped()
    texts = [f"{r['title'] or ''}\n{r['text']}".strip() for r in reviews(data)]
    batches = [posts(texts[at : at + 500]) for at in range(0, len(texts), 500)]
    judge.judge(batches[0])
    start = time.process_time()
    mentions = sum(count_mentions(judge.judge(batch)) for batch in batches)
    yield "posts per CPU-second, Judge.judge", len(texts) / (time.process_time() - start), None
    yield "characters a post", sum(map(len, texts)) / len(texts), None
    yield "mentions a post", mentions / len(texts), None
    yield "memory at most, MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, None


def count_mentions(judged_posts: pa.RecordBatch) -> int:
    """Mentions of a judged batch."""
    return int(pc.sum(pc.list_value_length(judged_posts.column("mentions"))).as_py())


def reviews(data: Path) -> list[dict]:  # type: ignore[type-arg]
    """Rows of delivery_reviews_ios_sg."""
    return pq.read_table(data / "delivery_reviews_ios_sg" / "reviews.parquet").to_pylist()


def posts(texts: Sequence[str]) -> pa.RecordBatch:
    """Texts as an admitted batch."""
    hour = datetime(2026, 1, 1, tzinfo=UTC)
    fixed = {
        "source_id": "s",
        "product": "",
        "kind": "review",
        "said_at": hour,
        "seen_at": hour,
        "policy": "p",
    }
    fixed |= {"redactions": 0, "audience": "public", "voice": 0, "post_id": "0" * 32, "key": "k"}
    return pa.RecordBatch.from_pylist([{**fixed, "text": text} for text in texts], schema=POST_SCHEMA)


def _shipped() -> Judge:
    return fit_judge(load_pack("delivery-app"))


MEASURES: Final = {"clinc": clinc, "banking": banking, "never": never, "speed": speed}


def main() -> None:
    """Run the measures asked for, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    parser.add_argument("which", nargs="*", choices=[*MEASURES, []], default=[])
    args = parser.parse_args()
    if not args.data.is_dir():
        print("skipped: no shared data beside the repository")
        return
    missed = 0
    for name in args.which or MEASURES:
        for what, value, floor in MEASURES[name](args.data):
            below = floor is not None and value < floor
            missed += below
            against = "" if floor is None else f"floor {floor:g}{'  MISSED' if below else ''}"
            print(f"{what:62} {value:10.4g}  {against}", flush=True)
    sys.exit(missed > 0)


if __name__ == "__main__":
    main()
