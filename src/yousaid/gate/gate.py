"""The gate: what may come in, and what may go on after it was judged (covenant, C2, C3, C5).

It is the only producer of post batches. It keeps or drops; of what it drops it tells nothing, not even why.
It fails closed: any error drops the batch and is raised as a GateError without content.
"""

import re
from collections.abc import Callable, Sequence
from functools import wraps
from hashlib import blake2b
from typing import Any, Final, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yousaid.core.errors import GateError
from yousaid.core.post import (
    AUDIENCES,
    JUDGED_SCHEMA,
    KINDS,
    MAX_TEXT,
    POST_SCHEMA,
    RAW_SCHEMA,
    UNDERSTOOD_SCHEMA,
    clean_text,
)
from yousaid.core.voices import OWN, own_voice

from .people import blames_named
from .redact import Redactor
from .terms import never_kept_terms

#: Name and version of these rules, kept with every post.
POLICY: Final = "gate@2"
#: From this probability of the one excluded class on, a post is dropped.
VETO: Final = 0.1
#: Posts whose best topic score lies below are off topic; the judge scales its scores so.
ON_TOPIC: Final = 0.0
#: A key that begins so belongs to a post of unknown time: its id must not change when it is seen again.
UNDATED: Final = "undated:"
MIN_KEY: Final = 16
HOUR: Final = 3_600

_VERSION: Final = re.compile("[0-9A-Za-z][0-9A-Za-z.+_ ()-]{0,39}")
_REGION_MAX: Final = 64
#: What clean_text might change: white space out of place, and any character but the plainest.
_UNCLEAN: Final = "  | ?\n[ \n]| \n|^[ \n]|[ \n]$|[^ -~\n\u2018\u2019\u201c\u201d\u2013\u2014\u2026]"

R = TypeVar("R")


def _closed(method: Callable[["Gate", pa.RecordBatch], R]) -> Callable[["Gate", pa.RecordBatch], R]:
    """Turn any error into a GateError that names its type alone: a message could carry text of a post."""

    @wraps(method)
    def safe(self: "Gate", batch: pa.RecordBatch) -> R:
        try:
            return method(self, batch)
        except GateError:
            raise
        except Exception as error:
            kind = type(error).__name__
        raise GateError(
            f"the gate failed ({kind}) and the batch was dropped", remedy="Report this; nothing was kept"
        )

    return safe


