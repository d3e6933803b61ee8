"""After a window nobody can be tried against it (C9), whatever files an attacker holds."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.attacks import oracle
from tests.store.world import NOON, Said, tell
from yousaid.config import Config
from yousaid.core import voices
from yousaid.store import query, write
from yousaid.store.rows import Filters

AFTER = voices.window_end(voices.window_of(NOON))


def bytes_of_files(config: Config) -> list[bytes]:
    """All that lies on the disk for this database: the file, its journal; or the server's tables."""
    if connection.vendor == "sqlite":
        return [path.read_bytes() for path in config.home.glob("yousaid.sqlite3*")]
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0]) / "base"
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        mine = folder / str(cursor.fetchone()[0])
    return [path.read_bytes() for path in mine.iterdir()]


def there(config: Config, secrets: set[bytes]) -> int:
    """How many of these byte strings lie anywhere in the files."""
    files = bytes_of_files(config)
    return sum(any(secret in data for data in files) for secret in secrets)


def test_no_key_and_no_sketch_that_ever_was_is_left_in_the_files(store: Config) -> None:
    secrets = oracle.busy_month(random.Random(3))
    assert len(secrets) > 2 * len(oracle.rows())
    assert there(store, {bytes(row["key"]) for row in oracle.rows()}) == len(oracle.rows()), (
        "else this test shows nothing"
    )

    write.close_windows(AFTER)
    write.erase_expired(NOON, 90)  # empties the write-ahead log, as the daily housekeeping does

    assert there(store, secrets) == 0


def test_closing_a_window_leaves_open_windows_as_they_are(store: Config) -> None:
    tell([Said(f"Crash {n}") for n in range(20)])
    tell([Said(f"Later crash {n}", said=AFTER + timedelta(hours=n)) for n in range(5)])
    before = oracle.rows()

    assert write.close_windows(AFTER + timedelta(days=1)) == 1

    over, still = oracle.rows()
    assert (over["count"], over["sketch"], over["key"]) == (before[0]["count"], None, None)
    assert still == before[1]
    tell([Said("Latest crash", said=AFTER + timedelta(hours=9))])
    (_, grown) = oracle.rows()
    assert bytes(grown["key"]) == bytes(before[1]["key"]), "the window goes on under its key"
    assert grown["count"] >= before[1]["count"]


def test_members_match_no_more_often_than_strangers_after_the_window(sqlite_store: Config) -> None:
    """The attacker holds the secrets, every byte of the files, and even the sketch from an older copy."""
    dice = random.Random(9)
    members = [dice.getrandbits(64) for _ in range(400)]
    tell([Said(f"Crash {n}", issue=f"issue{n // 50}", voice=voice) for n, voice in enumerate(members)])
    windows = {row["issue_id"]: (bytes(row["sketch"]), bytes(row["key"])) for row in oracle.rows()}
    pairs = [[(m, dice.getrandbits(64)) for m in members[at : at + 50]] for at in range(0, 400, 50)]

    def right(*, with_key: bool) -> int:
        return sum(
            oracle.told_apart(part, sketch, key if with_key else dice.randbytes(voices.KEY_BYTES), dice)
            for part, (sketch, key) in zip(pairs, windows.values(), strict=True)
        )

    assert right(with_key=True) > 350, "while the window is open, key and sketch do tell"
    write.close_windows(AFTER)

    assert not [row for row in oracle.rows() if row["sketch"] or row["key"]]
    share = sum(right(with_key=False) for _ in range(10)) / (10 * 400)
    assert abs(share - 0.5) < 0.05, "six standard errors: the store's keys differ from run to run"


def test_the_number_stays_when_the_members_are_forgotten(store: Config) -> None:
    tell([Said(f"Crash {n}") for n in range(40)])
    before = query.list_issues(Filters()).rows[0].voices

    write.close_windows(datetime.now(UTC) + voices.WINDOW)

    assert query.list_issues(Filters()).rows[0].voices == before


@pytest.mark.parametrize("members", [1, 10, 50, 200])
def test_an_open_window_tells_a_member_from_a_stranger_mostly_and_the_documents_say_so(members: int) -> None:
    dice = random.Random(members)
    right = pairs = 0
    for _ in range(200 // members or 1):
        kept = oracle.window(dice, members)
        right += oracle.told_apart(oracle.pairs_of(kept, dice), kept.sketch, kept.key, dice)
        pairs += members
    assert 0.6 < right / pairs <= 1
