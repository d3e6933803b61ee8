"""Searching for a person: every way in which the store answers a query, and how one would narrow it.

The world: reviews in which some words are everybody's and some are few people's, and a forum, one voice at most.
"""

import itertools
import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.store.world import NOON, Said, tell
from yousaid.core.disclosure import K
from yousaid.store import query, search, write
from yousaid.store.rows import Filters

NONSENSE = "qzxwv"
HOUR = timedelta(hours=1)
ORDERS = ("hurt", "voices", "growth", "new", "severity")
NARROWER = (
    {"topic": "app"},
    {"topic": "app/crash"},
    {"product": "Parcels"},
    {"lang": "es"},
    {"severity": 3},
    {"state": "open"},
    {"source": "reviews"},
)


def people(n: int, seed: int) -> list[Said]:
    """Reviews of n people: words of a Zipf list, so that most words are one or two people's."""
    dice = random.Random(seed)
    words = [f"wort{number:x}" for number in range(400)]
    weights = [1 / (number + 1) for number in range(400)]
    return [
        Said(
            " ".join(dict.fromkeys(dice.choices(words, weights, k=12))) + f" person{number:x}",
            issue=f"issue{number % 4}",
            topic=("app/crash", "app/slow", "pay/double", "pay/refund")[number % 4],
            severity=number % 5,
            lang="es" if number % 3 else "en",
            said=NOON - number * HOUR,
        )
        for number in range(n)
    ]


def tell_world(n: int, seed: int) -> list[Said]:
    """Store it, with forum posts that use words of their own, and titles that use rare ones."""
    said = people(n, seed)
    tell(said)
    rare = sorted(word for word, voices in voices_of(said).items() if 1 < voices < K)
    write.set_titles({f"issue{number}": f"{rare[number]} {rare[-number - 1]}" for number in range(4)})
    tell(
        [Said(f"wortforum wort0 stop {n}", kind="post", issue="forum", voice=n + 1) for n in range(30)],
        "forum",
    )
    return said


def voices_of(said: list[Said]) -> dict[str, int]:
    """How many people used each word."""
    users: dict[str, set[str]] = {}
    for post in said:
        for word in search.fold(post.text):
            users.setdefault(word, set()).add(post.name)
    return {word: len(found) for word, found in users.items()}


def answers(filters: Filters) -> tuple[object, ...]:
    """Everything that the store answers to these filters: lists in each order, feeds, counts, days."""
    return (
        *(query.list_issues(filters, sort=order) for order in ORDERS),
        query.list_issues(filters, limit=1, offset=1),
        query.live_recent(filters, 1_000),
        query.live_recent(filters, 1),
        query.live_after(0, filters, 1_000),
        query.live_after(query.newest_seq() - 1, filters, 1_000),
        query.topic_counts(filters),
        [n for _, n in query.day_series(filters) if n],
    )


def unasked() -> tuple[object, ...]:
    """What is shown without a query, and so must not know of any."""
    return query.facets(), query.totals(), query.source_rows()


def statements(ask: Callable[[Filters], object], filters: Filters) -> list[str]:
    """The statements that an answer takes, without their values: as much as a clock can see."""
    ask(filters)  # now whatever is cached is cached
    with CaptureQueriesContext(connection) as caught:
        ask(filters)
    found = [entry["sql"].replace(filters.query, "?") for entry in caught.captured_queries]
    return [re.sub(r"ANY\('\{[0-9,]*\}'[^)]*\)", "ANY(?)", sql) for sql in found]


def feed(filters: Filters) -> object:
    """The live feed."""
    return query.live_recent(filters, 50)


def newer(filters: Filters) -> object:
    """The live feed as it goes on."""
    return query.live_after(0, filters, 50)


def topics(filters: Filters) -> object:
    """Counts of topics."""
    return query.topic_counts(filters)


def days(filters: Filters) -> object:
    """The line of days."""
    return query.day_series(filters)


def issues(filters: Filters) -> object:
    """The list of issues."""
    return query.list_issues(filters)


HANDLES = (
    "@wort0", "＠wort0", "﹫wort0", "wort0@example.org", "u/wort0", "/u/wort0", "ｕ/wort0", "user/wort0",
    "U/WORT0", "u\u200b/wort0", "see u/wort0", "wort0_wort1", "wort0#1234", "https://example.org/wort0",
)  # fmt: skip
ODD = ("a" * 5_000, "wort0 " + "b" * 5_000, "\u1885", "𞤢", "½", '"', "\0", "'" * 40, "² wort0")


def leaks(filters: Filters, nothing: tuple[object, ...]) -> bool:
    """Whether the answer differs at all from that to a word that nobody used."""
    return answers(filters) != nothing


def narrowed(words: list[str]) -> list[Filters]:
    """The words joined two and three at a time, each alone and with every other filter."""
    joined = [" ".join(some) for n in (1, 2, 3) for some in itertools.combinations(words, n)]
    plain = [Filters(query=text) for text in joined]
    return plain + [replace(filters, **more) for filters in plain for more in NARROWER]


def behind(said: list[Said], filters: Filters) -> int:
    """How many people truly stand behind an answer; the forum is one at most."""
    words = set(search.fold(filters.query))
    found = {
        post.name
        for post in said
        if words <= set(search.fold(post.text))
        and f"{post.topic}/".startswith(f"{filters.topic}/" if filters.topic else "")
        and (not filters.lang or post.lang == filters.lang)
        and post.severity >= filters.severity
    }
    return len(found)
