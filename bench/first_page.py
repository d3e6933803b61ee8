"""From `yousaid demo`, installed, to the first page with issues: with no fitted judge yet, then with one."""

import tempfile
import time

from .served import free_port, memory, serve, wait_for


def main() -> None:
    """Start the demo twice and print the table."""
    with tempfile.TemporaryDirectory() as cache:
        for name in ("first start", "second start"):
            port = free_port()
            with serve("demo", "--port", str(port), "--no-browser", env={"XDG_CACHE_HOME": cache}) as process:
                seconds = wait_for(f"http://127.0.0.1:{port}/issues", r'href="/issues/\d+', 120)
                time.sleep(20)
                used = memory(process.pid)
                print(f"{name:16}{seconds:>8.1f} s to the first issues{used:>10.0f} MB at most in 20 s")


if __name__ == "__main__":
    main()
