"""`yousaid gate`."""

from collections.abc import Sequence
from datetime import UTC, datetime

import click

from .jsonlines import Line, read_batches, write_lines
from .options import file_argument, home_option, pack_option, tier_option


@click.command()
@pack_option
@tier_option
@home_option
@file_argument
def gate(pack_name: str, tier: str, home: str | None, file: str) -> None:
    """Only the lines that may be kept come out, redacted: {"id", "text"} in, {"id", "text"} out.

    What is off topic, what concerns a subject that is never kept, and what is not public are left out
    alike. Nothing says which or why; one rounded total goes to standard error.

    \b
    Example:
      yousaid gate --pack delivery-app posts.jsonl > kept.jsonl
    """
    from yousaid.core.disclosure import rounded_total
    from yousaid.core.post import AUDIENCES, RawPost, raw_batch
    from yousaid.pipeline import understand
    from yousaid.work.check_pack import load_checked

    from .sorting import make_gate, make_judge

    pack = load_checked(pack_name)
    keeper, judge = make_gate(pack), make_judge(pack, pack_name, tier, home)

    def kept_of(lines: Sequence[Line]) -> dict[str, str]:
        now = datetime.now(UTC)
        posts = [
            RawPost(key=str(line.number), said_at=now, text=line.text, audience=_audience(line))
            for line in lines
            if _audience(line) in AUDIENCES
        ]
        raw = raw_batch(posts, source_id="lines", seen_at=now)
        kept = understand(raw, gate=keeper, judge=judge)
        return {str(row["key"]): str(row["text"]) for row in kept.select(["key", "text"]).to_pylist()}

    dropped = 0
    try:
        for lines in read_batches(file):
            kept = kept_of(lines)
            dropped += len(lines) - len(kept)
            write_lines(
                {"id": line.id, "text": kept[str(line.number)]} for line in lines if str(line.number) in kept
            )
    finally:
        click.echo(f"Not kept: {rounded_total(dropped):,} (rounded to 5).", err=True)


def _audience(line: Line) -> str:
    """Whom a line was meant for, when it says so: anything but public, invited or handed_in stays out."""
    return str(line.fields.get("audience", "public"))
