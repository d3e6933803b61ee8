"""Voices are counted, not kept (C9)."""

import random
from datetime import timedelta
from typing import Any

from tests.store.world import NOON, Said, tell
from yousaid.config import Config
from yousaid.core import voices
from yousaid.core.disclosure import K
from yousaid.store import query, write
from yousaid.store.rows import Filters

HOUR = timedelta(hours=1)
AFTER = voices.window_end(voices.window_of(NOON))


def windows() -> list[dict[str, Any]]:
    from yousaid.store.models import VoiceWindow

    return [dict(row) for row in VoiceWindow.objects.order_by("window", "id").values()]


def heard() -> int:
    return query.list_issues(Filters()).rows[0].voices


def test_one_person_who_posts_a_thousand_times_is_one_voice(store: Config) -> None:
    tell([Said(f"Crash number {n}", said=NOON - n * HOUR * 30 * 24 / 1_000, voice=42) for n in range(1_000)])

    assert heard() == 1
    assert sum(row["count"] for row in windows()) < K


def test_many_people_are_counted_from_below(store: Config) -> None:
    for start in (0, 100):
        tell([Said(f"Crash of {start + n}", voice=(start + n) * 7_919 + 1) for n in range(100)])

    assert 160 <= heard() <= 200


def test_at_the_end_of_a_window_the_number_stays_and_the_rest_is_destroyed(store: Config) -> None:
    tell([Said(f"Crash {n}") for n in range(20)])
    count = heard()

    assert write.close_windows(AFTER - HOUR) == 0
    assert write.close_windows(AFTER) == 1

    (row,) = windows()
    assert (row["count"], row["sketch"], row["key"]) == (count, None, None)
    assert heard() == count
    assert write.close_windows(AFTER) == 0


def test_a_closed_window_that_opens_again_does_not_count_a_person_twice(store: Config) -> None:
    tell([Said(f"Crash {n}", voice=n + 1) for n in range(8)])
    write.close_windows(AFTER)
    before = heard()

    tell([Said(f"Late crash {n}", voice=n + 1) for n in range(8)])

    largest = max(before, heard())  # keys are random, and eight people count as six to eight
    assert heard() == largest <= 8, "the largest count, not the sum"
    write.close_windows(AFTER)
    assert len(windows()) == 1, "of several counts the largest stays"
    assert heard() == largest


def test_each_window_has_a_key_of_its_own(store: Config) -> None:
    tell(
        [
            Said("Crash", voice=5),
            Said("Froze", issue="froze", voice=5),
            Said("Old", voice=5, said=NOON - 60 * 24 * HOUR),
        ]
    )

    keys = [bytes(row["key"]) for row in windows()]
    assert len(set(keys)) == len(keys) == 3


def test_sketch_and_key_are_gone_from_every_byte_of_the_files(sqlite_store: Config) -> None:
    tell([Said(f"Crash {n}") for n in range(300)])
    secrets = [bytes(row[name]) for row in windows() for name in ("sketch", "key")]
    assert all(any(secret in data for data in files(sqlite_store).values()) for secret in secrets)

    write.close_windows(AFTER)
    write.erase_expired(NOON, 90)  # empties the write-ahead log, as the daily housekeeping does

    assert not [secret for secret in secrets for data in files(sqlite_store).values() if secret in data]


def files(config: Config) -> dict[str, bytes]:
    """Every file of the home's database: itself, its write-ahead log and the log's index."""
    found = {path.name: path.read_bytes() for path in config.home.glob("yousaid.sqlite3*")}
    assert "yousaid.sqlite3" in found
    return found


def test_after_the_window_members_match_no_more_often_than_strangers(store: Config) -> None:
    dice = random.Random(7)
    members = [dice.getrandbits(64) for _ in range(50)]
    tell([Said(f"Crash {n}", voice=voice) for n, voice in enumerate(members)])
    write.close_windows(AFTER)

    (row,) = windows()
    left = {name: value for name, value in row.items() if value is not None}
    assert set(left) == {"id", "issue_id", "window", "count"}, (
        "nothing is left that a voice could be tried against"
    )
