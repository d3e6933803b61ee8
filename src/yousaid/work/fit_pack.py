"""Have a judge ready for a pack: from the cache, else fitted in a process of its own.

A large pack takes seconds and 250 MB to fit. In a process of its own it may use every core, and its memory
is given back before the desk opens.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # the process of its own sets its threads before numpy is loaded
    from yousaid.core.pack import Pack
    from yousaid.judge import Judge

LARGE: Final = 1_000  # examples


def ready_judge(pack: "Pack", name: str, *, tier: str, cache: Path | None) -> "Judge":
    """The judge of a pack. name: as `load_pack` takes it; cache: None when nothing can be kept."""
    from yousaid.judge import fit_judge, fit_key, fit_path

    if cache is not None and sum(1 for _ in pack.labelled()) >= LARGE:
        key = fit_key(pack, tier=tier)
        if not fit_path(cache, key).is_file():
            _fit_apart(name, tier, cache)
    return fit_judge(pack, tier=tier, cache=cache)


def _fit_apart(name: str, tier: str, cache: Path) -> None:
    """Fill the cache. When this fails the caller finds it empty, fits for itself and sees the error."""
    from yousaid.judge import shared_encoder

    threads = str(os.cpu_count() or 1)
    apart = subprocess.Popen(
        [sys.executable, "-m", "yousaid.work.fit_pack", name, tier, str(cache)],
        env=os.environ | {"OPENBLAS_NUM_THREADS": threads},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if tier != "fast":
        shared_encoder().encode(["ready"])  # its weights are read while the other process fits
    apart.wait()


def _main(name: str, tier: str, cache: str) -> None:
    from yousaid.core.pack import load_pack
    from yousaid.judge import fit_judge

    fit_judge(
        load_pack(name),
        tier=tier,
        cache=Path(cache),
    )


if __name__ == "__main__":
    _main(*sys.argv[1:])
