"""A batch is written whole, once, or not at all."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from tests.store.world import NOON, Placed, Said, Touched, batch, placed, tell
from yousaid.config import Config
from yousaid.core.errors import StoreError
from yousaid.store import counting, finding, query, write
from yousaid.store.rows import Filters


def dump() -> dict[str, list[Any]]:
    """Every row of every table of the store."""
    from django.apps import apps

    return {
        model._meta.db_table: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_app_config("store").get_models()
    }


def some_posts() -> list[Said]:
    return [
        Said("The map freezes when I turn the phone", issue="freeze", said=NOON),
        Said("It froze again on the bridge", issue="freeze", said=NOON + timedelta(days=1)),
        Said(
            "I was charged twice",
            issue="twice",
            topic="pay/double",
            severity=3,
            lang="es",
            kind="post",
            voice=0,
        ),
        Said("Hello there", topic=None, issue=None, severity=0, sentiment=None, region=None, version=None),
        Said("Froze and charged", issue="freeze", more=[("pay/double", "twice", 3)]),
    ]


def test_a_batch_is_counted_in_every_place(store: Config) -> None:
    stored = tell(some_posts(), dropped=8, cursor="row 5", lag_seconds=12.5)

    assert (stored.posts, stored.mentions, stored.new_issues) == (5, 6, 2)
    totals = query.totals()
    assert (totals.posts, totals.mentions, totals.unsorted, totals.issues) == (5, 6, 1, 2)
    assert (totals.dropped, totals.lag_seconds) == (10, 12.5), "drops are shown rounded to 5"
    assert totals.newest == NOON + timedelta(days=1)
    issues = {row.topic_id: row for row in query.list_issues(Filters(state="open")).rows}
    assert (issues["app/crash"].mentions, issues["app/crash"].severity) == (3, 2.0)
    assert (issues["pay/double"].mentions, issues["pay/double"].severity) == (2, 3.0)
    assert issues["app/crash"].spark[-2:] == (2, 1)
    assert write.load_cursor("reviews") == "row 5"
    assert write.load_issue_states() == [
        (b"state of freeze3", "freeze", "app/crash", "Parcels"),
        (b"state of twice2", "twice", "pay/double", "Parcels"),
    ]


def test_the_same_batch_twice_changes_nothing(store: Config) -> None:
    tell(some_posts(), cursor="row 5")
    before = dump()

    again = tell(some_posts())

    assert again.posts == again.mentions == again.new_issues == 0
    after = dump()
    versions = [row for row in before.pop("store_counter") if "version" not in row]
    assert [row for row in after.pop("store_counter") if "version" not in row] == versions
    assert after == before


def test_a_post_that_comes_twice_in_one_batch_is_stored_once(store: Config) -> None:
    assert tell([Said("Froze", key="one"), Said("Froze", key="one")]).posts == 1


def test_known_posts_are_told_by_their_ids(store: Config) -> None:
    old, new = Said("Froze"), Said("Froze once more")
    tell([old])

    assert write.known_posts([old.post_id, new.post_id]) == {old.post_id}


def test_an_overlapping_batch_adds_only_what_is_new(store: Config) -> None:
    posts = some_posts()
    tell(posts[:2])

    assert tell(posts).posts == 3
    assert query.totals().posts == 5
    assert query.issue_detail(1, limit=50, offset=0).mentions_total == 3  # type: ignore[union-attr]


def test_a_crash_in_the_middle_leaves_nothing(store: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(some_posts()[:1])
    before = dump()

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("the power went off")

    for victim in ("add_drops", "_update_issues", "add"):
        with monkeypatch.context() as patch:
            patch.setattr(counting, victim, crash)
            with pytest.raises(RuntimeError):
                tell(some_posts()[1:], cursor="row 9", dropped=1)
        assert write.load_cursor("reviews") is None
    after = dump()
    assert after.pop("store_counter") != []
    before.pop("store_counter")
    assert after == before
    assert tell(some_posts()[1:], cursor="row 9").posts == 4


def test_a_mention_in_an_issue_that_was_not_handed_over_is_refused(store: Config) -> None:
    posts = [Said("Froze")]
    write.ensure_source("reviews")

    with pytest.raises(StoreError, match="did not hand over"):
        write.store_batch(batch(posts), [Placed(0, 0, "ghost")], [], source_id="reviews", judge_id="judge@1")
    assert query.totals().posts == 0


def test_a_source_must_be_known_first(store: Config) -> None:
    with pytest.raises(StoreError, match="no source 'nowhere'"):
        write.store_batch(batch([]), [], [], source_id="nowhere", judge_id="judge@1")


def test_an_empty_batch_still_moves_the_cursor_and_counts_drops(store: Config) -> None:
    write.ensure_source("reviews")

    write.store_batch(batch([]), [], [], source_id="reviews", judge_id="judge@1", dropped=20, cursor="row 20")

    assert write.load_cursor("reviews") == "row 20"
    assert query.source_rows()[0].dropped == 20


def test_a_reader_sees_whole_batches_only(store: Config) -> None:
    done, looked = threading.Event(), threading.Semaphore(0)
    seen: set[tuple[int, int]] = set()
    failed: list[Exception] = []

    def read() -> None:
        from django.db import connections

        try:
            while not done.is_set():
                seen.add((query.newest_seq(), len(query.live_after(0, Filters(), 10_000))))
                looked.release()
        except Exception as error:  # told by the test: a thread's own end is nobody's failure
            failed.append(error)
            looked.release()
        finally:
            connections.close_all()

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for hour in range(12):
            tell([Said(f"Froze {n}", said=NOON + timedelta(hours=hour)) for n in range(25)])
            assert looked.acquire(timeout=60), "the reader hangs"
            assert failed == []
    finally:
        done.set()
        reader.join()

    assert failed == []
    assert all(rows % 25 == 0 and newest % 25 == 0 for newest, rows in seen), seen
    assert len(seen) > 1, "the reader came too late to see anything"


def test_a_source_that_comes_while_one_reads_is_known_to_the_reader(
    store: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = finding.mentions_where

    def meanwhile(filters: Filters) -> finding.Where:
        tell([Said("Froze")])
        return plain(filters)

    monkeypatch.setattr(finding, "mentions_where", meanwhile)

    assert [row.source_id for row in query.live_after(0, Filters(), 9)] == ["reviews"]


def test_two_writers_do_not_mix_their_numbers(store: Config) -> None:
    write.ensure_source("reviews")

    def work(name: str) -> None:
        from django.db import connections

        for hour in range(5):
            posts = [Said(f"{name} {n}", issue=name, said=NOON + timedelta(hours=hour)) for n in range(20)]
            where, touched = placed(posts)
            write.store_batch(batch(posts), where, touched, source_id="reviews", judge_id="judge@1")
        connections.close_all()

    writers = [threading.Thread(target=work, args=(name,)) for name in ("one", "two")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert query.newest_seq() == query.totals().posts == 200
    assert sorted(row.mentions for row in query.list_issues(Filters()).rows) == [100, 100]


def test_titles_and_health_are_kept(store: Config) -> None:
    tell(some_posts())
    assert [issue.key for issue in write.untitled_issues()] == ["freeze", "twice"]

    write.set_titles({"freeze": "Map freezes"})
    write.set_source_health("reviews", state="failing", message="It answers with a login page")

    assert [issue.key for issue in write.untitled_issues()] == ["twice"]
    assert {row.title for row in query.list_issues(Filters()).rows} == {"Map freezes", "pay/double"}
    (source,) = query.source_rows()
    assert (source.state, source.message, source.posts) == ("failing", "It answers with a login page", 5)
    assert write.texts_for_titles(["freeze"], per=2)["freeze"] == [
        "Froze and charged",
        "It froze again on the bridge",
    ]
    assert write.sample_texts(2) == ["Froze and charged", "Hello there"]


def test_a_state_without_new_mentions_is_kept_too(store: Config) -> None:
    tell([Said("Froze", issue="freeze")])
    write.store_batch(
        batch([Said("Double", issue=None)]),
        [],
        [Touched("freeze", "app/crash", "Parcels", 9)],
        source_id="reviews",
        judge_id="judge@1",
    )

    assert write.load_issue_states()[0][0] == b"state of freeze9"


def test_a_very_long_version_is_cut_and_not_refused(store: Config) -> None:
    tell([Said("Froze", version="9" * 400), Said("Froze again", version="9" * 400)])
    tell([Said("Froze a third time", version="9" * 400)])

    page = query.issue_detail(1, limit=5, offset=0)
    assert page is not None
    assert [(share.name, share.n) for share in page.versions] == [("9" * 300, 3)]
