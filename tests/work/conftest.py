"""A home with a small pack of its own, quick to fit."""

from pathlib import Path

import pytest

from yousaid.config import FILE, Config
from yousaid.store import open_store

TOPICS = {
    "app": (
        (
            "crash",
            2,
            "Crashes",
            ["The app crashes when I open it", "It closes by itself all the time", "App keeps freezing"],
        ),
        (
            "login",
            3,
            "Login fails",
            ["I cannot log in to my account", "The login code never arrives", "Password is refused"],
        ),
    ),
    "refund": (
        (
            "refused",
            3,
            "Refund refused",
            ["They refuse to refund me", "No refund for a missing order", "My money is not given back"],
        ),
        (
            "slow",
            2,
            "Refund slow",
            ["The refund takes weeks", "Still waiting for my refund", "Refund pending since a month"],
        ),
    ),
}


@pytest.fixture
def small_home(tmp_path: Path) -> Config:
    """An installation that listens to four sub-topics."""
    pack = tmp_path / "pack"
    (pack / "topics").mkdir(parents=True)
    (pack / "pack.toml").write_text(
        'id = "small"\naudience = "customers"\ntitle = "Small"\ndescription = "Small"\n', encoding="utf-8"
    )
    for topic, subs in TOPICS.items():
        lines = [f'id = "{topic}"', f'title = "{topic.title()}"', 'description = "D"']
        for name, severity, title, examples in subs:
            lines += ["[[sub]]", f'id = "{name}"', f'title = "{title}"', 'description = "D"']
            lines += [f"severity = {severity}", "[sub.examples]", f"en = {examples}".replace("'", '"')]
        (pack / "topics" / f"{topic}.toml").write_text("\n".join(lines), encoding="utf-8")
    home = tmp_path / "home"
    home.mkdir()
    (home / FILE).write_text(
        f'title = "T"\npack = "{pack}"\n[sources.shop]\ntitle = "Shop"\nproduct = "Our app"\n',
        encoding="utf-8",
    )
    return open_store(home)
