"""A few people who make themselves a crowd: many posts, over many days, through several sources."""

import random
from datetime import timedelta

from tests.store.world import NOON, Said
from yousaid.core import voices
from yousaid.core.disclosure import K

DAYS = 30


def posts(
    voice: int | None, n: int, *, kind: str = "post", issue: str = "crash", name: str = ""
) -> list[Said]:
    """n posts of one person over 30 days, which reach into two windows at least."""
    return [
        Said(f"Harbour crash {name} {issue} {at}", kind=kind, issue=issue, voice=voice,
             said=NOON - timedelta(hours=at * 24 * DAYS / n))
        for at in range(n)
    ]  # fmt: skip


def counted(people: int, dice: random.Random) -> int:
    """What is shown of so many people in one window, under a key of its own."""
    sketch = voices.empty_sketch()
    voices.add_voices(sketch, [dice.getrandbits(64) for _ in range(people)], dice.randbytes(voices.KEY_BYTES))
    return voices.at_least(sketch)


def overstated(people: int, worlds: int, seed: int) -> int:
    """In how many windows more people are shown than spoke."""
    dice = random.Random(seed)
    return sum(counted(people, dice) > people for _ in range(worlds))


def opened(people: int, worlds: int, seed: int) -> int:
    """In how many windows these people reach k."""
    dice = random.Random(seed)
    return sum(counted(people, dice) >= K for _ in range(worlds))
