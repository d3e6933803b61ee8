"""The search for marks finds them in every shape and every packing, or the canary tests would show nothing."""

import base64
import bz2
import gzip
import io
import json
import lzma
import quopri
import struct
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.canary_bytes import Needles, files_under, leaks

WORD = "zqkanari"
MARK = f"{WORD}ebolut"
NUMBER = 0x2F5CA7E19C00 + 137
NEEDLES = Needles([WORD], [0x2F5CA7E19C00])


def zipped(data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside.txt", data)
    return packed.getvalue()


def npz(data: bytes) -> bytes:
    packed = io.BytesIO()
    np.savez_compressed(packed, raw=np.frombuffer(data, np.uint8))
    return packed.getvalue()


def parquet(text: str) -> bytes:
    packed = io.BytesIO()
    pq.write_table(pa.table({"who": [text] * 100}), packed, compression="zstd")
    return packed.getvalue()


def mail(text: str) -> bytes:
    message = EmailMessage()
    message.set_content(f"é {'so ' * 30}{text}", cte="base64")
    return message.as_bytes()


SHAPES = {
    "plain": MARK.encode(),
    "upper case": MARK.upper().encode(),
    "title case": MARK.title().encode(),
    "utf-16": f"é {MARK}".encode("utf-16"),
    "utf-16 big end first": MARK.encode("utf-16-be"),
    "utf-32": MARK.encode("utf-32"),
    "base64": base64.b64encode(MARK.encode()),
    "base64, one on": base64.b64encode(f"a{MARK}b".encode()),
    "base64, two on": base64.b64encode(f"ab{MARK}".encode()),
    "base64 of a name": base64.urlsafe_b64encode(f"Mx {MARK.title()}".encode()),
    "base64, wrapped": base64.encodebytes(f"{'x' * 52}{MARK}{'x' * 90}".encode()),
    "hex": MARK.encode().hex().encode(),
    "hex, upper case": MARK.title().encode().hex().upper().encode(),
    "percent-encoded": "".join(f"%{byte:02X}" for byte in MARK.encode()).encode(),
    "in an address": quote(f"/@{MARK}/é").encode(),
    "quoted-printable": quopri.encodestring(f"é{'-' * 65}{MARK}".encode()),
    "json": json.dumps({"é": MARK}).encode(),
    "json, escaped": "".join(f"\\u{ord(letter):04x}" for letter in MARK).encode(),
    "html": "".join(f"&#{ord(letter)};" for letter in MARK).encode(),
    "zip": zipped(MARK.encode()),
    "zip in gzip": gzip.compress(zipped(MARK.encode())),
    "npz": npz(MARK.encode()),
    "gzip after a header": b"head" + gzip.compress(f"{MARK} and more".encode()),
    "zlib between others": b"\0\1" + zlib.compress(f"{MARK} and more".encode(), 9) + b"\2",
    "zlib, cut off": zlib.compress(f"{MARK} {list(range(999))}".encode())[:-400],
    "bz2": bz2.compress(MARK.encode()),
    "xz": lzma.compress(MARK.encode()),
    "parquet": parquet(MARK),
    "mail": mail(MARK),
    "digits": f"id={NUMBER}".encode(),
    "integer": struct.pack("<q", NUMBER),
    "integer big end first": struct.pack(">Q", NUMBER),
    "float": struct.pack("<d", NUMBER),
    "six bytes, as SQLite keeps it": NUMBER.to_bytes(6, "big"),
    "number as hex": f"{NUMBER:X}".encode(),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_mark_is_found_in_every_shape(shape: str) -> None:
    assert leaks([("file", b"before " + SHAPES[shape])], NEEDLES) or leaks([("file", SHAPES[shape])], NEEDLES)


def test_nothing_is_found_where_nothing_is() -> None:
    calm = json.dumps({"text": "the app crashes", "n": list(range(2_000))}).encode()
    assert not leaks([("file", calm), ("packed", gzip.compress(calm)), ("zip", zipped(calm))], NEEDLES)


def test_files_are_searched_with_their_names_in_every_folder_below(tmp_path: Path) -> None:
    deep = tmp_path / "home" / "cache" / "old"
    deep.mkdir(parents=True)
    (deep / f"of-{MARK}.log").touch()
    (deep / "raw.bin").write_bytes(gzip.compress(MARK.encode()))
    found = leaks(files_under(tmp_path / "home"), NEEDLES)
    assert len(found) == 2
    assert found[0].startswith("home/cache/old") or found[0].startswith("a name")
