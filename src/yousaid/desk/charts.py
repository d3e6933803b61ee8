"""Charts as SVG text: pure functions, the same bytes for the same numbers.

In a chart with letters horizontal places are percentages and there is no viewBox, so it fills its box at any
width while its letters keep their size. Colours come from the page's tokens by class; without a style sheet
it is black on white.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from html import escape
from typing import Final

SPARK_HEIGHT: Final = 28
_TOP: Final = 18  # pixels above the plot, for the highest label
_FOOT: Final = 22  # pixels below it, for the dates


def spark(values: Sequence[int], *, title: str, current: int = 0) -> str:
    """A small bar a bucket, oldest first; the last `current` of them are drawn as the current span.

    It has no letters, so it may be stretched: one path a colour keeps a page with a hundred of them small.
    """
    peak = max(max(values, default=0), 3)  # a lone mention is no peak
    paths = {"then": "", "now": "", "zero": ""}
    for place, n in enumerate(values):
        height = max(round(n / peak * SPARK_HEIGHT), 2) if n else 1
        kind = "zero" if not n else "now" if place >= len(values) - current else "then"
        paths[kind] += f"M{place * 4} {SPARK_HEIGHT}v-{height}h3v{height}z"
    marks = "".join(f'<path class="{kind}" d="{path}"/>' for kind, path in paths.items() if path)
    return (
        f'<svg class="spark" role="img" width="100%" height="{SPARK_HEIGHT}" fill="currentColor" '
        f'viewBox="0 0 {max(len(values) * 4 - 1, 1)} {SPARK_HEIGHT}" preserveAspectRatio="none">'
        f"<title>{escape(title)}</title>{marks}</svg>"
    )


def share(fraction: float) -> str:
    """A horizontal bar that fills this part of its box (0..1); its number stands beside it as text."""
    width = min(max(fraction, 0.0), 1.0) * 100
    return (
        '<svg class="share" aria-hidden="true" width="100%" height="6" fill="currentColor">'
        f'<rect class="track" width="100%" height="6" rx="1"/>'
        f'<rect class="fill" width="{width:.2f}%" height="6" rx="1"/></svg>'
    )


def ceiling(peak: int) -> int:
    """The top of an axis: the smallest of 1, 2, 4, 5, 6, 8 times a power of ten that holds the peak."""
    power = 1
    while True:
        for step in (1, 2, 4, 5, 6, 8):
            if step * power >= peak:
                return step * power
        power *= 10


def bars(
    days: Sequence[tuple[datetime, int]],
    *,
    title: str,
    bucket_days: int,
    day_label: Callable[[datetime], str],
    since: datetime | None = None,
    height: int = 160,
) -> str:
    """Counts over time as bars with an axis.

    days: (first day of a bucket, count); buckets that are not listed stay gaps, listed zeros get a tick.
    since: the current span starts here, and its bars are drawn stronger.
    height: of the plot in pixels, without dates.
    """
    if not days:
        return ""
    width = timedelta(days=bucket_days)
    first, last = days[0][0], days[-1][0]
    slots = (last - first) // width + 1
    step = 100 / slots
    top = ceiling(max(max(n for _, n in days), 4))  # a lone mention is no peak
    lines, labels = _axis(top, height)
    body = [lines]
    for day, n in days:
        place = (day - first) // width
        tall = max(n / top * height, 2.0) if n else 1.0
        kind = "zero" if not n else "now" if since is None or day + width > since else "then"
        body.append(
            f'<rect class="{kind}" x="{place * step + step * 0.1:.2f}%" y="{_TOP + height - tall:.1f}" '
            f'width="{step * 0.8:.2f}%" height="{tall:.1f}">'
            f"<title>{escape(day_label(day))}: {n}</title></rect>"
        )
    body.append(labels)  # over the bars, with a halo
    body.append(_dates(first, last, width, step, slots, day_label, height))
    return (
        f'<svg class="bars" role="img" width="100%" height="{_TOP + height + _FOOT}" fill="currentColor">'
        f"<title>{escape(title)}</title>{''.join(body)}</svg>"
    )


def _axis(top: int, height: int) -> tuple[str, str]:
    """Lines at zero, the top and, where it is a whole number, the middle; and their labels."""
    marks = [(top, _TOP), (0, _TOP + height)]
    if top % 2 == 0:
        marks.insert(1, (top // 2, _TOP + height // 2))
    lines = (
        f'<line class="grid" x1="0" x2="100%" y1="{y}.5" y2="{y}.5" stroke="currentColor"/>' for _, y in marks
    )
    labels = (f'<text class="axis" x="0" y="{y - 4}">{n}</text>' for n, y in marks if n)
    return "".join(lines), "".join(labels)


def _dates(
    first: datetime,
    last: datetime,
    width: timedelta,
    step: float,
    slots: int,
    day_label: Callable[[datetime], str],
    height: int,
) -> str:
    y = _TOP + height + 16
    out = [f'<text class="axis" x="0" y="{y}">{escape(day_label(first))}</text>']
    if slots > 6:
        middle = slots // 2
        out.append(
            f'<text class="axis" x="{(middle + 0.5) * step:.2f}%" y="{y}" text-anchor="middle">'
            f"{escape(day_label(first + middle * width))}</text>"
        )
    if slots > 1:
        out.append(f'<text class="axis" x="100%" y="{y}" text-anchor="end">{escape(day_label(last))}</text>')
    return "".join(out)
