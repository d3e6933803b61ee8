"""What every test may lean on: no network but this machine, a home of its own, a PostgreSQL, a Chromium."""

import ipaddress
import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import django
import pytest
from django.test.utils import setup_test_environment
from hypothesis import settings

from tests import postgres

# The same examples in every run, and no clock: a busy machine makes no failure.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

_blocked: list[str] = []
_numbers = itertools.count(1)


class NetworkBlockedError(RuntimeError):
    """A test tried to leave this machine."""


def _is_here(host: object) -> bool:
    if host is None or host in ("", b"", "localhost", b"localhost"):
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _watch(event: str, args: tuple[object, ...]) -> None:
    """Let sockets reach loopback addresses and files only; look-ups of other names are refused too."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = args[1]
        host = address[0] if isinstance(address, tuple) and address else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = args[0]
    else:
        return
    if not _is_here(host):
        _blocked.append(str(host))
        raise NetworkBlockedError(f"tests reach nothing outside this machine, and this one asked for {host}")


sys.addaudithook(_watch)


def pytest_configure(config: pytest.Config) -> None:
    """Set Django up on a home of this run alone: no test ever sees the home of whoever runs it."""
    scratch = tempfile.mkdtemp(prefix="yousaid-tests-")
    config.add_cleanup(lambda: shutil.rmtree(scratch, ignore_errors=True))
    for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        os.environ[variable] = scratch
    os.environ["YOUSAID_HOME"] = scratch
    os.environ["DJANGO_SETTINGS_MODULE"] = "yousaid.settings"
    django.setup()
    setup_test_environment()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """An attempt to leave fails the test even where the code under test swallowed the error."""
    _blocked.clear()
    yield
    if _blocked:
        pytest.fail(f"the test tried to reach {', '.join(sorted(set(_blocked)))}")


@pytest.fixture
def blocked_hosts() -> list[str]:
    """The hosts that this test was kept from, for the test of the block itself, which clears it."""
    return _blocked


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home folder of an installation."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a running PostgreSQL without a database; starts at the first test that asks for it."""
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs are not installed: apt install postgresql")
    with postgres.server(programs) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """`postgres://...` of a new, empty database, gone after the test."""
    psycopg = pytest.importorskip("psycopg", reason="the extra yousaid[postgres] is not installed")
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield f"{postgres_server}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The system's Chromium; nothing is ever downloaded."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("Chromium is not installed: apt install chromium")
    return found
