"""Erasing by reference (C10): rows, counts, index, titles and bytes; and what was erased never comes back."""

import struct
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.store.test_voices_counted import files
from tests.store.test_writing import dump
from tests.store.world import NOON, Said, batch, placed, tell
from yousaid.config import Config
from yousaid.core.disclosure import K
from yousaid.group import IssueState
from yousaid.store import counting, log, query, tombstones, write
from yousaid.store.rows import Filters

DAY = timedelta(days=1)
ODD = Said("Zanzibarensis overheated and nobody came", issue="heat", topic="app/heat", region="ZZ", lang="es")
OTHERS = [Said(f"It overheated near stop {n}", issue="heat", topic="app/heat") for n in range(K)]


def reference(post: Said) -> bytes:
    return bytes.fromhex(post.post_id)[4:]


def erase(*posts: Said, why: str = "reference") -> None:
    write.erase_references([reference(post) for post in posts], now=NOON, why=why, role="operator")


def state_of(key: str) -> bytes | None:
    return next((bytes(state) for state, other, _, _ in write.load_issue_states() if other == key), None)


def counts() -> dict[str, Any]:
    """Everything that is counted of the whole store, as pages show it."""
    from yousaid.store.models import IssueDay, IssueFacet, RollupDay, RollupHour

    view = query.list_issues(Filters())
    return {
        "issues": [(row.id, row.mentions, row.mentions_ever, row.first_day, row.last_day) for row in view.rows],
        "totals": (query.totals().posts, query.totals().mentions),
        "sources": [(row.id, row.posts, row.mentions) for row in query.source_rows()],
        "days": query.day_series(Filters()),
        "topics": sorted((row.topic_id, row.mentions, row.severity) for row in query.topic_counts(Filters())),
        **{
            model.__name__: sorted(model._default_manager.values_list(*names))
            for model, names in (
                (IssueDay, ["issue_id", "day", "mentions", "severity"]),
                (IssueFacet, ["issue_id", "source_id", "lang"]),
                (RollupDay, ["day", "topic", "region", "source", "product", "mentions", "severity"]),
                (RollupHour, ["hour", "topic", "source", "mentions", "severity", "negative", "neutral", "positive"]),
            )
        },
    }  # fmt: skip


def test_an_erased_post_is_gone_from_every_page_and_search(store: Config) -> None:
    tell([*OTHERS, ODD])
    assert query.live_recent(Filters(query="overheated"), 50)[0].text == ODD.text

    erase(ODD)

    assert ODD.text not in {row.text for row in query.live_recent(Filters(), 50)}
    assert {row.text for row in query.live_recent(Filters(query="overheated"), 50)} == {
        p.text for p in OTHERS
    }
    assert query.live_recent(Filters(query="zanzibarensis"), 50) == []
    page = query.issue_detail(1)
    assert page is not None
    assert page.mentions_total == len(page.mentions) == K
    assert write.sample_texts(1) == [OTHERS[-1].text]


def test_every_count_is_as_if_it_had_not_been_said(store: Config) -> None:
    old = Said("Zanzibarensis is old", said=NOON - 40 * DAY, seen=NOON - 15 * DAY)
    new = Said("Zanzibarensis is new", issue="heat", topic="app/heat", said=NOON + DAY, sentiment=0.9)
    both = Said("Zanzibarensis has two", issue="heat", topic="app/heat", more=[("pay/double", "twice", 3)])
    plain = Said("Zanzibarensis says hello", topic=None, issue=None, sentiment=None, region=None, lang=None)
    neutral = Said("Zanzibarensis shrugs", sentiment=0.0)
    tell([*OTHERS, Said("I paid twice", issue="twice", topic="pay/double", said=NOON + 2 * DAY)])
    tell([Said("It overheated here", issue="heat", topic="app/heat")], "forum")
    before = counts()

    tell([old, new, both, plain, neutral, ODD], "forum")
    assert counts() != before
    erase(old, new, both, plain, neutral, ODD)

    assert counts() == before
    assert query.live_recent(Filters(query="zanzibarensis"), 50) == []


def test_an_erased_post_does_not_come_back(store: Config) -> None:
    tell([ODD, *OTHERS])
    erase(ODD)
    before = counts()

    assert tell([ODD, *OTHERS]).posts == 0
    again = Said(ODD.text, key=ODD.name, said=NOON + 5 * DAY, issue="heat", topic="app/heat")
    assert reference(again) == reference(ODD)
    assert tell([again]).posts == 0, "whatever time its source gives it now"
    assert counts() == before
    assert write.known_posts([ODD.post_id, again.post_id, OTHERS[0].post_id]) == {
        ODD.post_id, again.post_id, OTHERS[0].post_id
    }, "so nobody judges it, and no grouping learns from it"  # fmt: skip


