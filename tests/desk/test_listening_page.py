"""The public page: it equals the running configuration and keeps nothing about who reads it."""

import inspect
import io
import json
import re
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import escape

from yousaid.core.pack import load_pack
from yousaid.gate import Gate
from yousaid.store import query
from yousaid.store.rows import Filters

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")


def machine_page(client: Client, lang: str = "en") -> dict[str, Any]:
    found = json.loads(client.get(f"/.well-known/listening.json?lang_page={lang}").content)
    assert isinstance(found, dict)
    return found


def test_the_machine_readable_page_is_the_configuration(desk: Client) -> None:
    said, config = machine_page(desk), settings.CONFIG
    pack = load_pack(config.pack)
    assert (said["who"], said["contact"], said["purpose"]) == (config.title, config.contact, config.purpose)
    assert said["retention_days"] == config.retention_days == 21
    assert said["pack"] == {"id": pack.id, "version": pack.version, "digest": pack.digest}
    assert [sub["id"] for topic in said["topics"] for sub in topic["subs"]] == list(pack.subs)
    assert {source["id"] for source in said["sources"]} == {"reviews", "forum", "later"}
    assert said["thresholds"]["voices"] == 10
    assert "judge@1" in [model["id"] for model in said["models"]]


def test_what_was_not_kept_is_rounded(desk: Client) -> None:
    said = machine_page(desk)
    assert said["not_kept"] == 15
    assert {source["id"]: source["not_kept"] for source in said["sources"]} == {
        "reviews": 15,
        "forum": 0,
        "later": 0,
    }


def test_the_page_says_what_the_machine_readable_one_says(desk: Client) -> None:
    said, page = machine_page(desk), desk.get("/listening").content.decode()
    words = [said["who"], said["contact"], said["purpose"], *said["never_kept"], "21 days, then only counts"]
    words += [source["title"] for source in said["sources"]]
    words += [topic["title"] for topic in said["topics"]]
    words += [
        line for promise in said["covenant"] for line in (promise["says"], promise["how"], promise["lacks"])
    ]
    assert not [word for word in words if escape(word) not in page]


def test_all_fourteen_promises_are_there_in_both_languages(desk: Client) -> None:
    english, spanish = machine_page(desk), machine_page(desk, "es")
    assert [promise["id"] for promise in english["covenant"]] == [f"C{n}" for n in range(1, 15)]
    assert not [
        a["says"]
        for a, b in zip(english["covenant"], spanish["covenant"], strict=True)
        if a["says"] == b["says"]
    ]


@pytest.mark.parametrize(
    "path",
    ["/listening", "/listening?lang_page=es", "/.well-known/listening.json", "/listening?product=Parcels"],
)
def test_reading_it_leaves_nothing_behind(desk: Client, path: str) -> None:
    response = desk.get(path)
    assert response.status_code == 200
    assert not response.cookies
    assert "Set-Cookie" not in response.headers


def test_the_page_needs_no_script(desk: Client) -> None:
    page = desk.get("/listening").content.decode()
    assert "<script" not in page
    assert not re.search(r"<form|<iframe|localStorage", page)


def test_the_page_shows_no_number_of_what_was_said(desk: Client) -> None:
    said = machine_page(desk)
    assert not {"posts", "mentions", "issues"} & said.keys()
    assert not [source for source in said["sources"] if "posts" in source]


def test_an_installation_without_a_contact_is_told_off(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    monkeypatch.setattr(settings, "CONFIG", replace(settings.CONFIG, contact=""))
    assert "No contact has been set" in desk.get("/listening").content.decode()


def test_whoever_is_listened_to_can_have_the_source_of_what_runs_here(desk: Client) -> None:
    answer = desk.get("/listening/source")
    packed = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        names = tar.getnames()
        gate = tar.extractfile("yousaid/src/yousaid/gate/gate.py")
        assert gate is not None
        assert gate.read() == Path(inspect.getfile(Gate)).read_bytes()
        assert {member.uname for member in tar.getmembers()} == {""}
    assert "yousaid/LICENSE" in names
    assert not [name for name in names if "__pycache__" in name]
    assert desk.get("/.well-known/listening.json").json()["software"]["source"] == "/listening/source"


def test_the_public_page_quotes_nobody(desk: Client) -> None:
    said = {row.text for row in query.live_recent(Filters(), 500)}
    public = (
        desk.get("/listening").content.decode() + desk.get("/.well-known/listening.json").content.decode()
    )
    words = re.findall(r"[\w']+", public.casefold())
    runs = {tuple(words[i : i + 6]) for i in range(len(words) - 5)}
    long_enough = [w for w in (re.findall(r"[\w']+", text.casefold()) for text in said) if len(w) >= 6]
    assert len(long_enough) > 10
    assert not [w for w in long_enough if any(tuple(w[i : i + 6]) in runs for i in range(len(w) - 5))]
