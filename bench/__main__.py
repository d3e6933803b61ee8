"""Run every measurement and print its table: `make bench`, or some of them: `make bench ARGS="import page"`.

Each one runs in a process of its own, so that memory and CPU are its own. Data that is not there
is said to be skipped.
"""

import os
import subprocess
import sys
from pathlib import Path

from yousaid.cli import ENVIRONMENT

HERE = Path(__file__).parent
#: name -> (module, what it answers)
MEASUREMENTS = {
    "import": ("bench.import_reviews", "posts per CPU-second, end to end and stored"),
    "demo": ("bench.first_page", "seconds from `yousaid demo` to the first page with issues; memory"),
    "page": ("bench.panel_page", "milliseconds a page with 100,000 posts stored; memory"),
    "judge": ("bench.measure_judge", "topics: accuracy and abstention"),
    "gate": ("bench.measure_gate", "never-kept lines that get through, near misses that are dropped"),
    "grouping": ("bench.measure_grouping", "issues: agreement with known intents, and cost"),
    "redaction": ("bench.measure_redaction", "identifiers found, and words cut without need"),
    "attacks": ("bench.measure_attacks", "voices and small cells: how often four attacks succeed"),
    "store": ("bench.measure_store", "microseconds a post, milliseconds a query"),
}


def main(names: list[str]) -> int:
    """Run the named measurements, or all; the number of those that failed."""
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        print(
            f"There is no measurement {', '.join(unknown)}. Known: {', '.join(MEASUREMENTS)}.",
            file=sys.stderr,
        )
        return 2
    failed = 0
    for name in names or MEASUREMENTS:
        module, what = MEASUREMENTS[name]
        print(f"\n== {name}: {what}", flush=True)
        run = subprocess.run(
            [sys.executable, "-m", module], cwd=HERE.parent, env=os.environ | ENVIRONMENT, check=False
        )
        failed += run.returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
