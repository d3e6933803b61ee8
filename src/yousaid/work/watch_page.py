"""No collection without the public page (covenant, C11): it is fetched from its public address, as anybody
would.

A local trial has no public address; it says so on every page and reads nothing but files that are handed
to it.
"""

import http.client
import json
import ssl
import time
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from yousaid.config import Config
from yousaid.core.errors import RefusedError

PATH: Final = "/.well-known/listening.json"
#: Seconds for which a page that was seen counts as there. With TIMEOUT and PAUSE less than a minute.
FRESH: Final = 30.0
TIMEOUT: Final = 10.0
PAUSE: Final = 2.0  # before the second and last try
_LARGEST: Final = 4_000_000  # bytes


class PageWatch:
    """Whether the public page of an installation can be fetched. Asks at most every FRESH seconds.

    config: whose page. configuration: digest that the page must show, so that it equals what runs here.
    """

    def __init__(
        self, config: Config, configuration: str, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._address = config.public_address.rstrip("/")
        self._installation = config.installation
        self._configuration = configuration
        self._clock = clock
        self._seen: float | None = None

    def require(self) -> None:
        """RefusedError unless the page was fetched within the last FRESH seconds, or can be now."""
        if not self._address or (self._seen is not None and self._clock() - self._seen < FRESH):
            return
        self._seen = None
        wrong = self.look()
        if wrong:
            time.sleep(PAUSE)
            wrong = self.look()
        if wrong:
            raise RefusedError(
                f"nothing is collected while the public page cannot be fetched: {wrong}",
                place=self._address + PATH,
                remedy="Make it answer there, to everybody and without a login; then start this again",
            )
        self._seen = self._clock()

    def look(self) -> str:
        """What is wrong with the page, "" for nothing. One request: no cookie, no login, no redirect."""
        try:
            status, body = fetch(self._address + PATH)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return f"there is no answer ({type(error).__name__})"
        if status in (401, 403, 407) or 300 <= status < 400:
            return f"it asks for a login or leads elsewhere (status {status})"
        if status != 200:
            return f"the answer has status {status}"
        try:
            page = json.loads(body)
        except ValueError:
            return "what answers there is no listening page"
        return self._compare(page)

    def _compare(self, page: Any) -> str:
        if not isinstance(page, dict) or page.get("installation") != self._installation:
            return "what answers there is not this installation's page"
        if page.get("configuration") != self._configuration:
            return "it shows another configuration than the one that runs here; restart the desk"
        return ""


def fetch(address: str) -> tuple[int, bytes]:
    """Status and body of one GET, as a stranger would send it. OSError, HTTPException or ValueError."""
    url = urlsplit(address)
    host = url.hostname or ""
    connection: http.client.HTTPConnection
    if url.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, url.port, timeout=TIMEOUT, context=context)
    else:
        connection = http.client.HTTPConnection(host, url.port, timeout=TIMEOUT)
    try:
        connection.request(
            "GET", url.path, headers={"User-Agent": "yousaid (looking for its own public page)"}
        )
        answer = connection.getresponse()
        body = answer.read(_LARGEST + 1)
        if len(body) > _LARGEST:
            raise ValueError("the answer is too large")
        return answer.status, body
    finally:
        connection.close()
