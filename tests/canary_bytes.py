"""Looking for marks in bytes: in every shape that text or a number may take, and inside what is packed.

Shapes of a word: plain in any case, UTF-16 and UTF-32, base64 at its three alignments, hexadecimal,
percent-encoded, quoted-printable, escaped as in JSON and as in HTML. Of a whole number: its digits, and
its bytes as integer and as float. Packed: zip (and so npz and workbooks), gzip and zlib streams at any
place of a file, bz2, xz, Parquet.
"""

import base64
import bz2
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

#: How deep a packed file inside a packed file is opened, and how much one of them may hold.
DEPTH: Final = 3
LARGEST: Final = 1 << 26
#: Base64 is wrapped in mails; larger data is not read a second time without its line ends.
_UNWRAPPED: Final = 400_000


class Needles:
    """Every shape of some words and whole numbers.

    Words are found at the start of longer ones too, and numbers of six bytes whatever their last byte is: so a
    few needles find hundreds of marks.
    """

    def __init__(self, words: Iterable[str], numbers: Iterable[int] = ()) -> None:
        self._lower: dict[bytes, str] = {}  # searched in lower-cased data
        self._exact: dict[bytes, str] = {}
        for word in words:
            self._add_word(word)
        for number in numbers:
            self._add_number(number)

    def _add_word(self, word: str) -> None:
        for spelt in dict.fromkeys((word.lower(), word.upper(), word.capitalize())):
            data = spelt.encode()
            lower = {
                "plain": data,
                "utf-16": spelt.encode("utf-16-le")[:-1],
                "utf-32": spelt.encode("utf-32-le")[:-3],
                "hex": data.hex().encode(),
                "url": b"".join(b"%%%02x" % byte for byte in data),
                "quoted": b"".join(b"=%02x" % byte for byte in data),
                "json": b"".join(b"\\u%04x" % byte for byte in data),
                "html": b"".join(b"&#%d;" % byte for byte in data),
                "html, hex": b"".join(b"&#x%x;" % byte for byte in data),
            }
            self._lower |= {needle.lower(): f"{word} ({shape})" for shape, needle in lower.items()}
            for shift in range(3):
                self._exact[_base64_core(data, shift)] = f"{word} (base64)"

    def _add_number(self, number: int) -> None:
        """Numbers from this one on that differ in their last byte only."""
        ends = (number & ~0xFF, number | 0xFF)
        shapes = {
            "bytes, low first": struct.pack("<Q", number)[1:],
            "bytes, high first": number.to_bytes(6, "big")[:5],
            "float, high first": _same_start([struct.pack(">d", end) for end in ends]),
            "float, low first": _same_start([struct.pack(">d", end) for end in ends])[::-1],
        }
        self._exact |= {needle: f"{number} ({shape})" for shape, needle in shapes.items()}
        for spelt in ("d", "x"):
            digits = _same_start([format(end, spelt) for end in ends])
            self._lower[digits.encode()] = f"{number} ({spelt})"

    def found(self, data: bytes) -> list[str]:
        """Which words and numbers the data holds, each with its shape and a place."""
        lower = data.lower()
        hits = [_hit(lower, needle, what) for needle, what in self._lower.items() if needle in lower]
        hits += [_hit(data, needle, what) for needle, what in self._exact.items() if needle in data]
        if not hits and len(data) < _UNWRAPPED and b"\n" in data:
            flat = data.replace(b"=\r\n", b"").replace(b"=\n", b"").replace(b"\r", b"").replace(b"\n", b"")
            hits = [f"{what}, wrapped" for needle, what in self._exact.items() if needle in flat]
            hits += [f"{what}, wrapped" for needle, what in self._lower.items() if needle in flat.lower()]
        return hits


def _same_start(ends: list[Any]) -> Any:
    """What two texts or two byte strings of one length begin with."""
    one, other = ends
    return one[: next(n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b)]


def _hit(data: bytes, needle: bytes, what: str) -> str:
    at = data.index(needle)
    return f"{what} at {at}: {data[max(at - 20, 0) : at + len(needle) + 20]!r}"


def _base64_core(data: bytes, shift: int) -> bytes:
    """The characters that a word has in base64 whatever stands before and after it."""
    packed = base64.b64encode(b"\0" * shift + data)
    first = -(-shift * 8 // 6)
    return packed[first : (shift + len(data)) * 8 // 6]


def unpacked(name: str, data: bytes, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """The data, and everything that is packed in it, each with a name."""
    yield name, data
    if depth == DEPTH:
        return
    for inner, content in _members(data):
        yield from unpacked(f"{name} > {inner}", content, depth + 1)


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    with suppress(zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                for member in packed.namelist():
                    yield member, packed.read(member)
            return
    with suppress(OSError, EOFError, ValueError):
        if data[:3] == b"BZh":
            yield "bz2", bz2.decompress(data)
    with suppress(lzma.LZMAError, EOFError):
        if data[:6] == b"\xfd7zXZ\0":
            yield "xz", lzma.decompress(data)
    with suppress(pa.ArrowException, OSError):
        if data[:4] == b"PAR1":
            yield "parquet", repr(pq.read_table(pa.BufferReader(data)).to_pylist()).encode()
    yield from _streams(data)


def _streams(data: bytes) -> Iterator[tuple[str, bytes]]:
    """gzip and zlib streams that begin anywhere; also broken ones, as far as they go."""
    for start in (b"\x1f\x8b\x08", b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"):
        at = data.find(start)
        while at >= 0:
            stream = zlib.decompressobj(wbits=47)  # either header
            with suppress(zlib.error):
                content = stream.decompress(memoryview(data)[at:], LARGEST)
                if len(content) > 8:
                    yield f"stream at {at}", content
            at = data.find(start, at + 1)


def files_under(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Every file in these folders with its name, which is searched too, and its bytes."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            yield "a name", str(path.relative_to(folder)).encode()
            if path.is_file() and not path.is_symlink():
                with suppress(FileNotFoundError):  # a -wal or -shm may go at any moment
                    yield str(path.relative_to(folder.parent)), path.read_bytes()


def leaks(places: Iterable[tuple[str, bytes]], needles: Needles) -> list[str]:
    """Where marks are, as "file: mark (shape) at byte"; none is the wish."""
    found = []
    for name, data in places:
        for inner, content in unpacked(name, data):
            found += [f"{inner}: {hit}" for hit in needles.found(content)]
    return found


def as_bytes(value: Any) -> bytes:
    """Output of any kind as bytes."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "backslashreplace")
