"""Words for what the judge says: severity, certainty, sentiment."""

from typing import Final

#: Severity 0..4, as words that people see.
SEVERITIES: Final = ("none", "annoyed", "hindered", "blocked", "danger")

# Certainty words: below LIKELY it is unsure. The judge's probabilities are calibrated to make these true.
SURE: Final = 0.8
LIKELY: Final = 0.5


def certainty(prob: float) -> str:
    """`sure`, `likely` or `unsure`: a bare score promises more than it holds."""
    if prob >= SURE:
        return "sure"
    return "likely" if prob >= LIKELY else "unsure"


def feeling(sentiment: float | None) -> str:
    """`negative`, `neutral`, `positive`, or "" when none was computed."""
    if sentiment is None:
        return ""
    if sentiment <= -0.25:
        return "negative"
    return "positive" if sentiment >= 0.25 else "neutral"