class Gate:
    """Keeps out what is not ours to hear, cuts identifiers, and makes post ids.

    id_key: secret of the installation (16-64 bytes); post ids cannot be made from addresses without it.
    keep:   brands and places that are never cut as names.
    """

    policy: str = POLICY

    def __init__(self, *, id_key: bytes, keep: Sequence[str] = ()) -> None:
        if not MIN_KEY <= len(id_key) <= 64:
            raise GateError(
                f"the key for post ids has {len(id_key)} bytes", remedy=f"Use {MIN_KEY} to 64 random bytes"
            )
        self._id_key = id_key
        self._redactor = Redactor(keep)
        self._terms = never_kept_terms()

    @_closed
    def post_ids(self, raw: pa.RecordBatch) -> list[str]:
        """32 hex digits a post: its hour since 1970 (8) and a keyed hash of source and key (24)."""
        _check(raw, RAW_SCHEMA)
        seconds = _list(raw.column("said_at").cast(pa.int64()))
        sources = _list(raw.column("source_id"))
        keys = _list(raw.column("key"))
        return [self._post_id(*row) for row in zip(sources, keys, seconds, strict=True)]

    def reference(self, source_id: str, key: str) -> bytes:
        """The 12 bytes of a post's id that source and key alone make, whenever it was said."""
        return bytes.fromhex(self._post_id(source_id, key, 0))[4:]

    def _post_id(self, source: str, key: str, seconds: int) -> str:
        # The length keeps ("ab", "c") and ("a", "bc") apart.
        said = f"{len(source)}:{source}{key}".encode()
        digest = blake2b(said, key=self._id_key, digest_size=12).hexdigest()
        hour = 0 if key.startswith(UNDATED) else min(max(seconds // HOUR, 0), 0xFFFFFFFF)
        return f"{hour:08x}{digest}"

    @_closed
    def admit(self, raw: pa.RecordBatch) -> pa.RecordBatch:
        """The posts of a RAW_SCHEMA batch that may come in, redacted, as POST_SCHEMA, in the same order."""
        _check(raw, RAW_SCHEMA)
        known = pc.is_in(raw.column("kind"), pa.array(KINDS))
        raw = raw.filter(pc.and_(known, pc.is_in(raw.column("audience"), pa.array(AUDIENCES))))
        texts = _clean(raw.column("text"))
        kept = [
            bool(text) and not never for text, never in zip(texts, self._terms.match_all(texts), strict=True)
        ]
        raw = raw.filter(pa.array(kept, pa.bool_()))
        cut = self._redactor.redact([text for text, keep in zip(texts, kept, strict=True) if keep])
        unnamed = [not blames_named(text) for text, _ in cut]
        raw = raw.filter(pa.array(unnamed, pa.bool_()))
        return self._posts(raw, [found for found, keep in zip(cut, unnamed, strict=True) if keep])

    def _posts(self, raw: pa.RecordBatch, cut: Sequence[tuple[str, dict[str, int]]]) -> pa.RecordBatch:
        n = raw.num_rows
        columns: dict[str, pa.Array[Any]] = {name: raw.column(name) for name in RAW_SCHEMA.names}
        ids = self.post_ids(raw)
        columns |= {
            "post_id": pa.array(ids, pa.string()),
            "voice": _own_voices(raw.column("voice"), ids),
            "said_at": _hours(raw.column("said_at")),
            "seen_at": _hours(raw.column("seen_at")),
            "lang_prob": pa.nulls(n, pa.float32()),
            "text": pa.array([text[:MAX_TEXT] for text, _ in cut], pa.string()),
            "redactions": pa.array([min(sum(counts.values()), 32_767) for _, counts in cut], pa.int16()),
            "region": self._regions(raw.column("region")),
            "version": _versions(raw.column("version")),
            "policy": pa.array([self.policy] * n, pa.string()),
        }
        return pa.RecordBatch.from_arrays([columns[name] for name in POST_SCHEMA.names], schema=POST_SCHEMA)

    def _regions(self, column: "pa.Array[Any]") -> "pa.Array[Any]":
        """Regions, emptied where one looks like an identifier: a file may map any column to them."""
        seen = [r for r in column.unique().to_pylist() if r is not None]
        fine = {
            region: region
            for region, (_, counts) in zip(seen, self._redactor.redact(seen), strict=True)
            if not counts and len(region) <= _REGION_MAX
        }
        return pa.array([fine.get(region) for region in column.to_pylist()], pa.string())

    @_closed
    def release(self, judged: pa.RecordBatch) -> pa.RecordBatch:
        """The posts of a JUDGED_SCHEMA batch that stay, as UNDERSTOOD_SCHEMA: not vetoed, on topic."""
        _check(judged, JUDGED_SCHEMA)
        # Comparisons with NaN are false: a score that failed drops its post.
        never = np.asarray(judged.column("never_kept_prob"))
        topic = np.asarray(judged.column("on_topic"))
        kept = judged.filter((never < VETO) & (topic >= ON_TOPIC))
        arrays = [kept.column(name) for name in UNDERSTOOD_SCHEMA.names]
        return pa.RecordBatch.from_arrays(arrays, schema=UNDERSTOOD_SCHEMA)


def _list(column: "pa.Array[Any]") -> list[Any]:
    return column.to_pylist()


def _check(batch: pa.RecordBatch, schema: pa.Schema) -> None:
    if not batch.schema.equals(schema):
        raise GateError("the batch has another layout than the gate reads, and was dropped")
    batch.validate(full=True)
    if any(not field.nullable and batch.column(n).null_count for n, field in enumerate(schema)):
        raise GateError("the batch lacks values that every post has, and was dropped")


def _clean(column: "pa.Array[Any]") -> list[str]:
    """`clean_text` of each text, where it may change anything."""
    unclean = pc.match_substring_regex(column, _UNCLEAN).to_pylist()
    return [
        clean_text(text) if odd or len(text) > MAX_TEXT else text
        for text, odd in zip(_list(column), unclean, strict=True)
    ]


def _hours(column: "pa.Array[Any]") -> "pa.Array[Any]":
    return pc.floor_temporal(column, unit="hour")


def _own_voices(column: "pa.Array[Any]", ids: Sequence[str]) -> "pa.Array[Any]":
    """Voices; those of posts that are a voice of their own, from the post's id."""
    found = [
        own_voice(bytes.fromhex(post_id)) if voice == OWN else voice
        for voice, post_id in zip(column.to_pylist(), ids, strict=True)
    ]
    return pa.array(found, pa.uint64())


def _versions(column: "pa.Array[Any]") -> "pa.Array[Any]":
    """Versions, emptied where they are none: a file may map any column to them."""
    found = column.to_pylist()
    return pa.array([v if v is not None and _VERSION.fullmatch(v) else None for v in found], pa.string())
