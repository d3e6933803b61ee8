"""`yousaid judge`."""

from typing import TYPE_CHECKING, Any

import click

from .jsonlines import Line, read_batches, round_to, write_lines
from .options import file_argument, home_option, pack_option, tier_option

if TYPE_CHECKING:
    from yousaid.judge import Judgement


@click.command()
@pack_option
@tier_option
@click.option("--whole", is_flag=True, help="Judge each text as one mention instead of passage by passage.")
@home_option
@file_argument
def judge(pack_name: str, tier: str, whole: bool, home: str | None, file: str) -> None:
    """Topic, severity, sentiment and language of texts, line for line.

    {"id", "text"} in, {"id", "lang", "mentions": [{"topic_id", "topic_prob", "severity", "sentiment",
    "text"}]} out. topic_id is null where the judge abstains. Severity: 0 no problem, 1 annoyed, 2 hindered,
    3 blocked or money lost, 4 safety, health or a large loss. Sentiment: -1 to 1.

    \b
    Example:
      yousaid judge --pack delivery-app posts.jsonl
      echo '{"text": "It crashes when I pay"}' | yousaid judge --pack delivery-app --whole
    """
    from yousaid.work.check_pack import load_checked

    from .sorting import make_judge

    one = make_judge(load_checked(pack_name), pack_name, tier, home)
    for lines in read_batches(file):
        found = one.judge_texts([line.text for line in lines], whole=whole)
        write_lines(_record(line, verdict) for line, verdict in zip(lines, found, strict=True))


def _record(line: Line, verdict: "Judgement") -> dict[str, Any]:
    return {
        "id": line.id,
        "lang": verdict.lang,
        "mentions": [
            {
                "topic_id": mention.topic_id,
                "topic_prob": round_to(mention.topic_prob),
                "severity": mention.severity,
                "sentiment": round_to(mention.sentiment),
                "text": mention.text,
            }
            for mention in verdict.mentions
        ],
    }
