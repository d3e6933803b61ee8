"""What is installed is locked by hash, installs on every Python we promise, and names no place to fetch from."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.house.files import ROOT

LOCKS = sorted((ROOT / "constraints").glob("*.txt"))
_PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)(?: ; (.+?))? \\$")
_HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
every_lock = pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)


def _pins(lock: Path) -> dict[str, set[str]]:
    pins: dict[str, set[str]] = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if match := _PIN.match(line):
            pins.setdefault(match[1], set()).add(match[2])
    return pins


def _asked_for(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + [w for e in extras for w in project["optional-dependencies"][e]]
    names = (re.match(r"[A-Za-z0-9._-]+", requirement) for requirement in wanted)
    return {re.sub(r"[-_.]+", "-", name[0]).lower() for name in names if name} | {"setuptools"}


def test_the_locks_are_there() -> None:
    assert [lock.name for lock in LOCKS] == ["dev.txt", "runtime.txt"]


@every_lock
def test_every_line_is_an_exact_version_or_a_hash_of_it(lock: Path) -> None:
    lines = lock.read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if not _PIN.match(line) and not _HASH.match(line)]
    bare = [a for a, b in zip(lines, [*lines[1:], ""], strict=True) if _PIN.match(a) and not _HASH.match(b)]
    assert not bare, "these are not locked by a hash"


@every_lock
def test_no_lock_says_where_to_fetch_from(lock: Path) -> None:
    assert not re.search(r"://|index-url|find-links|@ ", lock.read_text(encoding="utf-8"))


def test_the_locks_hold_what_the_package_asks_for() -> None:
    assert _asked_for() <= _pins(ROOT / "constraints/runtime.txt").keys()
    assert _asked_for("postgres", "dev") <= _pins(ROOT / "constraints/dev.txt").keys()


def test_the_tests_run_on_the_versions_that_are_shipped() -> None:
    dev = _pins(ROOT / "constraints/dev.txt")
    differing = {
        name: versions
        for name, versions in _pins(ROOT / "constraints/runtime.txt").items()
        if dev.get(name) != versions
    }
    assert not differing
