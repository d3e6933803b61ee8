"""Tags and filters: icons, severities, words, charts."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from yousaid.core.trend import Growth
from yousaid.core.verdict import certainty
from yousaid.desk import charts, installation, words
from yousaid.store.rows import IssueRow, LiveRow

register = template.Library()

# What the gate writes in the place of what it cut: "[phone]".
_CUT: Final = re.compile(rf"\[({'|'.join(words.CUT)})\]")


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite; decoration only, the word stands beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false" width="16" height="16">'
        '<use href="#i-{}"/></svg>',
        name,
    )


@register.simple_tag
def severity(level: float, *, bare: bool = False) -> SafeString:
    """Severity as four steps, filled so far, and its word; `bare` leaves the word to readers of screens."""
    n = words.severity_level(level)
    steps = format_html_join(
        "",
        '<rect x="{}" y="{}" width="3" height="{}" rx=".5" class="{}"/>',
        ((i * 4, 9 - 3 * i, 3 + 3 * i, "on" if i < n else "off") for i in range(4)),
    )
    return format_html(
        '<span class="severity s{}" title="{}">'
        '<svg aria-hidden="true" width="15" height="12" viewBox="0 0 15 12">'
        '{}</svg><span class="{}">{}</span></span>',
        n,
        words.SEVERITY_MEANS[n],
        steps,
        "vh" if bare else "",
        words.SEVERITY[n],
    )


@register.simple_tag
def state(name: str) -> SafeString:
    """A state as its own shape and its word."""
    return format_html(
        '<span class="state st-{}">{}<span>{}</span></span>',
        name,
        icon(f"state-{name}"),
        words.STATE.get(name, name),
    )


_ARROWS: Final = {"new": "sparkle", "rising": "up", "steady": "steady", "falling": "down"}


@register.simple_tag
def growth(change: Growth) -> SafeString:
    """The growth word with its arrow and, when the change is real, how many times as much."""
    return format_html(
        '<span class="growth g-{}" title="{}">{}<span>{}</span> <span class="ratio">{}</span></span>',
        change.word,
        words.growth_means(change),
        icon(_ARROWS[change.word]),
        words.GROWTH[change.word],
        words.growth_ratio(change),
    )


@register.simple_tag
def spark(values: Sequence[int], title: str = "") -> SafeString:
    """A small chart of mentions a day over the current span."""
    label = title or gettext("Mentions a day over these 28 days: %(sum)s, at most %(most)s a day") % {
        "sum": words.number(sum(values)),
        "most": words.number(max(values, default=0)),
    }
    return mark_safe(charts.spark(values, title=label, current=len(values)))


@register.filter
def safe_chart(svg: str) -> SafeString:
    """A chart as markup: charts escape what they are given."""
    return mark_safe(svg)


@register.filter
def number(n: float) -> str:
    """A whole number with separators."""
    return words.number(n)


@register.filter
def day(moment: datetime | None) -> str:
    """A day."""
    return words.day(moment)


@register.filter
def day_year(moment: datetime | None) -> str:
    """A day with its year."""
    return words.day_year(moment)


@register.filter
def age(moment: datetime) -> str:
    """How long ago, by the hour."""
    return words.age(moment)


@register.filter
def said_before(row: LiveRow) -> bool:
    """Whether a post was said a day or more before it was heard, so that both times matter."""
    return row.seen_at - row.said_at >= timedelta(days=1)


@register.filter
def duration(seconds: float | None) -> str:
    """A length of time in words."""
    return words.duration(seconds)


@register.filter
def language(code: str | None) -> str:
    """The name of a language."""
    return words.language(code)


@register.filter
def growth_means(change: Growth) -> str:
    """What a growth word rests on."""
    return words.growth_means(change)


@register.filter
def severity_word(level: int | str) -> str | Promise:
    """The word of a severity, which in a template may be a digit."""
    return words.SEVERITY[int(level)]


@register.filter
def state_word(name: str) -> str | Promise:
    """The word of a state."""
    return words.STATE.get(name, name)


@register.filter
def step_word(name: str) -> str | Promise:
    """What the button that leads to a state says."""
    return words.STEP.get(name, name)


@register.filter
def basis_word(name: str) -> str | Promise:
    """The basis of a source in words."""
    return words.BASIS.get(name, name)


@register.filter
def health_word(name: str) -> str | Promise:
    """The health of a source in words."""
    return words.HEALTH.get(name, name)


@register.filter
def sure(prob: float) -> str:
    """sure, likely or unsure: the id of the word."""
    return certainty(prob)


@register.filter
def sure_word(prob: float) -> str | Promise:
    """How certain the judge is, as a word and never as a number."""
    return words.CERTAINTY[certainty(prob)]


@register.filter
def family(topic_id: str | None, lang: str) -> str:
    """The title of a topic."""
    return installation.topic_title(topic_id, lang)


@register.filter
def sub_topic(topic_id: str | None, lang: str) -> str:
    """The title of a sub-topic."""
    return installation.sub_title(topic_id, lang)


@register.filter
def issue_title(row: IssueRow, lang: str) -> str:
    """What an issue is called."""
    return installation.issue_title(row, lang)


@register.filter
def source_title(source_id: str) -> str:
    """What a source is called."""
    return installation.config().source(source_id).title


@register.filter
def cuts(text: str) -> SafeString:
    """Text with what the gate cut out shown as a chip: "[phone]" becomes a small box that says phone."""
    pieces = _CUT.split(text)  # text, kind, text, kind, ..., text
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<span class="cut">{}</span>', words.CUT[piece]) if n % 2 else piece,)
            for n, piece in enumerate(pieces)
        ),
    )


@register.filter
def cut_word(kind: str) -> str | Promise:
    """The word for a kind of identifier that is cut out."""
    return words.CUT.get(kind, kind)


@register.filter
def percent(fraction: float) -> str:
    """ "80 %", which no line break parts."""
    return f"{round(fraction * 100)}\N{NO-BREAK SPACE}%"


@register.filter
def mentions(n: int) -> str:
    """ "34 mentions"."""
    return ngettext("%(n)s mention", "%(n)s mentions", n) % {"n": words.number(n)}
