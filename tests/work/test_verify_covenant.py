"""`yousaid covenant verify` looks at an installation: each look passes on an honest one and fails on one that is not."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from tests.store.world import Said, tell
from yousaid.config import Config, SourceConfig, digest_of
from yousaid.core import disclosure
from yousaid.core.pack import load_pack
from yousaid.desk import middleware
from yousaid.gate import gate as gates
from yousaid.gate.terms import Terms
from yousaid.store import finding, log, looking, open_store, query
from yousaid.work import (
    covenant_pages,
    covenant_probes,
    covenant_scratch,
    verify_covenant,
    watch_page,
)
from yousaid.work.covenant_results import FAILED, NOT_RUN, OK, Check, Home, Unable, run_look
from yousaid.work.covenant_scratch import STEPS
from yousaid.work.verify_covenant import LOOKS, failed, note, unseen, verify

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
WELL: dict[str, str | Unable] = {key: "" for key, _, _ in STEPS}


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hosts as outside of tests: their client's own name is none of them."""
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])


@dataclass
class Place:
    """An installation that heard something, and what may be done to it."""

    config: Config
    patch: pytest.MonkeyPatch

    def sql(self, *statements: str) -> None:
        """What somebody with the database file can do."""
        from django.db import connection

        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def settle(self, **changes: Any) -> None:
        """Other settings than those the pages run with."""
        self.config = replace(self.config, **changes)

    def look(self, looked_at: str) -> Check:
        """One line of the table."""
        (promise, look) = next((p, look) for p, words, look in LOOKS if words == looked_at)
        return run_look(promise, looked_at, look, Home(self.config))


@pytest.fixture
def place(small_home: Config, monkeypatch: pytest.MonkeyPatch) -> Place:
    """An honest installation that heard of crashes, and one rare word."""
    monkeypatch.setattr(covenant_scratch, "try_out", lambda: WELL)
    crashes = [Said(f"The app crashes when I open it, {n}", said=NOW, key=f"{n}") for n in range(14)]
    tell([*crashes, Said("It crashes on every zanzibarplatz", said=NOW)], source_id="shop", dropped=13)
    log.append("started", role="operator", detail={"version": "1"})
    log.append("view", role="desk", detail={"page": "live"})
    return Place(small_home, monkeypatch)


class Everything:
    """A gate's terms that match whatever they are shown."""

    def match_all(self, texts: list[str]) -> list[bool]:
        return [True] * len(texts)


def other_routes(place: Place, name: str, path: str) -> None:
    place.patch.setattr(covenant_pages, "routes", lambda: iter([(name, path)]))


def rename_pack(place: Place, before: str, after: str, file: str = "topics/app.toml") -> None:
    path = Path(place.config.pack) / file
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


def let_through(place: Place) -> None:
    place.patch.setattr(gates, "never_kept_terms", lambda: Terms(()))


def unguarded(place: Place, *statements: str) -> None:
    triggers = ("store_log_unchanged", "store_log_undeleted", "store_log_at_its_end")
    place.sql(*(f"DROP TRIGGER {name}" for name in triggers), *statements)


OVER = SourceConfig(
    "forum", "Forum", basis="invited", agreed_by="m", agreed_on="d", notice="n", until="2020-01-31"
)

