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


def make_judge(pack: "Pack", name: str, tier: str, home: str | None) -> "Judge":
    """The judge of a pack, from the home's cache when it was fitted before and the cache can be written."""
    from yousaid.config import load_config
    from yousaid.work.fit_pack import ready_judge

    cache = load_config(home).cache
    nearest = next(folder for folder in (cache, *cache.parents) if folder.exists())
    return ready_judge(pack, name, tier=tier, cache=cache if os.access(nearest, os.W_OK) else None)
