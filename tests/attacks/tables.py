"""Public tables of a made-up world, and what somebody works out who subtracts them from each other.

The attacker knows the method, the grid and every label, sees all cells of the grid, and lacks the secret.
A hidden cell is one of 1 to k-1 people. The world is the worst case: everybody posts once, as with app reviews,
and counts are exact, so that a margin is the sum of its cells.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import fmean
from typing import Final

from yousaid.core.cell_keys import NOISE_MAX
from yousaid.core.disclosure import GRID, SETTLED, STEP, Cell, Cut, K, public_count, publish
from yousaid.core.voices import window_end

WINDOW: Final = 700
LATER: Final = datetime(2030, 1, 1, tzinfo=UTC)
LABELS: Final = {
    "topic": [f"topic{n}" for n in range(6)],
    "product": [f"product{n}" for n in range(2)],
    "region": [f"region{n}" for n in range(4)],
}
_HALF: Final = STEP // 2

Table = Mapping[Cell, int | None]
Cuts = Mapping[Cell, Cut]


def cuts_of(places: Mapping[bytes, tuple[str, str, str]]) -> dict[Cell, Cut]:
    """Every cell of the grid, empty ones too, from posts (id -> topic, product, region), a person each."""
    posts: dict[Cell, set[bytes]] = {cell: set() for cell in _all_cells()}
    for post, place in places.items():
        where = dict(zip(LABELS, place, strict=True))
        for names in GRID:
            posts[Cell(WINDOW, **{name: where[name] for name in names})].add(post)
    return {cell: Cut(len(found), found) for cell, found in posts.items()}


def world(dice: random.Random, people: int) -> dict[bytes, tuple[str, str, str]]:
    """People who said something: few topics, products and regions have most of them, as in life (Zipf)."""
    columns = [
        dice.choices(words, [1 / (n + 1) ** 1.2 for n in range(len(words))], k=people)
        for words in LABELS.values()
    ]
    return {dice.randbytes(16): (t, p, r) for t, p, r in zip(*columns, strict=True)}


def _split(cell: Cell, name: str) -> list[Cell]:
    """A cell by the words of one label more."""
    fields = {"topic": cell.topic, "product": cell.product, "region": cell.region}
    return [Cell(cell.window, **{**fields, name: word}) for word in LABELS[name]]


def _all_cells() -> list[Cell]:
    cells = set()
    for names in GRID:
        made = [Cell(WINDOW)]
        for name in names:
            made = [part for cell in made for part in _split(cell, name)]
        cells.update(made)
    return sorted(cells, key=repr)


def named(cell: Cell) -> frozenset[str]:
    """Which labels a cell names."""
    return frozenset(name for name in LABELS if getattr(cell, name) is not None)


def sums() -> list[tuple[Cell, list[Cell]]]:
    """Every margin of the grid with the cells it is the sum of, by each label that splits it."""
    return [
        (cell, _split(cell, name))
        for cell in _all_cells()
        for name in LABELS
        if name not in named(cell) and named(cell) | {name} in GRID
    ]


SUMS: Final = sums()


@dataclass(frozen=True)
class Defence:
    """A way to publish, and what the attacker may conclude from a shown number and from a missing one."""

    name: str
    show: Callable[[Cuts, bytes], Table]
    error: int  # of a shown number, at most
    most_hidden: int  # voices of a cell that is not shown, at most


def _plain(cuts: Cuts, secret: bytes) -> Table:
    return {cell: cut.voices if cut.voices >= K else None for cell, cut in cuts.items()}


def _rounded(cuts: Cuts, secret: bytes) -> Table:
    return {cell: public_count(cut.voices) for cell, cut in cuts.items()}


def _keyed(cuts: Cuts, secret: bytes) -> Table:
    return publish(cuts, secret=secret, now=LATER)


PLAIN: Final = Defence("suppression only", _plain, 0, K - 1)
ROUNDED: Final = Defence("with rounding", _rounded, _HALF, K - 1)
KEYED: Final = Defence("with cell keys", _keyed, _HALF + NOISE_MAX, K - STEP + _HALF + NOISE_MAX)
DEFENCES: Final = (PLAIN, ROUNDED, KEYED)


@dataclass
class Score:
    """How often an attacker was right about a hidden cell: of `n`, by each way of attack."""

    n: int = 0
    certain: int = 0  # no other number was possible, and it was this one
    wrong: int = 0  # no other number was possible, and it was not this one: the attack itself is at fault
    alone: int = 0  # cells that are the only one missing in some sum
    subtracted: int = 0  # of those: the margin minus the cells that are shown was the number
    truths: Counter[int] = field(default_factory=Counter)
    truths_alone: Counter[int] = field(default_factory=Counter)

    @property
    def blind(self) -> int:
        """Cells of which a guess without any table is right: always the most frequent number."""
        return max(self.truths.values(), default=0)

    @property
    def blind_alone(self) -> int:
        """The same among the cells that are the only one missing."""
        return max(self.truths_alone.values(), default=0)


def difference(defence: Defence, worlds: int, seed: int) -> Score:
    """Attack every hidden cell of the tables of made-up worlds, of 500 to 2,000 people each, in both ways."""
    dice = random.Random(seed)
    score = Score()
    for _ in range(worlds):
        cuts = cuts_of(world(dice, dice.randint(500, 2_000)))
        table = defence.show(cuts, dice.randbytes(32))
        bounds, guesses = possible(defence, table), subtractions(table)
        for cell, cut in cuts.items():
            if 0 < cut.voices < K:
                low, high = bounds[cell]
                score.n += 1
                score.certain += low == high == cut.voices
                score.wrong += not low <= cut.voices <= high
                score.truths[cut.voices] += 1
                if cell in guesses:
                    score.alone += 1
                    score.subtracted += guesses[cell] == cut.voices
                    score.truths_alone[cut.voices] += 1
    return score


def subtractions(table: Table) -> dict[Cell, int]:
    """The mean, over all sums in which a cell alone is missing, of the margin minus the cells that are shown."""
    found: dict[Cell, list[int]] = defaultdict(list)
    for margin, parts in SUMS:
        missing = [part for part in parts if table[part] is None]
        total = table[margin]
        if total is not None and len(missing) == 1:
            found[missing[0]].append(total - sum(table[part] or 0 for part in parts))
    return {cell: min(max(round(fmean(numbers)), 0), K - 1) for cell, numbers in found.items()}


def possible(defence: Defence, table: Table) -> dict[Cell, tuple[int, int]]:
    """The least and the most that each cell can hold, all sums taken together until nothing moves any more."""
    low: dict[Cell, int] = {}
    high: dict[Cell, int] = {}
    for cell, shown in table.items():
        low[cell] = 0 if shown is None else max(shown - defence.error, K)
        high[cell] = defence.most_hidden if shown is None else shown + defence.error
    moved = True
    while moved:
        moved = False
        for margin, parts in SUMS:
            least, most = sum(low[part] for part in parts), sum(high[part] for part in parts)
            moved |= _narrow(low, high, margin, least, most)
            for part in parts:
                moved |= _narrow(
                    low, high, part, low[margin] - (most - high[part]), high[margin] - (least - low[part])
                )
                least, most = sum(low[p] for p in parts), sum(high[p] for p in parts)
    return {cell: (low[cell], high[cell]) for cell in table}


def _narrow(low: dict[Cell, int], high: dict[Cell, int], cell: Cell, least: int, most: int) -> bool:
    before = low[cell], high[cell]
    low[cell], high[cell] = max(low[cell], least), min(high[cell], most)
    return before != (low[cell], high[cell])


@dataclass
class Days:
    """Cells in which 1 to k-1 people spoke since yesterday, and cells in which nobody did."""

    spoke: int = 0
    noticed: int = 0  # the number of such a cell moved, which tells for certain that somebody spoke
    exact: int = 0  # it moved by as many people as spoke
    silent: int = 0
    falsely: int = 0  # the number of a cell moved in which nobody spoke


def two_days(defence: Defence, worlds: int, seed: int) -> Days:
    """Compare today's table with yesterday's, cell by cell, if windows were published while they are open."""
    dice = random.Random(seed)
    days = Days()
    for _ in range(worlds):
        today = world(dice, dice.randint(500, 2_000))
        before = dict(list(today.items())[: -len(today) // 28])  # a day of a window's 28
        secret = dice.randbytes(32)
        old, new = cuts_of(before), cuts_of(today)
        was, now = defence.show(old, secret), defence.show(new, secret)
        for cell in new:
            one, two = was[cell], now[cell]
            if one is None or two is None:
                continue
            more = new[cell].voices - old[cell].voices
            if 0 < more < K:
                days.spoke += 1
                days.noticed += one != two
                days.exact += two - one == more
            elif not more:
                days.silent += 1
                days.falsely += one != two
    return days


def settled_days(worlds: int, seed: int) -> tuple[int, int]:
    """Cells whose number moved from one day to the next, of all: with windows that are over, as `publish` wants."""
    dice = random.Random(seed)
    moved = cells = 0
    for _ in range(worlds):
        cuts, secret = cuts_of(world(dice, dice.randint(500, 2_000))), dice.randbytes(32)
        first = window_end(WINDOW) + SETTLED
        was, now = (publish(cuts, secret=secret, now=first + day) for day in (timedelta(0), timedelta(1)))
        moved += sum(was[cell] != now[cell] for cell in cuts)
        cells += len(cuts)
    return moved, cells
