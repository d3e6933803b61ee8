"""Trends of counts: growth against a baseline, and what hurts most now."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: Pseudo-count that keeps three posts against one from reading "+200 %".
PRIOR: Final = 3.0
#: |z| from which a change is called real (two-sided 5 %).
REAL: Final = 1.96


@dataclass(frozen=True, slots=True)
class Growth:
    """Change of a count against the same span before: ratio (1.0 = no change) and whether it is real."""

    now: int
    before: int
    ratio: float
    real: bool

    @property
    def word(self) -> str:
        """`new`, `rising`, `falling` or `steady`."""
        if self.before == 0 and self.now > 0:
            return "new"
        if not self.real:
            return "steady"
        return "rising" if self.ratio > 1 else "falling"


def growth(now: int, before: int) -> Growth:
    """Compare two counts over spans of equal length.

    Real means that a Poisson test of equal rates, by the square-root transform
    z = 2(sqrt(now + 3/8) - sqrt(before + 3/8)) / sqrt(2) (Anscombe 1948), rejects at 5 %.
    """
    ratio = (now + PRIOR) / (before + PRIOR)
    z = 2 * (math.sqrt(now + 0.375) - math.sqrt(before + 0.375)) / math.sqrt(2)
    return Growth(now=now, before=before, ratio=ratio, real=abs(z) >= REAL)


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
