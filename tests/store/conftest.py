"""A store in a home of its own, on each database; tables are made once and copied."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from yousaid.config import Config
from yousaid.store import open_store

_numbers = itertools.count(1)


def opened(home: Path, database: str = "") -> Iterator[Config]:
    """The store of a home, its connections closed afterwards."""
    if database:
        (home / "yousaid.toml").write_text(f'database = "{database}"\n', encoding="utf-8")
    yield open_store(home)
    from django.db import connections

    connections.close_all()


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A SQLite file with empty tables."""
    home = tmp_path_factory.mktemp("tables")
    for config in opened(home):
        path = config.sqlite_path
    return path.read_bytes()


@pytest.fixture(scope="session")
def postgresql_tables(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database with empty tables."""
    psycopg = pytest.importorskip("psycopg", reason="the extra yousaid[postgres] is not installed")
    name = f"tables_{os.getpid()}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    for _ in opened(tmp_path_factory.mktemp("tables"), f"{postgres_server}/{name}"):
        pass
    return name


@pytest.fixture
def sqlite_store(home: Path, sqlite_tables: bytes) -> Iterator[Config]:
    """An empty store in a SQLite file."""
    (home / "yousaid.sqlite3").write_bytes(sqlite_tables)
    yield from opened(home)


@pytest.fixture
def postgresql_store(home: Path, postgres_server: str, postgresql_tables: str) -> Iterator[Config]:
    """An empty store in PostgreSQL."""
    import psycopg

    name = f"store_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {postgresql_tables}")
        yield from opened(home, f"{postgres_server}/{name}")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Config:
    """An empty store; every test that asks for it runs on both databases."""
    found: Config = request.getfixturevalue(f"{request.param}_store")
    return found
