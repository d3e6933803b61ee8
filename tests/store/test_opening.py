"""A database that cannot be used says where it is, what is wrong and what to do."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.world import Said, tell
from yousaid.config import Config
from yousaid.core.errors import StoreError
from yousaid.store import log, open_store, opening, query
from yousaid.store.rows import Filters


@pytest.fixture(autouse=True)
def _closed_afterwards() -> Iterator[None]:
    yield
    from django.db import connections

    connections.close_all()


def test_opening_again_runs_no_migration(store: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core import management

    def never(*_: object, **__: object) -> None:
        raise AssertionError("it migrated again")

    monkeypatch.setattr(management, "call_command", never)
    open_store(store.home)
    assert query.newest_seq() == 0


def test_homes_do_not_see_each_other(tmp_path: Path) -> None:
    open_store(tmp_path / "one")
    tell([Said("Only here", product="One")])
    assert query.facets().products == ("One",)

    open_store(tmp_path / "two")
    assert query.facets().products == ()
    assert query.list_issues(Filters()).total == 0
    tell([Said("Only there", product="Two")])

    open_store(tmp_path / "one")
    assert query.facets().products == ("One",)
    assert [row.text for row in query.live_recent(Filters(), 9)] == ["Only here"]


def test_a_home_that_cannot_be_made() -> None:
    with pytest.raises(StoreError, match="folder cannot be made") as caught:
        open_store("/proc/yousaid")  # nothing can be made there, whoever asks
    assert "--home" in caught.value.remedy


def test_a_file_that_is_no_database(home: Path) -> None:
    (home / "yousaid.sqlite3").write_bytes(b"these are not the rows you look for" * 200)

    with pytest.raises(StoreError, match="damaged") as caught:
        open_store(home)
    assert str(home) in str(caught.value)
    assert "backup" in caught.value.remedy


def test_a_damaged_page_in_the_middle(sqlite_store: Config) -> None:
    from django.db import connections

    tell([Said(f"Froze {n}" * 40) for n in range(200)])
    connections.close_all()
    data = bytearray(sqlite_store.sqlite_path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    sqlite_store.sqlite_path.write_bytes(data)

    with pytest.raises(StoreError, match="damaged"):
        query.live_recent(Filters(), 500)


def test_a_database_that_cannot_be_opened(home: Path) -> None:
    (home / "yousaid.sqlite3").mkdir()

    with pytest.raises(StoreError, match="cannot be opened") as caught:
        open_store(home)
    assert "account that runs yousaid" in caught.value.remedy


def test_a_database_that_another_program_holds(sqlite_store: Config) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(sqlite_store.sqlite_path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(StoreError, match="another program") as caught:
            tell([Said("Crash")])
    finally:
        other.close()
    assert caught.value.remedy.startswith("Stop the other program")


def test_a_database_that_cannot_be_written(sqlite_store: Config) -> None:
    reader = sqlite3.connect(f"file:{sqlite_store.sqlite_path}?mode=ro", uri=True)
    with pytest.raises(sqlite3.OperationalError) as caught:
        reader.execute("DELETE FROM store_post")
    reader.close()

    assert "cannot be written" in str(opening.explain(caught.value))


def test_a_server_that_does_not_answer(home: Path) -> None:
    pytest.importorskip("psycopg", reason="the extra yousaid[postgres] is not installed")
    (home / "yousaid.toml").write_text(
        'database = "postgresql://who:secret@127.0.0.1:1/nowhere"\n', encoding="utf-8"
    )

    with pytest.raises(StoreError, match="does not answer") as caught:
        open_store(home)
    assert "127.0.0.1:1/nowhere" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_database_of_an_older_version_is_brought_up_to_date(store: Config) -> None:
    from django.core.management import call_command

    tell([Said("It crashes")])
    call_command("migrate", "store", "0001", interactive=False, verbosity=0)

    open_store(store.home)

    assert query.totals().posts == 1
    assert log.append("started", role="yousaid") == log.head()
    assert log.verify(log.head()).whole


def test_a_database_of_a_newer_version(sqlite_store: Config) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_later', '2030-01-01')"
        )

    with pytest.raises(StoreError, match="newer version"):
        open_store(sqlite_store.home)


def test_an_error_quotes_no_row(store: Config) -> None:
    from django.db import connection

    tell([Said("A secret sentence")])

    @opening.guarded
    def collide() -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO store_label (kind, word) SELECT kind, word FROM store_label")

    with pytest.raises(StoreError) as caught:
        collide()
    assert "crash" not in str(caught.value)
    assert caught.value.__suppress_context__
