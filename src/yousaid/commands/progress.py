"""A quiet progress bar on standard error, only where somebody looks."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_WIDTH: Final = 30
_EVERY: Final = 0.1  # seconds


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Gives a function to be called with how many are done since the last call."""
    if not sys.stderr.isatty():
        yield lambda more: None
        return
    done, drawn = 0, 0.0

    def advance(more: int) -> None:
        nonlocal done, drawn
        done += more
        now = time.monotonic()
        if now - drawn >= _EVERY:
            drawn = now
            _draw(label, done, total)

    _draw(label, 0, total)
    try:
        yield advance
    finally:
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()


def _draw(label: str, done: int, total: int) -> None:
    filled = min(_WIDTH * done // max(total, 1), _WIDTH)
    sys.stderr.write(f"\r\033[K{label} {'━' * filled}{'─' * (_WIDTH - filled)} {done:,} of {total:,}")
    sys.stderr.flush()
