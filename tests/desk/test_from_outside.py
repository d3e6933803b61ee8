"""The desk has no accounts: from outside only the public pages can be had, whatever road is tried."""

from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client

DESK = ["/", "/issues", "/live", "/topics", "/sources", "/live/feed", "/issues/1"]
PUBLIC = ["/listening", "/.well-known/listening.json"]
ROADS = [
    {"HTTP_HOST": "listening.example.org"},
    {"HTTP_HOST": "LISTENING.example.org:443"},
    {"HTTP_HOST": "listening.example.org."},
    {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
    {"HTTP_FORWARDED": "for=203.0.113.9"},
    {"HTTP_VIA": "1.1 proxy"},
    {"HTTP_X_REAL_IP": "203.0.113.9"},
]


@pytest.fixture
def published(desk: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A desk whose public page has a public address."""
    public = replace(settings.CONFIG, public_address="https://listening.example.org")
    monkeypatch.setattr(settings, "CONFIG", public)
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", [*settings.ALLOWED_HOSTS, "listening.example.org"])
    return desk


@pytest.mark.parametrize("headers", ROADS)
def test_no_page_of_the_desk_is_given_to_the_outside(published: Client, headers: dict[str, str]) -> None:
    for path in DESK:
        answer = published.get(path, headers={}, **headers)  # type: ignore[arg-type]
        assert answer.status_code == 404, path
        assert b"crashes" not in answer.content


@pytest.mark.parametrize("headers", ROADS)
def test_the_public_pages_are_given_to_everybody(published: Client, headers: dict[str, str]) -> None:
    for path in PUBLIC:
        assert published.get(path, headers={}, **headers).status_code == 200  # type: ignore[arg-type]


def test_on_the_machine_itself_the_desk_opens(published: Client) -> None:
    assert published.get("/issues").status_code == 200


def test_a_local_trial_says_so_on_every_page(desk: Client) -> None:
    for path in ("/issues", "/live", "/topics", "/sources", "/listening"):
        assert "Local trial" in desk.get(path).content.decode(), path
    assert desk.get("/.well-known/listening.json").json()["local_trial"] is True


def test_a_public_installation_is_no_trial(published: Client) -> None:
    for path in ("/issues", "/listening"):
        assert "Local trial" not in published.get(path).content.decode(), path
    assert published.get("/.well-known/listening.json").json()["local_trial"] is False
