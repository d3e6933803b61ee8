"""Names of persons: after a cue, after a title, or by a list of first names. Small lists, cautious rules.

A capital letter alone never makes a name: restaurants and places would go. What a pack keeps (`keep`) stays.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Final

from .cues import ALWAYS, CUE_SAYS, CUES, LOWER, MORE, SURNAME, VERB, WORD, lists, word_key

Span = tuple[int, int]
_BEFORE_PLACES: Final = frozenset(("at", "in", "ordered", "order", "near", "the", "a", "opposite", "outside"))
#: How far around a name a brand may reach ("Long John Silver").
_AROUND: Final = (6, 12)


def _is_first(word: str) -> bool:
    return word_key(word.split("-")[0]) in lists().first


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
        if self._is_common(first) or (not _is_first(first) and (first.isupper() or VERB.search(first))):
            return None
        around = text[max(0, start - _AROUND[0]) : end + _AROUND[1]].lower().replace("\u2019", "'")
        if any(brand in around for brand in lists().brands):
            return None
        for word in others:
            if word_key(word) in lists().places:
                return None
            if self._is_common(word):
                break
            first = f"{first} {word}"
        return start, start + len(first)

    def spans(self, text: str, hints: Sequence[bool]) -> list[Span]:
        """(start, end) of names, sorted, without overlaps. hints: which of NAME_HINTS the text holds."""
        *cues, says, listed = hints
        found = [m.span(1) for cue, hint in zip(CUES, cues, strict=True) if hint for m in cue.finditer(text)]
        if says:
            found += [span for m in CUE_SAYS.finditer(text) for span in self._said(m)]
        if listed:
            found += self._listed(text)
            found += [span for m in LOWER.finditer(text) for span in self._lower(m)]
        trimmed = [span for span in (self._trim(text, *s) for s in found) if span is not None]
        spans: list[Span] = []
        for span in sorted(trimmed, key=lambda s: (s[0], -s[1])):
            if not spans or span[0] >= spans[-1][1]:
                spans.append(span)
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

    def _listed(self, text: str) -> list[Span]:
        """First names of the list with what follows them, and pairs whose second ends as surnames do."""
        found = []
        words = list(WORD.finditer(text))
        for m, following in zip_longest(words, words[1:]):
            word, possessive = m.groups()
            if possessive or self._is_common(word):
                continue
            more = MORE.match(text, m.end(1))
            if _is_first(word):
                if more or self._stands_alone(text, m):
                    found.append((m.start(1), more.end() if more else m.end(1)))
            elif more and following and self._are_names(word, following.group(1)):
                found.append((m.start(1), more.end()))
        return found

    def _are_names(self, word: str, following: str) -> bool:
        """Whether a word that may be a first name stands before one that may be a surname."""
        unsure = word_key(word) in lists().unsure
        return not self._is_common(following) and (unsure or SURNAME.search(following) is not None)

    @staticmethod
    def _lower(m: re.Match[str]) -> list[Span]:
        """A first name in lower case, with what ends as surnames do after it."""
        if m.group(1) not in lists().first:
            return []
        return [(m.start(1), m.end(2) if m.group(2) and SURNAME.search(m.group(2)) else m.end(1))]

    @staticmethod
    def _stands_alone(text: str, m: re.Match[str]) -> bool:
        """A first name on its own is a person, unless the words around it speak of a place to eat."""
        before = text[max(0, m.start() - 14) : m.start()].lower().split()
        after = text[m.end() : m.end() + 14].lower().split()
        if after and after[0].strip(".,!") in lists().places:
            return False
        return not before or before[-1] not in _BEFORE_PLACES
