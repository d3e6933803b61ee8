"""The page of commands says what the commands say."""

from pathlib import Path

from tools.write_commands import page

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"


def test_the_page_of_commands_is_made_from_their_help() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tools/write_commands.py"
