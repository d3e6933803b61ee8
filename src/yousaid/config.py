"""Where an installation lives and how it is set: the home folder and its yousaid.toml.

The home is `--home DIR`, else the nearest folder upwards with a yousaid.toml, else the platform's
data folder.
"""

import os
import secrets
import tomllib
import zoneinfo
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import platformdirs

from .core.errors import ConfigError

FILE: Final = "yousaid.toml"
KEY_FILE: Final = "secrets.key"
LANGUAGES: Final = ("en", "es")
RETENTION_MAX: Final = 90  # days, COVENANT C10

TEMPLATE: Final = """\
# yousaid: what this installation listens to, for whom, and for how long. All of it is printed on /listening.

title = "{title}"            # whose installation this is, as the public page names it
contact = "{contact}"        # who answers questions and objections (an address or a page)
purpose = "To find out what goes wrong for people who use our service, mend it, and say what we did."
pack = "{pack}"              # the topic pack: a shipped name or a folder
language = "en"              # of the pages: en or es
time_zone = "UTC"
retention_days = 30          # text is erased after so many days (90 at most); counts stay
# public_address = "https://listening.example.org"   # where /listening can be fetched by everybody
# database = "postgresql://yousaid@localhost/yousaid"  # default: one SQLite file in this folder

# Products, so that issues of one are not mixed with another's. Posts of a source belong to its product.
# [sources.my-app-ios]
# title = "App Store reviews, My App"
# product = "My App"
"""


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """How a source is called and which product its posts speak of."""

    id: str
    title: str
    product: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one home. `secret` keys every hash and never leaves the home."""

    home: Path
    title: str = "This organisation"
    contact: str = ""
    purpose: str = "To find out what goes wrong for people who use our service, mend it, and say what we did."
    pack: str = "delivery-app"
    language: str = "en"
    time_zone: str = "UTC"
    retention_days: int = 30
    public_address: str = ""
    database: str = ""
    demo: bool = False
    sources: dict[str, SourceConfig] = field(default_factory=dict)

    @property
    def sqlite_path(self) -> Path:
        """The database file when no other database is set."""
        return self.home / "yousaid.sqlite3"

    @property
    def cache(self) -> Path:
        """Fitted judges; may be deleted at any time. Demos share one."""
        return self.home.parent / "judges" if self.demo else self.home / "cache"

    def secret(self, purpose: str) -> bytes:
        """32 bytes for one purpose, from the home's key file, which is made at first use (mode 600)."""
        return blake2b(purpose.encode(), key=_master_key(self.home), digest_size=32).digest()

    def source(self, source_id: str) -> SourceConfig:
        """The settings of a source; one that is not written down is called by its id."""
        return self.sources.get(source_id) or SourceConfig(id=source_id, title=source_id)


def _master_key(home: Path) -> bytes:
    path = home / KEY_FILE
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        home.mkdir(parents=True, exist_ok=True)
        draft = home / f".{KEY_FILE}.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # fails when another process was first: then its key counts
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        key = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"the key cannot be read ({error.strerror})", place=str(path)) from error
    if len(key) != 32:
        raise ConfigError("the key is damaged", place=str(path), remedy="Restore it from a backup")
    return key


def find_home(home: str | Path | None) -> Path:
    """The home folder: the one named, else YOUSAID_HOME, else upwards from here, else the platform's own."""
    named = home or os.environ.get("YOUSAID_HOME")
    if named:
        return Path(named).expanduser().resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder
    return Path(platformdirs.user_data_dir("yousaid"))


def load_config(home: str | Path | None = None) -> Config:
    """The configuration of a home; defaults where it has no yousaid.toml. ConfigError names file and key."""
    folder = find_home(home)
    path = folder / FILE
    if folder.exists() and not folder.is_dir():
        raise ConfigError("the home is no folder", place=str(folder), remedy="Name a folder with --home")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Config(home=folder)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"this is no valid TOML: {error}", place=str(path)) from error
    except OSError as error:
        raise ConfigError(f"it cannot be read ({error.strerror})", place=str(path)) from error
    return _checked(data, folder, str(path))


_KINDS: Final[dict[str, type]] = {
    "title": str,
    "contact": str,
    "purpose": str,
    "pack": str,
    "language": str,
    "time_zone": str,
    "retention_days": int,
    "public_address": str,
    "database": str,
    "demo": bool,
}


def _checked(data: dict[str, Any], home: Path, place: str) -> Config:
    sources = data.pop("sources", {})
    for key, value in data.items():
        kind = _KINDS.get(key)
        if kind is None:
            raise ConfigError(
                f"there is no setting {key!r}", place=place, remedy=f"Known: {', '.join(_KINDS)}"
            )
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise ConfigError(f"{key} is no {kind.__name__}", place=place)
    config = Config(home=home, sources=_sources(sources, place), **data)
    if config.language not in LANGUAGES:
        raise ConfigError(f"language is {config.language!r}", place=place, remedy="Use en or es")
    if not 1 <= config.retention_days <= RETENTION_MAX:
        raise ConfigError(
            f"retention_days is {config.retention_days}",
            place=place,
            remedy=f"The covenant (C10) allows 1 to {RETENTION_MAX}",
        )
    try:
        zoneinfo.ZoneInfo(config.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(
            f"there is no time zone {config.time_zone!r}", place=place, remedy="Use UTC"
        ) from error
    return config


def _sources(data: object, place: str) -> dict[str, SourceConfig]:
    if not isinstance(data, dict):
        raise ConfigError("sources is no table", place=place, remedy="Write [sources.some-id]")
    found = {}
    for name, fields in data.items():
        if not isinstance(fields, dict) or not set(fields) <= {"title", "product"}:
            raise ConfigError(f"sources.{name} may hold title and product", place=place)
        found[name] = SourceConfig(
            id=name, title=str(fields.get("title", name)), product=str(fields.get("product", ""))
        )
    return found
