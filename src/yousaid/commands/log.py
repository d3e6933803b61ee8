"""`yousaid log`: show, head, verify."""

from typing import TYPE_CHECKING

import click

from yousaid.core.errors import StoreError, UsageError

from .homes import open_home
from .options import home_option

if TYPE_CHECKING:
    from yousaid.store.chain import Entry


@click.group()
def log() -> None:
    """The log: changes of configuration, imports, exports, views of texts, erasures, by role.

    Every entry seals the one before. Note the head somewhere else: it shows later whether anything
    was changed, left out or made anew.

    \b
    Example:
      yousaid log show --action erase
      yousaid log verify --head 42:3f0c...
    """


@log.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON lines, with all that the seals are made of.")
@click.option("--action", metavar="A", help="Only entries of this action, e.g. import.")
@click.option("--role", metavar="R", help="Only entries of this role.")
@home_option
def show(as_json: bool, action: str | None, role: str | None, home: str | None) -> None:
    """All entries, oldest first.

    \b
    Example:
      yousaid log show --action config_changed --home my-desk
      yousaid log show --json > log.jsonl
    """
    from yousaid.store.chain import ACTIONS

    if action is not None and action not in ACTIONS:
        raise UsageError(f"nothing called {action!r} is logged", remedy=f"Known: {', '.join(ACTIONS)}")
    open_home(home)
    from yousaid.store.log import every

    for entry in every(action=action, role=role):
        click.echo(_as_json(entry) if as_json else _as_line(entry))


def _as_json(entry: "Entry") -> str:
    from yousaid.store.chain import canonical

    fields = {name: getattr(entry, name) for name in ("seq", "at", "role", "action", "seal")}
    return canonical({**fields, "detail": _detail(entry)})


def _as_line(entry: "Entry") -> str:
    return f"{entry.seq:>6}  {entry.at}  {entry.action:18} {entry.role:12} {entry.detail}"


def _detail(entry: "Entry") -> object:
    """The detail as an object; as it stands where somebody made no JSON of it."""
    try:
        return entry.facts
    except ValueError:
        return entry.detail


@log.command()
@home_option
def head(home: str | None) -> None:
    """Number and seal of the last entry, to be noted elsewhere.

    \b
    Example:
      yousaid log head --home my-desk
    """
    open_home(home)
    from yousaid.store import log as book

    click.echo(str(book.head()))


@log.command()
@click.option("--head", "published", metavar="SEQ:SEAL", help="A head that was noted or published earlier.")
@home_option
def verify(published: str | None, home: str | None) -> None:
    """Whether the log is as it was written; exit code 1 when it is not.

    Without a head from elsewhere, a log that was cut off or made anew as a whole looks whole.

    \b
    Example:
      yousaid log verify --home my-desk
      yousaid log verify --head 42:3f0c...
    """
    from yousaid.store.chain import Head

    try:
        known = Head.parse(published) if published is not None else None
    except ValueError:
        raise UsageError(
            "--head is no head",
            remedy="Write the number, a colon and 64 hex digits, as yousaid log head does",
        ) from None
    config = open_home(home)
    from yousaid.store import log as book

    found = book.verify(known)
    if not found.whole:
        raise StoreError(
            found.message,
            place=f"the log of {config.home}",
            remedy="Keep a copy of the database as it is, and compare with a backup and with earlier heads",
        )
    click.echo(f"{found.message[0].upper()}{found.message[1:]}.")
    if known is None:
        click.echo("Nobody can tell from that alone whether all of it was made anew: give --head SEQ:SEAL.")
