"""Packs, gate and judge for the commands that work on lines, without a home's data."""

import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yousaid.core.pack import Pack
    from yousaid.gate import Gate
    from yousaid.judge import Judge


def load_checked(name: str) -> "Pack":
    """A pack by name or folder; RefusedError when its words ask for a subject that is never kept (C3)."""
    from yousaid.core.pack import load_pack
    from yousaid.gate import refuse_words

    pack = load_pack(name)
    words = [(topic.id, topic.title, topic.description) for topic in pack.topics]
    words += [(sub.id, sub.title, sub.description) for sub in pack.subs.values()]
    for name_of, title, description in words:
        for text in (name_of.replace("_", " "), *title.values(), *description.values()):
            refuse_words(text, place=f"pack {name}, {name_of}")
    return pack


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
