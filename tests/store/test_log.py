"""The log of a home: what is written into it, that the database refuses to change it, and that tampering shows."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import pytest

from tests.store.world import NOON, Said, tell
from yousaid.config import Config
from yousaid.core.errors import StoreError
from yousaid.core.lifecycle import GRACE
from yousaid.store import log, query, write
from yousaid.store.chain import START, Entry, Head, canonical, seal_of

DAY = timedelta(days=1)


def lines() -> list[tuple[str, str, dict[str, Any]]]:
    return [(entry.action, entry.role, entry.facts) for entry in log.entries()]


def run(*statements: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def take_guards_away() -> None:
    """What only the owner of the database can do."""
    from django.db import connection

    if connection.vendor == "sqlite":
        names = ("store_log_unchanged", "store_log_undeleted", "store_log_at_its_end")
        run(*(f"DROP TRIGGER {name}" for name in names))
    else:
        run(*(f"DROP TRIGGER {name} ON store_logentry" for name in ("store_log_rows", "store_log_whole")))


def some_entries(n: int = 6) -> Head:
    for number in range(1, n + 1):
        last = log.append("export", role="lead", detail={"rows": number * 5})
    return last


def test_an_empty_log_is_whole_and_has_a_head(store: Config) -> None:
    assert log.head() == Head(0, START)
    assert log.verify(log.head()).whole
    assert log.entries() == []


def test_entries_are_numbered_sealed_and_kept_to_the_minute(store: Config) -> None:
    before = datetime.now(UTC).replace(second=0, microsecond=0)
    first = log.append("started", role="yousaid", detail={"version": "0.1", "ünß": [1, None, True]})
    second = log.append("export", role="lead")
    after = datetime.now(UTC)

    one, two = log.entries()
    assert (one.seq, two.seq) == (first.seq, second.seq) == (1, 2)
    assert before <= datetime.strptime(one.at, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC) <= after
    assert one.detail == '{"version":"0.1","ünß":[1,null,true]}'
    assert two.seal == seal_of(one.seal, seq=2, at=two.at, role="lead", action="export", detail={})
    assert log.head() == second == Head(2, two.seal)
    assert log.verify(first).whole
    assert log.verify(second).whole


def test_entries_are_read_in_portions_and_by_action_and_role(store: Config) -> None:
    some_entries(3)
    log.viewed("issue", "desk", {"issue": 7})

    assert [entry.seq for entry in log.entries(1, 2)] == [2, 3]
    assert [entry.facts for entry in log.entries(action="view")] == [{"page": "issue", "issue": 7}]
    assert [entry.seq for entry in log.entries(role="lead")] == [1, 2, 3]
    assert log.entries(role="lead", action="view") == []


@pytest.mark.parametrize(
    ("action", "role", "detail", "message"),
    [
        ("gossip", "lead", {}, "nothing called 'gossip'"),
        ("export", "Anna Example", {}, "a role is"),
        ("export", "lead", {"share": 0.5}, "no float"),
        ("export", "lead", {"deep": [{"when": NOON}]}, "no datetime"),
        ("export", "lead", {5: "five"}, "are words"),
        ("export", "lead", {"text": "x" * 64_000}, "characters"),
    ],
)
def test_what_is_no_entry_is_refused(
    sqlite_store: Config, action: str, role: str, detail: dict[Any, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        log.append(action, role=role, detail=detail)
    assert log.head().seq == 0


def test_an_entry_belongs_to_the_transaction_that_it_tells_of(store: Config) -> None:
    from django.db import transaction

    @transaction.atomic
    def export() -> None:
        log.append("export", role="lead")
        raise RuntimeError("the power went off")

    some_entries(2)
    with pytest.raises(RuntimeError):
        export()

    assert log.head().seq == 2
    assert some_entries(1).seq == 3
    assert log.verify().whole


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE store_logentry SET role = 'nobody' WHERE seq = 2",
        "DELETE FROM store_logentry WHERE seq = 3",
        "DELETE FROM store_logentry",
        "INSERT INTO store_logentry (seq, at, role, action, detail, seal) SELECT 9, at, role, action, detail, seal"
        " FROM store_logentry WHERE seq = 1",
    ],
)
def test_the_database_refuses_to_change_the_log(store: Config, statement: str) -> None:
    from django.db import Error

    head = some_entries(3)
    with pytest.raises(Error, match="cannot be changed"):
        run(statement)
    assert log.verify(head).whole
    assert log.head() == head


def test_no_other_statement_of_a_database_gets_around_it(store: Config) -> None:
    from django.db import Error, connection

    head = some_entries(3)
    statement = "TRUNCATE store_logentry"
    if connection.vendor == "sqlite":
        statement = "INSERT OR REPLACE INTO store_logentry SELECT seq, at, 'x', action, detail, seal FROM store_logentry"
    with pytest.raises(Error, match="cannot be changed"):
        run(statement)
    assert log.verify(head).whole


def remade(entries: list[Entry]) -> list[str]:
    """Statements that put other entries in the place of all, sealed as if nothing had been."""
    before, statements = START, ["DELETE FROM store_logentry"]
    for seq, entry in enumerate(entries, 1):
        before = seal_of(before, seq=seq, at=entry.at, role="nobody", action=entry.action, detail=entry.facts)
        blob = f"X'{before}'" if _sqlite() else f"'\\x{before}'::bytea"
        statements.append(
            "INSERT INTO store_logentry (seq, at, role, action, detail, seal) VALUES"
            f" ({seq}, '{entry.at}', 'nobody', '{entry.action}', '{canonical(entry.facts)}', {blob})"
        )
    return statements


def _sqlite() -> bool:
    from django.db import connection

    return connection.vendor == "sqlite"


_SWAP = [f"UPDATE store_logentry SET seq = {to} WHERE seq = {seq}" for seq, to in ((2, 99), (4, 2), (99, 4))]
_INSERT = [
    *(f"UPDATE store_logentry SET seq = {seq + 1} WHERE seq = {seq}" for seq in range(6, 2, -1)),
    "INSERT INTO store_logentry (seq, at, role, action, detail, seal) SELECT 3, at, 'x', action, detail, seal"
    " FROM store_logentry WHERE seq = 1",
]


@pytest.mark.parametrize(
    ("kind", "seq", "statements"),
    [
        ("edited", 3, ["UPDATE store_logentry SET detail = '{\"rows\":1}' WHERE seq = 3"]),
        ("deleted", 2, ["DELETE FROM store_logentry WHERE seq = 2"]),
        ("inserted", 3, _INSERT),
        ("inserted", -5, ["UPDATE store_logentry SET seq = -5 WHERE seq = 6"]),
        ("reordered", 2, _SWAP),
        ("truncated", 5, ["DELETE FROM store_logentry WHERE seq > 4"]),
        ("rewritten", 6, []),
    ],
)
def test_whoever_owns_the_file_can_tamper_and_the_published_head_shows_it(
    store: Config, kind: str, seq: int, statements: list[str]
) -> None:
    published = some_entries(6)
    take_guards_away()
    run(*(statements or remade(log.entries())))

    found = log.verify(published)

    assert (found.kind, found.seq) == (kind, seq)
    if kind in ("truncated", "rewritten"):
        assert log.verify().whole, "only the published head shows this"


_WORK = """
import sys
from yousaid.store import log, open_store
open_store(sys.argv[1])
for number in range(25):
    log.append("export", role=sys.argv[2], detail={"rows": number})
