"""The command line. A command's module is loaded when it is called, so that `yousaid --help` is quick."""

import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

import click

from yousaid import __version__
from yousaid.core.errors import YousaidError

#: Every command: the module and function that do it, and its line in the list.
COMMANDS: Final[dict[str, tuple[str, str, str]]] = {
    "demo": ("demo", "demo", "See it work: the desk with real reviews, the last of them arriving live."),
    "init": ("init", "init", "Write a commented yousaid.toml."),
    "up": ("up", "up", "Run the desk of a home, and what keeps it tidy, until Ctrl+C."),
    "import": ("import_file", "import_file", "Let the posts of a file in: CSV, JSON lines or Parquet."),
    "erase": ("erase", "erase", "Erase a post by its reference or its receipt, for good."),
    "log": ("log", "log", "What was done here, in a log that cannot be edited silently."),
    "covenant": ("covenant", "covenant", "Whether the promises to those who are heard are kept here."),
    "status": ("status", "status", "What a home holds: posts, issues, sources, lag."),
    "gate": ("gate", "gate", "Lines in; only those that may be kept out, redacted."),
    "redact": ("redact", "redact", "Cut identifiers out of texts."),
    "judge": ("judge", "judge", "Topic, severity, sentiment and language of texts."),
    "sentiment": ("sentiment", "sentiment", "Whether texts are positive, neutral or negative."),
    "group": ("group", "group", "Which texts speak of the same issue."),
    "pack": ("pack", "pack", "Topic packs: list, show, check, and fit one from examples."),
    "eval": ("evaluate", "evaluate", "How well a pack sorts labelled lines."),
    "doctor": ("doctor", "doctor", "What is missing here, and how to install it."),
}


#: Set before numpy and pyarrow are loaded. Batches are small, so more threads cost CPU and win no time;
#: Arrow's own pool keeps 40 MB that the system's gives back.
ENVIRONMENT: Final = {"OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}


class Commands(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of COMMANDS: what comes first is needed first."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, from its module; None for a name that is none."""
        if cmd_name not in COMMANDS:
            return None
        module, function, _ = COMMANDS[cmd_name]
        found: click.Command = getattr(import_module(f"yousaid.commands.{module}"), function)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in --help, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="yousaid", message="%(prog)s %(version)s")
def cli() -> None:
    """Hears what people say about a product, gathers it into issues, and helps to fix them.

    It listens to problems, never to people.

    \b
    Example:
      yousaid demo
      yousaid init my-desk
      yousaid import reviews.csv --source app-store --home my-desk
      yousaid up my-desk
    """


def run(words: Sequence[str] | None = None) -> int:
    """Run one command line and give its exit code: 0 done, 1 failed, 2 wrong usage."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = cli.main(args=words, prog_name="yousaid", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except YousaidError as error:
        click.echo(f"yousaid: {error}", err=True)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the interpreter flushes once more at its end
        return 1
    except OSError as error:
        click.echo(f"yousaid: {_told(error)}", err=True)
        return 1
    except Exception as error:
        return _surprise(error)
    return code if isinstance(code, int) else 0


def _told(error: OSError) -> str:
    """What the system refused, and where; for a file that may not be written the folder counts."""
    reason = error.strerror or type(error).__name__
    if not isinstance(error.filename, str | os.PathLike):
        return f"{reason}."
    place = os.fspath(error.filename)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        remedy = "Let the account that runs yousaid write there, or name another home with --home."
        return f"{os.path.dirname(place) or '.'}: it cannot be written ({reason}). {remedy}"
    return f"{place}: {reason}."


def _surprise(error: Exception) -> int:
    """A fault of ours. Its message may hold somebody's words, so only kind and place are printed."""
    if os.environ.get("YOUSAID_DEBUG"):
        raise error
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else "?"
    click.echo(
        f"yousaid: this is a fault in yousaid {__version__} ({type(error).__name__} at {place}). "
        "Please report that line; YOUSAID_DEBUG=1 shows more, which may quote posts.",
        err=True,
    )
    return 1


def main() -> None:
    """The console script."""
    sys.exit(run())