def test_what_is_erased_before_it_came_is_not_let_in_and_not_counted(store: Config) -> None:
    write.ensure_source("reviews")
    erase(ODD)
    where, touched = placed([ODD])
    stored = write.store_batch(batch([ODD]), where, touched, source_id="reviews", judge_id="judge@1")

    assert (stored.posts, stored.mentions, stored.new_issues) == (0, 0, 0)
    assert (query.totals().posts, query.totals().dropped) == (0, 0)
    assert tell([ODD, OTHERS[0]]).posts == 1


def test_a_batch_of_any_size_is_held_against_the_tombstones(store: Config) -> None:
    many = [Said(f"Froze number {n}") for n in range(1_200)]
    erase(*many[::100])

    assert tell(many).posts == 1_200 - 12


def test_nothing_tells_whether_it_was_held(store: Config) -> None:
    tell([ODD, *OTHERS])
    erase(ODD)
    erase(Said("This was never here"))

    entries = log.entries(action="erase")
    assert [entry.facts for entry in entries] == [{"posts": 0, "why": "reference"}] * 2
    assert [entry.role for entry in entries] == ["operator"] * 2


def test_many_erasures_are_logged_rounded_and_a_withdrawal_by_its_name(store: Config) -> None:
    tell(OTHERS)
    erase(*OTHERS[:8], why="upstream")
    erase(OTHERS[8], why="receipt")

    assert [(entry.action, entry.facts) for entry in log.entries()] == [
        ("erase", {"posts": 10, "why": "upstream"}),
        ("withdraw", {"posts": 0, "why": "receipt"}),
    ]


def test_a_tombstone_is_a_mark_and_a_day(store: Config) -> None:
    from yousaid.store.models import Tombstone

    tell([ODD])
    erase(ODD)
    erase(ODD)

    ((mark, day),) = Tombstone.objects.values_list()
    assert day == (NOON - NOON.fromtimestamp(0, NOON.tzinfo)).days
    assert bytes(mark) == tombstones.mark(reference(ODD))
    everything = repr(dump()).replace(repr(bytes(mark)), "")
    assert reference(ODD).hex() not in everything
    assert repr(reference(ODD))[2:-1] not in everything
    assert reference(ODD) not in bytes(mark)


@pytest.mark.parametrize(
    ("references", "why", "message"),
    [([b"x" * 12], "curiosity", "not for 'curiosity'"), ([b"x" * 16], "reference", "12 bytes")],
)
def test_what_is_no_reference_or_no_reason_is_refused(
    store: Config, references: list[bytes], why: str, message: str
) -> None:
    before = dump()
    with pytest.raises(ValueError, match=message):
        write.erase_references(references, now=NOON, why=why, role="operator")
    assert dump() == before


def test_it_is_not_part_of_another_transaction(store: Config) -> None:
    from django.db import transaction

    with transaction.atomic(), pytest.raises(RuntimeError):
        erase(ODD)


@pytest.mark.parametrize("victim", ["take_back", "touch"])
def test_killed_in_the_middle_nothing_or_all_is_erased(
    store: Config, monkeypatch: pytest.MonkeyPatch, victim: str
) -> None:
    tell([ODD, *OTHERS])
    before = dump()

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("the power went off")

    with monkeypatch.context() as patch:
        patch.setattr(counting, victim, crash)
        with pytest.raises(RuntimeError):
            erase(ODD)
    assert dump() == before
    assert len(query.live_recent(Filters(query="overheated"), 50)) == K + 1

    erase(ODD)
    assert len(query.live_recent(Filters(query="overheated"), 50)) == K


def titled(title: str, *posts: Said) -> None:
    tell(list(posts))
    write.set_titles({"heat": title})


def real_state(key: str, n: int, prints: tuple[int, ...]) -> IssueState:
    centroid = np.linspace(-1, 1, 512, dtype=np.float32)
    return IssueState(
        key=key, topic_id="app/heat", product="Parcels", n=n, embedded=n, centroid=centroid, prints=prints
    )


def save(state: IssueState) -> None:
    write.store_batch(batch([]), [], [state], source_id="reviews", judge_id="judge@1", cursor="x")
    from django.db import connection, transaction

    from yousaid.store import batch as batches

    with transaction.atomic(), connection.cursor() as cursor:
        batches.save_states(cursor, [state])


PRINT = (1 << 63) + 5  # of every mention of the made-up world


def test_the_grouping_forgets_the_fingerprint_and_keeps_a_mean_of_many(store: Config) -> None:
    tell([ODD, *OTHERS])
    save(real_state("heat", K + 1, (7, PRINT, 9)))
    assert struct.pack("<Q", PRINT) in (state_of("heat") or b"")

    erase(ODD)

    state = state_of("heat")
    assert state is not None
    assert IssueState.from_bytes(state, "heat", "app/heat", "Parcels").prints == (7, 9)
    assert struct.pack("<Q", PRINT) not in state


