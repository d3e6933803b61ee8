"""Options and arguments that several commands share."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
TIERS: Final = ("fast", "default", "accurate")


def home_option(function: F) -> F:
    """`--home DIR`."""
    return click.option(
        "--home",
        metavar="DIR",
        help="Where configuration and data live. Default: the folder of the nearest yousaid.toml upwards, "
        "else the platform's data folder.",
    )(function)


def pack_option(function: F) -> F:
    """`--pack P`, required."""
    return click.option(
        "--pack", "pack_name", metavar="PACK", required=True, help="A topic pack: a shipped name or a folder."
    )(function)


def tier_option(function: F) -> F:
    """`--tier`."""
    return click.option(
        "--tier",
        type=click.Choice(TIERS),
        default="default",
        show_default=True,
        help="Quicker, or better.",
    )(function)


def file_argument(function: F) -> F:
    """`[FILE]`, standard input by default."""
    return click.argument("file", metavar="[FILE]", default="-")(function)
