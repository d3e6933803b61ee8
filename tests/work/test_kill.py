"""kill -9 at 200 random points between fetch and commit: nothing raw on the disk, nothing lost, nothing twice (C3)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from yousaid.config import Config

ROOT = Path(__file__).resolve().parents[2]
POINTS = 100


@pytest.mark.parametrize("seed", [1, 2])
def test_an_import_that_is_killed_leaves_nothing_raw_and_goes_on(
    seed: int, tmp_path: Path, small_home: Config
) -> None:
    """Each seed kills at its own points, in a program of its own: a fork wants a process without threads."""
    folder = tmp_path / "kill"
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.work.kill_points", str(folder), small_home.pack, str(seed), str(POINTS)],
        cwd=ROOT,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0", "PYTHONPATH": os.pathsep.join(
            filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2_000:]
    result = json.loads(done.stdout)
    assert result["wrong"] == []
    assert result["killed"] >= POINTS * 0.95
    assert result["kept"], "else the search shows nothing"
    assert result["transactions"] >= 4
    assert {0, result["posts"]} < set(result["left"]), "killed before, between and after the batches"
