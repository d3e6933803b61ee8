"""`yousaid demo`."""

import click

from .progress import progress
from .up import can_browse, stopped


@click.command()
@click.option("--port", type=click.IntRange(1, 65_535), help="Default: 8000, or the next one that is free.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
def demo(port: int | None, no_browser: bool) -> None:
    """See it work with real app reviews: all but the last 200 at once, those live.

    Nothing leaves this machine. The demo's data is in a folder of its own and made anew each time.

    \b
    Example:
      yousaid demo
      yousaid demo --port 8080 --no-browser
    """
    from datetime import UTC, datetime

    from yousaid.work import feed_demo
    from yousaid.work.serve_home import choose_port, serve_home

    chosen = choose_port(port or 8000, or_next=port is None)
    if port is None and chosen != 8000:
        click.echo(f"Port 8000 is taken, so this is on {chosen}.", err=True)
    history = len(feed_demo.read_demo(datetime.now(UTC))) - feed_demo.LIVE
    click.echo("Sorting the reviews ...", err=True)
    with progress("Reviews", history) as advance:
        config, feed, tally = feed_demo.prepare_demo(chosen, advance)
    click.echo(f"{tally.kept:,} reviews are in; {feed_demo.LIVE} more arrive while you look.", err=True)
    with stopped():
        serve_home(
            config,
            port=chosen,
            jobs=(feed,),
            ready=lambda address: click.echo(f"The desk is at {address} (stop it with Ctrl+C)"),
            browse=not no_browser and can_browse(),
        )
