"""The attacks run against a store of their own, on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.conftest import opened
from yousaid.config import Config


@pytest.fixture(scope="session")
def empty_tables(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A SQLite file with empty tables: made once, copied for each test."""
    for config in opened(tmp_path_factory.mktemp("tables")):
        path = config.sqlite_path
    return path.read_bytes()


@pytest.fixture
def sqlite_store(home: Path, empty_tables: bytes) -> Iterator[Config]:
    """An empty store in a SQLite file."""
    (home / "yousaid.sqlite3").write_bytes(empty_tables)
    yield from opened(home)


@pytest.fixture
def postgresql_store(home: Path, postgres_url: str) -> Iterator[Config]:
    """An empty store in PostgreSQL."""
    yield from opened(home, postgres_url)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Config:
    """An empty store; every test that asks for it runs on both databases."""
    found: Config = request.getfixturevalue(f"{request.param}_store")
    return found
