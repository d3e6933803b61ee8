"""What is kept of an issue between runs: how many mentions, their centre, the latest fingerprints.

A centre is the mean of the *uncentred* embeddings of an issue's mentions. The centre of a whole topic is
then the weighted mean of its issues' centres, so the state of every topic is the state of its issues.
"""

import struct
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from yousaid.core.errors import StoreError

Vector = NDArray[np.float32]
DIMENSION: Final = 512
#: Fingerprints an issue remembers, the latest ones; an older near-duplicate still finds its issue by meaning.
PRINTS: Final = 32

_VERSION: Final = 1
_GENERAL: Final = 1
# version, flags, number of fingerprints, mentions, those of them with an embedding, born
_HEAD: Final = struct.Struct("<BBHQQQ")


def issue_key(topic_id: str, product: str, post_id: str, part: int) -> str:
    """The key of the issue that this mention started: 32 hex digits, the same on every machine."""
    named = "\x1f".join((topic_id, product, post_id, str(part)))
    return blake2b(named.encode(), digest_size=16).hexdigest()


@dataclass(slots=True)
class IssueState:
    """One issue as the grouping needs it.

    n:        mentions placed in it, those merged into it included.
    embedded: how many of them had an embedding.
    centroid: float32[DIMENSION], mean of those (uncentred) embeddings; zeros when there is none.
    general:  the topic's issue for what resembles nothing else; it attracts only near-duplicates.
    born:     how many mentions its topic and product had when it began.
    prints:   the latest fingerprints, oldest first, at most PRINTS.
    """

    key: str
    topic_id: str
    product: str
    n: int
    embedded: int
    centroid: Vector
    general: bool = False
    born: int = 0
    prints: tuple[int, ...] = field(default=())

    def to_bytes(self) -> bytes:
        """Everything but key, topic and product: 28 bytes, the centroid as float16, the fingerprints."""
        flags = _GENERAL if self.general else 0
        head = _HEAD.pack(_VERSION, flags, len(self.prints), self.n, self.embedded, self.born)
        centroid = self.centroid.astype("<f2").tobytes()
        return head + centroid + struct.pack(f"<{len(self.prints)}Q", *self.prints)

    @classmethod
    def from_bytes(cls, data: bytes, key: str, topic_id: str, product: str) -> Self:
        """The state that `to_bytes` wrote. StoreError if the bytes are not such a state."""
        place = f"issue {key}"
        remedy = "Group the posts anew"
        if len(data) < _HEAD.size:
            raise StoreError("the grouping state is cut short", place=place, remedy=remedy)
        version, flags, prints, n, embedded, born = _HEAD.unpack_from(data)
        if version != _VERSION or len(data) != _HEAD.size + 2 * DIMENSION + 8 * prints:
            raise StoreError(
                "the grouping state is of another version or damaged", place=place, remedy=remedy
            )
        centroid = np.frombuffer(data, dtype="<f2", count=DIMENSION, offset=_HEAD.size).astype(np.float32)
        if not np.isfinite(centroid).all():
            raise StoreError("the grouping state holds no numbers", place=place, remedy=remedy)
        return cls(
            key=key,
            topic_id=topic_id,
            product=product,
            n=n,
            embedded=embedded,
            centroid=centroid,
            general=bool(flags & _GENERAL),
            born=born,
            prints=struct.unpack_from(f"<{prints}Q", data, _HEAD.size + 2 * DIMENSION),
        )
