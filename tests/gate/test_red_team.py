"""Never-kept lines and their near misses, in six languages, against terms and veto together (COVENANT C3).

What fails the build is `bench.measure_gate.FLOORS`; what we are after, and what was reached, stands in
docs/reference/measurements.md.
"""

from pathlib import Path

import pytest

from bench.measure_gate import FLOORS, Line, drop_filter, dropped, red_team, shares

DATA = Path(__file__).parents[3] / "shared" / "data"


def measured(lines: list[Line]) -> tuple[float, float]:
    leak, wrong = shares(lines, dropped([line.text for line in lines]))
    return leak.value, wrong.value


def test_what_is_never_kept_does_not_get_through() -> None:
    lines = red_team("sealed") + red_team("open")
    leak, _ = measured(lines)
    assert leak <= FLOORS[0]


def test_what_only_looks_like_it_is_mostly_let_in() -> None:
    """Short of the aim (5 %, at most 10 %): what was reached may not be lost again."""
    _, wrong = measured(red_team("sealed") + red_team("open"))
    assert wrong <= 0.16


def test_lines_of_others_do_not_get_through_either() -> None:
    if not DATA.is_dir():
        pytest.skip("the shared data is not beside the repository")
    leak, _ = measured(drop_filter(DATA))
    assert leak <= FLOORS[0]
