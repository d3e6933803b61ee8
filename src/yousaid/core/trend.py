"""Trends of counts: growth against a baseline, and what hurts most now."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: Pseudo-count that keeps three posts against one from reading "+200 %".
PRIOR: Final = 3.0
#: |z| from which a change is called real (two-sided 5 %).
REAL: Final = 1.96
#: Of an earlier span that was heard for less than this, nothing can be told.
HEARD: Final = 0.25


@dataclass(frozen=True, slots=True)
class Growth:
    """Change of a count against the same span before: ratio (1.0 = no change) and whether it is real.

    heard: share 0..1 of the earlier span in which there was anything to hear.
    """

    now: int
    before: int
    ratio: float
    real: bool
    heard: float = 1.0

    @property
    def word(self) -> str:
        """`new`, `rising`, `falling` or `steady`."""
        if self.before == 0 and self.now > 0 and self.heard >= HEARD:
            return "new"
        if not self.real:
            return "steady"
        return "rising" if self.ratio > 1 else "falling"


def growth(now: int, before: int, *, heard: float = 1.0) -> Growth:
    """Compare two counts over spans of equal length, of which the earlier was heard only in part.

    Real means that a Poisson test of equal rates, by the square-root transform
    z = 2(sqrt(now + 3/8) - sqrt((before + 3/8) / heard)) / sqrt(1 + 1/heard) (Anscombe 1948), rejects at 5 %.
    """
    if heard < HEARD:
        return Growth(now=now, before=before, ratio=1.0, real=False, heard=heard)
    ratio = (now + PRIOR) / (before / heard + PRIOR)
    z = 2 * (math.sqrt(now + 0.375) - math.sqrt((before + 0.375) / heard)) / math.sqrt(1 + 1 / heard)
    return Growth(now=now, before=before, ratio=ratio, real=abs(z) >= REAL, heard=heard)


def hurt(voices: int, severity: float, change: Growth) -> float:
    """How much an issue hurts now: voices x severity weight x growth, all of them of the same span.

    voices: of the current span. severity: mean 0..4; each step doubles, because one person in danger
    weighs more than several who are annoyed. Growth counts between a half and the double.
    """
    return voices * math.exp2(severity - 1) * min(max(change.ratio, 0.5), 2.0)


def buckets(days: Sequence[tuple[int, int]], *, first: int, width: int, count: int) -> list[int]:
    """Sum (day, n) pairs into `count` buckets of `width` days from day `first`; others are left out."""
    out = [0] * count
    for day, n in days:
        place = (day - first) // width
        if 0 <= place < count:
            out[place] += n
    return out
