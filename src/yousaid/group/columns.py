"""Reading an UNDERSTOOD batch: its mentions as flat columns, grouped by topic and product."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from .state import DIMENSION, Vector

_BYTES: Final = 2 * DIMENSION
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Mentions:
    """The mentions of one topic and product, in the batch's order; all columns are equally long.

    embeddings: float32, zeros where `known` is False.
    """

    topic_id: str
    product: str
    rows: list[int]
    parts: list[int]
    posts: list[str]
    prints: list[int]
    embeddings: Vector
    known: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.rows)

    def part(self, start: int, stop: int) -> Self:
        """The mentions from `start` up to `stop`."""
        at = slice(start, stop)
        return replace(
            self,
            rows=self.rows[at],
            parts=self.parts[at],
            posts=self.posts[at],
            prints=self.prints[at],
            embeddings=self.embeddings[at],
            known=self.known[at],
        )


def _embeddings(column: Any) -> tuple[Vector, NDArray[np.bool_]]:
    """Float16 embeddings as float32 rows, and which of them are there and usable."""
    known = np.asarray(pc.equal(pc.binary_length(column), pa.scalar(_BYTES, pa.int32())).fill_null(False))
    out = np.zeros((len(column), DIMENSION), dtype=np.float32)
    if known.any():
        held = column.filter(pa.array(known))
        start, size = held.offset, len(held)
        offsets = np.frombuffer(held.buffers()[1], dtype=np.int32)[start : start + size + 1]
        values = np.frombuffer(held.buffers()[2], dtype=np.uint8)[offsets[0] : offsets[-1]]
        out[known] = values.view("<f2").reshape(size, DIMENSION)
        known &= np.isfinite(out).all(axis=1) & out.any(axis=1)
        out[~known] = 0.0
    return out, known


def mentions_of(batch: pa.RecordBatch) -> Iterator[Mentions]:
    """The batch's mentions that have a topic, by topic and product in the order these first appear."""
    lists: Any = batch.column("mentions")
    flat: Any = lists.flatten()
    rows = np.asarray(pc.list_parent_indices(lists), dtype=np.int64)
    topics = flat.field("topic_id")
    sorted_in = np.flatnonzero(np.asarray(topics.is_valid()))
    if not len(sorted_in):
        return
    codes, names = _codes(topics, batch.column("product"), rows, sorted_in)
    embeddings, known = _embeddings(flat.field("embedding").take(pa.array(sorted_in)))
    rows = rows[sorted_in]
    parts = np.asarray(flat.field("part"))[sorted_in]
    prints = np.asarray(flat.field("fingerprint"))[sorted_in]
    posts: list[Any] = batch.column("post_id").to_pylist()
    order = np.argsort(codes, kind="stable")
    for chosen in np.split(order, np.flatnonzero(np.diff(codes[order])) + 1):
        topic_id, product = names[int(codes[chosen[0]])]
        held = rows[chosen].tolist()
        yield Mentions(
            topic_id=topic_id,
            product=product,
            rows=held,
            parts=parts[chosen].tolist(),
            posts=[posts[row] for row in held],
            prints=prints[chosen].tolist(),
            embeddings=embeddings[chosen],
            known=known[chosen],
        )


def _codes(topics: Any, products: Any, rows: Ints, keep: Ints) -> tuple[Ints, list[tuple[str, str]]]:
    """A number for each mention's topic and product, and what the numbers stand for."""
    topic = topics.take(pa.array(keep)).dictionary_encode()
    product = products.take(pa.array(rows[keep])).dictionary_encode()
    wide = np.asarray(topic.indices, dtype=np.int64) * len(product.dictionary) + np.asarray(product.indices)
    _, first, codes = np.unique(wide, return_index=True, return_inverse=True)
    # Numbered by first appearance, so that nothing depends on how the dictionaries were built.
    rank = np.argsort(np.argsort(first))
    topic_names, product_names = topic.dictionary.to_pylist(), product.dictionary.to_pylist()
    names = [divmod(int(wide[i]), len(product_names)) for i in np.sort(first)]
    return rank[codes], [(topic_names[t], product_names[p]) for t, p in names]
