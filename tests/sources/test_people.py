"""Columns of people are refused by their name and by their look (COVENANT C1)."""

import random
from pathlib import Path
from typing import Any

import pytest

from tests.sources.files import opened, posts_of, write_csv, write_jsonl
from yousaid.core.errors import RefusedError
from yousaid.sources.people import looks_personal, names_person, word_list

PERSONAL = word_list(
    """
    author authorName author_id user userName user_name USERNAME userId users handle nick nickname
    reviewer reviewer_name Reviewer customer customerEmail email e-mail Mail phone phone_number ip
    ip_address name Name full_name firstName lastName screen_name display_name profile profile_url
    avatar userImage autor Nombre nombre_usuario usuario cliente correo telefono apellidos
    created_by posted_by account accountid contact courier_name driver owner member sender login
    review_author autor_comentario
    """
)
FINE = word_list(
    """
    text body review content version_name app_name appVersion source product_name region city
    country user_review user_rating customer_feedback review_text comment comentario
    comentario_cliente topic_name store_name reviewCreatedVersion thumbsUpCount lang
    reviewer_language timestamp title filename line_name device nombre_producto client_version
    username_count zip status ship tip description
    """
)


@pytest.mark.parametrize("name", PERSONAL)
def test_a_column_named_after_people_is_known_by_its_name(name: str) -> None:
    assert names_person(name)


@pytest.mark.parametrize("name", FINE)
def test_a_column_named_after_a_thing_is_no_person(name: str) -> None:
    assert not names_person(name)


@pytest.mark.parametrize("field", ["text", "title", "region", "version", "id", "kind", "lang"])
def test_no_field_takes_a_column_named_after_people(tmp_path: Path, field: str) -> None:
    path = write_csv(tmp_path / "a.csv", [{"text": "It froze", "userName": "canary"}])
    with pytest.raises(RefusedError) as caught:
        opened(path, mapping={field: "userName"})
    message = str(caught.value)
    assert "'userName' says who spoke" in message
    assert "--voice 'userName'" in message, "what is possible instead must be said"


def test_an_author_column_that_is_only_there_is_left_unread(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [{"text": "It froze", "userName": "canary"}])
    assert opened(path).columns.unread == ("userName",)
    assert "canary" not in repr([vars_of(post) for post in posts_of(path)])


def vars_of(post: Any) -> list[object]:
    return [getattr(post, name) for name in type(post).__slots__]


def test_the_voice_fills_no_other_field(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [{"text": "It froze", "who": "x"}])
    with pytest.raises(RefusedError, match="the voice and a field at once"):
        opened(path, mapping={"region": "who"}, voice="who")


FIRST = ["Alma", "Boris", "Carla", "Dario", "Emil", "Freya", "Gita", "Hugo", "Ines", "Jonas"]
LAST = ["Abbas", "Brandt", "Chavez", "Duarte", "Eriksen", "Fontana", "Gupta", "Holm", "Ibarra", "Jansen"]
NAMES = [f"{first} {last}" for first in FIRST for last in LAST]


@pytest.mark.parametrize(
    ("column", "cells", "seen"),
    [
        ("region", ["SG", "HK", "somebody@example.org"], "mail addresses"),
        ("version", ["5.1", "somebody@example.org"], "mail addresses"),
        ("region", ["north", "@canary_88"], "handles"),
        ("region", ["north", "192.0.2.17"], "IP addresses"),
        ("region", ["north", "2001:db8::17"], "IP addresses"),
        ("title", ["@canary_88", "@other_77", "Nice"], "handles"),
        ("region", NAMES, "names of persons"),
        ("title", NAMES, "names of persons"),
        ("region", [f"canary{n}" for n in range(80)], "something that differs from person to person"),
        ("region", ["+34 612 345 678", "+34 612 345 679", "north"], "phone numbers"),
    ],
)
def test_a_column_that_looks_like_people_is_refused(
    tmp_path: Path, column: str, cells: list[str], seen: str
) -> None:
    path = write_jsonl(
        tmp_path / "a.jsonl", [{"text": f"It froze {n}", column: c} for n, c in enumerate(cells)]
    )
    with pytest.raises(RefusedError, match=seen) as caught:
        opened(path).check()
    assert not any(cell in str(caught.value) for cell in cells if len(cell) > 5)


def test_mail_addresses_are_no_ids(tmp_path: Path) -> None:
    rows = [{"text": f"It froze {n}", "id": f"canary{n}@example.org"} for n in range(5)]
    with pytest.raises(RefusedError, match="mail addresses"):
        opened(write_csv(tmp_path / "a.csv", rows)).check()


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ("region", ["New York", "San Francisco", "Hong Kong", "Buenos Aires"] * 30),
        ("version", [f"5.{n % 40}.0.1" for n in range(400)]),
        (
            "title",
            ["Great App", "Love It", "so slow", "crashes on start", "Map blank!", "why", "Bad Update", "meh"]
            * 9,
        ),
        ("lang", ["en", "es"] * 50),
        ("id", [f"{n:032x}" for n in range(100)]),
    ],
)
def test_ordinary_columns_are_not_taken_for_people(field: str, cells: list[str]) -> None:
    random.Random(0).shuffle(cells)
    assert looks_personal(field, cells) == ""
