"""The four attacks on voices and small cells: how often each succeeds, against which defence.

A row is an attack, a defence, right answers of tries with their 95 % interval (Wilson), and what guessing
would get. Tables and sketches are attacked in memory, searches and files in a SQLite store of its own.
"""

import random
import tempfile
from dataclasses import replace
from pathlib import Path

from bench.measure_redaction import wilson
from tests.attacks import crowds, narrowing, oracle, tables
from tests.store.world import NOON
from yousaid.core import voices
from yousaid.core.disclosure import K
from yousaid.store import open_store, write
from yousaid.store.rows import Filters

SEED = 5
WORLDS = 150
PAIRS = 4_000
WINDOWS = 4_000


def row(attack: str, defence: str, right: int, tries: int, blind: float | None = None) -> None:
    """Print a line of the table. blind: the share, 0..1, that guessing gets."""
    low, high = wilson(right, tries)
    share = f"{right / tries:6.1%} ({max(low, 0):.1%}-{high:.1%})"
    guessing = "" if blind is None else f"{blind:.1%}"
    print(f"{attack:44} {defence:39} {share:22} {right:6}/{tries:<6} {guessing:>6}".rstrip())


def differencing() -> None:
    """Hidden counts out of margins and siblings, and out of yesterday's table."""
    for defence in tables.DEFENCES:
        found = tables.difference(defence, WORLDS, SEED)
        blind = found.blind / found.n
        row("hidden count, certain, all sums together", defence.name, found.certain, found.n, blind)
        row("hidden count, margin less its siblings", defence.name, found.subtracted, found.n, blind)
        blind = found.blind_alone / found.alone
        row("... where no other sibling is hidden", defence.name, found.subtracted, found.alone, blind)
    for defence in tables.DEFENCES:
        days = tables.two_days(defence, WORLDS // 3, SEED)
        row("somebody spoke here since yesterday, certain", defence.name, days.noticed, days.spoke)
        row("how many spoke here since yesterday", defence.name, days.exact, days.spoke)
    row(
        "a number moved since yesterday",
        "cell keys, windows that are over",
        *tables.settled_days(WORLDS // 3, SEED),
    )


def searching() -> None:
    """Words of few people, alone, joined and narrowed, in a store of 120 people's reviews and a forum."""
    said = narrowing.tell_world(120, SEED)
    used = narrowing.voices_of(said)
    nothing = narrowing.answers(Filters(query=narrowing.NONSENSE))
    few = [Filters(query=word) for word, n in used.items() if n < K]
    row("a word of 1 to 9 people", "search", sum(narrowing.leaks(f, nothing) for f in few), len(few))
    common = sorted((word for word, n in used.items() if n >= K), key=lambda word: -used[word])[:6]
    joined = [f for f in narrowing.narrowed(common) if narrowing.behind(said, f) < K - 1]
    row("common words and filters, 0 to 8 people", "search",
        sum(narrowing.leaks(f, nothing) for f in joined), len(joined))  # fmt: skip
    handles = [replace(Filters(), query=handle) for handle in narrowing.HANDLES]
    row("handle-shaped", "search", sum(narrowing.leaks(f, nothing) for f in handles), len(handles))


def membership() -> None:
    """A member told from a stranger by somebody who knows both voices."""
    dice = random.Random(SEED)
    right = {"window open, database and secrets": 0, "window over, an old copy of the sketch": 0}
    for _ in range(PAIRS // oracle.MEMBERS):
        kept = oracle.window(dice)
        pairs = oracle.pairs_of(kept, dice)
        keys = (kept.key, dice.randbytes(voices.KEY_BYTES))
        for name, key in zip(right, keys, strict=True):
            right[name] += oracle.told_apart(pairs, kept.sketch, key, dice)
    for name, n in right.items():
        row(f"member or stranger, of {oracle.MEMBERS} members", name, n, PAIRS, 0.5)


def files(home: Path) -> None:
    """Keys and sketches in the bytes of the files, before and after the end of the windows."""
    secrets = oracle.busy_month(random.Random(SEED))
    now = {bytes(row[name]) for row in oracle.rows() for name in ("sketch", "key")} & secrets
    for name, looked_for in (("window open, those of now", now), ("window over, any that ever was", secrets)):
        held = [path.read_bytes() for path in home.glob("yousaid.sqlite3*")]
        found = sum(any(secret in data for data in held) for secret in looked_for)
        row("key or sketch found in the files", name, found, len(looked_for))
        after = voices.window_end(voices.window_of(NOON))
        write.close_windows(after)
        write.erase_expired(after, 90)


def crowd() -> None:
    """Few people who would pass for many."""
    for people in (1, 2, K - 1, K, K + 1, K + 2):
        found = crowds.opened(people, WINDOWS, people)
        row(f"{people} people reach {K}", "lower bound of one window", found, WINDOWS)
    for people in (49, 100, 400, 1_000):
        found = crowds.overstated(people, WINDOWS // 2, people)
        row(f"more than the {people} there are", "lower bound of one window", found, WINDOWS // 2)


def main() -> None:
    """Print the table."""
    print(f"{'attack':44} {'defence':39} {'success (95 %)':22} {'right/tries':>13} guessing")
    differencing()
    with tempfile.TemporaryDirectory(prefix="yousaid-bench-") as folder:
        open_store(folder)
        searching()
        files(Path(folder))
    membership()
    crowd()


if __name__ == "__main__":
    main()
