"""The red-team set of the gate has the shape that its figures rest on; nobody tunes on its sealed part."""

from collections import Counter
from pathlib import Path

SET = Path(__file__).with_name("red_team.tsv")
LANGUAGES = ("en", "es", "de", "fr", "pt", "it")
#: Lines for each label and language.
WANTED = {"open": 17, "sealed": 34}


def _lines() -> list[list[str]]:
    return [line.split("\t") for line in SET.read_text(encoding="utf-8").splitlines()]


def test_every_part_label_and_language_has_its_lines() -> None:
    head, *rows = _lines()
    assert head == ["part", "label", "lang", "text"]
    assert len(rows) >= 300
    assert Counter((part, label, lang) for part, label, lang, _ in rows) == {
        (part, label, lang): number
        for part, number in WANTED.items()
        for label in ("drop", "keep")
        for lang in LANGUAGES
    }


def test_no_line_is_there_twice_nor_in_both_parts() -> None:
    texts = Counter(" ".join(row[3].casefold().split()) for row in _lines()[1:])
    assert not [number for number, text in enumerate(texts, 2) if texts[text] > 1]


def test_every_line_is_one_plain_text_of_a_sentence_or_three() -> None:
    rows = _lines()
    assert all(len(row) == 4 for row in rows), "a text holds no tab"
    assert all(row[3] == row[3].strip() and '"' not in row[3] for row in rows)
    assert not [number for number, row in enumerate(rows[1:], 2) if not 5 <= len(row[3].split()) <= 45]
