"""Cutting a post into passages: a sentence or two that speak of one thing.

Linear in the length of the text, whatever stands in it.
"""

import re
from typing import Final

Span = tuple[int, int]

#: A passage has at most this many words; a cut is made at a comma or conjunction when one is near.
MOST_WORDS: Final = 40
#: A sentence with fewer words than this joins its neighbour ("Worst app. Crashes daily").
_FEW_WORDS: Final = 3
_FEW_LETTERS: Final = 14
_CJK: Final = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"

# An end mark, with what closes behind it. A full stop counts only before a space, so "1.5" and "v2.0" hold;
# CJK marks and line breaks count anywhere.
_END: Final = re.compile(
    r"(?:[.!?\u2026\u0964\u061f]+[\"'\u201d\u2019)\]]*(?=\s|$)|[\u3002\uff01\uff1f]+|\n+)"
)
_WORD: Final = re.compile(rf"[{_CJK}]{{1,2}}|[^\W{_CJK}]+(?:['\u2019][^\W{_CJK}]+)*")
# Titles and numbers after which a full stop is no end.
_SHORT: Final = re.compile(
    r"\b(?:mr|mrs|ms|dr|no|vs|etc|e\.g|i\.e|approx|st|sr|sra|ud|uds|p\.ej|tel)\.$", re.I
)
_JOINT: Final = re.compile(
    r"[,;:\u2014\u3001\uff0c]\s*|\s(?=(?:and|but|also|y|pero|tambi\u00e9n|und|aber|et|mais|e|mas|ma)\s)"
)


def split_passages(text: str) -> list[Span]:
    """(start, end) of the passages of a text, in code points, without white space at their ends.

    They come in order and do not overlap. A text with nothing but space has none; one without any word
    (only emoji, only marks) is one passage. A first line is a passage like another: titles often say it best.
    """
    whole = _trim(text, 0, len(text))
    if whole is None:
        return []
    if len(text) <= 40 and text.isascii() and "\n" not in text:
        return [whole]
    out: list[Span] = []
    for span in _joined(text, _sentences(text)):
        out += _shortened(text, span)
    return out or [whole]


def _sentences(text: str) -> list[Span]:
    cuts = []
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if match[0][0] == "." and match[0] == "." and _SHORT.search(text, max(start, end - 8), end):
            continue
        span = _trim(text, start, end)
        if span:
            cuts.append(span)
        start = end
    span = _trim(text, start, len(text))
    if span:
        cuts.append(span)
    return cuts


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """Fragments joined to the passage before them, or to the one after when they come first."""
    out: list[Span] = []
    waiting: int | None = None
    for start, end in spans:
        if waiting is not None:
            start, waiting = waiting, None
        if _is_fragment(text, start, end):
            if (out and "\n" not in text[out[-1][1] : start]) or (out and end == spans[-1][1]):
                out[-1] = (out[-1][0], end)
            else:
                waiting = start
        else:
            out.append((start, end))
    if waiting is not None:
        if out:
            out[-1] = (out[-1][0], spans[-1][1])
        else:
            out.append((waiting, spans[-1][1]))
    return out


def _is_fragment(text: str, start: int, end: int) -> bool:
    if end - start >= 40:
        return False
    words = _WORD.findall(text, start, end)
    return len(words) < _FEW_WORDS and sum(map(len, words)) < _FEW_LETTERS


def _shortened(text: str, span: Span) -> list[Span]:
    """A run-on cut into pieces of at most MOST_WORDS words, at a joint in the last half when there is one."""
    start, end = span
    if end - start <= MOST_WORDS * 3:
        return [span]
    words = [m.start() for m in _WORD.finditer(text, start, end)]
    if len(words) <= MOST_WORDS:
        return [span]
    out: list[Span] = []
    first = 0
    while len(words) - first > MOST_WORDS:
        low, high = words[first + MOST_WORDS // 2], words[first + MOST_WORDS]
        joints = [m.end() for m in _JOINT.finditer(text, low, high)]
        cut = joints[-1] if joints else high
        piece = _trim(text, start, cut)
        if piece:
            out.append(piece)
        start = cut
        while first < len(words) and words[first] < cut:
            first += 1
    last = _trim(text, start, end)
    if last:
        out.append(last)
    return out


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
