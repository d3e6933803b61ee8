"""What numbers may be shown to whom: the threshold k and the rounding of public counts (C7, C8)."""

from typing import Final

#: Fewer voices than this are never shown in public, and a search term they used finds nothing.
K: Final = 10
STEP: Final = 5


def public_count(voices: int) -> int | None:
    """Voices as the public may see them: None under K, else rounded to the nearest STEP."""
    if voices < K:
        return None
    return int((voices + STEP / 2) // STEP * STEP)


def rounded_total(n: int) -> int:
    """A drop total as anyone may see it: rounded to the nearest STEP, so that one post cannot be told."""
    return int((n + STEP / 2) // STEP * STEP)


def may_search(voices: int) -> bool:
    """Whether a search result with this many voices may be shown."""
    return voices >= K
