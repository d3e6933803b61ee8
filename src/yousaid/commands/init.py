"""`yousaid init`."""

import json
from pathlib import Path

import click

from yousaid.core.errors import ConfigError


@click.command()
@click.argument("folder", metavar="[DIR]", default=".")
@click.option("--title", default="Our desk", show_default=True, help="Whose desk it is, for the public page.")
@click.option("--contact", default="", help="Who answers questions: an address or a page.")
@click.option(
    "--pack", default="delivery-app", show_default=True, help="The topic pack: a shipped name or a folder."
)
def init(folder: str, title: str, contact: str, pack: str) -> None:
    """Write a commented yousaid.toml into DIR (default: here) and make it a home.

    A file that is already there is never changed.

    \b
    Example:
      yousaid init my-desk --title "City buses" --contact https://example.org/listening
    """
    from yousaid.config import FILE, TEMPLATE
    from yousaid.core.pack import load_pack

    load_pack(pack)
    home = Path(folder).expanduser()
    path = home / FILE
    words = {"title": title, "contact": contact, "pack": pack}
    try:
        home.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(TEMPLATE.format(**{name: _quoted(word) for name, word in words.items()}))
    except FileExistsError:
        if not home.is_dir():
            raise ConfigError("this is a file", place=str(home), remedy="Name a folder") from None
        raise ConfigError("it is already there", place=str(path), remedy="Change it with an editor") from None
    except OSError as error:
        raise ConfigError(
            f"it cannot be written ({error.strerror})",
            place=str(path),
            remedy="Name a folder that you may write",
        ) from None
    where = "" if folder == "." else f" {folder}"
    option = "" if folder == "." else f" --home {folder}"
    click.echo(f"{path} is written. It explains itself; then:")
    click.echo(f"  yousaid import FILE --source ID{option}")
    click.echo(f"  yousaid up{where}")


def _quoted(text: str) -> str:
    """What stands between the quotes of a TOML string; JSON escapes the same things."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")[1:-1]
