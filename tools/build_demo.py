"""Make the demo's data again: the shared extract, through our own gate and redaction.

    python tools/build_demo.py ../shared/data/demo/delivery_ios_sg_2021.csv.gz

What the gate does not keep is not shipped. The output is the same, byte for byte, for the same input.
"""

import csv
import gzip
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from yousaid.core.pack import load_pack
from yousaid.core.post import RawPost, clean_text, raw_batch
from yousaid.gate import Gate
from yousaid.judge import fit_judge
from yousaid.pipeline import understand

OUT = Path(__file__).parent.parent / "src" / "yousaid" / "demo" / "reviews.csv.gz"
COLUMNS = ("id", "app", "title", "text", "rating", "date")


def main(path: str) -> None:
    """Read the extract at `path`, write OUT, print what was kept."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pack = load_pack("delivery-app")
    gate = Gate(id_key=bytes(32), keep=pack.keep)
    judge = fit_judge(pack)
    posts = [
        RawPost(
            key=str(n),
            said_at=datetime.fromisoformat(row["date"]).replace(tzinfo=UTC),
            text=_one_line(row["title"]) + "\n" + _one_line(row["text"]),
            kind="review",
        )
        for n, row in enumerate(rows)
    ]
    kept = understand(
        raw_batch(posts, source_id="demo", seen_at=datetime(2021, 12, 1, tzinfo=UTC)), gate=gate, judge=judge
    )
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for post in kept.select(["key", "text"]).to_pylist():
        row = rows[int(post["key"])]
        title, _, body = str(post["text"]).partition("\n")
        writer.writerow([row["id"], row["app"], title, body, row["rating"], row["date"]])
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_bytes(gzip.compress(out.getvalue().encode(), 9, mtime=0))
    print(f"{len(rows)} reviews read, {kept.num_rows} shipped, {OUT.stat().st_size:,} bytes")


def _one_line(text: str) -> str:
    return clean_text(text).replace("\n", " ")


if __name__ == "__main__":
    main(sys.argv[1])
