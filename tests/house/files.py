"""The files that the repository holds, for the tests that read them all."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def repository_files() -> tuple[Path, ...]:
    """Every file that is tracked or about to be; without git (an unpacked archive) all that is not hidden."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0:
        names = listing.stdout.decode().split("\0")
        found = (ROOT / name for name in names if name)
    else:
        found = (p for p in ROOT.rglob("*") if not any(s.startswith(".") for s in p.relative_to(ROOT).parts))
    return tuple(sorted(path for path in set(found) if path.is_file()))


def python_files() -> list[Path]:
    """The Python that people write: migrations are written by Django."""
    return [p for p in repository_files() if p.suffix == ".py" and "migrations" not in p.parts]


def text_of(path: Path) -> str | None:
    """The text of a file, None if it is none."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def name_of(path: Path) -> str:
    """The file's name as the repository says it."""
    return path.relative_to(ROOT).as_posix()
