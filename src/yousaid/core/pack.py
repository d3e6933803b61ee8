"""Topic packs: what an installation listens to, as TOML.

A pack is a folder: `pack.toml` and `topics/<topic>.toml`, one file a topic. Everything in it is public.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from .errors import PackError
from .flat_pack import EXAMPLES, read_flat

SHIPPED: Final = Path(__file__).parent.parent / "packs"
AUDIENCES: Final = ("customers", "workers")
Words = Mapping[str, str]


@dataclass(frozen=True)
class SubTopic:
    """One thing people speak about. `id` is whole: "app/crash"."""

    id: str
    title: Words
    description: Words
    problem: bool
    severity: int  # usual severity of a problem, 0..4
    examples: Mapping[str, tuple[str, ...]]
    never: tuple[str, ...] = ()
    vague: bool = False  # says no more than good or bad: counted alone, never an issue

    def called(self, lang: str) -> str:
        """The title in a language, English when there is none."""
        return self.title.get(lang) or self.title.get("en") or self.id


@dataclass(frozen=True)
class Topic:
    """A family of sub-topics."""

    id: str
    title: Words
    description: Words
    order: int
    subs: tuple[SubTopic, ...]

    def called(self, lang: str) -> str:
        """The title in a language, English when there is none."""
        return self.title.get(lang) or self.title.get("en") or self.id


@dataclass(frozen=True)
class Pack:
    """A topic pack. `audience` decides the profile and cannot be overridden by a setting."""

    id: str
    version: int
    audience: str
    title: Words
    description: Words
    topics: tuple[Topic, ...]
    keep: tuple[str, ...] = field(default=())
    off_topic: tuple[str, ...] = field(default=())  # examples of no topic at all

    @property
    def profile(self) -> str:
        """`customers`, or `workers` when those who speak depend on the operator for their living."""
        return self.audience

    @cached_property
    def subs(self) -> dict[str, SubTopic]:
        """Sub-topics by whole id, in the pack's order."""
        return {sub.id: sub for topic in self.topics for sub in topic.subs}

    @cached_property
    def parents(self) -> dict[str, Topic]:
        """The topic of each sub-topic, by the sub-topic's whole id."""
        return {sub.id: topic for topic in self.topics for sub in topic.subs}

    @cached_property
    def issue_topics(self) -> frozenset[str]:
        """Sub-topics of which issues are made: problems that say what is wrong."""
        return frozenset(sub.id for sub in self.subs.values() if sub.problem and not sub.vague)

    @cached_property
    def digest(self) -> str:
        """12 hex digits that change with anything the judge learns from."""
        h = hashlib.blake2b(digest_size=6)
        for sub in self.subs.values():
            h.update(
                repr((sub.id, sub.problem, sub.severity, sorted(sub.examples.items()), sub.never)).encode()
            )
        return h.hexdigest()

    def labelled(self) -> Iterator[tuple[str, str, str]]:
        """(text, sub-topic id, language) of every example."""
        for sub in self.subs.values():
            for lang, texts in sub.examples.items():
                for text in texts:
                    yield text, sub.id, lang

    def called(self, topic_id: str | None, lang: str = "en") -> str:
        """The title of a sub-topic or topic id; "Unsorted" words are the caller's business ("" for None)."""
        if topic_id is None:
            return ""
        if topic_id in self.subs:
            return self.subs[topic_id].called(lang)
        for topic in self.topics:
            if topic.id == topic_id:
                return topic.called(lang)
        return topic_id


def shipped_packs() -> list[str]:
    """Names of the packs that ship, sorted."""
    return sorted(p.parent.name for p in SHIPPED.glob("*/pack.toml"))


def load_pack(name: str | Path) -> Pack:
    """A shipped pack by name, or a folder. PackError names file and key."""
    folder = SHIPPED / str(name)
    if not (folder / "pack.toml").is_file():
        folder = Path(name)
    if not (folder / "pack.toml").is_file():
        raise PackError(
            f"there is no topic pack called {name}",
            remedy=f"Name a folder with a pack.toml, or one that ships: {', '.join(shipped_packs())}",
        )
    head = _read(folder / "pack.toml")
    place = str(folder / "pack.toml")
    topics, off_topic = _flat(head, folder) if (folder / EXAMPLES).is_file() else (_topics(folder), ())
    audience = _text(head, "audience", place)
    if audience not in AUDIENCES:
        raise PackError(f"audience is {audience!r}", place=place, remedy="Use customers or workers")
    version = head.get("version", 1)
    if not isinstance(version, int) or isinstance(version, bool):
        raise PackError("version is no whole number", place=place)
    return Pack(
        id=_text(head, "id", place),
        version=version,
        audience=audience,
        title=_words(head, "title", place),
        description=_words(head, "description", place),
        topics=tuple(topics),
        keep=_texts(head.get("keep", []), "keep", place),
        off_topic=off_topic,
    )


