"""The home and its settings: clear about what is wrong, careful with the key."""

import threading
from pathlib import Path

import pytest

from yousaid.config import FILE, KEY_FILE, TEMPLATE, Config, find_home, load_config
from yousaid.core.errors import ConfigError


def settings(home: Path, text: str) -> Path:
    (home / FILE).write_text(text, encoding="utf-8")
    return home


def test_a_home_without_a_file_has_the_defaults(tmp_path: Path) -> None:
    config = load_config(tmp_path)
    assert config.pack == "delivery-app"
    assert config.retention_days == 30
    assert config.source("anything").title == "anything"


def test_the_template_that_init_writes_is_a_valid_file(tmp_path: Path) -> None:
    settings(tmp_path, TEMPLATE.format(title="T", contact="c@example.org", pack="delivery-app"))
    assert load_config(tmp_path).title == "T"


def test_sources_have_titles_and_products(tmp_path: Path) -> None:
    settings(tmp_path, '[sources.ios]\ntitle = "App Store"\nproduct = "Our app"\n')
    assert load_config(tmp_path).source("ios").product == "Our app"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("titel = 'x'", "no setting 'titel'"),
        ("retention_days = 91", "allows 1 to 90"),
        ("retention_days = true", "retention_days is no int"),
        ("language = 'xx'", "Use en or es"),
        ("time_zone = 'Mars/Base'", "no time zone"),
        ("title = ", "no valid TOML"),
        ("[sources.a]\ncolour = 'x'", "there is no setting 'colour'"),
        ("[sources.a]\nbasis = 'found'", "Use one of public, invited, handed-in"),
        ("[sources.a]\ntitle = 3", "title is no text"),
        ("[sources.a]\nuntil = 'soon'", "Write a day"),
        ("sources.a = 3", "a source is a table"),
        ("public_address = 'listening'", "Write https://"),
        ("public_address = 'http://example.org'", "not encrypted"),
        ("public_address = 'https://[x'", "Write https://"),
        ("sources = 3", "sources is no table"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as caught:
        load_config(settings(tmp_path, text))
    assert str(tmp_path / FILE) in str(caught.value)


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(ConfigError, match="no folder"):
        load_config(tmp_path / "home")


def test_the_nearest_folder_upwards_is_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YOUSAID_HOME", raising=False)
    settings(tmp_path, "")
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert find_home(None) == tmp_path


def test_the_key_is_made_once_even_by_many_at_once(tmp_path: Path) -> None:
    config = Config(home=tmp_path / "home")
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(config.secret("ids"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert config.secret("voices") != found[0]
    assert (config.home / KEY_FILE).stat().st_mode & 0o077 == 0
    assert [path.name for path in config.home.iterdir()] == [KEY_FILE]


def test_a_damaged_key_is_said_rather_than_replaced(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_bytes(b"short")
    with pytest.raises(ConfigError, match="damaged"):
        Config(home=tmp_path).secret("ids")
