"""What is written down is whole and true: help, glossary, decisions, links, the table of where things go."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.house.files import ROOT, name_of, python_files, repository_files
from yousaid.cli import COMMANDS, cli
from yousaid.core.lifecycle import STATES
from yousaid.core.pack import Pack, SubTopic, Topic, load_pack, shipped_packs

ADRS = sorted((ROOT / "docs/adr").glob("*.md"))


def _commands_of(name: str) -> Iterator[tuple[list[str], click.Command]]:
    """A command by its name, or all those under it when it is a group."""
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    if isinstance(found, click.Group):
        yield from (([name, under], command) for under, command in found.commands.items())
    else:
        yield [name], found


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_an_example_in_its_help(name: str) -> None:
    for words, _ in _commands_of(name):
        result = CliRunner().invoke(cli, [*words, "--help"])
        assert result.exit_code == 0, result.output
        assert "Example" in result.output
        assert f"yousaid {' '.join(words)}" in result.output, "the example calls the command itself"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_explained(name: str) -> None:
    for words, command in _commands_of(name):
        options = [p for p in command.params if isinstance(p, click.Option)]
        assert not [(words, p.name) for p in options if not (p.help or p.hidden)]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_documents_name_every_command(name: str) -> None:
    told = "".join(
        p.read_text(encoding="utf-8") for p in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    )
    for words, _ in _commands_of(name):
        assert f"yousaid {' '.join(words)}" in told, "say in README.md or docs/ what it does"


def test_every_python_file_says_what_it_is() -> None:
    trees = {name_of(p): ast.parse(p.read_text(encoding="utf-8")) for p in python_files()}
    assert not [name for name, tree in trees.items() if tree.body and not ast.get_docstring(tree)]


def test_every_topic_that_ships_is_described_in_english_and_spanish() -> None:
    things: list[Pack | Topic | SubTopic] = []
    for pack in map(load_pack, shipped_packs()):
        things += [pack, *pack.topics, *pack.subs.values()]
    assert things, "no pack ships"
    bare = [
        (thing.id, lang)
        for thing in things
        for lang in ("en", "es")
        if not (thing.title.get(lang) and thing.description.get(lang))
    ]
    assert not bare


def test_the_glossary_knows_every_state_of_an_issue() -> None:
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    assert not [state for state in STATES if f"**{state}**" not in glossary]


def test_no_word_stands_twice_in_the_glossary() -> None:
    words = re.findall(r"\*\*(.+?)\*\*", "\n".join(_first_cells(ROOT / "GLOSSARY.md")))
    assert len(words) > 40, "the words were not found"
    assert sorted(words) == sorted(set(words))


def test_decisions_are_numbered_one_after_the_other() -> None:
    assert [int(adr.name[:4]) for adr in ADRS] == list(range(1, len(ADRS) + 1))


@pytest.mark.parametrize("adr", ADRS, ids=lambda adr: adr.stem)
def test_a_decision_says_why(adr: Path) -> None:
    text = adr.read_text(encoding="utf-8")
    assert text.startswith(f"# {int(adr.name[:4])}. ")
    parts = [part for part in ("Context", "Decision", "Why", "Consequences") if f"**{part}.**" not in text]
    assert not parts


def test_every_place_in_the_table_of_where_things_go_exists() -> None:
    table = (
        (ROOT / "CONTRIBUTING.md")
        .read_text(encoding="utf-8")
        .split("## Where do I put a file?")[1]
        .split("##")[0]
    )
    places = [place for place in re.findall(r"`([\w./-]+)`", table) if "/" in place or place.endswith(".md")]
    assert len(places) > 10, "the table was not found"
    assert not [place for place in places if not (ROOT / place).exists()]


def test_links_between_documents_lead_somewhere() -> None:
    documents = [path for path in repository_files() if path.suffix == ".md"]
    broken = [
        (name_of(document), link)
        for document in documents
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
        if "://" not in link and not (document.parent / link).exists()
    ]
    assert not broken


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    declared = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert declared is not None
    explained = re.findall(r"^([a-z-]+):.*?## ", makefile, re.MULTILINE)
    assert sorted(declared[1].split()) == sorted(explained)


def _first_cells(path: Path) -> list[str]:
    rows = path.read_text(encoding="utf-8").splitlines()
    return [row.split("|")[1] for row in rows if row.startswith("| **")]
