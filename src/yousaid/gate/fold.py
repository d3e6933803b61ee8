"""Text folded for the matching of terms: what is left is a-z, 0-9, single spaces and " . " between sentences.

Folding undoes what people do to get a word past a list: accents, full-width and look-alike letters,
leetspeak (str1ke), letters set apart (s t r i k e), emoji or invisible characters inside a word, letters
repeated. Where undoing could also damage honest text, the undone reading is *added* after a full stop, not
put in its place.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

#: Letters of other scripts that look like Latin ones.
_ALIKE: Final = dict(zip("аеорсухіѕкмнтвјԁοαεικντυρχ", "aeopcyxiskmhtbjdoaeiknvupx", strict=True))
_LEET: Final = str.maketrans("0134578@$!|€", "oieastbasiie")
_LEET_L: Final = str.maketrans("0134578@$!|€", "oleastbaslle")
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
)

#: An English ending after an apostrophe stays with its word; any other apostrophe parts two words (l'union).
_ENDING: Final = re.compile("'(?=(?:s|t|m|re|ll|ve|d)(?![a-z]))")
#: Every ASCII character: letters and digits stay, sentence ends become a full stop, the rest a space.
_PLAIN: Final = {i: chr(i) if chr(i).isalnum() else "." if chr(i) in ".!?;:\n" else " " for i in range(128)}
_NOT_WORD: Final = re.compile("[^a-z0-9.]+")
_APART: Final = re.compile("(?<![a-z0-9])[a-z](?:[ ._*-]{1,3}[a-z](?![a-z0-9])){3,}")
_SPLIT: Final = re.compile("(?<=[a-z])(?:[^a-z0-9 \n.,;:!?'\"/()&+-]+|[._*-])(?=[a-z])")
_LONG: Final = re.compile(r"([a-z])\1{2,}")

#: Whether a text may hold a disguised word. Arrow looks for it in whole batches.
_DISGUISE: Final = "|".join(
    [
        "[A-Za-z][0134578@$!|€][A-Za-z]",
        "(?:^|[ \n])[0134578@$€][A-Za-z]{2}",
        "[A-Za-z]{2}[01345@$](?:[ \n]|$)",
        "[A-Za-z](?:[^A-Za-z0-9 \n.,;:!?'\"/()&+-]|[._*-])[A-Za-z]",
        "(?:^|[^A-Za-z0-9])[A-Za-z][ ._*-]{1,3}[A-Za-z][ ._*-]{1,3}[A-Za-z](?:[^A-Za-z0-9]|$)",
        "[^\x01-\x7f]",
        *(f"[{chr(i)}{chr(i).upper()}]{{3}}" for i in range(ord("a"), ord("z") + 1)),
    ]
)
#: Typographic quotes, dashes and dots as people type them.
_UPRIGHT: Final = tuple(zip("\u2019\u2018\u201c\u201d\u2013\u2014\u2026", "''\"\"  .", strict=True))


def _upright(text: str) -> str:
    if not text.isascii():
        for typeset, typed in _UPRIGHT:
            text = text.replace(typeset, typed)
    return text


def latin(text: str) -> str:
    """Lower case without accents, invisible characters and look-alikes."""
    text = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text)).casefold()
    return "".join(_ALIKE.get(c, c) for c in text if not unicodedata.combining(c))


def _words(text: str) -> str:
    """Words between single spaces; a sentence end is the word "."."""
    if "'" in text:
        text = _ENDING.sub("", text)
    text = text.translate(_PLAIN)
    if not text.isascii():
        text = _NOT_WORD.sub(" ", text)
    return " ".join(text.replace(".", " . ").split())


def _joined(m: re.Match[str]) -> str:
    """Letters that stood apart, together; the first may be an article ("a u n i o n")."""
    return re.sub("[^a-z]", "", m.group())


def _undisguised(text: str) -> str:
    text = text.lower() if text.isascii() else latin(text)
    readings = [_words(text)]
    others = (text.translate(_LEET), text.translate(_LEET_L), _SPLIT.sub("", text))
    readings += [_words(undone) for undone in others if undone != text]
    if _APART.search(text):
        readings += [_words(_APART.sub(_joined, text)), _words(_APART.sub(lambda m: _joined(m)[1:], text))]
    if _LONG.search(text):
        readings += [_words(_LONG.sub(r"\1", text)), _words(_LONG.sub(r"\1\1", text))]
    return " . ".join(readings)


def fold(text: str) -> str:
    """The text as terms see it, with the undone readings of disguised words after it."""
    return fold_all([text])[0]


def fold_all(texts: Sequence[str]) -> list[str]:
    """`fold` of each text; looks for disguises in the whole batch at once."""
    upright = [_upright(text) for text in texts]
    disguised = pc.match_substring_regex(pa.array(upright, pa.string()), _DISGUISE).to_pylist()
    return [
        _undisguised(text) if odd else _words(text.lower())
        for text, odd in zip(upright, disguised, strict=True)
    ]
