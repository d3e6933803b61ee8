"""Flat packs: a pack made from labelled lines, without families, titles or languages.

A folder with `pack.toml` and `examples.jsonl`. Each line is {"text": ..., "topic": ...}; a topic is any
text and is given back as it stands; null is off topic. One sub-topic a label, whose id is the label.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from .errors import InputError, PackError

EXAMPLES: Final = "examples.jsonl"
_LINE: Final = 'Write lines like {"text": "It crashes", "topic": "crash"}'


def read_examples(lines: Iterable[str], *, place: str) -> list[tuple[str, str | None]]:
    """(text, topic) of labelled lines; blank lines are left out. InputError names file and line."""
    out: list[tuple[str, str | None]] = []
    for n, line in enumerate(lines, 1):
        if not line.strip():
            continue
        here = f"{place}, line {n}"
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise InputError("this is no JSON", place=here, remedy=_LINE) from error
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise InputError("there is no text", place=here, remedy=_LINE)
        topic = row.get("topic")
        if "topic" not in row or not (topic is None or isinstance(topic, str)):
            raise InputError("topic is neither a text nor null", place=here, remedy=_LINE)
        if topic == "":
            raise InputError("topic is empty", place=here, remedy="Write null for what is off topic")
        out.append((row["text"], topic))
    return out


def write_flat_pack(folder: Path, name: str, examples: Iterable[tuple[str, str | None]]) -> None:
    """Write a flat pack. InputError when there are fewer than two topics to choose from."""
    rows = [(text, topic) for text, topic in examples if text.strip()]
    if len({topic for _, topic in rows if topic is not None}) < 2:
        raise InputError("the examples have fewer than two topics", remedy="Label texts with at least two")
    folder.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps({"text": text, "topic": topic}, ensure_ascii=False) + "\n" for text, topic in rows)
    with (folder / EXAMPLES).open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as file:
        file.writelines(lines)
    head = f'# Made from labelled lines.\nid = {_quoted(name)}\nversion = 1\naudience = "customers"\n'
    head += (
        f'title = {{ en = {_quoted(name)} }}\ndescription = {{ en = "A pack made from labelled lines." }}\n'
    )
    (folder / "pack.toml").write_text(head, encoding="utf-8")


def read_flat(folder: Path) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """(examples by label in order of first appearance, off-topic examples) of a flat pack's folder."""
    path = folder / EXAMPLES
    found: dict[str, list[str]] = {}
    off_topic: list[str] = []
    try:
        with path.open(encoding="utf-8") as file:
            for text, topic in read_examples(file, place=str(path)):
                (off_topic if topic is None else found.setdefault(topic, [])).append(text)
    except UnicodeDecodeError as error:
        raise PackError("the file is not UTF-8", place=str(path), remedy="Save it as UTF-8") from error
    if len(found) < 2:
        raise PackError("the pack has fewer than two topics", place=str(path))
    return {topic: tuple(texts) for topic, texts in found.items()}, tuple(off_topic)


def _quoted(text: str) -> str:
    return json.dumps(text.strip() or "pack", ensure_ascii=True).replace("\\/", "/")
