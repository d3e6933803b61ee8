"""Whether an installation may listen as it is set up: its pack, its sources and its invitations (the
covenant)."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Final

from yousaid import __version__
from yousaid.config import FILE, Config, SourceConfig
from yousaid.core.errors import ConfigError, RefusedError
from yousaid.core.pack import Pack
from yousaid.core.refusals import check_profile
from yousaid.gate import refuse_words
from yousaid.store import log

from .check_pack import load_checked

#: Whoever runs commands on the machine itself, as the log calls it.
OPERATOR: Final = "operator"


def load_allowed(config: Config) -> Pack:
    """The pack of a home, once it and every source that is written down may be listened to. RefusedError
    if not."""
    pack = load_checked(config.pack)
    for source in config.sources.values():
        check_allowed(config, pack, source)
    return pack


def note_start(config: Config, pack: Pack) -> None:
    """Write into the log that this installation starts, and what of its configuration changed (C12)."""
    log.append("started", role=OPERATOR, detail={"version": __version__})
    log.note_configuration(config.public(pack), OPERATOR)


def check_allowed(config: Config, pack: Pack, source: SourceConfig, *, today: date | None = None) -> None:
    """RefusedError when a source may not be read in the pack's profile, or its invitation is over."""
    place = str(config.home / FILE)
    where = f"{place}, sources.{source.id}"
    for words in (source.title, source.query):
        refuse_words(words, place=where)
    check_profile(source.id, asdict(source), profile=pack.profile, place=place)
    if source.address or source.query:
        raise ConfigError(
            "this release reads files only",
            place=where,
            remedy="Leave address and query out, and import files",
        )
    if source.basis == "invited" and date.fromisoformat(source.until) < (today or datetime.now(UTC).date()):
        raise RefusedError(
            f"the invitation ended on {source.until}",
            place=where,
            remedy="Ask the moderators again and write down the new agreement",
        )