def _topics(folder: Path) -> list[Topic]:
    files = sorted((folder / "topics").glob("*.toml"))
    if not files:
        raise PackError(
            "the pack has no topics",
            place=str(folder / "pack.toml"),
            remedy=f"Add a file to {folder / 'topics'}",
        )
    topics = sorted((_topic(path) for path in files), key=lambda t: (t.order, t.id))
    _no_twins(topics, folder)
    return topics


def _flat(head: Mapping[str, Any], folder: Path) -> tuple[list[Topic], tuple[str, ...]]:
    """One topic with a sub-topic for each label, whose id is the label as given."""
    name = _text(head, "id", str(folder / "pack.toml"))
    labels, off_topic = read_flat(folder)
    subs = tuple(
        SubTopic(
            id=label,
            title={"en": label},
            description={"en": label},
            problem=True,
            severity=1,
            examples={"": texts},
        )
        for label, texts in labels.items()
    )
    return [Topic(id=name, title={"en": name}, description={"en": name}, order=0, subs=subs)], off_topic


def _no_twins(topics: list[Topic], folder: Path) -> None:
    seen: set[str] = set()
    for topic in topics:
        for name in (topic.id, *(sub.id for sub in topic.subs)):
            if name in seen:
                raise PackError(
                    f"the id {name!r} stands twice", place=str(folder / "topics"), remedy="Rename one"
                )
            seen.add(name)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"this is no valid TOML: {error}", place=str(path)) from error
    except UnicodeDecodeError as error:
        raise PackError("the file is not UTF-8", place=str(path), remedy="Save it as UTF-8") from error


def _topic(path: Path) -> Topic:
    data = _read(path)
    place = str(path)
    name = _id(data, place)
    order = data.get("order", 100)
    if not isinstance(order, int) or isinstance(order, bool):
        raise PackError("order is no whole number", place=place)
    subs = data.get("sub")
    if not isinstance(subs, list) or not subs:
        raise PackError("the topic has no sub-topics", place=place, remedy="Add a [[sub]] table")
    return Topic(
        id=name,
        title=_words(data, "title", place),
        description=_words(data, "description", place),
        order=order,
        subs=tuple(_sub(sub, name, f"{place}, sub-topic {n}") for n, sub in enumerate(subs, 1)),
    )


def _sub(data: object, parent: str, place: str) -> SubTopic:
    if not isinstance(data, dict):
        raise PackError("a sub-topic is a table", place=place, remedy="Write [[sub]]")
    name = _id(data, place)
    place = f"{place} ({name})"
    severity = data.get("severity", 1)
    if not isinstance(severity, int) or isinstance(severity, bool) or not 0 <= severity <= 4:
        raise PackError("severity is no whole number from 0 to 4", place=place)
    problem = data.get("problem", True)
    if not isinstance(problem, bool):
        raise PackError("problem is neither true nor false", place=place)
    vague = data.get("vague", False)
    if not isinstance(vague, bool):
        raise PackError("vague is neither true nor false", place=place)
    found = data.get("examples", {})
    if not isinstance(found, dict):
        raise PackError(
            "examples is no table of languages", place=place, remedy='Write examples.en = ["..."]'
        )
    examples = dict(found)
    never = _texts(examples.pop("never", data.get("never", [])), "never", place)
    by_lang = {str(lang): _texts(texts, f"examples.{lang}", place) for lang, texts in examples.items()}
    if not any(by_lang.values()):
        raise PackError("the sub-topic has no examples", place=place, remedy="Give at least two")
    return SubTopic(
        id=f"{parent}/{name}",
        title=_words(data, "title", place),
        description=_words(data, "description", place),
        problem=problem,
        severity=severity,
        examples=by_lang,
        never=never,
        vague=vague,
    )


def _id(data: Mapping[str, Any], place: str) -> str:
    name = _text(data, "id", place)
    if "/" in name or name != name.strip() or len(name) > 64:
        raise PackError(f"the id {name!r} may hold no slash and 64 characters at most", place=place)
    return name


def _text(data: Mapping[str, Any], key: str, place: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        raise PackError(f"{key} is missing or no text", place=place, remedy=f'Write {key} = "..."')
    return value


def _words(data: Mapping[str, Any], key: str, place: str) -> Words:
    value = data.get(key)
    if isinstance(value, str) and value.strip():
        return {"en": value}
    if isinstance(value, dict) and value and all(isinstance(v, str) for v in value.values()):
        return {str(k): v for k, v in value.items()}
    raise PackError(f"{key} is missing", place=place, remedy=f'Write {key} = {{en = "..."}}')


def _texts(value: object, key: str, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise PackError(f"{key} is no list of texts", place=place)
    return tuple(value)
