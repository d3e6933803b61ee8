"""Identifiers are cut from texts before anything else sees them (covenant, C5).

What is cut leaves its kind: "[mail]", "[phone]", "[name]" ... Nothing of it can be had back.
"""

import re
from collections.abc import Iterable, Sequence, Set
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .addresses import CALLES, GROWN, HOUSES, OTHERS, STREETS
from .cues import NAME_HINTS
from .names import Names, Span
from .patterns import CODES, CUED, LONG, MAIL, PLACES, Shape
from .plates import PLATES
from .tagger import name_spans

#: Kinds of identifiers, as they stand in placeholders.
KINDS: Final = (
    *("mail", "url", "handle", "iban", "ip", "coordinates", "national_id", "tracking"),
    *("card", "order", "phone", "plate", "number", "address", "name"),
)
#: Invisible characters inside a number or an address would hide it from the patterns.
_INVISIBLE: Final = re.compile("[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
#: Digits of other scripts, and the full-width at sign and full stop.
_PLAIN: Final = {
    zero + n: str(n)
    for zero in (0xFF10, 0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6)
    for n in range(10)
} | {0xFF20: "@", 0xFE6B: "@", 0xFF0E: ".", 0xFF0B: "+", 0xA0: " ", 0x202F: " ", 0x2007: " "}

_PLACEHOLDER: Final = re.compile(f"\\[({'|'.join(KINDS)})\\]")
_ODD: Final = f"{_INVISIBLE.pattern}|[{''.join(map(chr, _PLAIN))}]"

#: In the order in which they are tried.
GROUPS: Final = (MAIL, CODES, PLACES, CUED, LONG, PLATES, OTHERS, STREETS, CALLES, HOUSES, GROWN)
MAX_PASSES: Final = 8
HINTS: Final = (*(group.hint for group in GROUPS), *NAME_HINTS)
#: Those that only a text with a digit can hold.
_NUMBERED: Final = frozenset(k for k, group in enumerate(GROUPS) if group not in (MAIL, GROWN))

Counts = dict[str, int]


def plain(text: str) -> str:
    """The text without what would hide an identifier: invisible characters, digits of other scripts."""
    return _INVISIBLE.sub("", text).translate(_PLAIN)


class Redactor:
    """Redacts texts. keep: brands and places of the pack, never cut as names."""

    def __init__(self, keep: Iterable[str] = ()) -> None:
        self._names = Names(keep)

    def redact(self, texts: Sequence[str]) -> list[tuple[str, Counts]]:
        """(redacted text, number of cuts by kind) of each text, in the same order."""
        odd = pc.match_substring_regex(pa.array(texts, pa.string()), _ODD).to_pylist()
        cut = [plain(text) if strange else text for text, strange in zip(texts, odd, strict=True)]
        counts: list[Counts] = [{} for _ in texts]
        places: Sequence[int] = range(len(cut))
        # What was cut may have hidden a neighbour, so a text that was touched is read again.
        for _ in range(MAX_PASSES):
            places = self._pass(cut, counts, places) if places else places
        counts = [{kind: n for kind, n in found.items() if n} for found in counts]
        return list(zip(cut, counts, strict=True))

    def _pass(self, texts: list[str], counts: list[Counts], places: Sequence[int]) -> list[int]:
        """Cut what is found in the texts at places, in place; the places of those that were touched."""
        batch = [texts[place] for place in places]
        hints = find_hints(batch)
        for n, found in hints.items():
            for k in found:
                if k < len(GROUPS):
                    batch[n] = _cut(GROUPS[k].shapes, batch[n], counts[places[n]])
        touched = []
        for n, (place, tagged) in enumerate(zip(places, name_spans(batch), strict=True)):
            if tagged or n in hints:
                cues = {k - len(GROUPS) for k in hints.get(n, ())}
                batch[n] = self._cut_names(batch[n], cues, tagged, counts[place])
                if batch[n] != texts[place]:
                    texts[place] = batch[n]
                    touched.append(place)
        return touched

    def _cut_names(self, text: str, cues: Set[int], tagged: Sequence[Span], counts: Counts) -> str:
        out, last = [], 0
        for start, end in self._names.spans(text, cues, tagged):
            out += [text[last:start], "[name]"]
            last = end
        if not out:
            return text
        counts["name"] = counts.get("name", 0) + len(out) // 2
        return "".join(out) + text[last:]


def find_hints(texts: Sequence[str]) -> dict[int, list[int]]:
    """For each text that holds any, by its place: which of HINTS, in their order."""
    column = pa.array(texts, pa.string())
    found: dict[int, list[int]] = {}
    numbered = _matching(column, "[0-9]")
    short = column.take(pa.array(numbered, pa.int64()))
    for k, hint in enumerate(HINTS):
        if k in _NUMBERED:
            rows = [numbered[n] for n in _matching(short, hint)] if numbered else []
        else:
            rows = _matching(column, hint)
        for row in rows:
            found.setdefault(row, []).append(k)
    return found


def _matching(column: "pa.Array[Any]", pattern: str) -> list[int]:
    return [int(n) for n in np.flatnonzero(pc.match_substring_regex(column, pattern))]


def _cut(shapes: Sequence[Shape], text: str, counts: Counts) -> str:
    for shape in shapes:
        if shape.pattern.search(text) is None:
            continue

        def cut(m: re.Match[str], shape: Shape = shape) -> str:
            if shape.check is not None and not shape.check(m.group(shape.group)):
                return m.group()
            start, end = m.span(shape.group)
            for kind in _PLACEHOLDER.findall(m.string, start, end):
                counts[kind] = max(counts.get(kind, 0) - 1, 0)
            counts[shape.kind] = counts.get(shape.kind, 0) + 1
            return f"{m.string[m.start() : start]}[{shape.kind}]{m.string[end : m.end()]}"

        text = shape.pattern.sub(cut, text)
    return text


@lru_cache(maxsize=16)
def _redactor(keep: tuple[str, ...]) -> Redactor:
    return Redactor(keep)


def redact(texts: Sequence[str], *, keep: Iterable[str] = ()) -> list[tuple[str, Counts]]:
    """(redacted text, number of cuts by kind) of each text. keep: brands and places never cut as names."""
    return _redactor(tuple(keep)).redact(texts)
