"""Every command explains itself with an example, and the list of them is there at once."""

import subprocess
import sys

import click
import pytest

from tests.cli.line import call
from yousaid import __version__
from yousaid.cli import COMMANDS, cli

STABLE = [
    "demo",
    "init",
    "up",
    "import",
    "erase",
    "log",
    "covenant",
    "gate",
    "redact",
    "judge",
    "pack",
    "eval",
    "group",
    "sentiment",
    "status",
    "doctor",
]


def _paths() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        found.append((name,))
        if isinstance(command, click.Group):
            found += [(name, sub) for sub in command.commands]
    return found


def test_the_stable_commands_are_there() -> None:
    assert set(STABLE) == set(COMMANDS)
    assert ("pack", "fit") in _paths()


@pytest.mark.parametrize("path", [(), *_paths()], ids=" ".join)
def test_help_has_an_example_that_names_the_command(path: tuple[str, ...]) -> None:
    said = call(*path, "--help")
    assert said.code == 0
    example = said.out.partition("Example:\n")[2]
    assert " ".join(("yousaid", *path)) in example


def test_the_list_shows_every_command_with_a_line() -> None:
    said = call("--help")
    for name, (_, _, line) in COMMANDS.items():
        assert name in said.out
        assert line.split()[0] in said.out


def test_the_version() -> None:
    assert call("--version").out == f"yousaid {__version__}\n"


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["import", "--help"], ["judge", "--help"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    code = (
        "import sys; from yousaid.cli import run; run(sys.argv[1:]); "
        "print(sorted({'numpy', 'pyarrow', 'django', 'uvicorn', 'platformdirs'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_wrong_usage_is_exit_code_2() -> None:
    assert call("frobnicate").code == 2
    assert call("import", "a.csv").code == 2
    said = call("judge", "--pack", "x", "--tier", "best")
    assert said.code == 2
    assert "best" in said.err
