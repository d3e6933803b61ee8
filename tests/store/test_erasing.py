"""Retention and real deletion (C10), and columns that could hold a person (C1)."""

import re
from datetime import timedelta
from pathlib import Path

from tests.store.test_voices_counted import files
from tests.store.world import NOON, Said, tell
from yousaid.config import Config
from yousaid.core.disclosure import K
from yousaid.store import query, write
from yousaid.store.rows import Filters

DAY = timedelta(days=1)
OLD = [Said(f"Zanzibarensis overheated twice near stop {n}", said=NOON - 40 * DAY) for n in range(K)]
NEW = [Said(f"Quokkaville overheated as well near stop {n}", said=NOON) for n in range(K)]


def test_after_retention_the_text_is_gone_and_the_counts_stay(store: Config) -> None:
    tell(OLD + NEW)
    before = query.totals()

    erased = write.erase_expired(NOON + DAY, 30)

    assert (erased.posts, erased.everywhere) == (K, True)
    assert query.totals() == before
    assert query.issue_detail(1, limit=50, offset=0).row.mentions_ever == 2 * K  # type: ignore[union-attr]
    assert {row.text for row in query.live_recent(Filters(), 50)} == {""} | {post.text for post in NEW}
    assert query.live_recent(Filters(query="zanzibarensis"), 50) == []
    assert len(query.live_recent(Filters(query="overheated"), 50)) == K
    assert write.erase_expired(NOON + DAY, 30).posts == 0
    assert tell(OLD).posts == 0, "what was erased does not come back"


def test_an_hour_before_its_time_the_text_is_still_there(store: Config) -> None:
    tell([Said("Zanzibarensis", said=NOON, seen=NOON)])

    assert write.erase_expired(NOON + 30 * DAY, 30).posts == 0
    assert write.erase_expired(NOON + 30 * DAY + timedelta(hours=1), 30).posts == 1


def test_erased_words_are_in_no_byte_of_the_files(sqlite_store: Config) -> None:
    tell(OLD)
    tell(NEW)
    for word in (b"Zanzibarensis", b"zanzibarensis"):
        assert any(word in data for data in files(sqlite_store).values()), "else this test shows nothing"

    write.erase_expired(NOON + DAY, 30)

    for name, data in files(sqlite_store).items():
        assert b"zanzibarensis" not in data.lower(), name
    assert any(b"Quokkaville" in data for data in files(sqlite_store).values())


def test_a_reader_that_holds_the_log_is_told_and_the_next_run_ends_it(sqlite_store: Config) -> None:
    import sqlite3

    from django.db import connection

    tell(OLD)
    reader = sqlite3.connect(sqlite_store.sqlite_path)
    reader.execute("BEGIN")
    reader.execute("SELECT COUNT(*) FROM store_post").fetchone()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")

    assert not write.erase_expired(NOON + DAY, 30).everywhere
    reader.close()
    assert write.erase_expired(NOON + DAY, 30).everywhere

    assert not [name for name, data in files(sqlite_store).items() if b"zanzibarensis" in data.lower()]


def test_erased_words_are_in_no_table_file_of_postgresql(postgresql_store: Config) -> None:
    from django.db import connection

    def found(word: bytes) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute("SHOW data_directory")
            folder = Path(cursor.fetchone()[0]) / "base"
            cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
            mine = folder / str(cursor.fetchone()[0])
        return [path.name for path in mine.iterdir() if word in path.read_bytes().lower()]

    tell(OLD)
    tell(NEW)
    assert found(b"zanzibarensis"), "else this test shows nothing"

    write.erase_expired(NOON + DAY, 30)

    assert not found(b"zanzibarensis")
    assert found(b"quokkaville")


def test_no_column_could_hold_who_spoke(store: Config) -> None:
    from django.db import connection

    person = re.compile(
        r"(^|_)(author|user|handle|name|nick|ip|email|mail|phone|url|link|avatar|account)(s?)(_|$)"
    )
    with connection.cursor() as cursor:
        tables = [t for t in connection.introspection.table_names(cursor) if not t.startswith("django_")]
        columns = {
            f"{table}.{column.name}"
            for table in tables
            for column in connection.introspection.get_table_description(cursor, table)
        }
    assert {"store_post.text", "store_mention.issue_id"} <= columns
    assert not [column for column in columns if person.search(column.partition(".")[2])]


def test_voices_are_in_no_row_of_posts_or_mentions(store: Config) -> None:
    from django.apps import apps

    voice = 0x7EE1C0FFEE5EED01
    tell([Said("Crash", voice=voice)])

    signed = voice - (1 << 64) if voice >> 63 else voice
    shapes = (str(voice), str(signed), f"{voice:x}")
    for model in apps.get_app_config("store").get_models():
        for row in model._default_manager.values_list():
            assert not [shape for shape in shapes if shape in repr(row)], model
            assert voice.to_bytes(8, "little") not in b"".join(bytes(v) for v in row if isinstance(v, bytes))
