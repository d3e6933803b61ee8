"""`yousaid up`."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from yousaid.core.errors import ConfigError

from .options import home_option


@click.command()
@click.argument("folder", metavar="[DIR]", required=False)
@home_option
@click.option("--port", type=click.IntRange(1, 65_535), help="Default: 8000, or the next one that is free.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
def up(folder: str | None, home: str | None, port: int | None, no_browser: bool) -> None:
    """Run the desk of a home, and what keeps it tidy, in one process until Ctrl+C.

    It answers on this machine only (127.0.0.1). DIR is the same as --home DIR.

    \b
    Example:
      yousaid up my-desk
      yousaid up --home my-desk --port 8080 --no-browser
    """
    named = folder or home
    if named and not Path(named).expanduser().exists():
        raise ConfigError(
            "there is no such folder", place=named, remedy=f"Make it with: yousaid init {named}"
        )
    from yousaid.store.opening import open_store
    from yousaid.work.check_home import load_allowed, note_start
    from yousaid.work.serve_home import choose_port, serve_home

    chosen = choose_port(port or 8000, or_next=port is None)
    if port is None and chosen != 8000:
        click.echo(f"Port 8000 is taken, so this is on {chosen}.", err=True)
    config = open_store(named)
    note_start(config, load_allowed(config))
    with stopped():
        serve_home(
            config,
            port=chosen,
            ready=lambda address: click.echo(f"The desk is at {address} (stop it with Ctrl+C)"),
            browse=not no_browser and can_browse(),
        )


def can_browse() -> bool:
    """Whether a browser with a window may be opened: not over a plain line, not from a script."""
    windows = sys.platform in ("darwin", "win32")
    return sys.stdout.isatty() and (
        windows or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    )


@contextmanager
def stopped() -> Iterator[None]:
    """Ctrl+C is how a desk is closed, and no failure."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
