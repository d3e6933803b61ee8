"""The chain of the log: every entry seals the one before, so that nothing is changed unseen (C12).

seal = SHA-256(seal before, 32 bytes ++ canonical JSON of action, at, detail, role and seq, UTF-8). Before the
first entry stand 32 zero bytes. Whoever owns the database can make a whole chain anew: the head that was
published elsewhere is what shows it. Nothing here knows the database.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

#: What can be done that is logged; nothing else is.
ACTIONS: Final = (
    "started",
    "config_changed",
    "import",
    "view",
    "export",
    "erase",
    "withdraw",
    "expire",
    "issue_state",
    "verify",
    "collection_stopped",
    "collection_resumed",
)
START: Final = "00" * 32
_HEAD: Final = re.compile(r"([0-9]{1,18}):([0-9a-fA-F]{64})")
_GAP: Final = 1_000  # entries that may be missing at a place and still be told from an edit


@dataclass(frozen=True, slots=True)
class Head:
    """The number and the seal (hex) of the last entry; (0, START) of an empty log. Printed as SEQ:SEAL."""

    seq: int
    seal: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.seal}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """A head as it is printed; ValueError when it is none."""
        found = _HEAD.fullmatch(text.strip())
        if found is None:
            raise ValueError("a head is a number, a colon and 64 hex digits")
        return cls(int(found[1]), found[2].lower())


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. at: UTC to the minute ("2026-11-24T00:31Z"); detail: canonical JSON; seal: hex."""

    seq: int
    at: str
    role: str
    action: str
    detail: str
    seal: str

    @property
    def facts(self) -> dict[str, Any]:
        """The detail as an object."""
        found: dict[str, Any] = json.loads(self.detail)
        return found


@dataclass(frozen=True, slots=True)
class Found:
    """What a check came to. kind: "" when the chain is whole, else what was done to it; seq: where first."""

    kind: str
    seq: int

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        return not self.kind

    @property
    def message(self) -> str:
        """What was found, in a sentence."""
        return _MESSAGES[self.kind].format(seq=self.seq, before=self.seq - 1)


_MESSAGES: Final = {
    "": "the log is whole up to entry {seq}",
    "edited": "entry {seq} does not follow from entry {before}: one of the two was edited",
    "deleted": "the entry with number {seq} was deleted",
    "inserted": "entry {seq} was inserted later",
    "reordered": "another entry stands in the place of entry {seq}",
    "truncated": "the log was cut off before entry {seq}: its published head lies beyond its end",
    "rewritten": "entry {seq} is not the one whose seal was published: the log was rewritten",
}


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces. ValueError or TypeError for what JSON does not know."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def seal_of(before: str, *, seq: int, at: str, role: str, action: str, detail: Mapping[str, Any]) -> str:
    """The seal of an entry that comes after the seal `before`, both hex."""
    said = canonical({"action": action, "at": at, "detail": detail, "role": role, "seq": seq})
    return hashlib.sha256(bytes.fromhex(before) + said.encode()).hexdigest()


def check(entries: Iterable[Entry], published: Head | None = None) -> Found:
    """Look through all entries, in the order of their numbers, for the first that is not as it was written.

    published: a head that was noted elsewhere. Without it a chain that was cut off or made anew looks whole.
    What was done is told as well as it can be; that something was done is certain.
    """
    before = last = Head(0, START)
    rows = iter(entries)
    for entry in rows:
        if entry.seq != last.seq + 1 or not _sealed(entry, entry.seq, last.seal):
            return _told(entry, rows, before, last)
        before, last = last, Head(entry.seq, entry.seal)
        if published is not None and published.seq == last.seq and published.seal != last.seal:
            return Found("rewritten", last.seq)
    if published is not None and published.seq > last.seq:
        return Found("truncated", last.seq + 1)
    if published is not None and published.seq == 0 and published.seal != START:
        return Found("rewritten", 0)
    return Found("", last.seq)


def _sealed(entry: Entry, seq: int, before: str) -> bool:
    """Whether the entry has the seal that one with this number would have behind the seal `before`."""
    try:
        facts = json.loads(entry.detail)
        seal = seal_of(before, seq=seq, at=entry.at, role=entry.role, action=entry.action, detail=facts)
        return seal == entry.seal and canonical(facts) == entry.detail
    except (ValueError, RecursionError):  # no JSON, one nested without end, a seal that is no hash
        return False


def _told(bad: Entry, rest: Iterator[Entry], before: Head, last: Head) -> Found:
    """What was done to the first entry that does not follow from `last`, which followed from `before`."""
    expected = last.seq + 1
    if bad.seq != expected:
        return Found("deleted" if bad.seq > expected else "inserted", min(bad.seq, expected))
    if last.seq and _sealed(bad, last.seq, before.seal):
        return Found("inserted", last.seq)  # the one before was sealed rightly, but this was its place
    later = list(rest)
    if any(_sealed(row, expected, last.seal) for row in later):
        own = any(_sealed(bad, n, row.seal) for row in later for n in (row.seq + 1, expected + 1))
        return Found("reordered" if own else "inserted", expected)
    if later and any(_sealed(later[0], later[0].seq + gap, bad.seal) for gap in range(1, _GAP + 1)):
        return Found("deleted", expected)  # and the rest was numbered anew
    return Found("edited", expected)