#: What is done to the installation, by the look that has to find it.
WRONGS: Mapping[str, Callable[[Place], object]] = {
    "no column of the database is about a person": lambda p: p.sql(
        "ALTER TABLE store_post ADD COLUMN author_handle TEXT"
    ),
    "every source, set up or read, through the refusals again": lambda p: p.settle(sources={"forum": OVER}),
    "no place for sessions, cookies or credentials in the database": lambda p: p.sql(
        "CREATE TABLE member_session (id INTEGER, value TEXT)"
    ),
    "titles and descriptions of the topic pack": lambda p: rename_pack(p, "Crashes", "Strikes and walkouts"),
    "an error in the gate or behind it keeps nothing": lambda p: p.patch.setattr(
        covenant_probes, "understand", lambda raw, **more: raw
    ),
    "lines that are never kept, in six languages, alone and mixed": let_through,
    "lines that only look like them": lambda p: p.patch.setattr(gates, "never_kept_terms", Everything),
    "every stored text against today's words": lambda p: tell(
        [Said("We go on strike on Friday", said=NOW)], source_id="shop"
    ),
    "identifiers of seven kinds": lambda p: p.patch.setattr(
        covenant_probes, "redact", lambda texts: [(text, {}) for text in texts]
    ),
    "every stored text, redacted once more": lambda p: tell(
        [Said("It crashes, call me on +34 612 345 678", said=NOW)], source_id="shop"
    ),
    "no six words in a row of a stored text on a public page": lambda p: tell(
        [Said(p.config.purpose, said=NOW)], source_id="shop"
    ),
    "a search for nonsense and one for a handle find nothing": lambda p: p.patch.setattr(
        query, "topic_counts", lambda filters: ["somebody"]
    ),
    "rare stored words are answered as nonsense is": lambda p: p.patch.setattr(
        finding, "may_search", lambda voices: True
    ),
    "numbers of the public page": lambda p: p.patch.setattr(query, "rounded_total", lambda n: n),
    "a public table: under ten voices, open windows, cuts off the grid": lambda p: p.patch.setattr(
        disclosure, "K", 3
    ),
    "no sketch or key of a window that is over": lambda p: p.sql(
        'UPDATE store_voicewindow SET "window" = "window" - 2'
    ),
    "sizes of sketches and keys": lambda p: p.sql("UPDATE store_voicewindow SET key = x'00'"),
    "no text older than the retention": lambda p: p.sql(
        "UPDATE store_post SET seen_hour = seen_hour - 24 * 31"
    ),
    "the database overwrites what is deleted": lambda p: p.sql("PRAGMA secure_delete = OFF"),
    "the public page is the configuration": lambda p: p.settle(retention_days=60),
    "the page at its public address; a local trial says that it is one": lambda p: p.settle(
        public_address="http://127.0.0.1:9"
    ),
    "every entry of the log seals the one before": lambda p: unguarded(
        p, "UPDATE store_logentry SET detail = '{}' WHERE seq = 1"
    ),
    "the database refuses to change the log": lambda p: p.sql("DROP TRIGGER store_log_undeleted"),
    "from outside this machine only public pages": lambda p: p.patch.setattr(
        middleware, "from_outside", lambda request: False
    ),
    "no address that exports": lambda p: other_routes(p, "posts", "/posts.csv"),
    "no column to answer a person, or to join what was said with work": lambda p: p.sql(
        "ALTER TABLE store_post ADD COLUMN driver_shift TEXT"
    ),
    "no address to answer a person at": lambda p: other_routes(p, "answer", "/posts/1/answer"),
    "no mood stored where the pack is about workers": lambda p: rename_pack(
        p, "customers", "workers", "pack.toml"
    ),
}


def test_every_look_has_a_story_in_which_it_fails() -> None:
    assert list(WRONGS) == [looked_at for _, looked_at, _ in LOOKS]


@pytest.mark.parametrize("looked_at", WRONGS)
def test_a_look_passes_on_an_honest_home_and_fails_on_one_that_is_not(looked_at: str, place: Place) -> None:
    before = place.look(looked_at)
    assert (before.result, before.why) == (OK, "")
    WRONGS[looked_at](place)
    after = place.look(looked_at)
    assert after.result == FAILED
    assert len(after.why) > 15
    assert not {"zanzibarplatz", "612", "Friday"} & set(after.why.replace(",", " ").split()), (
        "no text of a post"
    )


def test_an_honest_home_passes_and_nothing_of_it_changes(place: Place) -> None:
    before = everything(place.config)
    checks = verify(place.config)
    assert everything(place.config) == before
    assert not [check for check in checks if check.result in (FAILED, NOT_RUN)]
    assert list(dict.fromkeys(check.promise for check in checks)) == [f"C{n}" for n in range(1, 15)]
    assert [c.promise for c in checks if c.result == "not in this release"] == ["C4", "C13"]
    assert len(checks) == len(LOOKS) + len(STEPS) + 2


def everything(config: Config) -> list[str]:
    """All rows of the database."""
    with sqlite3.connect(config.sqlite_path) as database:
        found = [line for line in database.iterdump() if "store_search" not in line]
    database.close()
    return found


