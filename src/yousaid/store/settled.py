"""The public configuration as the log tells it: flat, capped, and as changes from one state to the next."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from . import chain

LONGEST: Final = 200  # characters of a value that are kept
_TOGETHER: Final = 50  # changes an entry


def flat(public: Mapping[str, Any]) -> dict[str, str]:
    """Settings by path ("sources.shop.title"), values as words; what is not set (None) is left out."""
    return {path: _capped(value) for path, value in _paths(public, "")}


def _paths(table: Mapping[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        path = f"{before}{key}"
        if isinstance(value, Mapping):
            yield from _paths(value, f"{path}.")
        elif value is not None:
            yield path, value


def _capped(value: object) -> str:
    """A value as words: as it is when short, else its beginning and a hash of it all."""
    text = value if isinstance(value, str) else chain.canonical(value)
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}... sha256:{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def changes(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, list[str | None]]:
    """[old, new] of every setting that differs; None where it is not set."""
    return {
        path: [old.get(path), new.get(path)]
        for path in sorted({*old, *new})
        if old.get(path) != new.get(path)
    }


def after(old: Mapping[str, str], changed: Mapping[str, list[str | None]]) -> dict[str, str]:
    """The settings after changes."""
    merged = {**old, **{path: new for path, (_, new) in changed.items()}}
    return {path: value for path, value in merged.items() if value is not None}


def parts(changed: Mapping[str, list[str | None]]) -> Iterator[dict[str, list[str | None]]]:
    """Changes in portions that an entry can hold."""
    paths = list(changed)
    for at in range(0, len(paths), _TOGETHER):
        yield {path: changed[path] for path in paths[at : at + _TOGETHER]}


def digest(settings: Mapping[str, str]) -> str:
    """A hash of all settings as they are now."""
    return hashlib.sha256(chain.canonical(settings).encode()).hexdigest()
