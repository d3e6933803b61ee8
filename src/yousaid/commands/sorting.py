"""Packs, gate and judge for the commands that work on lines, without a home's data."""

import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yousaid.core.pack import Pack
    from yousaid.gate import Gate
    from yousaid.judge import Judge


def make_gate(pack: "Pack") -> "Gate":
    """A gate whose ids are good for this run only."""
    from yousaid.gate import Gate

    return Gate(id_key=secrets.token_bytes(32), keep=pack.keep)


def make_judge(pack: "Pack", tier: str, home: str | None) -> "Judge":
    """The judge of a pack, from the home's cache when it was fitted before and the cache can be written."""
    from yousaid.config import load_config
    from yousaid.gate import never_kept_examples, on_topic_near_misses
    from yousaid.judge import fit_judge

    cache = load_config(home).cache
    nearest = next(folder for folder in (cache, *cache.parents) if folder.exists())
    return fit_judge(
        pack,
        excluded=never_kept_examples(),
        allowed=on_topic_near_misses(),
        tier=tier,
        cache=cache if os.access(nearest, os.W_OK) else None,
    )
