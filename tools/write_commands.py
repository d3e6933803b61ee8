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


def commands(group: click.Group, context: click.Context) -> Iterator[click.Context]:
    """Every command that can be called, as it would be called."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        called = click.Context(
            command, parent=context, info_name=name, terminal_width=100, max_content_width=100
        )
        if isinstance(command, click.Group):
            yield from commands(command, called)
        else:
            yield called


def page() -> str:
    """The page, as it should stand in the docs."""
    top = click.Context(cli, info_name="yousaid", **cli.context_settings)
    parts = (
        f"## `{called.command_path}`\n\n```\n{called.command.get_help(called)}\n```\n"
        for called in commands(cli, top)
    )
    return "\n".join([HEAD, *parts])


if __name__ == "__main__":
    OUT.write_text(page(), encoding="utf-8")
