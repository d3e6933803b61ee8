"""What pages ask: lists, filters, one issue, topics, days, the live feed."""

from datetime import timedelta

import pytest

from tests.store.world import NOON, Said, tell
from yousaid.config import Config
from yousaid.store import query, snapshot, write
from yousaid.store.rows import Filters, IssueDetail

DAY = timedelta(days=1)


@pytest.fixture
def world(store: Config) -> Config:
    """A crash that grows, a double charge that fades, praise, in two products, sources and languages."""
    tell([Said(f"Crash {n}", issue="crash", said=NOON - n * DAY, version=f"5.{n % 2}") for n in range(20)])
    tell(
        [
            Said(f"Doble {n}", issue="pay", topic="pay/double", severity=4, lang="es", said=NOON - (30 + n) * DAY,
                 product="Riders", region="MX", kind="post", voice=0)
            for n in range(10)
        ]
        + [Said("Doble otra vez", issue="pay", topic="pay/double", severity=4, lang="es", said=NOON,
                product="Riders", kind="post", voice=0)],
        source_id="forum",
    )  # fmt: skip
    tell([Said("Lovely", issue="praise", topic="praise/app", severity=0, sentiment=0.9, said=NOON - 3 * DAY)])
    return store


def titles(filters: Filters, sort: str = "hurt") -> list[str]:
    return [row.topic_id for row in query.list_issues(filters, sort=sort).rows]


def detail(issue: int, limit: int = 50, offset: int = 0) -> IssueDetail:
    found = query.issue_detail(issue, limit=limit, offset=offset)
    assert found is not None
    return found


def test_issues_are_sorted_by_what_is_asked(world: Config) -> None:
    assert titles(Filters()) == ["app/crash", "pay/double", "praise/app"]
    assert titles(Filters(), "voices")[0] == "app/crash"
    assert titles(Filters(), "growth")[0] == "app/crash"
    assert titles(Filters(), "new") == ["praise/app", "app/crash", "pay/double"]
    assert titles(Filters(), "severity") == ["pay/double", "app/crash", "praise/app"]
    with pytest.raises(ValueError, match="not by 'size'"):
        query.list_issues(Filters(), sort="size")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(topic="app"), {"app/crash"}),
        (Filters(topic="pay/double"), {"pay/double"}),
        (Filters(topic="pa"), set()),
        (Filters(source="forum"), {"pay/double"}),
        (Filters(source="nowhere"), set()),
        (Filters(product="Parcels"), {"app/crash", "praise/app"}),
        (Filters(lang="es"), {"pay/double"}),
        (Filters(lang="en", source="forum"), set()),
        (Filters(severity=2), {"app/crash", "pay/double"}),
        (Filters(severity=3), {"pay/double"}),
        (Filters(state="open"), {"app/crash", "pay/double", "praise/app"}),
        (Filters(state="resolved"), set()),
    ],
)
def test_filters_narrow_issues_topics_and_the_feed_alike(
    world: Config, filters: Filters, expected: set[str]
) -> None:
    assert set(titles(filters)) == expected
    assert query.list_issues(filters).total == len(expected)
    assert {row.topic_id for row in query.live_recent(filters, 100)} == expected
    assert {count.topic_id for count in query.topic_counts(filters)} == expected


def test_pages_of_a_list_follow_each_other(world: Config) -> None:
    first, second = (query.list_issues(Filters(), limit=2, offset=at) for at in (0, 2))
    assert [len(first.rows), len(second.rows), first.total, second.total] == [2, 1, 3, 3]
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}


def test_numbers_of_an_issue_are_those_of_the_current_span(world: Config) -> None:
    crash, pay, _ = query.list_issues(Filters()).rows
    assert (crash.mentions, crash.mentions_ever, crash.change.word) == (20, 20, "new")
    assert (pay.mentions, pay.mentions_ever, pay.change.before, pay.change.word) == (1, 11, 10, "falling")
    assert 15 <= crash.voices <= 20, "a lower bound"
    assert pay.voices == 1, "posts whose voice is unknown are one voice together"
    assert sum(crash.spark) == 20
    assert len(crash.spark) == 28


