"""Names of persons: after a cue, after a title, or as the tagger finds them.

A capital letter alone never makes a name: restaurants and places would go. What a pack keeps (`keep`) stays.
"""

import re
from collections.abc import Iterable, Sequence, Set
from typing import Final

from .cues import ALWAYS, CUE_SAYS, CUES, VERB, lists, word_key
from .tagger import LINKS

Span = tuple[int, int]
#: How far around a name a brand may reach ("Long John Silver").
_AROUND: Final = (6, 12)


def _is_first(word: str) -> bool:
    return word_key(word.split("-")[0]) in lists().first


def _is_shout(word: str) -> bool:
    """Whether a word after a cue has its capital for another reason ("Driver PLEASE", "Rider Missing")."""
    return not _is_first(word) and (word.isupper() or VERB.search(word) is not None)


class Names:
    """Finds spans of names. keep: brands and places that are never names here."""

    def __init__(self, keep: Iterable[str]) -> None:
        self._keep = frozenset(word_key(word) for phrase in keep for word in phrase.split())
        self._prefixes = tuple(word for word in self._keep if len(word) > 3)

    def _is_common(self, word: str) -> bool:
        key = word_key(word)
        return key in lists().common or key in self._keep or key.startswith(self._prefixes)

    def _trim(self, text: str, start: int, end: int) -> Span | None:
        """The span up to the first common word; None when it begins with one, or is a place or a brand."""
        first, *others = text[start:end].split(" ")
        if self._is_common(first):
            return None
        around = text[max(0, start - _AROUND[0]) : end + _AROUND[1]].lower().replace("\u2019", "'")
        if any(brand in around for brand in lists().brands):
            return None
        links = ""
        for word in others:
            if word_key(word) in lists().places:
                return None
            if word.lower() in LINKS:
                links += f" {word}"
                continue
            if self._is_common(word):
                break
            first, links = f"{first}{links} {word}", ""
        return start, start + len(first)

    def spans(self, text: str, cues: Set[int], tagged: Sequence[Span]) -> list[Span]:
        """(start, end) of names, sorted, without overlaps. cues: which of NAME_HINTS the text holds.
        tagged: what the tagger found.
        """
        found = [
            m.span(1)
            for k, cue in enumerate(CUES)
            if k in cues
            for m in cue.finditer(text)
            if not _is_shout(m.group(1).split(" ")[0])
        ]
        if len(CUES) in cues:
            found += [span for m in CUE_SAYS.finditer(text) for span in self._said(m)]
        trimmed = [span for span in (self._trim(text, *s) for s in [*found, *tagged]) if span is not None]
        spans: list[Span] = []
        for start, end in sorted(trimmed):
            if spans and start < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return spans

    def _said(self, m: re.Match[str]) -> list[Span]:
        """What follows "my name is": one word, and a second that goes with it."""
        first, more = m.group(1), m.group(2)
        strong = first[0].isupper() or _is_first(first) or word_key(first) in lists().unsure
        if not strong and (len(first) < 3 or not m.group().lower().startswith(ALWAYS)):
            return []
        last = more.split()[-1] if more else ""
        both = last and not self._is_common(last) and (last[0].isupper() or first[0].islower())
        return [(m.start(1), m.end(2) if both else m.end(1))]
