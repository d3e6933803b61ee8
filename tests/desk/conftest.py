"""A desk on a home of its own, empty or with a small world of posts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from tests.store.world import Said, tell
from yousaid.store import open_store, query, write
from yousaid.store.rows import Filters

SETTINGS = """
title = "Parcel Works"
contact = "https://parcels.example.org/listening"
retention_days = 21
[sources.reviews]
title = "Store reviews"
product = "Parcels"
[sources.forum]
title = "Our forum"
product = "Riders"
[sources.later]
title = "Not read yet"
"""
HOSTILE = "<script>alert('said')</script> & <b>bold</b>"
DAY = timedelta(days=1)


@pytest.fixture
def opened_home(home: Path) -> Iterator[Path]:
    """A home with settings and an empty store, opened in this process."""
    (home / "yousaid.toml").write_text(SETTINGS, encoding="utf-8")
    open_store(home)
    yield home
    from django.db import connections

    connections.close_all()


@pytest.fixture
def empty_desk(opened_home: Path) -> Client:
    """Somebody at the desk of a home that has heard nothing."""
    return Client()


@pytest.fixture
def desk(empty_desk: Client) -> Client:
    """Somebody at a desk where crashes grow, double charges fade, praise and one hostile text were heard."""
    fill()
    return empty_desk


def fill() -> None:
    """The world that the tests of the desk speak of; it ends with this hour."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    crashes = [
        Said(f"The app crashes when I open the map, time {n}", topic="app/crash", said=now - n % 9 * DAY,
             version=f"5.{n % 3}", key=f"crash {n}")
        for n in range(24)
    ]  # fmt: skip
    charges = [
        Said(f"Me cobraron dos veces el pedido, caso {n}", issue="twice", topic="payment/twice", severity=3,
             lang="es", product="Riders", region="MX", said=now - (18 + n) * DAY)
        for n in range(12)
    ]  # fmt: skip
    praise = Said(
        "Lovely couriers", issue="praise", topic="praise/courier", severity=0, sentiment=0.9, said=now
    )
    hostile = Said(HOSTILE, issue="hostile", topic="app/slow", severity=1, said=now - DAY)
    cut = Said("Call me on [phone] about the refund", issue="refund", topic="refund/slow", said=now - DAY)
    unsorted = Said("Hmm, who knows", issue=None, topic=None, severity=0, said=now)
    tell([*crashes, praise, hostile, cut, unsorted], dropped=13)
    tell([replace(charge, more=[]) for charge in charges], source_id="forum")
    write.set_titles({"crash": "Crash when the map opens", "twice": "Billed double", "hostile": HOSTILE})


def issue_called(title: str) -> int:
    """The id of the issue with this title."""
    rows = query.list_issues(Filters(state="all"), limit=100).rows
    return next(row.id for row in rows if row.title == title)