def test_a_mean_of_few_is_destroyed_and_a_grouping_elsewhere_does_not_bring_it_back(store: Config) -> None:
    tell([ODD, *OTHERS[:3]])
    state = real_state("heat", 4, (7,))
    save(state)
    seq = query.newest_seq()

    erase(ODD)

    assert query.newest_seq() > seq, "a grouping that runs elsewhere reads its issues anew"
    assert state_of("heat") is None
    save(state)
    assert state_of("heat") is None
    assert query.list_issues(Filters()).rows[0].mentions_ever == 3


def test_a_batch_that_was_sorted_before_an_erasure_brings_no_state_back(store: Config) -> None:
    tell([ODD, *OTHERS])
    state = real_state("heat", K + 1, (7, PRINT))
    save(state)
    before = query.erasures()
    erase(ODD)
    late = [Said("It overheated on the bridge", issue="heat", topic="app/heat"), Said("It crashes")]

    where, touched = placed([ODD, *late])
    stored = write.store_batch(
        batch([ODD, *late]),
        where,
        [state, touched[1]],
        source_id="reviews",
        judge_id="judge@1",
        erasures=before,
    )
    write.merge_issues([], [state], erasures=before)

    assert stored.posts == 2
    kept = state_of("heat")
    assert kept is not None
    assert IssueState.from_bytes(kept, "heat", "app/heat", "Parcels").prints == (7,)
    assert state_of("crash") is None, "a new issue may have begun with what was erased"
    write.merge_issues([], [state], erasures=query.erasures())
    assert state_of("heat") == state.to_bytes()


def test_an_issue_without_mentions_is_in_no_list_and_keeps_no_voices(store: Config) -> None:
    from yousaid.store.models import VoiceWindow

    tell([ODD, Said("It crashes")])
    assert query.list_issues(Filters()).total == 2

    erase(ODD)

    assert [row.topic_id for row in query.list_issues(Filters()).rows] == ["app/crash"]
    assert query.issue_detail(1) is None
    assert query.totals().issues == 1
    assert not VoiceWindow.objects.filter(issue_id=1).exists()
    assert state_of("heat") is None


def test_an_issue_that_was_merged_forgets_as_well(store: Config) -> None:
    tell([ODD, Said("It is too hot", issue="hot", topic="app/heat")])
    write.merge_issues([("heat", "hot")])

    erase(ODD)

    (row,) = query.list_issues(Filters()).rows
    assert (row.id, row.mentions_ever) == (2, 1)


def test_whoever_holds_texts_in_memory_is_told(store: Config) -> None:
    assert query.erasures() == 0
    erase(ODD)
    erase(ODD)
    assert query.erasures() == 2


def anywhere(config: Config, word: bytes) -> list[str]:
    """The files of the home that hold a word, in small or capital letters."""
    return [name for name, data in files(config).items() if word in data.lower()]


@pytest.mark.parametrize("way", ["reference", "receipt", "retention"])
def test_erased_words_are_in_no_byte_of_the_files(sqlite_store: Config, way: str) -> None:
    old = Said(ODD.text, issue="heat", topic="app/heat", region="ZZ", said=NOON - 40 * DAY)
    titled("Heat: zanzibarensis", *OTHERS[:1], old, *OTHERS[1:])
    tell([Said("Quokkaville overheated")])
    if way == "retention":
        write.set_titles({"heat": "Heat"})
    assert anywhere(sqlite_store, b"zanzibarensis"), "else this test shows nothing"

    if way == "retention":
        write.erase_expired(NOON, 30)
    else:
        erase(old, why=way)

    assert not anywhere(sqlite_store, b"zanzibarensis")
    assert anywhere(sqlite_store, b"quokkaville")
    assert tell([old]).posts == 0
    assert not anywhere(sqlite_store, b"zanzibarensis"), "nor after it is imported again"


def test_an_expired_post_can_be_erased_by_reference_too(store: Config) -> None:
    tell([Said("Zanzibarensis", key="one", said=NOON - 60 * DAY), *OTHERS])
    write.erase_expired(NOON, 30)
    erase(Said("", key="one", said=NOON))

    assert query.totals().posts == K
    assert len(query.live_recent(Filters(query="overheated"), 50)) == K, "the search index is whole"


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

    titled("Heat: zanzibarensis", ODD, *OTHERS)
    assert found(b"zanzibarensis"), "else this test shows nothing"

    erase(ODD)

    assert not found(b"zanzibarensis")
    assert found(b"overheated")


def test_files_that_a_crash_left_unclean_are_cleaned_by_the_next_round(
    postgresql_store: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yousaid.store import erasing

    tell([ODD, *OTHERS])
    with monkeypatch.context() as patch:
        patch.setattr(erasing, "clean_files", lambda: False)
        erase(ODD)
    from django.db import connection

    with connection.cursor() as cursor:
        assert counting.read(cursor, "unclean") == [1]
        write.erase_expired(NOON, 30)
        assert counting.read(cursor, "unclean") == [0]
