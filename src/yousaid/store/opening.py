"""Opening the store of a home: Django set up, tables there and up to date, errors that say what to do."""

import functools
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

import django
from django.apps import apps
from django.conf import settings
from django.db import Error, connection, connections

from yousaid.config import Config, load_config
from yousaid.core.errors import StoreError

from . import labels, snapshot

P = ParamSpec("P")
R = TypeVar("R")

_lock: Final = threading.Lock()


def open_store(home: str | Path | None = None) -> Config:
    """Make the home's database ready and give its configuration; quick when it is up to date.

    home: as in `config.find_home`. A process may open one home after another, never two at once.
    Raises StoreError (place and remedy) when the database cannot be used, ConfigError for the settings.
    """
    config = load_config(home)
    os.environ["YOUSAID_HOME"] = str(config.home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yousaid.settings")
    with _lock:
        _prepare_folder(config)
        if not apps.ready:
            django.setup()
        if config != settings.CONFIG:
            _turn_to(config)
        _migrate()
    return config


def guarded(function: Callable[P, R]) -> Callable[P, R]:
    """The function, with errors of the database driver told as StoreError with place and remedy."""

    @functools.wraps(function)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except Error as error:
            raise explain(error) from None  # a driver's own words may quote the row

    return inner


def explain(error: Exception) -> StoreError:
    """What happened to the database, where, and what to do. Says nothing of the rows concerned."""
    said = str(error).lower()
    place = _place()
    for word, message, remedy in _KNOWN:
        if word in said:
            return StoreError(message, place=place, remedy=remedy)
    kind = type(error).__name__
    return StoreError(
        f"the database refused ({kind})",
        place=place,
        remedy="Run `yousaid doctor`; restore a backup if it persists",
    )


_LOCKED: Final = "another program holds the database for longer than ten seconds"
_READ_ONLY: Final = "the database cannot be written"
_DAMAGED: Final = "the database file is damaged"
_ALLOW: Final = (
    "Let the account that runs yousaid write the folder and the file, or name another home with --home"
)
_RESTORE: Final = "Restore it from a backup, or move it away and import again"
_SERVER: Final = "Start PostgreSQL, or correct database in yousaid.toml"

#: What drivers say (lower case), and what it means.
_KNOWN: Final[tuple[tuple[str, str, str], ...]] = (
    ("database is locked", _LOCKED, "Stop the other program, then try again"),
    ("readonly database", _READ_ONLY, _ALLOW),
    ("read-only", _READ_ONLY, _ALLOW),
    ("unable to open database", "the database cannot be opened", _ALLOW),
    ("disk is full", "the disk is full", "Free some space, then try again"),
    ("no space left", "the disk is full", "Free some space, then try again"),
    ("disk i/o error", "the disk cannot be read or written", "Look at the disk, then try again"),
    ("not a database", _DAMAGED, _RESTORE),
    ("malformed", _DAMAGED, _RESTORE),
    ("connection refused", "PostgreSQL does not answer", _SERVER),
    ("could not translate host", "PostgreSQL's host is not known", _SERVER),
    ("failed to resolve host", "PostgreSQL's host is not known", _SERVER),
    ("timeout expired", "PostgreSQL does not answer", _SERVER),
    ("authentication failed", "PostgreSQL refused the account", "Correct database in yousaid.toml"),
    (
        "does not exist",
        "there is no such database, role or table",
        "Create it, or correct database in yousaid.toml",
    ),
    ("connection", "PostgreSQL broke off the connection", _SERVER),
)


def _place() -> str:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(database["NAME"])
    return f"postgresql://{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"


def _prepare_folder(config: Config) -> None:
    try:
        config.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the folder cannot be made ({error.strerror})", place=str(config.home), remedy=_ALLOW
        ) from error


def _turn_to(config: Config) -> None:
    """Point Django at another home's database: commands that run one after another in one process."""
    from yousaid.settings import database

    connections.close_all()
    chosen: dict[str, Any] = database(config)
    connections.databases["default"].clear()
    connections.databases["default"].update(chosen)
    connections.configure_settings(connections.databases)
    if hasattr(connections._connections, "default"):  # type: ignore[attr-defined]
        del connections["default"]
    settings.CONFIG = config
    settings.LANGUAGE_CODE = config.language
    settings.SECRET_KEY = config.secret("django").hex()
    labels.forget()
    snapshot.forget()


def migration_names() -> list[str]:
    """The migrations of this version, in order."""
    return sorted(path.stem for path in (Path(__file__).parent / "migrations").glob("0*.py"))


@guarded
def _migrate() -> None:
    wanted, there = migration_names(), _applied()
    if there == wanted:
        return
    if set(there) - set(wanted):
        raise StoreError(
            "the database was written by a newer version of yousaid",
            place=_place(),
            remedy="Install that version",
        )
    from django.core.management import call_command

    call_command("migrate", "store", interactive=False, verbosity=0)


def _applied() -> list[str]:
    if "django_migrations" not in connection.introspection.table_names():
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM django_migrations WHERE app = 'store' ORDER BY name")
        return [row[0] for row in cursor.fetchall()]
