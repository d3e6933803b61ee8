"""Where an installation lives and how it is set: the home folder and its yousaid.toml.

The home is `--home DIR`, else the nearest folder upwards with a yousaid.toml, else the platform's
data folder.
"""

import ipaddress
import json
import os
import secrets
import tomllib
import zoneinfo
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import platformdirs

from .core.errors import ConfigError, RefusedError
from .core.pack import Pack
from .core.refusals import BASES, SECRECY, check_source

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
# Where everybody can fetch /listening. Without it this is a local trial, which every page says, and no live
# source is read. With it, nothing is let in while the page cannot be fetched there.
# public_address = "https://listening.example.org"
# database = "postgresql://yousaid@localhost/yousaid"  # default: one SQLite file in this folder

# Products, so that issues of one are not mixed with another's. Posts of a source belong to its product.
# [sources.my-app-ios]
# title = "App Store reviews, My App"
# product = "My App"
# basis = "public"            # public, handed-in, or invited with agreed_by, agreed_on, notice, until
"""


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """How a source is called, which product its posts speak of, and why we may read it.

    basis: public, invited (with the record of the invitation) or handed-in. own_reviews: reviews of one's
    own app.
    """

    id: str
    title: str
    product: str = ""
    basis: str = "public"
    own_reviews: bool = False
    address: str = ""
    query: str = ""
    agreed_by: str = ""
    agreed_on: str = ""
    notice: str = ""
    until: str = ""


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
    def local_trial(self) -> bool:
        """Whether nobody but this machine can fetch the public page: said on every page."""
        return not self.public_address or _is_loopback(urlsplit(self.public_address).hostname or "")

    @property
    def installation(self) -> str:
        """16 hex digits that tell this installation's public page from any other; they reveal nothing."""
        return self.secret("public page")[:8].hex()

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

    def public(self, pack: Pack) -> dict[str, Any]:
        """Everything about this installation that is a matter of settings and public (C11), as plain
        values."""
        return {
            "title": self.title,
            "contact": self.contact,
            "purpose": self.purpose,
            "public_address": self.public_address,
            "retention_days": self.retention_days,
            "pack": {
                "id": pack.id,
                "version": pack.version,
                "digest": pack.digest,
                "audience": pack.audience,
            },
            "sources": {name: asdict(source) for name, source in sorted(self.sources.items())},
        }

    def source(self, source_id: str) -> SourceConfig:
        """The settings of a source; one that is not written down is called by its id."""
        return self.sources.get(source_id) or SourceConfig(id=source_id, title=source_id)


def digest_of(public: Mapping[str, Any]) -> str:
    """16 hex digits that change with anything in a public configuration."""
    said = json.dumps(public, sort_keys=True, ensure_ascii=False)
    return blake2b(said.encode(), digest_size=8).hexdigest()


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
        if key in SECRECY:
            raise RefusedError(
                f"{key} would hide this installation, and everything that listens is public (C11)",
                place=place,
                remedy="Leave it out: /listening says what is heard, where, and who answers for it",
            )
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
    if config.public_address:
        _check_address(config.public_address, place)
    try:
        zoneinfo.ZoneInfo(config.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(
            f"there is no time zone {config.time_zone!r}", place=place, remedy="Use UTC"
        ) from error
    return config


_SOURCE: Final = {field.name: field.type for field in fields(SourceConfig) if field.name != "id"}


def _sources(data: object, place: str) -> dict[str, SourceConfig]:
    if not isinstance(data, dict):
        raise ConfigError("sources is no table", place=place, remedy="Write [sources.some-id]")
    return {name: _source(name, table, place) for name, table in data.items()}


def _source(name: str, table: object, place: str) -> SourceConfig:
    where = f"{place}, sources.{name}"
    if not isinstance(table, dict):
        raise ConfigError("a source is a table", place=where, remedy=f"Write [sources.{name}]")
    check_source(name, table, place=place)
    for key, value in table.items():
        kind = _SOURCE.get(key)
        if kind is None:
            raise ConfigError(
                f"there is no setting {key!r}", place=where, remedy=f"Known: {', '.join(_SOURCE)}"
            )
        # TOML has dates of its own; they are kept as they are written.
        if kind is not bool and isinstance(value, date):
            table[key] = value.isoformat()
        elif type(value) is not kind:
            raise ConfigError(f"{key} is no {'text' if kind is str else 'true or false'}", place=where)
    source = SourceConfig(id=name, **{"title": name, **table})
    if source.basis not in BASES:
        raise ConfigError(f"basis is {source.basis!r}", place=where, remedy=f"Use one of {', '.join(BASES)}")
    if source.until:
        _until(source.until, where)
    return source


def _until(written: str, place: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ConfigError(
            f"until is {written!r}", place=place, remedy="Write a day, such as 2027-01-31"
        ) from None


def _check_address(address: str, place: str) -> None:
    """The page must be fetchable by everybody: no login in the address, encrypted but on this machine."""
    try:
        url = urlsplit(address)
        host = url.hostname or ""
    except ValueError:
        host = ""
    if not host or url.scheme not in ("http", "https") or url.query or url.fragment:
        raise ConfigError(
            f"public_address is {address!r}",
            place=place,
            remedy="Write https://listening.example.org or leave it out",
        )
    if url.username or url.password:
        raise RefusedError(
            "the public page would stand behind a login, and everybody may read it (C11)",
            place=place,
            remedy="Give the address at which anybody can fetch it",
        )
    if url.scheme == "http" and not _is_loopback(host):
        raise ConfigError("public_address is not encrypted", place=place, remedy="Write https://")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
