"""The public page: what this installation listens to and keeps, made from what it runs with."""

from datetime import date, datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from yousaid import __version__
from yousaid.config import digest_of
from yousaid.core.disclosure import STEP, K
from yousaid.core.post import MAX_TEXT
from yousaid.core.verdict import LIKELY, SURE
from yousaid.core.voices import WINDOW
from yousaid.desk import covenant
from yousaid.desk.installation import config, judges, pack
from yousaid.gate import KINDS, ON_TOPIC, POLICY, VETO
from yousaid.store import log, query

from .page import languages, reader_language

LICENCE: Final = "AGPL-3.0-or-later"


def statement(lang: str) -> dict[str, Any]:
    """Everything that is public about this installation: the page and its JSON both come from it."""
    here = config()
    topics = pack()
    head = log.head()
    return {
        "listening": 1,
        "who": here.title,
        "contact": here.contact,
        "purpose": here.purpose,
        "address": here.public_address,
        "demo": here.demo,
        "local_trial": here.local_trial,
        "installation": here.installation,
        "configuration": digest_of(here.public(topics)),
        "audience": topics.audience,
        "sources": _sources(),
        "pack": {"id": topics.id, "version": topics.version, "digest": topics.digest},
        "topics": _topics(lang),
        "never_kept": [str(subject) for subject in covenant.NEVER_KEPT],
        "not_kept": query.totals().dropped,
        "retention_days": here.retention_days,
        "voice_window_days": WINDOW.days,
        "longest_text": MAX_TEXT,
        "models": judges(),
        "log": {"seq": head.seq, "seal": head.seal},
        "verified": _verified(),
        "thresholds": {
            "voices": K,
            "rounded_to": STEP,
            "never_kept_from": VETO,
            "on_topic_from": ON_TOPIC,
            "sure_from": SURE,
            "likely_from": LIKELY,
        },
        "gate": POLICY,
        "cut_out": list(KINDS),
        "covenant": [
            {"id": p.id, "says": str(p.says), "how": str(p.how), "lacks": str(p.lacks)}
            for p in covenant.PROMISES
        ],
        "software": {
            "name": "yousaid",
            "version": __version__,
            "licence": LICENCE,
            "source": reverse("source"),
        },
    }


def _verified() -> dict[str, Any] | None:
    """How `yousaid covenant verify` came out the last time, and on which day; None when it never ran.

    None too where somebody made something else of that entry: the page has to stand all the same.
    """
    entry = log.latest("verify")
    if entry is None:
        return None
    try:
        facts, day = entry.facts, date.fromisoformat(entry.at[:10])
    except ValueError:
        return None
    return {
        "on": day.isoformat(),
        "passed": facts.get("passed", 0),
        "failed": facts.get("promises", []),
        "not_run": facts.get("not_run", 0),
    }


def _sources() -> list[dict[str, Any]]:
    """Every source that was read, and those that are set up and were not."""
    rows = query.source_rows()
    read = [
        {"id": r.id, "title": r.title, "product": r.product, "basis": r.basis, "not_kept": r.dropped}
        for r in rows
    ]
    waiting = config().sources.keys() - {row.id for row in rows}
    return read + [
        {"id": s.id, "title": s.title, "product": s.product, "basis": "", "not_kept": 0}
        for s in map(config().source, sorted(waiting))
    ]


def _topics(lang: str) -> list[dict[str, Any]]:
    """The pack as people read it."""
    return [
        {
            "id": topic.id,
            "title": topic.called(lang),
            "subs": [
                {
                    "id": sub.id,
                    "title": sub.called(lang),
                    "description": sub.description.get(lang) or sub.description.get("en", ""),
                }
                for sub in topic.subs
            ],
        }
        for topic in pack().topics
    ]


@require_safe
def listening(request: HttpRequest) -> HttpResponse:
    """The page: no script, no cookie, nothing kept about who reads it."""
    lang = reader_language()
    said = statement(lang)
    verified = said["verified"]
    context = {
        "title": gettext("What we listen to"),
        "lang": lang,
        "s": said,
        # Noon: the day is the same in most places.
        "verified_on": datetime.fromisoformat(f"{verified['on']}T12:00Z") if verified else None,
        "fork": covenant.FORK,
        "languages": languages(request),
    }
    return render(request, "desk/listening.html", context)


@require_safe
def listening_json(request: HttpRequest) -> JsonResponse:
    """The same for machines."""
    response = JsonResponse(
        {"language": reader_language(), **statement(reader_language())},
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response.headers["Access-Control-Allow-Origin"] = "*"  # anybody may check it from anywhere
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
