"""Write docs/reference/commands.md from the commands' own help: `python tools/write_commands.py`."""

from collections.abc import Iterator
from pathlib import Path

import click

from yousaid.cli import cli

OUT = Path(__file__).parent.parent / "docs" / "reference" / "commands.md"
HEAD = """\
# Commands

Made from `--help` by `python tools/write_commands.py`; a test compares them. Exit codes: 0 done, 1 failed,
2 wrong usage. An error is one sentence with its place and remedy, on the error stream. Lines in and out are
JSON, one object a line, and fields that a command does not know are ignored.
"""


def commands(group: click.Group, words: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    """Every command that can be called, by its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))
        elif command is not None:
            yield " ".join((*words, name)), command


def page() -> str:
    """The page, as it should stand in the docs."""
    parts = [HEAD]
    for words, command in commands(cli, ("yousaid",)):
        shown = click.Context(command, info_name=words, terminal_width=100, max_content_width=100)
        parts.append(f"## `{words}`\n\n```\n{command.get_help(shown)}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    OUT.write_text(page(), encoding="utf-8")
