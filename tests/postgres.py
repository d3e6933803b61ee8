"""A PostgreSQL server of the tests' own, in a temporary folder, on a free port of 127.0.0.1.

Nothing has to be running beforehand: the server's programs (Debian: `apt install postgresql`) are enough.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SPEED = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "32MB",
    "max_connections": "40",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}


def programs() -> Path | None:
    """The folder with initdb and pg_ctl, the newest version first; None when there is none."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(versions, key=lambda p: float(p.parent.name), reverse=True)
    return next((c for c in candidates if (c / "initdb").exists() and (c / "pg_ctl").exists()), None)


@contextmanager
def server(bin_folder: Path) -> Iterator[str]:
    """A running server: yields its URL without a database, `postgres://postgres@127.0.0.1:PORT`."""
    home = Path(tempfile.mkdtemp(prefix="yousaid-pg-"))  # pytest's own are closed to other accounts
    run_as = _account(home)
    data = home / "data"
    try:
        initdb: list[str | Path] = [
            bin_folder / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        _run([*initdb, "--locale=C", "--no-sync", "--no-instructions"], home, run_as)
        port = _start(bin_folder, home, run_as)
        try:
            yield f"postgres://postgres@127.0.0.1:{port}"
        finally:
            _run([bin_folder / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], home, run_as)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _start(bin_folder: Path, home: Path, run_as: dict[str, Any]) -> int:
    """Start on a free port; another program may take it in between, so three tries."""
    for attempt in range(3):
        port = _free_port()
        options = " ".join(f"-c {key}='{value}'" for key, value in {**_SPEED, "port": port}.items())
        command: list[str | Path] = [bin_folder / "pg_ctl", "-D", home / "data", "-w", "-t", "30"]
        command += ["-l", home / "server.log", "-o", options, "start"]
        try:
            _run(command, home, run_as)
        except RuntimeError:
            if attempt == 2:
                raise
        else:
            return port
    raise AssertionError("unreachable")


def _account(home: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody`."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(home, account.pw_uid, account.pw_gid)
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise RuntimeError("there is neither an account postgres nor nobody to run the server under")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run(command: list[str | Path], home: Path, run_as: dict[str, Any]) -> None:
    # The output goes to a file: a pipe would stay open in the server that pg_ctl leaves behind.
    with (home / "output.txt").open("w+", encoding="utf-8") as output:
        code = subprocess.run(
            command,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
            timeout=90,
            check=False,
            **run_as,
        ).returncode
        output.seek(0)
        said = output.read()
    if code:
        log = home / "server.log"
        said += log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        raise RuntimeError(f"{Path(command[0]).name} failed: {said.strip()}")
