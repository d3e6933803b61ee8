"""Asking a sketch of voices whether somebody is in it, with what an attacker holds before and after the window.

The attacker knows a person's voice: he holds the installation's secrets and so can make it from the handle.
"""

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from tests.store.world import NOON, Said, tell
from yousaid.core import voices

MEMBERS: Final = 50
ROUNDS: Final = 6
Pair = tuple[int, int]  # the voice of a member and that of a stranger


@dataclass(frozen=True)
class Kept:
    """What an attacker holds of one window."""

    members: list[int]
    sketch: bytes
    key: bytes


def window(dice: random.Random, members: int = MEMBERS) -> Kept:
    """A window in which some people spoke."""
    said = [dice.getrandbits(64) for _ in range(members)]
    sketch, key = voices.empty_sketch(), dice.randbytes(voices.KEY_BYTES)
    voices.add_voices(sketch, said, key)
    return Kept(said, bytes(sketch), key)


def likelihood(voice: int, sketch: bytes, key: bytes) -> float:
    """How much likelier this sketch is when the voice is in it: 0 where it cannot be, else 1 / chance of a match.

    A voice marks one register with a rank; a stranger matches where the register holds that rank or more.
    """
    mine = voices.empty_sketch()
    voices.add_voices(mine, [voice], key)
    register = max(range(voices.REGISTERS), key=lambda at: mine[at])
    rank = mine[register]
    if sketch[register] < rank:
        return 0.0
    # An exact match is likelier of a member than a register that others have raised above it.
    return 2.0 if sketch[register] == rank else 1.0


def told_apart(pairs: list[Pair], sketch: bytes, key: bytes, dice: random.Random) -> int:
    """In how many pairs the member is said to be the likelier one; a tie is tossed for."""
    right = 0
    for member, stranger in pairs:
        mine, theirs = likelihood(member, sketch, key), likelihood(stranger, sketch, key)
        right += dice.random() < 0.5 if mine == theirs else mine > theirs
    return right


def pairs_of(kept: Kept, dice: random.Random) -> list[Pair]:
    """Each member beside a stranger of his own."""
    return [(member, dice.getrandbits(64)) for member in kept.members]


def rows() -> list[dict[str, Any]]:
    """What the store holds of every window."""
    from yousaid.store.models import VoiceWindow

    return [dict(row) for row in VoiceWindow.objects.order_by("id").values()]


def busy_month(dice: random.Random) -> set[bytes]:
    """Many issues whose sketches grow and move about in the file; every key and sketch that there ever was."""
    seen: set[bytes] = set()
    for turn in range(ROUNDS):
        said = [
            Said(f"Crash {turn} {n}", issue=f"issue{dice.randrange(20 + turn * 20)}",
                 voice=dice.getrandbits(64), said=NOON - timedelta(hours=turn))
            for n in range(120)
        ]  # fmt: skip
        tell(said)
        seen |= {bytes(row[name]) for row in rows() for name in ("sketch", "key")}
    # A sketch of one or two voices is all but zeros, which are everywhere.
    return {secret for secret in seen if len(secret) - secret.count(0) > 4}
