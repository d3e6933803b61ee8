"""What numbers and texts may be shown to whom: the threshold k, rounding, tables of cells (C7, C8).

A table that everybody may see is cut on one fixed grid, in whole windows that are over. A cell below k voices
is never shown; all others carry the noise of their cell key and are rounded. Margins are counted and treated
like any cell, never added up from cells, so that a sum tells nothing about what is missing in it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from .cell_keys import cell_key, noise
from .errors import RefusedError
from .post import AUDIENCES
from .voices import window_end

#: Fewer voices than this are never shown in public, and a search term they used finds nothing.
K: Final = 10
STEP: Final = 5
#: Text from a space that invited us opens at so many voices, where those who speak depend on the operator.
INVITED_MIN: Final = 3
PROFILES: Final = ("customers", "workers")

#: The cuts that a public table may name besides its window, and no others.
GRID: Final[tuple[frozenset[str], ...]] = tuple(
    frozenset(names.split())
    for names in ("", "topic", "product", "topic product", "topic region", "topic product region")
)
#: A window is published when it has been over for so long: counts of the last day are not live.
SETTLED: Final = timedelta(days=1)


def public_count(voices: int) -> int | None:
    """Voices as the public may see them: None under K, else rounded to the nearest STEP."""
    if voices < K:
        return None
    return rounded_total(voices)


def rounded_total(n: int) -> int:
    """A drop total as anyone may see it: rounded to the nearest STEP, so that one post cannot be told."""
    return int((n + STEP / 2) // STEP * STEP)


def may_search(voices: int) -> bool:
    """Whether a search result with this many voices may be shown."""
    return voices >= K


def opens_text(voices: int, *, profile: str, basis: str) -> bool:
    """Whether the texts of an issue with this many voices may be read inside, each view logged (C8).

    profile: customers or workers, as the pack says. basis: of the texts' source, one of AUDIENCES.
    ValueError for any other word, so that a misspelt one does not open a text.
    """
    if profile not in PROFILES or basis not in AUDIENCES:
        raise ValueError(f"unknown profile or basis: {profile}, {basis}")
    return voices >= INVITED_MIN or (profile, basis) != ("workers", "invited")


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a public table; None means all.

    window: number of the 28 days (core.voices). topic: whole topics ("app"), no sub-topics.
    """

    window: int
    topic: str | None = None
    product: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Cut:
    """What was counted in a cell, before anybody may see it.

    voices: a lower bound of distinct people in the cell's window. posts: the ids of all posts in the cell.
    """

    voices: int
    posts: Collection[bytes]


def publish(cells: Mapping[Cell, Cut], *, secret: bytes, now: datetime) -> dict[Cell, int | None]:
    """Voices of each cell as everybody may see them: a multiple of STEP from K on, or None.

    None stands for "fewer than K", and for a number that the noise carried under K; the two look alike.
    The same posts have the same noise in whatever cell they stand. Whoever publishes a window keeps the
    answer and shows it from then on: a table made anew after late posts would show where they fell.
    secret: see cell_key. now: aware. RefusedError for a cell off the GRID, or in a window that is not over
    and SETTLED.
    """
    for cell in cells:
        _check(cell, now)
    return {cell: _shown(cut, secret) for cell, cut in cells.items()}


def _shown(cut: Cut, secret: bytes) -> int | None:
    voices = min(cut.voices, len(set(cut.posts)))  # nobody is in a cell who said nothing in it
    if voices < K:
        return None
    return public_count(rounded_total(voices + noise(cell_key(cut.posts, secret))))


def _check(cell: Cell, now: datetime) -> None:
    named = frozenset(name for name in ("topic", "product", "region") if getattr(cell, name) is not None)
    if named not in GRID:
        raise RefusedError(
            f"a table by {' and '.join(sorted(named))} is not on the grid of public cuts",
            remedy="Cut by topic, product, topic and product, topic and region, or all three",
        )
    if cell.topic is not None and "/" in cell.topic:
        raise RefusedError("a public table has no sub-topics", remedy="Count the whole topic")
    if now < window_end(cell.window) + SETTLED:
        raise RefusedError(
            "a public table holds no window that is still open",
            remedy="Publish it a day after its end",
        )
