"""`yousaid erase`."""

import click

from yousaid.core.errors import UsageError

from .homes import open_home
from .options import home_option

#: In which role the command line erases.
ROLE = "operator"


@click.command()
@click.argument("references", metavar="[REFERENCE]...", nargs=-1)
@click.option("--source", "source_id", metavar="ID", help="The source that the references belong to.")
@click.option(
    "--receipt", metavar="CODE", help="Erase what was handed in under this receipt, with additions."
)
@home_option
def erase(references: tuple[str, ...], source_id: str | None, receipt: str | None, home: str | None) -> None:
    """Erase posts for good: texts, counts, every byte; they will not be let in again.

    A REFERENCE is what the source calls the post: its address, or for an imported file what stands
    in its id column. The answer is the same whether such a post was held or not.

    \b
    Example:
      yousaid erase --source app-store 10482 10512 --home my-desk
      yousaid erase --receipt 7WQ0-N4KD-...
    """
    if bool(receipt) == bool(source_id or references) or bool(source_id) != bool(references):
        raise UsageError(
            "it is not said what to erase",
            remedy="Give --source ID with one or more references, or --receipt CODE alone",
        )
    from yousaid.core.receipt import receipt_key

    if receipt:
        receipt_key(receipt)  # a slip is said before anything is opened
    config = open_home(home)

    from yousaid.work.erase_posts import erase_posts, withdraw

    if receipt:
        withdraw(config, receipt, role=ROLE)
    else:
        erase_posts(config, source_id or "", references, role=ROLE)
    click.echo("Whatever was held there is erased, and will not be let in again.")