def test_an_issue_page_adds_up(world: Config) -> None:
    page = detail(1)

    assert page.severities == (0, 0, 20, 0, 0)
    assert [(share.name, share.n) for share in page.versions] == [("5.0", 10), ("5.1", 10)]
    assert [(share.name, share.n, share.severity) for share in page.regions] == [("SG", 20, 2.0)]
    assert [share.name for share in page.langs] == ["en"]
    assert [share.name for share in page.sources] == ["reviews"]
    assert sum(n for _, n in page.days) == page.mentions_total == len(page.mentions) == 20
    assert page.bucket_days == 1
    assert page.next_states == ("investigating", "no_action")
    assert [row.text for row in detail(1, limit=2, offset=1).mentions] == ["Crash 18", "Crash 17"]


def test_a_long_history_comes_in_wider_buckets_that_lose_nothing(store: Config) -> None:
    tell([Said("Old", said=NOON - 900 * DAY), Said("New", said=NOON)])

    page = detail(1)

    assert page.bucket_days == 28
    assert len(page.days) <= 90
    assert sum(n for _, n in page.days) == 2
    assert page.days[-1][0] + 27 * DAY == NOON.replace(hour=0)


def test_there_is_no_page_of_an_issue_that_does_not_exist(world: Config) -> None:
    assert query.issue_detail(99, limit=5, offset=0) is None


def test_the_feed_goes_on_after_a_number(world: Config) -> None:
    newest = query.newest_seq()
    assert [row.seq for row in query.live_recent(Filters(), 3)] == [newest, newest - 1, newest - 2]
    assert [row.seq for row in query.live_after(newest - 2, Filters(), 10)] == [newest - 1, newest]
    assert [row.seq for row in query.live_after(0, Filters(topic="pay"), 2)] == [21, 22]
    assert query.live_after(newest, Filters(), 10) == []


def test_days_add_up_to_the_mentions_of_two_spans(world: Config) -> None:
    days = query.day_series(Filters())

    assert len(days) == 56
    assert days[-1] == (NOON.replace(hour=0), 2)
    assert sum(n for _, n in days) == 32
    assert sum(n for _, n in query.day_series(Filters(lang="es"))) == 11
    assert sum(n for _, n in query.day_series(Filters(topic="app", product="Riders"))) == 0


def test_topics_compare_two_spans(world: Config) -> None:
    counts = {count.topic_id: count for count in query.topic_counts(Filters())}

    assert (counts["app/crash"].mentions, counts["app/crash"].issues_open) == (20, 1)
    assert (counts["pay/double"].mentions, counts["pay/double"].change.before) == (1, 10)
    assert counts["pay/double"].severity == 4.0


def test_facets_are_what_is_there(world: Config) -> None:
    facets = query.facets()
    assert facets.products == ("Parcels", "Riders")
    assert facets.sources == (("forum", "Forum"), ("reviews", "Reviews"))
    assert facets.langs == ("en", "es")


def test_an_empty_store_answers_everything(store: Config) -> None:
    assert query.list_issues(Filters()).rows == ()
    assert not query.live_recent(Filters(), 5)
    assert not query.day_series(Filters())
    assert not query.topic_counts(Filters())
    assert query.totals().newest is None
    assert (query.newest_seq(), query.facets().langs, query.source_rows()) == (0, (), [])


def test_a_list_follows_what_is_written_meanwhile(world: Config) -> None:
    before = query.list_issues(Filters(topic="app")).rows[0]

    tell([Said("Crash after lunch", said=NOON + timedelta(hours=2))])
    write.set_titles({"crash": "Crashes after lunch"})

    after = query.list_issues(Filters(topic="app")).rows[0]
    assert (after.mentions, after.title) == (before.mentions + 1, "Crashes after lunch")
    assert after.id == before.id


def test_what_is_said_of_the_future_does_not_move_the_present(store: Config) -> None:
    tell([Said("Now"), Said("From a clock that is wrong", said=NOON + 400 * DAY, seen=NOON)])
    assert query.totals().newest == NOON


def test_what_a_process_keeps_in_memory_is_what_is_stored(world: Config) -> None:
    changes = (
        lambda: tell([Said("Crash again", said=NOON + timedelta(hours=1))]),
        lambda: tell([Said("Something new", issue="new", topic="app/new")]),
        lambda: write.change_state(1, "investigating", "We look into it.", "lead", NOON),
        lambda: write.merge_issues([("new", "crash")]),
        lambda: write.set_titles({"crash": "Crashes"}),
        lambda: tell([Said("A day later", issue="pay", said=NOON + DAY)]),
    )
    for change in changes:
        snapshot.current()
        change()
        kept = snapshot.current()
        snapshot.forget()
        assert kept == snapshot.current()
