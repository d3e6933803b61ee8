"""The surveillance test: an operator tries to listen to people. Each try is refused with a sentence that
says why
and what is possible instead, and nothing is stored (COVENANT, C1, C2, C3, C7, C11, C14).
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.line import Said, call
from yousaid.config import FILE
from yousaid.core.errors import RefusedError
from yousaid.core.refusals import check_profile, check_source

POSTS = [
    {"id": n, "date": "2026-11-01", "text": text, "nickname": f"rider{n}"}
    for n, text in enumerate(["The app crashes when I open the map", "Payout of last week did not arrive"])
]


@dataclass(frozen=True)
class Try:
    """What is written into yousaid.toml, and what the refusal says: why, and what instead."""

    settings: str
    why: str
    instead: str
    pack: str = "delivery-app"


TRIES = {
    "a closed group": Try(
        '[sources.group]\naddress = '
        '"https://www.facebook.com/groups/couriers-city"', "closed space", "handed over|hand things over"
    ),
    "an invitation link of a messenger": Try(
        '[sources.group]\naddress = "https://chat.whatsapp.com/AbCdEf"', "closed space", "hand things over"
    ),
    "a group that is said to be private": Try('[sources.group]\nvisibility = '
    '"private"', "closed space", "moderators"),
    "followers only": Try('[sources.group]\nbasis = "followers-only"', "closed space", "moderators"),
    "a member's login": Try(
        '[sources.forum]\nusername = "courier77"\npassword = '
        '"secret"', "log in as a member", "app of your own"
    ),
    "a member's cookie": Try('[sources.forum]\ncookie = '
    '"session=1"', "log in as a member", "basis = \"invited\""),
    "a login in the address": Try(
        '[sources.forum]\naddress = '
        '"https://courier77:pw@forum.example.org/"', "holds a login", "public address"
    ),
    "an author column": Try('[sources.forum]\nauthor = "nickname"', "who spoke", "--voice"),
    "a list of people to follow": Try('[sources.feed]\nfollow = ["ann", '
    '"bob"]', "who spoke", "distinct people"),
    "a from: query": Try('[sources.feed]\nquery = "from:courier77 app"', "certain people", "goes wrong"),
    "a query for a handle": Try('[sources.feed]\nquery = "@courier77"', "certain people", "goes wrong"),
    "a query for a strike": Try('[sources.feed]\nquery = "couriers '
    'strike"', "never kept", "fault of the product"),
    "a query for the press": Try('[sources.feed]\nquery = "couriers talk to '
    'journalists"', "never kept", "fault of the product"),
    "a source called after a union": Try('[sources.feed]\ntitle = "Union '
    'forum"', "never kept", "fault of the product"),
    "a secret source": Try('[sources.feed]\nhidden = true', "hide a source", "/listening"),
    "a secret installation": Try("secret = true", "hide this installation", "/listening"),
    "an installation off its own page": Try("listed = false", "hide this installation", "/listening"),
    "a public page behind a login": Try(
        'public_address = "https://boss:pw@listening.example.org"', "behind a login", "anybody can fetch"
    ),
    "a keyword search in what workers say": Try(
        '[sources.feed]\nquery = "courier app '
        'crash"', "no search by keywords", "handed-in", pack="courier-app"
    ),
    "what workers say in public": Try(
        '[sources.forum]\ntitle = "A couriers\' '
        'forum"', "hears what is handed over", "own_reviews", pack="courier-app"
    ),
    "an invitation that nobody gave": Try(
        '[sources.forum]\nbasis = '
        '"invited"', "agreed_by is missing", "where the notice stands", pack="courier-app"
    ),
    "an invitation that is over": Try(
        '[sources.forum]\nbasis = "invited"\nagreed_by = "the moderators"\nagreed_on = '
        '2025-01-01\nnotice = "https://forum.example.org/notice"\nuntil = 2025-06-30',
        "invitation ended",
        "Ask the moderators again",
        pack="courier-app",
    ),
}  # fmt: skip


def import_into(home: Path, source: str = "forum", *more: str) -> Said:
    """The operator imports two posts."""
    file = home.parent / "posts.jsonl"
    file.write_text("\n".join(map(json.dumps, POSTS)), encoding="utf-8")
    return call("import", str(file), "--source", source, "--home", str(home), *more)


def nothing_is_stored(home: Path) -> bool:
    """No byte of a post, and no row of a source, is in the home."""
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file() and path.name != FILE)
    return not any(
        word in kept.lower() for word in (b"crashes when i", b"payout of last", b"rider0", b"courier77")
    )


@pytest.mark.parametrize("name", TRIES)
def test_a_home_that_listens_to_people_is_refused(name: str, home: Path) -> None:
    one = TRIES[name]
    (home / FILE).write_text(f'pack = "{one.pack}"\n{one.settings}\n', encoding="utf-8")
    for said in (import_into(home), call("up", str(home), "--no-browser")):
        assert said.code == 1, said
        assert one.why in said.err
        assert any(word in said.err for word in one.instead.split("|"))
        assert not said.out
    assert nothing_is_stored(home)


@pytest.mark.parametrize(
    ("topic", "title"),
    [
        ("strikes", "Strikes and walkouts"),
        ("press", "Contact with the press"),
        ("unions", "Who talks about a union"),
        ("pay", "Pay levels"),
        ("prensa", "Contacto con periodistas"),
        ("huelga", "Huelgas"),
    ],
)
def test_a_topic_about_people_is_refused(topic: str, title: str, home: Path) -> None:
    pack = home.parent / "pack"
    (pack / "topics").mkdir(parents=True)
    head = 'id = "mine"\naudience = "customers"\ntitle = "Mine"\ndescription = "Mine"\n'
    (pack / "pack.toml").write_text(head, encoding="utf-8")
    (pack / "topics" / "app.toml").write_text(
        'id = "app"\ntitle = "App"\ndescription = "The app"\n[[sub]]\nid = "crash"\ntitle = '
        '"Crashes"\ndescription = "It closes"\nexamples.en = ["It crashes", "It closes"]\n'
        f'[[sub]]\nid = "{topic}"\ntitle = "{title}"\ndescription = "{title}"\nexamples.en = '
        f'["One", "Two"]\n',
        encoding="utf-8",
    )
    (home / FILE).write_text(f'pack = "{pack}"\n', encoding="utf-8")
    said = import_into(home)
    assert said.code == 1
    assert "never kept" in said.err
    assert "Name a fault of the product" in said.err
    assert call("pack", "check", str(pack)).code == 1
    assert nothing_is_stored(home)


@pytest.mark.parametrize("option", ["text=nickname", "region=nickname", "title=nickname"])
def test_an_author_column_of_a_file_is_refused(option: str, home: Path) -> None:
    said = import_into(home, "shop", "--map", option)
    assert said.code == 1
    assert "without their authors" in said.err
    assert "--voice" in said.err
    assert nothing_is_stored(home)


def test_a_field_for_the_author_does_not_exist(home: Path) -> None:
    said = import_into(home, "shop", "--map", "author=nickname")
    assert said.code == 2
    assert "Posts have no author" in said.err


def test_workers_are_heard_where_they_hand_something_over(home: Path) -> None:
    (home / FILE).write_text('pack = "courier-app"\n[sources.forum]\nbasis = "handed-in"\n', encoding="utf-8")
    assert import_into(home).code == 0


def test_workers_are_not_heard_in_a_source_that_is_not_written_down(home: Path) -> None:
    (home / FILE).write_text('pack = "courier-app"\n', encoding="utf-8")
    said = import_into(home)
    assert said.code == 1
    assert "handed-in" in said.err
    assert nothing_is_stored(home)


def test_the_profile_cannot_be_switched_back_by_a_setting(home: Path) -> None:
    (home / FILE).write_text('pack = "courier-app"\nprofile = "customers"\n', encoding="utf-8")
    assert import_into(home).code == 1
    assert nothing_is_stored(home)


def test_honest_settings_pass_the_same_rules() -> None:
    honest: list[dict[str, Any]] = [
        {"title": "App Store reviews", "product": "My App"},
        {"query": '"my app" crash OR "does not load"', "address": "https://forum.example.org/c/support"},
        {"address": "https://mastodon.example/tags/myapp", "basis": "public"},
    ]
    for fields in honest:
        check_source("one", fields, place="here")
        check_profile("one", fields, profile="customers", place="here")
    agreed: dict[str, Any] = {
        "basis": "invited",
        "agreed_by": "m",
        "agreed_on": "d",
        "notice": "n",
        "until": "2030-01-01",
    }
    for fields in [agreed, {"basis": "handed-in"}, {"own_reviews": True}]:
        check_profile("one", fields, profile="workers", place="here")
    with pytest.raises(RefusedError):
        check_profile("one", {}, profile="workers", place="here")
