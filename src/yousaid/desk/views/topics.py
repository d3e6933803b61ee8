"""The topic pack with what was heard of each sub-topic."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from yousaid.core.pack import SubTopic, Topic
from yousaid.core.trend import Growth, growth
from yousaid.desk.filters import read_filters
from yousaid.desk.installation import pack
from yousaid.store import query
from yousaid.store.rows import TopicCount

from .issues import period
from .page import reader_language, show

EXAMPLES: Final = 6  # shown of each sub-topic


@dataclass(frozen=True, slots=True)
class SubLine:
    """A sub-topic and its counts; None where nothing was heard."""

    sub: SubTopic
    title: str
    description: str
    count: TopicCount | None
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicBlock:
    """A topic with its sub-topics, the loudest first, and their sums."""

    topic: Topic
    title: str
    description: str
    mentions: int
    change: Growth
    lines: tuple[SubLine, ...]


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Topics and sub-topics in the pack's order, counted over the current span."""
    filters = read_filters(request.GET, state="all")
    counts = {count.topic_id: count for count in query.topic_counts(filters)}
    lang = reader_language()
    blocks = [_block(topic, counts, lang) for topic in pack().topics]
    totals = query.totals()
    heard = sum(block.mentions for block in blocks)
    context = {
        "title": gettext("Topics"),
        "pack": pack(),
        "pack_title": pack().title.get(lang) or pack().title.get("en", pack().id),
        "pack_description": pack().description.get(lang) or pack().description.get("en", ""),
        "blocks": blocks,
        "subs": len(pack().subs),
        "heard": heard,
        "totals": totals,
        "period": period(totals.newest),
    }
    return show(request, "desk/topics.html", context, here="topics")


def _block(topic: Topic, counts: dict[str, TopicCount], lang: str) -> TopicBlock:
    lines = tuple(_line(sub, counts.get(sub.id), lang) for sub in topic.subs)
    now = sum(line.count.change.now for line in lines if line.count)
    before = sum(line.count.change.before for line in lines if line.count)
    return TopicBlock(
        topic=topic,
        title=topic.called(lang),
        description=topic.description.get(lang) or topic.description.get("en", ""),
        mentions=now,
        change=growth(now, before, heard=query.heard_before()),
        lines=lines,
    )


def _line(sub: SubTopic, count: TopicCount | None, lang: str) -> SubLine:
    return SubLine(
        sub=sub,
        title=sub.called(lang),
        description=sub.description.get(lang) or sub.description.get("en", ""),
        count=count,
        examples=(sub.examples.get(lang) or sub.examples.get("en", ()))[:EXAMPLES],
    )
