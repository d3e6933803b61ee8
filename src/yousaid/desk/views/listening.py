"""The public page: what this installation listens to and keeps, made from what it runs with."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from yousaid import __version__
from yousaid.core.disclosure import STEP, K
from yousaid.core.post import MAX_TEXT
from yousaid.core.verdict import LIKELY, SURE
from yousaid.core.voices import WINDOW
from yousaid.desk import covenant
from yousaid.desk.installation import config, judges, pack
from yousaid.gate import KINDS, ON_TOPIC, POLICY, VETO
from yousaid.store import query

from .page import languages, reader_language

LICENCE: Final = "AGPL-3.0-or-later"


def statement(lang: str) -> dict[str, Any]:
    """Everything that is public about this installation: the page and its JSON both come from it."""
    here = config()
    topics = pack()
    return {
        "listening": 1,
        "who": here.title,
        "contact": here.contact,
        "purpose": here.purpose,
        "address": here.public_address,
        "demo": here.demo,
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
    context = {
        "title": gettext("What we listen to"),
        "lang": lang,
        "s": statement(lang),
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
