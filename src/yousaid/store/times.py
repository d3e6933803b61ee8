"""Hours and days since the Unix epoch as moments, UTC."""

from datetime import UTC, datetime, timedelta
from typing import Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def hour_time(hour: int) -> datetime:
    """The beginning of an hour."""
    return EPOCH + timedelta(hours=hour)


def day_time(day: int) -> datetime:
    """The beginning of a day."""
    return EPOCH + timedelta(days=day)
