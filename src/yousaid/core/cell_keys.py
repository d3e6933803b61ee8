"""Cell keys: noise that belongs to a set of posts, so that asking again, or otherwise, tells nothing more.

The method is that of the Australian Bureau of Statistics: B. Fraser and J. Wooton, "A proposed method for
confidentialising tabular output to protect against differencing" (UNECE work session, Geneva, 2005), and
G. Thompson, S. Broadfoot and D. Elazar, "Methodology for the automatic confidentialisation of statistical
outputs from remote servers" (UNECE work session, Ottawa, 2013). Each record has a key; the sum of the keys
of a cell's records, modulo 2^32, is the cell's key; a table gives the noise of a cell's key.

The record is a post, because voices are not kept: its key is a keyed hash of its id, made when a table is
made and never stored. The table is our own, and the same for every count. It holds the sums of two digits
from -2 to 2: with noise of this shape, rounding to 5 adds no lean and the same variance to every count
(Wannamaker et al., "A theory of nonsubtractive dither", 2000).
"""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

from .errors import RefusedError

MODULUS: Final = 2**32
SECRET_MIN: Final = 16  # bytes
_PURPOSE: Final = b"cell key"
_DIGITS: Final = range(-2, 3)
#: The noise of a cell key, by its remainder: -4..4 people, mean 0, variance 4.
NOISE: Final = tuple(a + b for a in _DIGITS for b in _DIGITS)
NOISE_MAX: Final = max(NOISE)


def cell_key(posts: Iterable[bytes], secret: bytes) -> int:
    """The key, 0..2^32 - 1, of the cell that holds these posts; order and repetition do not matter.

    posts: their ids, as bytes. secret: 16 to 64 bytes that nobody outside the installation has.
    RefusedError for a shorter or longer secret: without it everybody could work the noise out.
    """
    if not SECRET_MIN <= len(secret) <= blake2b.MAX_KEY_SIZE:
        raise RefusedError(
            f"the secret for cell keys has {len(secret)} bytes",
            remedy=f"Use {SECRET_MIN} to {blake2b.MAX_KEY_SIZE} random bytes",
        )
    return sum(_record_key(post, secret) for post in set(posts)) % MODULUS


def _record_key(post: bytes, secret: bytes) -> int:
    return int.from_bytes(blake2b(post, key=secret, digest_size=4, person=_PURPOSE).digest(), "big")


def noise(key: int) -> int:
    """People to add to the count of the cell with this key, -4..4; the same key has the same noise."""
    return NOISE[key % len(NOISE)]