"""


def test_two_processes_never_make_the_same_entry(store: Config) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", _WORK, str(store.home), role]) for role in ("lead", "steward")
    ]
    assert [process.wait(timeout=120) for process in started] == [0, 0]

    assert log.verify(log.head()).whole
    assert log.head().seq == 50
    for role in ("lead", "steward"):
        assert [entry.facts["rows"] for entry in log.entries(role=role)] == list(range(25))


PUBLIC = {
    "title": "Our desk",
    "retention_days": 30,
    "languages": ["en", "es"],
    "sources": {"shop": {"title": "Shop", "product": None}, "forum": {"title": "Forum"}},
}


def test_the_configuration_is_noted_once_and_then_what_changes(store: Config) -> None:
    assert log.note_configuration(PUBLIC, "yousaid")
    assert not log.note_configuration(PUBLIC, "yousaid")
    assert log.note_configuration(
        PUBLIC | {"retention_days": 14, "sources": {"shop": {"title": "Shop", "product": "App"}}}, "steward"
    )
    assert log.note_configuration(PUBLIC, "steward")
    assert not log.note_configuration(dict(reversed(PUBLIC.items())), "yousaid"), "the order says nothing"

    first, second, third = log.entries(action="config_changed")
    assert first.facts["changed"]["sources.forum.title"] == [None, "Forum"]
    assert first.facts["changed"]["languages"] == [None, '["en","es"]']
    assert second.facts["changed"] == {
        "retention_days": ["30", "14"],
        "sources.forum.title": ["Forum", None],
        "sources.shop.product": [None, "App"],
    }
    assert (second.role, third.role) == ("steward", "steward")
    assert first.facts["digest"] == third.facts["digest"] != second.facts["digest"]


def test_a_long_value_is_cut_and_a_change_at_its_end_still_shows(store: Config) -> None:
    assert log.note_configuration({"purpose": "x" * 5_000}, "yousaid")
    assert not log.note_configuration({"purpose": "x" * 5_000}, "yousaid")
    assert log.note_configuration({"purpose": "x" * 5_001}, "yousaid")
    assert all(len(entry.detail) < 1_000 for entry in log.entries())


def test_a_large_configuration_takes_several_entries(store: Config) -> None:
    assert log.note_configuration({f"topic{n}": 'ü"\\' * 90 for n in range(120)}, "yousaid")
    assert not log.note_configuration({f"topic{n}": 'ü"\\' * 90 for n in range(120)}, "yousaid")
    assert log.head().seq == 3


def test_a_file_that_was_read_to_its_end_is_one_entry(store: Config) -> None:
    for n in range(6):
        tell([Said(f"Froze {n} {m}") for m in range(3)], cursor=f"row {n}", dropped=2)
    assert log.head().seq == 0
    write.set_source_health("reviews", state="done")
    write.set_source_health("reviews", state="done")

    day = f"{datetime.now(UTC):%Y-%m-%d}"
    assert lines() == [("import", "yousaid", {"source": "reviews", "day": day, "seen": 30, "kept": 20})]


def test_a_live_source_is_one_entry_a_day(store: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        at = NOON

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return cls.at

    monkeypatch.setattr(write, "datetime", Clock)
    for day in range(3):
        Clock.at = NOON + day * DAY
        for n in range(4):
            tell([Said(f"Froze {day} {n} {m}") for m in range(2 + day)])
    tell([Said("Here too")], "forum")
    assert [facts["day"] for _, _, facts in lines()] == ["2026-03-10", "2026-03-11"]

    write.log_sums(NOON + 2 * DAY)
    assert log.head().seq == 2, "the day is not over"
    write.log_sums(NOON + 3 * DAY)
    assert [(facts["source"], facts["day"], facts["kept"]) for _, _, facts in lines()] == [
        ("reviews", "2026-03-10", 10),
        ("reviews", "2026-03-11", 10),
        ("reviews", "2026-03-12", 15),
        ("forum", "2026-03-12", 0),
    ]


def test_what_expires_is_one_entry_a_day(store: Config) -> None:
    tell([Said(f"Old {n}", said=NOON - n * timedelta(hours=1)) for n in range(12)])
    for hour in range(24):
        write.erase_expired(NOON + 30 * DAY - timedelta(hours=hour), 30)
        write.erase_expired(NOON + 30 * DAY + timedelta(hours=hour), 30)
    write.log_sums(NOON + 32 * DAY)

    expired = [facts for action, _, facts in lines() if action == "expire"]
    assert sum(facts["posts"] for facts in expired) == 10
    assert len(expired) <= 3


def test_every_change_of_an_issue_is_an_entry_with_its_role(store: Config) -> None:
    tell([Said("It crashes")])
    write.change_state(1, "investigating", "We look into it.", "lead", NOON)
    write.change_state(1, "resolved", "Fixed in 5.2.", "desk", NOON)
    tell([Said("It crashes again", said=NOON + GRACE + DAY)])

    assert lines() == [
        ("issue_state", "lead", {"issue": 1, "before": "new", "after": "investigating"}),
        ("issue_state", "desk", {"issue": 1, "before": "investigating", "after": "resolved"}),
        ("issue_state", "yousaid", {"issue": 1, "before": "resolved", "after": "regressed"}),
    ]


def test_a_step_that_cannot_be_logged_is_not_made(store: Config) -> None:
    tell([Said("It crashes")])
    with pytest.raises(ValueError, match="a role is"):
        write.change_state(1, "investigating", "We look into it.", "Anna Example", NOON)
    page = query.issue_detail(1)
    assert page is not None
    assert (page.row.state, page.steps) == ("new", ())


def test_no_text_of_a_post_is_in_the_log(store: Config) -> None:
    tell([Said("Zanzibarensis overheated", said=NOON - 90 * DAY)], dropped=3, cursor="row 1")
    write.change_state(1, "investigating", "Zanzibarensis is looked into.", "lead", NOON)
    write.erase_expired(NOON, 30)
    write.set_source_health("reviews", state="done", message="Zanzibarensis")
    write.log_sums(NOON + 2 * DAY)

    assert {entry.action for entry in log.entries()} == {"issue_state", "expire", "import"}
    assert not [entry for entry in log.entries() if "anzibar" in repr(entry)]


def test_a_tampered_log_takes_new_entries_and_stays_bad(store: Config) -> None:
    some_entries(3)
    take_guards_away()
    run("UPDATE store_logentry SET role = 'nobody' WHERE seq = 2")
    some_entries(1)
    assert (log.verify().kind, log.verify().seq) == ("edited", 2)


def test_a_refusal_of_the_database_is_told_with_its_place(store: Config) -> None:
    from yousaid.store.opening import guarded

    some_entries(1)
    with pytest.raises(StoreError):
        guarded(run)("DELETE FROM store_logentry")
