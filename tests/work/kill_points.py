"""Kill an import at random points with SIGKILL, look at every byte, let it go on, and compare: run by test_kill.py.

    python -m tests.work.kill_points FOLDER PACK SEED POINTS

One warm process (Django, models, judge) forks a child for every point, on a home as it was before the import.
The child counts the calls that its import makes and kills itself at a chosen one; half of the points lie inside
database transactions, which are a small part of all calls. Prints one JSON object.
"""

import json
import os
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, Final

from tests.canary import CONTROL, Canaries, flat
from tests.canary_bytes import files_under, leaks

BATCH: Final = 4


class Killed:
    """Counts calls and returns, of Python and of C, and dies at the n-th; 0: only counts.

    spans: first and last call of each database transaction.
    """

    def __init__(self, at: int) -> None:
        self.at = at
        self.n = 0
        self.spans: list[tuple[int, int]] = []
        self._begun = 0

    def __call__(self, frame: FrameType, event: str, arg: Any) -> None:
        self.n += 1
        if self.n == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        if not self.at and event in ("call", "return") and frame.f_code.co_qualname.startswith("Atomic.__e"):
            self._transaction(frame.f_code.co_name, event)

    def _transaction(self, name: str, event: str) -> None:
        if (name, event) == ("__enter__", "call"):
            self._begun = self.n
        elif (name, event) == ("__exit__", "return"):
            self.spans.append((self._begun, self.n))


def forked(work: Callable[[], Any]) -> tuple[int, Any]:
    """(signal or exit code, answer) of work done in a child of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reading)
            with os.fdopen(writing, "w") as answer:
                json.dump(work(), answer)
            code = 0
        except BaseException as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), json.loads(text) if text else None


class Trial:
    """A home as it is before the import, the file to import, and what the import makes of it."""

    def __init__(self, folder: Path, pack: str) -> None:
        self.folder = folder
        self.home, self.fresh, self.scratch = folder / "home", folder / "fresh", folder / "scratch"
        for path in (self.fresh, self.scratch):
            path.mkdir()
        tempfile.tempdir = str(self.scratch)
        os.environ["TMPDIR"] = str(self.scratch)
        os.chdir(self.scratch)
        (self.fresh / "yousaid.toml").write_text(
            f'pack = "{pack}"\n[sources.shop]\nproduct = "Our app"\n', "utf-8"
        )
        from yousaid.store import open_store

        self.restore()
        self.config = open_store(self.home)
        from yousaid.work.understand_posts import Intake

        self.intake = Intake(self.config)
        self.close()
        shutil.rmtree(self.fresh)
        shutil.copytree(self.home, self.fresh)
        self.canaries = Canaries("kill")
        self.file = self.write(folder / "reviews.jsonl")

    def restore(self) -> None:
        """The home as it was."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self.fresh, self.home)

    def close(self) -> None:
        """No connection may be open when a child is made."""
        from django.db import connections

        connections.close_all()

    def write(self, path: Path) -> Path:
        """The file: texts that are kept, cut and never kept, all with marks."""
        records = [flat(record) for record in self.canaries.records(nested=False)]
        for number, record in enumerate(records):
            record["id"] = f"review {number}"
        path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        return path

    def run(self, at: int | None) -> Any:
        """Import in this process; at: the call at which it dies, 0 to count, None to let it be."""
        from yousaid.sources.file import open_file
        from yousaid.work import import_posts as job

        job.BATCH = BATCH
        source = open_file(
            self.file, source_id="shop", id_key=self.config.secret("voices"), voice="authorName"
        )
        if at is None:
            job.import_posts(self.intake, source)
            return None
        watch = Killed(at)
        sys.setprofile(watch)
        job.import_posts(self.intake, source)
        sys.setprofile(None)
        return watch.n, watch.spans

    def resume(self) -> dict[str, Any]:
        """What a kill left, the import again, and what there is then."""
        left = self.state()
        self.run(None)
        return {"left": left["posts"], "state": self.state()}

    def state(self) -> dict[str, Any]:
        """Everything that must be the same whether it was killed or not."""
        from django.db import connection

        asked = {
            "posts": "SELECT count(*) FROM store_post",
            "rows": "SELECT hex(p.post_id), p.text, p.said_hour FROM store_post p ORDER BY 1",
            "mentions": 'SELECT hex(p.post_id), m.part, m.start, m."end" FROM store_mention m'
            " JOIN store_post p ON p.id = m.post_id ORDER BY 1, 2",
            "source": "SELECT posts, mentions, state, cursor FROM store_source",
            "days": "SELECT day, sum(mentions), sum(severity) FROM store_rollupday GROUP BY day",
            "hours": "SELECT hour, sum(mentions), sum(negative) FROM store_rolluphour GROUP BY hour",
            "issues": "SELECT sum(mentions) FROM store_issue WHERE merged_into_id IS NULL",
            "issue days": "SELECT sum(mentions) FROM store_issueday",
        }
        found = {}
        with connection.cursor() as cursor:
            for name, question in asked.items():
                cursor.execute(question)
                found[name] = [list(row) for row in cursor.fetchall()]
        from yousaid.store import query

        return {**found, "posts": found["posts"][0][0], "dropped": query.totals().dropped}

    def leaks(self) -> list[str]:
        """Marks in any byte of home and temporary folder; the judge's cache is as it was before."""
        changed = [
            (name, data) for name, data in files_under(self.home, self.scratch) if "/cache/judge-" not in name
        ]
        return [self.canaries.explain(leak) for leak in leaks(changed, self.canaries.needles())]


def choose_points(total: int, spans: list[tuple[int, int]], points: int, seed: int) -> list[int]:
    """Half of the points anywhere, half inside transactions."""
    chance = random.Random(seed)
    inside = [n for first, last in spans for n in range(first, last + 1)]
    return [chance.choice(inside) if n % 2 else chance.randint(1, total) for n in range(points)]


def main(folder: Path, pack: str, seed: int, points: int) -> dict[str, Any]:
    """All points of one seed; what went wrong at which."""
    trial = Trial(folder, pack)
    forked(lambda: trial.run(None))  # the first time much is imported and read
    trial.restore()
    _, (total, spans) = forked(lambda: trial.run(0))
    code, wanted = forked(trial.state)
    assert code == 0
    kept = any(CONTROL in data for _, data in files_under(trial.home))
    wrong, left, killed = [], [], 0
    for at in choose_points(total, spans, points, seed):
        trial.restore()
        code, _ = forked(lambda at=at: trial.run(at))  # type: ignore[misc]
        killed += code == -signal.SIGKILL
        found = trial.leaks()
        code, after = forked(trial.resume)
        found += trial.leaks()
        different = (
            ["the import cannot go on"]
            if code
            else [f"{name} differs" for name in wanted if after["state"][name] != wanted[name]]
        )
        left.append(after["left"] if after else -1)
        if found or different:
            wrong.append({"at": at, "found": found[:5], "different": different})
    return {"total": total, "transactions": len(spans), "killed": killed, "left": left, "posts": wanted["posts"],
            "kept": kept, "wrong": wrong}  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))))  # noqa: T201
