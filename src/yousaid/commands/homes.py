"""Opening the store of a home that is there already."""

from pathlib import Path
from typing import TYPE_CHECKING

from yousaid.core.errors import ConfigError

if TYPE_CHECKING:
    from yousaid.config import Config


def open_home(home: str | None) -> "Config":
    """The store of a home, ready; ConfigError for a named folder that is not there."""
    if home and not Path(home).expanduser().is_dir():
        raise ConfigError("there is no such folder", place=home, remedy=f"Make it with: yousaid init {home}")
    from yousaid.store.opening import open_store

    return open_store(home)
