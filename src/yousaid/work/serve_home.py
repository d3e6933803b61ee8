"""Web and worker of one home in one process."""

import os
import socket
import threading
import webbrowser
from collections.abc import Callable, Sequence

import uvicorn

from yousaid.config import Config
from yousaid.core.errors import ConfigError

from .keep_house import keep_house_until

HOST = "127.0.0.1"
Job = Callable[[threading.Event], None]


def choose_port(port: int, *, or_next: bool) -> int:
    """The port if it is free; else one of the next 20 when `or_next`, else ConfigError."""
    for candidate in range(port, port + (21 if or_next else 1)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, candidate))
            except (OSError, OverflowError):
                continue
            return candidate
    raise ConfigError(
        f"port {port} is taken", place=HOST, remedy=f"Stop what uses it, or choose another: --port {port + 1}"
    )


def serve_home(
    config: Config, *, port: int, jobs: Sequence[Job] = (), ready: Callable[[str], None], browse: bool
) -> None:
    """Answer on loopback until interrupted, with house-keeping and `jobs` in threads beside it.

    ready: called with the address once pages can be fetched.
    """
    os.environ["YOUSAID_HOME"] = str(config.home)
    stop = threading.Event()
    address = f"http://{HOST}:{port}/"

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                ready(address)
                if browse:
                    webbrowser.open(address)

    threads = [
        threading.Thread(target=job, args=(stop,), name=f"job-{n}", daemon=True)
        for n, job in enumerate((lambda event: keep_house_until(event, config), *jobs))
    ]
    server = Server(
        uvicorn.Config(
            "yousaid.desk.asgi:application",
            host=HOST,
            port=port,
            log_level="warning",
            access_log=False,  # addresses of readers are nobody's business
            lifespan="off",
            timeout_graceful_shutdown=2,
        )
    )
    for thread in threads:
        thread.start()
    try:
        server.run()
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=5)
