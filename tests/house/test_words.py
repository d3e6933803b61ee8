"""Words that have no place in the repository: hosts of package registries, one machine's paths, real addresses."""

import re
from collections.abc import Iterator

from tests.house.files import name_of, repository_files, text_of

# Written in pieces, so that this file does not hold what it looks for.
_HOSTS = [
    f"{name}{end}" for name, end in [("py", "pi.org"), ("python", "hosted.org"), ("registry.", "npmjs")]
]
_HOSTS += ["deb." + "debian.org", "security." + "debian.org"]
_PATHS = re.compile(r"(?<![\w.])/" + r"(?:work|home|root|farm|Users)/[\w.]")
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
#: Names that are reserved for examples (RFC 2606) and so belong to nobody.
_NOBODYS = re.compile(r"(?:^|\.)(?:example(?:\.(?:com|org|net|[a-z]{2}))?|test|invalid|localhost)$")


def _lines() -> Iterator[tuple[str, str]]:
    for path in repository_files():
        if path.suffix == ".js" and ".min" in path.suffixes:
            continue
        for number, line in enumerate((text_of(path) or "").splitlines(), 1):
            yield f"{name_of(path)}:{number}", line


def test_no_file_names_a_package_registry() -> None:
    assert not [place for place, line in _lines() if any(host in line for host in _HOSTS)]


def test_no_file_names_a_path_of_one_machine() -> None:
    assert not [place for place, line in _lines() if _PATHS.search(line)]


def test_every_mail_address_belongs_to_nobody() -> None:
    found = {
        (place, match[0])
        for place, line in _lines()
        if "@" in line
        for match in _ADDRESS.finditer(line)
        if not _NOBODYS.search(match[1].lower()) and not match[1].replace(".", "").isdigit()
    }
    assert not found, "use example.org, which is kept free for this"
