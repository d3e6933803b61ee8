"""What this installation is set to: its configuration and its topic pack, read once a process."""

from functools import lru_cache

from django.conf import settings

from yousaid.config import Config
from yousaid.core.pack import Pack, load_pack
from yousaid.store import labels
from yousaid.store.rows import IssueRow


def config() -> Config:
    """The running configuration, as the settings read it."""
    found = settings.CONFIG
    assert isinstance(found, Config)
    return found


@lru_cache(maxsize=8)
def _pack(name: str) -> Pack:
    return load_pack(name)


def pack() -> Pack:
    """The topic pack that is listened with."""
    return _pack(config().pack)


def topic_title(topic_id: str | None, lang: str) -> str:
    """The family's title of a topic or sub-topic id; "" when it is none of the pack's."""
    if topic_id is None:
        return ""
    return pack().called(topic_id.partition("/")[0], lang)


def sub_title(topic_id: str | None, lang: str) -> str:
    """The sub-topic's own title; "" for a family or an unsorted mention."""
    if topic_id is None or "/" not in topic_id:
        return ""
    return pack().called(topic_id, lang)


def issue_title(row: IssueRow, lang: str) -> str:
    """An issue's own title, or its sub-topic's as long as it has none."""
    return row.title if row.title != row.topic_id else pack().called(row.topic_id, lang)


def judges() -> list[dict[str, str]]:
    """The models that judge here, for the public page: id, what each does, licence."""
    found = labels.words("judge")  # the judges whose verdicts are stored
    return [
        *({"id": name, "does": "topic", "licence": "AGPL-3.0-or-later"} for name in found),
        {"id": "universal-sentence-encoder-multilingual@3", "does": "meaning", "licence": "Apache-2.0"},
        {"id": "lid.176.ftz", "does": "language", "licence": "CC-BY-SA-3.0"},
    ]
