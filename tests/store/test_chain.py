"""Whatever is done to a log afterwards is found against a head that was published before."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yousaid.store.chain import START, Entry, Found, Head, canonical, check, seal_of

AT = "2026-11-24T00:31Z"


def sealed(before: str, seq: int, role: str, action: str, detail: dict[str, Any]) -> Entry:
    seal = seal_of(before, seq=seq, at=AT, role=role, action=action, detail=detail)
    return Entry(seq, AT, role, action, canonical(detail), seal)


def chain(length: int, start: int = 0) -> list[Entry]:
    found: list[Entry] = []
    for seq in range(1, length + 1):
        before = found[-1].seal if found else START
        found.append(sealed(before, seq, "lead", "import", {"posts": 5 * (seq + start), "about": "ünß"}))
    return found


def numbered(entries: list[Entry]) -> list[Entry]:
    return [replace(entry, seq=seq) for seq, entry in enumerate(entries, 1)]


def resealed(entries: list[Entry]) -> list[Entry]:
    made: list[Entry] = []
    for entry in numbered(entries):
        before = made[-1].seal if made else START
        facts = entry.facts if entry.detail.startswith("{") else {"posts": 1}
        made.append(sealed(before, entry.seq, entry.role, entry.action, facts))
    return made


def head(entries: list[Entry]) -> Head:
    return Head(entries[-1].seq, entries[-1].seal) if entries else Head(0, START)


def forged(before: Entry | None = None, seq: int = 0) -> Entry:
    return sealed(before.seal if before else START, seq, "desk", "export", {"rows": 7})


@pytest.mark.parametrize("length", [0, 1, 2, 30])
def test_a_log_that_nobody_touched_is_whole(length: int) -> None:
    assert check(chain(length)) == check(chain(length), head(chain(length))) == Found("", length)


def test_an_earlier_head_still_holds_when_the_log_has_grown() -> None:
    assert check(chain(9), head(chain(4))).whole
    assert check(chain(9), Head(0, START)).whole


WHOLE = chain(8)
TAMPERED = {
    "a role is edited": ("edited", 3, [replace(e, role="auditor") if e.seq == 3 else e for e in WHOLE]),
    "a time is edited": ("edited", 1, [replace(e, at="2020-01-01T00:00Z") if e.seq == 1 else e for e in WHOLE]),
    "an action is edited": ("edited", 8, [replace(e, action="view") if e.seq == 8 else e for e in WHOLE]),
    "a detail is edited": ("edited", 5, [replace(e, detail='{"posts":0}') if e.seq == 5 else e for e in WHOLE]),
    "a detail is no JSON any more": ("edited", 2, [replace(e, detail="{") if e.seq == 2 else e for e in WHOLE]),
    "a detail is nested without end": (
        "edited",
        2,
        [replace(e, detail="[" * 100_000) if e.seq == 2 else e for e in WHOLE],
    ),
    "a detail is written otherwise": (
        "edited",
        2,
        [replace(e, detail=e.detail.replace(":", ": ")) if e.seq == 2 else e for e in WHOLE],
    ),
    "a seal is edited": ("edited", 4, [replace(e, seal="ff" * 32) if e.seq == 4 else e for e in WHOLE]),
    "a seal is no hash": ("edited", 4, [replace(e, seal="none") if e.seq == 4 else e for e in WHOLE]),
    "one is deleted": ("deleted", 3, WHOLE[:2] + WHOLE[3:]),
    "the first are deleted": ("deleted", 1, WHOLE[3:]),
    "one is deleted and the rest numbered anew": ("deleted", 3, numbered(WHOLE[:2] + WHOLE[3:])),
    "three are deleted and the rest numbered anew": ("deleted", 3, numbered(WHOLE[:2] + WHOLE[5:])),
    "one is inserted": ("inserted", 4, numbered([*WHOLE[:3], forged(), *WHOLE[3:]])),
    "one is inserted and sealed rightly": ("inserted", 4, numbered([*WHOLE[:3], forged(WHOLE[2], 4), *WHOLE[3:]])),
    "one is inserted before the last": ("inserted", 8, numbered([*WHOLE[:7], forged(), WHOLE[7]])),
    "one is inserted before the first": ("inserted", 1, numbered([forged(), *WHOLE])),
    "one stands twice": ("inserted", 4, [*WHOLE[:4], *WHOLE[3:]]),
    "one has a number before the first": ("inserted", 0, [replace(forged(), seq=0), *WHOLE]),
    "two neighbours change places": ("reordered", 3, numbered([*WHOLE[:2], WHOLE[3], WHOLE[2], *WHOLE[4:]])),
    "the last two change places": ("reordered", 7, numbered([*WHOLE[:6], WHOLE[7], WHOLE[6]])),
    "two far ones change places": ("reordered", 1, numbered([WHOLE[6], *WHOLE[1:6], WHOLE[0], WHOLE[7]])),
    "one moves to the end": ("reordered", 2, numbered([WHOLE[0], *WHOLE[2:], WHOLE[1]])),
    "the last are cut off": ("truncated", 6, WHOLE[:5]),
    "all is cut off": ("truncated", 1, []),
    "all is made anew": ("rewritten", 8, chain(8, start=1)),
    "all is made anew and longer": ("rewritten", 8, chain(12, start=1)),
    "all is made anew from the middle": ("rewritten", 8, resealed([*WHOLE[:4], forged(), *WHOLE[5:]])),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_done_is_named_with_the_first_entry_that_is_bad(what: str) -> None:
    kind, seq, tampered = TAMPERED[what]

    found = check(tampered, head(WHOLE))

    assert (found.kind, found.seq, found.whole) == (kind, seq, False)
    assert str(seq) in found.message


def test_an_empty_log_has_one_head_only() -> None:
    assert check([], Head(0, "ff" * 32)).kind == "rewritten"


Tampering = Callable[[list[Entry], st.DataObject], list[Entry]]


def _edit(entries: list[Entry], data: st.DataObject) -> list[Entry]:
    at = data.draw(st.integers(0, len(entries) - 1))
    name = data.draw(st.sampled_from(["at", "role", "action", "detail", "seal"]))
    other = data.draw(
        st.text(st.characters(exclude_characters="{"), max_size=70)
        if name != "seal"
        else st.binary(min_size=32, max_size=32)
    )
    value = other.hex() if isinstance(other, bytes) else other
    edited: dict[str, Any] = {name: value}
    return [*entries[:at], replace(entries[at], **edited), *entries[at + 1 :]]


def _delete(entries: list[Entry], data: st.DataObject) -> list[Entry]:
    gone = data.draw(st.sets(st.integers(0, len(entries) - 1), min_size=1))
    left = [entry for at, entry in enumerate(entries) if at not in gone]
    return numbered(left) if data.draw(st.booleans()) else left


def _insert(entries: list[Entry], data: st.DataObject) -> list[Entry]:
    at = data.draw(st.integers(0, len(entries) - 1))
    before = entries[at - 1] if at and data.draw(st.booleans()) else None
    return numbered([*entries[:at], forged(before, at + 1), *entries[at:]])


def _reorder(entries: list[Entry], data: st.DataObject) -> list[Entry]:
    return numbered(data.draw(st.permutations(entries)))


def _cut(entries: list[Entry], data: st.DataObject) -> list[Entry]:
    return entries[: data.draw(st.integers(0, len(entries) - 1))]


def _rewrite(entries: list[Entry], data: st.DataObject) -> list[Entry]:
    way = data.draw(st.sampled_from([_insert, _delete, _reorder]))
    return resealed(way(entries, data))


@given(
    st.integers(1, 12),
    st.lists(st.sampled_from([_edit, _delete, _insert, _reorder, _cut, _rewrite]), min_size=1, max_size=3),
    st.data(),
)
def test_any_tampering_is_found_against_the_published_head(
    length: int, ways: list[Tampering], data: st.DataObject
) -> None:
    whole = chain(length)
    tampered = whole
    for way in ways:
        tampered = way(tampered, data) if tampered else tampered

    # What comes after the head that was published is not bound by it: only what is before counts.
    same = tampered[:length] == whole
    assert check(tampered, head(whole)).whole == (same and check(tampered).whole)
    assert same or not check(tampered, head(whole)).whole


@given(st.integers(0, 1 << 40), st.binary(min_size=32, max_size=32))
def test_a_head_is_read_as_it_is_printed(seq: int, seal: bytes) -> None:
    there = Head(seq, seal.hex())
    assert Head.parse(f" {there}\n") == there


@pytest.mark.parametrize("text", ["", "7", "7:", "7:ff", "x:" + "0" * 64, "-1:" + "0" * 64, "7:" + "g" * 64])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="64 hex digits"):
        Head.parse(text)
