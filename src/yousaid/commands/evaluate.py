"""`yousaid eval`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yousaid.core.errors import InputError

from .jsonlines import read_batches
from .metrics import Answer, scores
from .options import file_argument, home_option, pack_option, tier_option
from .pack import topic_of

if TYPE_CHECKING:
    from yousaid.core.pack import Pack


@click.command("eval")
@pack_option
@tier_option
@click.option("--page", metavar="FILE", help="Write the numbers as a page (HTML) too.")
@home_option
@file_argument
def evaluate(pack_name: str, tier: str, page: str | None, home: str | None, file: str) -> None:
    """How well a pack sorts labelled lines: {"text", "topic"} in, one JSON object out.

    A topic is a sub-topic's id (app/crash) or a whole topic's (app); null means off topic. Each
    text is judged as one mention. The object holds accuracy, macro_f1, coverage, precision,
    off_topic_rejected, auroc of abstention and calibration_error, by language and topic too.

    \b
    Example:
      yousaid eval --pack delivery-app labelled.jsonl --page result.html
    """
    from yousaid.work.check_pack import load_checked

    from .eval_page import draw_page
    from .sorting import make_judge

    pack = load_checked(pack_name)
    judge = make_judge(pack, pack_name, tier, home)
    widen = _widener(pack)
    answers: list[Answer] = []
    for lines in read_batches(file):
        wanted = [topic_of(line.fields, line.place) for line in lines]
        found = judge.judge_texts([line.text for line in lines], whole=True)
        for topic, verdict in zip(wanted, found, strict=True):
            mention = verdict.mentions[0]
            given = widen(mention.topic_id, topic)
            answers.append(Answer(topic, given, mention.topic_prob, verdict.lang or "?"))
    if not answers:
        raise InputError(
            "there are no lines", place=file, remedy='Write lines like {"text": ..., "topic": ...}'
        )
    unknown = sorted({a.wanted for a in answers if a.wanted} - set(pack.subs) - {t.id for t in pack.topics})
    result = {
        "pack": f"{pack.id}@{pack.version}",
        "judge": judge.id,
        "unknown_topics": unknown,
        **scores(answers),
    }
    click.echo(json.dumps(result, ensure_ascii=False, indent=2))
    if page:
        Path(page).write_text(draw_page(result), encoding="utf-8")
        click.echo(f"The page is {page}", err=True)


def _widener(pack: "Pack") -> Callable[[str | None, str | None], str | None]:
    """Where a line is labelled with a whole topic, the answer counts as its topic too."""
    families = {topic.id for topic in pack.topics} - set(pack.subs)

    def widen(given: str | None, wanted: str | None) -> str | None:
        if given is not None and wanted in families:
            return pack.parents[given].id
        return given

    return widen
