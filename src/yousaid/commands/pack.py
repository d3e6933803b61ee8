"""`yousaid pack`: list, show, check, fit."""

from collections import Counter
from pathlib import Path

import click

from yousaid.core.errors import InputError, PackError

from .jsonlines import read_lines


@click.group(name="pack")
def pack() -> None:
    """Topic packs: what an installation listens to.

    \b
    Example:
      yousaid pack list
      yousaid pack fit my-topics --examples labelled.jsonl --out my-topics
    """


@pack.command("list")
def list_packs() -> None:
    """The packs that ship.

    \b
    Example:
      yousaid pack list
    """
    from yousaid.core.pack import load_pack, shipped_packs

    for name in shipped_packs():
        one = load_pack(name)
        click.echo(f"{name}  {one.title.get('en', '')}: {len(one.topics)} topics, {len(one.subs)} sub-topics")


@pack.command()
@click.argument("name", metavar="PACK")
def show(name: str) -> None:
    """The topics of a pack, with the ids that judges and issues use.

    \b
    Example:
      yousaid pack show delivery-app
    """
    from yousaid.core.pack import load_pack

    one = load_pack(name)
    click.echo(f"{one.id}@{one.version}, for {one.audience}: {one.title.get('en', one.id)}")
    for topic in one.topics:
        click.echo(f"\n{topic.called('en')}")
        for sub in topic.subs:
            weight = f"severity {sub.severity}" if sub.problem else "no problem"
            click.echo(f"  {sub.id:32} {sub.called('en')} ({weight})")


@pack.command()
@click.argument("name", metavar="PACK")
def check(name: str) -> None:
    """Whether a pack can be used: its files, and that it asks for nothing that is never kept.

    \b
    Example:
      yousaid pack check my-topics
    """
    from yousaid.work.check_pack import load_checked

    one = load_checked(name)
    examples = sum(1 for _ in one.labelled())
    click.echo(f"{one.id}@{one.version} is fine: {len(one.subs)} sub-topics, {examples:,} examples.")


@pack.command()
@click.argument("name")
@click.option(
    "--examples", metavar="FILE", required=True, help='Lines of {"text", "topic"}; "-": standard input.'
)
@click.option("--out", metavar="DIR", required=True, help="The folder to write; it must be new or empty.")
def fit(name: str, examples: str, out: str) -> None:
    """A pack from labelled lines: {"text", "topic"}, topic null for what is off topic.

    Topics are any texts and are printed back as they stand. Two topics with two examples each are the least;
    150 topics with 15,000 examples take about two minutes.

    \b
    Example:
      yousaid pack fit my-topics --examples labelled.jsonl --out my-topics
      yousaid judge --pack my-topics posts.jsonl
    """
    from yousaid.core.flat_pack import write_flat_pack
    from yousaid.gate import refuse_words

    from .sorting import make_judge

    folder = Path(out).expanduser()
    rows = _labelled(examples)
    for topic in {topic for _, topic in rows if topic is not None}:
        refuse_words(topic.replace("_", " "), place=f"{examples}, topic {topic[:40]!r}")
    few = [topic for topic, n in Counter(topic for _, topic in rows if topic is not None).items() if n < 2]
    if few:
        raise InputError(
            f"the topic {few[0][:40]!r} has one example", place=examples, remedy="Give two or more"
        )
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise PackError("it is already there", place=out, remedy="Name a new folder with --out")
        write_flat_pack(folder, name, rows)
    except OSError as error:
        remedy = "Name a folder that you may write"
        raise PackError(f"it cannot be written ({error.strerror})", place=out, remedy=remedy) from None
    from yousaid.core.pack import load_pack

    one = load_pack(folder)
    make_judge(one, str(folder), "default", None)
    click.echo(f"{out}: {len(one.subs)} topics from {len(rows):,} examples.", err=True)
    click.echo(f"Next: yousaid judge --pack {out} FILE", err=True)


def _labelled(file: str) -> list[tuple[str, str | None]]:
    """Texts and topics of labelled lines; InputError with the line."""
    return [(line.text, topic_of(line.fields, line.place)) for line in read_lines(file)]


def topic_of(fields: object, place: str) -> str | None:
    """The topic of a labelled line, None for off topic. InputError when there is none to read."""
    remedy = 'Write lines like {"text": "It crashes", "topic": "crash"}, with null for what is off topic'
    if not isinstance(fields, dict) or "topic" not in fields:
        raise InputError("the line has no topic", place=place, remedy=remedy)
    topic = fields["topic"]
    if topic is not None and (not isinstance(topic, str) or not topic.strip()):
        raise InputError("the topic is neither a text nor null", place=place, remedy=remedy)
    return topic
