"""No author arrives anywhere (C1): every road is fed marks, and all bytes are searched. tests/canary.py tells how."""

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.canary import (
    CONTROL,
    FIELD,
    SAID,
    Canaries,
    Place,
    Road,
    all_roads,
    flat,
    lines_of,
    listening,
    look_round,
    marks_found,
    written_elsewhere,
)
from tests.canary_bytes import files_under, leaks
from yousaid.cli import COMMANDS
from yousaid.config import FILE, Config
from yousaid.core.post import RAW_SCHEMA
from yousaid.sources.columns import USUAL
from yousaid.sources.file import open_file
from yousaid.sources.people import words_of
from yousaid.store import open_store

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")
ROADS = {road.name: road for road in all_roads()}


@pytest.fixture(scope="session")
def fits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Judges that were fitted for one road serve the next: the pack is the same."""
    return tmp_path_factory.mktemp("fits")


@pytest.fixture
def place(small_home: Config, tmp_path: Path, fits: Path) -> Iterator[Place]:
    """A home of its own and everything round it."""
    shutil.copytree(fits, small_home.cache, dirs_exist_ok=True)
    (tmp_path / "given").mkdir()
    (tmp_path / "scratch").mkdir()
    before = dict(files_under(small_home.home))
    yield Place(small_home, tmp_path / "given", tmp_path / "scratch", before)
    shutil.copytree(small_home.cache, fits, dirs_exist_ok=True)


def travel(road: type[Road], place: Place, patch: pytest.MonkeyPatch) -> Canaries:
    """Send marks by this road and look round afterwards."""
    canaries = Canaries(road.name)
    with listening(place, patch):
        road().send(place, canaries)
        look_round(place)
        gc.collect()  # what a destructor prints or writes is looked at too
    return canaries


def control(place: Place) -> bool:
    """Whether kept words are found in the home: else the search shows nothing."""
    return any(CONTROL in data for _, data in files_under(place.home))


@pytest.mark.parametrize("name", ROADS)
def test_no_mark_of_a_person_is_found_in_any_byte(
    name: str, place: Place, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    canaries = travel(ROADS[name], place, monkeypatch)
    place.printed.append(("the streams", "".join(capfd.readouterr()).encode()))
    assert canaries.planted
    assert marks_found(place, canaries, echoes=ROADS[name].echoes) == []
    assert written_elsewhere(place) == []
    assert not ROADS[name].keeps or control(place)


def test_every_command_that_is_given_something_has_its_road() -> None:
    given_nothing = {"demo", "init", "status", "doctor", "log", "covenant"}
    roads = {name.partition("-")[0] for name in ROADS}
    assert not COMMANDS.keys() - given_nothing - roads, "write a road for the new command"


def test_no_mark_is_found_in_the_files_of_a_postgresql_server(
    postgres_url: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings_file = place.home / FILE
    text = settings_file.read_text(encoding="utf-8")
    settings_file.write_text(f'database = "{postgres_url}"\n{text}', encoding="utf-8")
    place.config = open_store(place.home)
    canaries = travel(ROADS["import-jsonl"], place, monkeypatch)
    from django.db import connection, connections

    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0])
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        rows = folder / "base" / str(cursor.fetchone()[0])
    connections.close_all()
    assert any(CONTROL in data for _, data in files_under(rows)), "else this test shows nothing"
    log = [("the server's log", (folder.parent / "server.log").read_bytes())]
    searched = [*files_under(rows, folder / "pg_wal", folder / "global"), *log]
    assert [canaries.explain(leak) for leak in leaks(searched, canaries.needles())] == []
    assert marks_found(place, canaries) == []


class Leaky(Road):
    """What a careless source might do."""

    spill: Any

    def send(self, place: Place, canaries: Canaries) -> None:
        type(self).spill(place, canaries)


def _log(place: Place, canaries: Canaries) -> None:
    import logging

    logging.getLogger("yousaid.sources.new").debug("read %s", canaries.records(nested=False)[0])


def _temporary(place: Place, canaries: Canaries) -> None:
    import gzip
    import tempfile

    with tempfile.NamedTemporaryFile(suffix=".json.gz", delete=False) as file:
        file.write(gzip.compress(lines_of(canaries.records(nested=True))))


def _row(place: Place, canaries: Canaries) -> None:
    from yousaid.store import write

    write.ensure_source("shop", title=f"Reviews by {canaries.word('title').upper()}")


def _mail(place: Place, canaries: Canaries) -> None:
    from django.core import mail

    mail.send_mail("A new issue", canaries.word("mail"), "desk@example.org", ["team@example.org"])


def _said(place: Place, canaries: Canaries) -> None:
    (place.home / "queue.json").write_text(canaries.texts()[-1], encoding="utf-8")


@pytest.mark.parametrize("spill", [_log, _temporary, _row, _mail, _said])
def test_a_source_that_leaks_is_found(spill: Any, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core import mail

    monkeypatch.setattr(mail, "outbox", [])
    canaries = travel(type("Spilling", (Leaky,), {"name": "spilling", "spill": spill}), place, monkeypatch)
    assert marks_found(place, canaries)


def test_a_file_that_is_written_elsewhere_is_found(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "dump.txt"

    def dump(place: Place, canaries: Canaries) -> None:
        elsewhere.write_text(canaries.word("dump"), encoding="utf-8")

    travel(type("Dumping", (Leaky,), {"name": "dumping", "spill": dump}), place, monkeypatch)
    assert written_elsewhere(place) == [str(elsewhere)]


KNOWN = {name for names in USUAL.values() for name in names}
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12).filter(
    lambda name: "".join(words_of(name)) not in KNOWN
)
SHAPES = st.recursive(
    st.just("leaf"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
EXTRAS = st.dictionaries(NAMES, SHAPES, min_size=1, max_size=5)


@given(extras=EXTRAS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_fields_that_nobody_asked_for_never_leave_the_adapter(extras: dict[str, Any], tmp_path: Path) -> None:
    canaries = Canaries("extras")
    records = [record | canaries.fill(extras) for record in canaries.records(nested=True)]
    path = tmp_path / "extras.jsonl"
    path.write_bytes(lines_of(records))
    source = open_file(path, source_id="shop", id_key=b"k" * 32, voice="authorName")
    for batch in source.batches(None, 4):
        for post in batch.items:
            fields = {name: getattr(post, name) for name in RAW_SCHEMA.names if hasattr(post, name)}
            key = fields.pop("key")  # the canonical address: hashed before anything is written
            assert FIELD not in repr((fields, post))
            assert key.startswith("file:shop:")
        assert FIELD not in batch.cursor


@given(extras=EXTRAS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=4)
def test_fields_of_any_name_and_depth_are_in_no_byte(
    extras: dict[str, Any], small_home: Config, tmp_path: Path
) -> None:
    from yousaid.work.import_posts import import_posts
    from yousaid.work.understand_posts import Intake

    canaries = Canaries(repr(sorted(extras)))
    path = tmp_path / "extras.jsonl"
    path.write_bytes(lines_of([record | canaries.fill(extras) for record in canaries.records(nested=False)]))
    source = open_file(path, source_id="shop", id_key=small_home.secret("voices"), voice="authorName")
    import_posts(Intake(small_home), source)
    found = leaks(files_under(small_home.home), canaries.needles())
    assert [canaries.explain(leak) for leak in found] == []


def test_marks_stand_in_every_field_once() -> None:
    canaries = Canaries("once")
    text = lines_of(canaries.records(nested=True)).decode().lower()
    assert len(canaries.planted) > 100
    assert all(text.count(mark) in (1, 2) for mark in canaries.planted if mark.startswith(FIELD))
    assert all(SAID in said or FIELD in said for said in canaries.planted)
    assert flat({"a": 1}) == {"a": "1"}
