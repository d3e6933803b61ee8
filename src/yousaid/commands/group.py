"""`yousaid group`."""

import click

from .jsonlines import read_lines, write_lines
from .options import file_argument, home_option, tier_option


@click.command()
@click.option(
    "--pack", "pack_name", metavar="PACK", help="Texts of different topics of this pack stay apart."
)
@tier_option
@home_option
@file_argument
def group(pack_name: str | None, tier: str, home: str | None, file: str) -> None:
    """Which texts speak of the same issue.

    {"id", "text"} in, {"id", "issue"} out, line for line; the issues' names mean nothing else. All lines are
    read before the first comes out. Without a pack all texts are taken as one topic.

    \b
    Example:
      yousaid group --pack delivery-app posts.jsonl
    """
    from yousaid.core.post import clean_text
    from yousaid.group import group_texts
    from yousaid.judge.fitting import shared_encoder
    from yousaid.work.check_pack import load_checked

    from .sorting import make_judge

    one = make_judge(load_checked(pack_name), pack_name, tier, home) if pack_name else None
    lines = list(read_lines(file))
    texts = [clean_text(line.text) for line in lines]
    topics = None
    if one is not None:
        topics = [verdict.mentions[0].topic_id or "" for verdict in one.judge_texts(texts, whole=True)]
    vectors = shared_encoder().encode(texts) if texts and tier != "fast" else None
    issues = group_texts(texts, embeddings=vectors, topics=topics) if texts else []
    write_lines({"id": line.id, "issue": issue} for line, issue in zip(lines, issues, strict=True))
