"""Identifiers are cut from texts before anything else sees them (covenant, C5).

What is cut leaves its kind: "[mail]", "[phone]", "[name]" ... Nothing of it can be had back.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from .addresses import CALLES, HOUSES, OTHERS, STREETS
from .cues import NAME_HINTS
from .names import Names
from .patterns import CODES, CUED, LONG, MAIL, PLACES, PLATES, Shape

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

_ODD: Final = f"{_INVISIBLE.pattern}|[{''.join(map(chr, _PLAIN))}]"

#: In the order in which they are tried.
GROUPS: Final = (MAIL, CODES, PLACES, CUED, LONG, PLATES, OTHERS, STREETS, CALLES, HOUSES)
MAX_PASSES: Final = 4
HINTS: Final = (*(group.hint for group in GROUPS), *NAME_HINTS)
_EVERYWHERE: Final = (True,) * len(HINTS)


def plain(text: str) -> str:
    """The text without what would hide an identifier: invisible characters, digits of other scripts."""
    return _INVISIBLE.sub("", text).translate(_PLAIN)


class Redactor:
    """Redacts texts. keep: brands and places of the pack, never cut as names."""

    def __init__(self, keep: Iterable[str] = ()) -> None:
        self._names = Names(keep)

    def redact(self, texts: Sequence[str]) -> list[tuple[str, dict[str, int]]]:
        """(redacted text, number of cuts by kind) of each text, in the same order."""
        column = pa.array(texts, pa.string())
        odd = pc.match_substring_regex(column, _ODD).to_pylist()
        if any(odd):
            texts = [plain(text) if strange else text for text, strange in zip(texts, odd, strict=True)]
            column = pa.array(texts, pa.string())
        hints = zip(*(pc.match_substring_regex(column, hint).to_pylist() for hint in HINTS), strict=True)
        return [
            self._one(text, found) if any(found) else (text, {})
            for text, found in zip(texts, hints, strict=True)
        ]

    def _one(self, text: str, hints: Sequence[bool]) -> tuple[str, dict[str, int]]:
        counts: dict[str, int] = {}
        cut = self._pass(text, hints, counts)
        # What was cut may have hidden a neighbour, so a text that was touched is read again.
        for _ in range(MAX_PASSES):
            if cut == text:
                break
            text, cut = cut, self._pass(cut, _EVERYWHERE, counts)
        return cut, counts

    def _pass(self, text: str, hints: Sequence[bool], counts: dict[str, int]) -> str:
        for group, hint in zip(GROUPS, hints, strict=False):
            if hint:
                text = _cut(group.shapes, text, counts)
        names = hints[len(GROUPS) :]
        return self._cut_names(text, names, counts) if any(names) else text

    def _cut_names(self, text: str, hints: Sequence[bool], counts: dict[str, int]) -> str:
        out, last = [], 0
        for start, end in self._names.spans(text, hints):
            out += [text[last:start], "[name]"]
            last = end
        if not out:
            return text
        counts["name"] = counts.get("name", 0) + len(out) // 2
        return "".join(out) + text[last:]


def _cut(shapes: Sequence[Shape], text: str, counts: dict[str, int]) -> str:
    for shape in shapes:
        if shape.pattern.search(text) is None:
            continue

        def cut(m: re.Match[str], shape: Shape = shape) -> str:
            if shape.check is not None and not shape.check(m.group(shape.group)):
                return m.group()
            counts[shape.kind] = counts.get(shape.kind, 0) + 1
            start, end = m.span(shape.group)
            return f"{m.string[m.start() : start]}[{shape.kind}]{m.string[end : m.end()]}"

        text = shape.pattern.sub(cut, text)
    return text


@lru_cache(maxsize=16)
def _redactor(keep: tuple[str, ...]) -> Redactor:
    return Redactor(keep)


def redact(texts: Sequence[str], *, keep: Iterable[str] = ()) -> list[tuple[str, dict[str, int]]]:
    """(redacted text, number of cuts by kind) of each text. keep: brands and places never cut as names."""
    return _redactor(tuple(keep)).redact(texts)