def test_a_home_that_heard_nothing_yet_passes_too(
    small_home: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(covenant_scratch, "try_out", lambda: WELL)
    checks = verify(small_home)
    assert failed(checks) == unseen(checks) == []
    assert [check.looked_at for check in checks if check.result == NOT_RUN] == [
        "rare stored words are answered as nonsense is"
    ]


def test_an_installation_on_postgresql_is_looked_at_as_well(
    small_home: Config, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings_file = small_home.home / "yousaid.toml"
    text = settings_file.read_text(encoding="utf-8")
    settings_file.write_text(f'database = "{postgres_url}"\n{text}', encoding="utf-8")
    there = Place(open_store(small_home.home), monkeypatch)
    tell([Said("It crashes on every zanzibarplatz", said=NOW)], source_id="shop")
    found = {looked_at: there.look(looked_at) for looked_at in WRONGS}
    there.sql('UPDATE store_voicewindow SET "window" = "window" - 2')
    assert there.look("no sketch or key of a window that is over").result == FAILED
    there.sql("DROP TRIGGER store_log_rows ON store_logentry")
    assert there.look("the database refuses to change the log").result == FAILED
    connections.close_all()
    assert [check.looked_at for check in found.values() if check.result != OK] == [
        "the database overwrites what is deleted"
    ]
    assert found["the database overwrites what is deleted"].result == NOT_RUN


def test_a_rounded_number_tells_nobody_of_one(place: Place) -> None:
    tell([Said("We go on strike on Friday", said=NOW)], source_id="shop")
    assert place.look("every stored text against today's words").why.startswith("some stored texts")
    tell([Said(f"We go on strike on day {n}", said=NOW) for n in range(11)], source_id="shop")
    assert place.look("every stored text against today's words").why.startswith("some stored texts")


def test_a_trial_that_hides_that_it_is_one_is_found(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    public = replace(settings.CONFIG, public_address="https://listening.example.org")
    monkeypatch.setattr(settings, "CONFIG", public)
    found = place.look("the page at its public address; a local trial says that it is one")
    assert (found.result, "does not say that this is a trial" in found.why) == (FAILED, True)


def test_what_cannot_be_looked_at_is_no_pass_and_quotes_nobody() -> None:
    def breaks(home: Home) -> str | Unable:
        raise ValueError("said by somebody")

    home = Home(Config(Path("nowhere")))
    broken = run_look("C7", "searches", breaks, home)
    away = run_look("C8", "numbers", lambda _: Unable("no server"), home)
    good = run_look("C8", "tables", lambda _: "", home)
    assert (broken.result, broken.why) == (NOT_RUN, "it ended with ValueError")
    assert (away.result, away.why) == (NOT_RUN, "no server")
    assert unseen([broken, away, good]) == ["C7"]
    assert failed([broken, away, good]) == []


def test_the_page_at_its_public_address_shows_what_runs_here(place: Place) -> None:
    place.settle(public_address="http://127.0.0.1:9")
    shown = {
        "installation": place.config.installation,
        "configuration": digest_of(place.config.public(load_pack(place.config.pack))),
    }
    place.patch.setattr(watch_page, "fetch", lambda address: (200, json.dumps(shown).encode()))
    looked_at = "the page at its public address; a local trial says that it is one"
    assert place.look(looked_at).result == OK
    place.settle(retention_days=60)
    assert "shows another configuration" in place.look(looked_at).why


def test_a_desk_that_answers_to_other_names_is_found(place: Place) -> None:
    place.patch.setattr(settings, "ALLOWED_HOSTS", ["127.0.0.1", "*"])
    assert "beyond this machine" in place.look("from outside this machine only public pages").why


def test_a_public_name_gets_public_pages_only(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.settle(public_address="https://listening.example.org")
    monkeypatch.setattr(settings, "CONFIG", place.config)
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["127.0.0.1", "listening.example.org"])
    assert place.look("from outside this machine only public pages").result == OK
    monkeypatch.setattr(settings, "CONFIG", replace(place.config, public_address=""))
    assert place.look("from outside this machine only public pages").result == FAILED


def test_a_database_without_the_setting_is_not_passed(place: Place) -> None:
    place.patch.setattr(looking, "overwrites_deleted", lambda: None)
    assert place.look("the database overwrites what is deleted").result == NOT_RUN


def public_pages() -> tuple[Any, str, str]:
    client = Client(HTTP_HOST="localhost")
    return (
        client.get("/.well-known/listening.json").json()["verified"],
        client.get("/listening?lang_page=en").content.decode(),
        client.get("/listening?lang_page=es").content.decode(),
    )


def test_the_public_page_says_when_it_was_last_verified(place: Place) -> None:
    said, english, spanish = public_pages()
    assert said is None
    assert "never; “yousaid covenant verify” does it" in english
    assert "nunca;" in spanish

    note(verify(place.config))
    said, english, spanish = public_pages()
    n = len(LOOKS) + len(STEPS)
    assert said == {"on": f"{datetime.now(UTC):%Y-%m-%d}", "passed": n, "failed": [], "not_run": 0}
    assert f"all {n} checks passed" in english
    assert "se cumplen" in spanish

    note([Check("C5", "a", FAILED, "w"), Check("C5", "b", FAILED, "w"), Check("C9", "c", FAILED, "w")])
    said, english, _ = public_pages()
    assert said["failed"] == ["C5", "C9"]
    assert "the last check failed (C5, C9)" in english

    note([Check("C1", "a", OK), Check("C7", "b", NOT_RUN, "w")])
    assert "1 checks passed, 1 could not run" in public_pages()[1]
    assert [entry.facts["promises"] for entry in log.entries(action="verify")] == [[], ["C5", "C9"], []]
    assert log.verify().whole


def test_the_public_page_stands_when_somebody_spoilt_the_entry(place: Place) -> None:
    note(verify(place.config))
    unguarded(place, "UPDATE store_logentry SET detail = 'gone' WHERE action = 'verify'")
    assert public_pages()[0] is None


def test_the_latest_entry_is_the_newest_of_its_action(place: Place) -> None:
    assert log.latest("erase") is None
    log.append("view", role="desk", detail={"page": "issue"})
    log.append("started", role="operator")
    found = log.latest("view")
    assert found is not None
    assert found.facts == {"page": "issue"}


def test_windows_that_end_now_are_given_their_time(place: Place) -> None:
    place.patch.setattr(looking, "open_windows", lambda: [datetime.now(UTC) - timedelta(minutes=5)])
    assert place.look("no sketch or key of a window that is over").result == OK


def test_the_table_is_what_the_module_says(place: Place) -> None:
    assert {check.promise for check in verify_covenant.MISSING} == {"C4", "C13"}
