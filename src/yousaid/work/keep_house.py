"""What must happen by itself: windows end, text is erased, issues are tidied."""

import logging
import threading
from datetime import UTC, datetime

from yousaid.config import Config
from yousaid.core.errors import YousaidError
from yousaid.store import write

EVERY = 60.0  # seconds

_log = logging.getLogger(__name__)


def keep_house(config: Config) -> None:
    """One round: end voice windows that are over, erase text past its retention, log the days that ended."""
    now = datetime.now(UTC)
    write.close_windows(now)
    write.erase_expired(now, config.retention_days)
    write.log_sums(now)


def keep_house_until(stop: threading.Event, config: Config) -> None:
    """Rounds until `stop` is set; the body of a thread."""
    while not stop.is_set():
        try:
            keep_house(config)
        except YousaidError as error:  # the next round may find the database free again
            _log.warning("%s", error)
        stop.wait(EVERY)
