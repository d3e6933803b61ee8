"""Looks of `yousaid covenant verify` at the pages, as they would be answered now, and at the public one."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from yousaid.config import digest_of
from yousaid.core.disclosure import STEP
from yousaid.store import looking, query

from .covenant_results import Home, Unable
from .serve_home import HOST
from .watch_page import PATH, PageWatch

PAGE: Final = "/listening"
#: Pages that everybody may read; what they are is said here again, so that one more does not go unseen.
PUBLIC: Final = frozenset({"listening", "source", "listening-json", "healthz"})
RUN: Final = 6  # words in a row that find a post again
#: Counts of what was said have no place on a public page.
_COUNTS: Final = frozenset({"posts", "mentions", "issues"})
_EXPORT: Final = re.compile(r"export|download|dump|csv|xlsx|backup")
_ANSWER: Final = re.compile(r"reply|answer|message|contact|send|invite")
#: How a request looks that did not come from this machine.
_ROADS: Final = (
    {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
    {"HTTP_FORWARDED": "for=203.0.113.9"},
    {"HTTP_VIA": "1.1 proxy"},
    {"HTTP_X_REAL_IP": "203.0.113.9"},
)
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})


def fetch_page(path: str, **headers: str) -> tuple[int, str]:
    """Status and text of a page of the desk as it would be answered now, without a server."""
    from django.test import Client

    headers.setdefault("HTTP_HOST", "localhost")
    answer = Client(raise_request_exception=False).get(path, **headers)  # type: ignore[arg-type]
    streamed = getattr(answer, "streaming", False)
    return answer.status_code, "" if streamed else answer.content.decode("utf-8", "replace")


def routes() -> Iterator[tuple[str, str]]:
    """Name and path of every address of the desk; numbers in a path are 1."""
    from django.urls import URLPattern, get_resolver

    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or "", "/" + re.sub("<[^>]*>", "1", str(pattern.pattern))
        else:
            yield "", f"/{pattern.pattern}"


def statement() -> dict[str, Any]:
    """The public page for machines."""
    _, body = fetch_page(PATH)
    found = json.loads(body)
    assert isinstance(found, dict)
    return found


def nobody_is_quoted(home: Home) -> str | Unable:
    """C6: no six words in a row of any stored text stand on a public page, in any language of the pages."""
    runs: set[tuple[str, ...]] = set()
    for lang in ("en", "es"):
        for path in (PAGE, PATH):
            status, body = fetch_page(f"{path}?lang_page={lang}")
            if status != 200:
                return Unable(f"{path} answers with status {status}")
            runs.update(_runs(body))
    if any(run in runs for text in looking.texts() for run in _runs(text)):
        return "six words in a row of a stored text stand on a public page"
    return ""


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"[\w']+", text.casefold())
    return (tuple(words[n : n + RUN]) for n in range(len(words) - RUN + 1))


def public_numbers_are_rounded(home: Home) -> str | Unable:
    """C8: the public page counts nothing that was said, and what was not kept in steps of five."""
    page = statement()
    totals = [page["not_kept"], *(source["not_kept"] for source in page["sources"])]
    if any(n % STEP for n in totals):
        return "a total of what was not kept is not rounded"
    kinds = set(page) | {key for source in page["sources"] for key in source}
    counted = sorted(_COUNTS & kinds)
    return f"the public page counts {counted[0]}" if counted else ""


def page_is_the_configuration(home: Home) -> str | Unable:
    """C11: what the page says is what is set: sources, topics, retention, who answers for it."""
    page, config = statement(), home.config
    set_up = {row.id for row in query.source_rows()} | config.sources.keys()
    same = {
        "configuration": page["configuration"] == digest_of(config.public(home.pack)),
        "installation": page["installation"] == config.installation,
        "sources": {source["id"] for source in page["sources"]} == set_up,
        "topics": {sub["id"] for topic in page["topics"] for sub in topic["subs"]} == set(home.pack.subs),
        "retention": page["retention_days"] == config.retention_days,
        "who listens": (page["who"], page["contact"], page["purpose"])
        == (config.title, config.contact, config.purpose),
    }
    wrong = [name for name, equal in same.items() if not equal]
    return f"the page shows another {wrong[0]} than is set" if wrong else ""


def page_can_be_fetched(home: Home) -> str | Unable:
    """C11: the page at its public address, as a stranger gets it; a trial says that it is one."""
    config = home.config
    if config.public_address:
        return PageWatch(config, digest_of(config.public(home.pack))).look()
    if statement()["local_trial"] is not True:
        return "there is no public address, and the page does not say that this is a trial"
    silent = [path for path in (PAGE, "/topics", "/sources") if 'class="banner' not in fetch_page(path)[1]]
    return f"{silent[0]} does not say that this is a trial" if silent else ""


def desk_is_for_this_machine(home: Home) -> str | Unable:
    """C13: the desk answers on loopback, and whoever comes from outside gets public pages only."""
    from django.conf import settings

    public = {name for name, _ in routes()} & PUBLIC
    others = [host for host in settings.ALLOWED_HOSTS if host not in _LOOPBACK]
    if HOST != "127.0.0.1" or len(others) > bool(home.config.public_address):
        return "the desk listens beyond this machine"
    roads = [*_ROADS, *({"HTTP_HOST": host} for host in others)]
    for name, path in routes():
        if name in public:
            continue
        for road in roads:
            status, _ = fetch_page(path, **road)
            if status not in (400, 404):
                return f"{path} answers a request from outside with status {status}"
    return ""


def nothing_is_exported(home: Home) -> str | Unable:
    """C13: no address gives out texts to keep."""
    found = [path for name, path in routes() if _EXPORT.search(path) or _EXPORT.search(name)]
    return f"{found[0]} looks like an export" if found else ""


def nobody_is_answered(home: Home) -> str | Unable:
    """C14: no address to answer a person at."""
    found = [path for name, path in routes() if _ANSWER.search(path) or _ANSWER.search(name)]
    return f"{found[0]} looks like a way to answer somebody" if found else ""
