"""`yousaid import`."""

import re
from pathlib import Path

import click

from yousaid.core.errors import UsageError

from .options import home_option
from .progress import progress


@click.command("import")
@click.argument("file", metavar="FILE")
@click.option(
    "--source", "source_id", metavar="ID", required=True, help="The source it belongs to, e.g. app-store."
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(("csv", "jsonl", "parquet")),
    help="Default: told by the file's name.",
)
@click.option(
    "--map", "words", metavar="FIELD=COLUMN", multiple=True,
    help="Which column fills a field (text, title, said_at, rating, id, lang, region, version, kind, score, "
    "replies). Others are guessed from their names; FIELD= leaves one out.",
)  # fmt: skip
@click.option(
    "--voice", metavar="COLUMN|one-per-post",
    help="Count distinct voices: the column is hashed in memory and dropped; one-per-post is for reviews.",
)  # fmt: skip
@home_option
def import_file(
    file: str, source_id: str, kind: str | None, words: tuple[str, ...], voice: str | None, home: str | None
) -> None:
    """Let the posts of a file in, through the gate into the store.

    FILE is CSV, JSON lines (both may be gzipped) or Parquet. The whole file is checked first, so
    that nothing is half imported, and importing it again changes nothing. Columns that say who
    spoke are refused, and columns that are not mapped are left unread.

    Ratings are 1 to 5, 0 to 1 or 4/5; times without a zone are UTC.

    \b
    Example:
      yousaid import reviews.csv --source app-store --voice one-per-post
      yousaid import posts.jsonl.gz --source forum --map text=body --map said_at=created_utc
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", source_id):
        raise UsageError(
            f"--source {source_id!r} is no id", remedy="Use letters, digits, dots and dashes, 64 at most"
        )
    from yousaid.sources.columns import listed, parse_map
    from yousaid.sources.file import open_file
    from yousaid.sources.lines import check_readable
    from yousaid.store.opening import open_store
    from yousaid.work.check_home import check_allowed, load_allowed

    mapping = parse_map(words)
    check_readable(Path(file))
    config = open_store(home)
    check_allowed(config, load_allowed(config), config.source(source_id))
    source = open_file(
        file,
        format=kind,
        mapping=mapping,
        voice=voice,
        source_id=source_id,
        id_key=config.secret("voices"),
    )
    columns = source.columns
    for field, column in columns.by_field.items():
        click.echo(f"  {field:8} from {column}{' (guessed)' if field in columns.guessed else ''}")
    if columns.unread:
        click.echo(f"Left unread: {listed(columns.unread)}")
    source.check()
    if source.scale:
        click.echo(f"Ratings are read as {source.scale}.")

    from yousaid.work.import_posts import import_posts
    from yousaid.work.understand_posts import Intake

    with progress("Posts", source.rows - source.empty) as advance:
        tally = import_posts(Intake(config), source, progress=advance)
    _report(source.rows, source.empty, tally.known, tally.kept, tally.dropped)
    if not voice and tally.kept:
        click.echo("Voices are not known, so a search finds nothing yet: --voice says how to count them.")
    option = f" {home}" if home else ""
    click.echo(f"Next: yousaid up{option}")


def _report(rows: int, empty: int, known: int, kept: int, dropped: int) -> None:
    """Counts; those of the dropped are rounded and for all reasons together (C3)."""
    from yousaid.core.disclosure import rounded_total

    click.echo(f"{rows:,} rows: {kept:,} posts kept, about {rounded_total(dropped):,} not kept.")
    if known:
        click.echo(f"{known:,} were here before and stay as they are.")
    if empty:
        click.echo(f"{empty:,} have no text.")
