"""`yousaid status`."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yousaid.core.errors import ConfigError

from .options import home_option

if TYPE_CHECKING:
    from yousaid.store.rows import SourceRow, Totals


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object, for programs.")
@home_option
def status(as_json: bool, home: str | None) -> None:
    """What a home holds: posts, mentions, issues, sources, lag, and how many were not kept (rounded).

    \b
    Example:
      yousaid status --home my-desk
      yousaid status --json
    """
    if home and not Path(home).expanduser().is_dir():
        raise ConfigError("there is no such folder", place=home, remedy=f"Make it with: yousaid init {home}")
    from yousaid.store import query
    from yousaid.store.opening import open_store

    config = open_store(home)
    totals, sources = query.totals(), query.source_rows()
    if as_json:
        click.echo(json.dumps(_as_object(str(config.home), totals, sources), ensure_ascii=False, indent=2))
        return
    click.echo(f"{config.title}, in {config.home}")
    click.echo(f"  posts     {totals.posts:,}")
    click.echo(f"  mentions  {totals.mentions:,}, {totals.unsorted:,} unsorted")
    click.echo(f"  issues    {totals.issues:,}, {totals.issues_open:,} open")
    click.echo(f"  not kept  about {totals.dropped:,}")
    click.echo(f"  newest    {_day(totals.newest)}; lag {_lag(totals.lag_seconds)}")
    if not sources:
        click.echo("No sources yet. Next: yousaid import FILE --source ID")
    for row in sources:
        counts = f"{row.posts:,} posts, about {row.dropped:,} not kept"
        click.echo(f"  {row.id}: {counts}, {row.state} {row.message}".rstrip())


def _as_object(home: str, totals: "Totals", sources: Sequence["SourceRow"]) -> dict[str, Any]:
    return {
        "home": home,
        "posts": totals.posts,
        "mentions": totals.mentions,
        "unsorted": totals.unsorted,
        "issues": totals.issues,
        "issues_open": totals.issues_open,
        "dropped": totals.dropped,
        "newest": _iso(totals.newest),
        "lag_seconds": totals.lag_seconds,
        "sources": [
            {
                "id": row.id,
                "title": row.title,
                "product": row.product,
                "basis": row.basis,
                "posts": row.posts,
                "mentions": row.mentions,
                "dropped": row.dropped,
                "last_seen": _iso(row.last_seen),
                "lag_seconds": row.lag_seconds,
                "state": row.state,
                "message": row.message,
            }
            for row in sources
        ],
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _day(moment: datetime | None) -> str:
    return "none" if moment is None else f"{moment:%Y-%m-%d}"


def _lag(seconds: float | None) -> str:
    return "unknown" if seconds is None else f"{seconds:,.1f} s"
