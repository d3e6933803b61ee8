"""Text files line by line, bounded: an endless line costs no memory, and a wrong byte has an address."""

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import BinaryIO, Final

from yousaid.core.errors import InputError

#: Bytes a line, and a CSV record of several lines, may have.
LIMIT: Final = 1_000_000
_BUFFER: Final = 1 << 18
_UTF8_BOM: Final = b"\xef\xbb\xbf"
_UTF16_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
_GZIP: Final = b"\x1f\x8b"
_TO_UTF8: Final = "Save it as UTF-8, for example with: iconv -f UTF-16 -t UTF-8"
_TOO_LONG: Final = "the line is longer than 1 MB"
_LINE_ENDS: Final = "Write one post a line, and end every line with a line feed"


def check_readable(path: Path) -> None:
    """InputError unless the path is a file that is there, can be opened and is not empty."""
    try:
        about = path.stat()
        if S_ISDIR(about.st_mode):
            raise InputError("this is a folder", place=str(path), remedy="Name a file in it")
        if not S_ISREG(about.st_mode):
            raise InputError("this is no regular file", place=str(path), remedy="Save it as a file first")
        with path.open("rb") as file:
            first = file.read(1)
    except (FileNotFoundError, NotADirectoryError):
        raise InputError("there is no such file", place=str(path), remedy="Check the name") from None
    except PermissionError:
        raise InputError(
            "you may not read this file", place=str(path), remedy=f"Try: chmod u+r '{path}'"
        ) from None
    except (OSError, ValueError) as error:
        raise InputError(f"it cannot be read ({_reason(error)})", place=str(path)) from None
    if not first:
        raise InputError("the file is empty", place=str(path), remedy="It needs at least one post")


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a file, unpacked when it is gzip (told by its first bytes, not by its name)."""
    place = str(path)
    try:
        with path.open("rb", buffering=_BUFFER) as file:
            packed = file.read(2) == _GZIP
            file.seek(0)
            if packed:
                with gzip.GzipFile(fileobj=file, mode="rb") as unpacked:
                    yield io.BufferedReader(unpacked, _BUFFER)
            else:
                yield file
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        remedy = "Fetch or pack it again"
        raise InputError(f"the gzip file is damaged ({error})", place=place, remedy=remedy) from None
    except OSError as error:
        raise InputError(f"it cannot be read ({_reason(error)})", place=place) from None


def text_lines(file: BinaryIO, place: str) -> Iterator[str]:
    """Lines with their line ends, as text. The first line's byte order mark is taken off.

    InputError with line (and byte) for UTF-16, broken UTF-8, NUL bytes and a line over LIMIT, of which
    no more than LIMIT is read.
    """
    read = file.readline
    line = read(LIMIT + 1)
    if line.startswith(_UTF16_BOMS):
        raise InputError("the file is UTF-16", place=place, remedy=_TO_UTF8)
    line = line.removeprefix(_UTF8_BOM)
    number = 0
    while line:
        number += 1
        if len(line) > LIMIT:
            raise InputError(_TOO_LONG, place=f"{place}, line {number}", remedy=_LINE_ENDS)
        if b"\0" in line:
            raise InputError(
                f"there is a NUL byte at byte {line.index(0) + 1}",
                place=f"{place}, line {number}",
                remedy="If the file is UTF-16 save it as UTF-8, otherwise export it again",
            )
        try:
            yield line.decode()
        except UnicodeDecodeError as error:
            raise InputError(
                f"byte {error.start + 1} (0x{line[error.start]:02x}) is no UTF-8",
                place=f"{place}, line {number}",
                remedy="Save the file as UTF-8, for example with: iconv -f WINDOWS-1252 -t UTF-8",
            ) from None
        line = read(LIMIT + 1)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__
