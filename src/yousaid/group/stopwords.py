"""Words that titles are made without, from words.toml."""

import tomllib
from pathlib import Path
from typing import Any, Final

_LISTS: Final[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
_STOP: Final = {lang: frozenset(words.split()) for lang, words in _LISTS["stop"].items()}
#: Every language's, for texts of mixed or unknown language.
_ALL: Final = frozenset[str]().union(*_STOP.values())
_COARSE: Final = frozenset(_LISTS["coarse"]["words"].split())
_COARSE_STARTS: Final = tuple(word[:-1] for word in sorted(_COARSE) if word.endswith("*"))


def coarse(word: str) -> bool:
    """Whether a lower-case word is swearing or a name for people."""
    return word in _COARSE or word.startswith(_COARSE_STARTS)


def stop_words(lang: str) -> frozenset[str]:
    """Stop words of a language with the English ones, which turn up everywhere; all of them for any other."""
    return _STOP[lang] | _STOP["en"] if lang in _STOP else _ALL
