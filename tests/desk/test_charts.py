"""Charts are plain text: the same numbers give the same bytes, and gaps stay gaps."""

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from yousaid.core.trend import growth
from yousaid.desk import words
from yousaid.desk.charts import SPARK_HEIGHT, bars, ceiling, share, spark

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
WEEK = timedelta(days=7)


def label(day: datetime) -> str:
    return f"{day:%d.%m.}"


def test_a_spark_is_one_path_a_kind() -> None:
    assert spark([0, 2, 4], title="three days", current=1) == (
        '<svg class="spark" role="img" width="100%" height="28" fill="currentColor" viewBox="0 0 11 28" '
        'preserveAspectRatio="none"><title>three days</title><path class="then" d="M4 28v-14h3v14z"/>'
        '<path class="now" d="M8 28v-28h3v28z"/><path class="zero" d="M0 28v-1h3v1z"/></svg>'
    )


def test_a_lone_mention_is_no_peak() -> None:
    assert f"v-{round(SPARK_HEIGHT / 3)}h" in spark([1], title="one", current=1)


@given(st.lists(st.integers(0, 10**6), max_size=60), st.text(max_size=20))
def test_a_spark_is_always_well_formed_and_stays_in_its_box(values: list[int], title: str) -> None:
    clean = "".join(c for c in title if c.isprintable())
    svg = ET.fromstring(spark(values, title=clean, current=len(values)))
    assert svg[0].text == (clean or None)
    heights = [int(h) for path in svg[1:] for h in re.findall(r"v-(\d+)", path.get("d", ""))]
    assert len(heights) == len(values)
    assert all(0 < h <= SPARK_HEIGHT for h in heights)


def test_a_week_without_numbers_is_a_gap_and_a_zero_is_a_tick() -> None:
    drawn = bars(
        [(MONDAY, 4), (MONDAY + WEEK, 0), (MONDAY + 3 * WEEK, 8)],
        title="weeks",
        bucket_days=7,
        day_label=label,
    )
    rects = re.findall(
        r'<rect class="(\w+)" x="([\d.]+)%" y="([\d.]+)" width="[\d.]+%" height="([\d.]+)">', drawn
    )
    assert [(kind, float(x) // 25, float(height)) for kind, x, _, height in rects] == [
        ("now", 0, 80.0),
        ("zero", 1, 1.0),
        ("now", 3, 160.0),
    ]
    assert "02.03.: 4" in drawn


def test_the_current_span_is_drawn_stronger() -> None:
    days = [(MONDAY + n * timedelta(days=1), 1) for n in range(4)]
    drawn = bars(days, title="days", bucket_days=1, day_label=label, since=MONDAY + timedelta(days=2))
    assert re.findall(r'<rect class="(\w+)"', drawn) == ["then", "then", "now", "now"]


def test_a_chart_of_nothing_is_nothing() -> None:
    assert bars([], title="", bucket_days=1, day_label=label) == ""


def test_titles_cannot_become_markup() -> None:
    assert "<b>" not in spark([1], title="<b>") + bars(
        [(MONDAY, 1)], title="<b>", bucket_days=1, day_label=lambda _: "<b>"
    )


def test_an_axis_ends_at_a_round_number() -> None:
    assert [ceiling(n) for n in (1, 3, 7, 11, 45, 51, 81, 999)] == [1, 4, 8, 20, 50, 60, 100, 1000]


def test_a_share_never_leaves_its_box() -> None:
    assert 'width="100.00%"' in share(1.7)
    assert 'width="0.00%"' in share(-1)
    assert 'width="37.50%"' in share(0.375)


def test_a_small_real_change_is_told_in_per_cent_and_a_large_one_in_times() -> None:
    assert words.growth_ratio(growth(1_139, 1_036)) == "+10\N{NO-BREAK SPACE}%"
    assert words.growth_ratio(growth(800, 1_000)) == "-20\N{NO-BREAK SPACE}%"
    assert words.growth_ratio(growth(60, 20)) == "×2.7"
    assert words.growth_ratio(growth(3, 2)) == ""
