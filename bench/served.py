"""Help for measurements: a real server process, its pages and its memory."""

import contextlib
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def serve(*words: str, env: dict[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """`yousaid WORDS...` as a process of its own, stopped at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "yousaid", *words],
        env=os.environ | (env or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def get(address: str) -> str:
    """The page at a loopback address."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        text: str = answer.read().decode()
    return text


def wait_for(address: str, pattern: str, seconds: float) -> float:
    """Seconds until the page matches; TimeoutError when it never does."""
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        with contextlib.suppress(OSError):
            if re.search(pattern, get(address)):
                return time.perf_counter() - began
        time.sleep(0.05)
    raise TimeoutError(address)


def memory(pid: int) -> float:
    """Highest resident memory of a process so far, in MB (Linux)."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else float("nan")


def free_port() -> int:
    """A port that is free now."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
