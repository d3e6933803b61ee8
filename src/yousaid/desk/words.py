"""Words of the interface for what the core says in ids: states, severities, growth, ages, languages."""

from datetime import UTC, datetime
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext, pgettext_lazy

from yousaid.core.trend import HEARD, Growth

Word = str | Promise

SEVERITY: Final[tuple[Word, ...]] = (
    pgettext_lazy("severity", "no problem"),
    pgettext_lazy("severity", "annoyed"),
    pgettext_lazy("severity", "hindered"),
    pgettext_lazy("severity", "blocked"),
    pgettext_lazy("severity", "danger"),
)
SEVERITY_MEANS: Final[tuple[Word, ...]] = (
    gettext_lazy("praise, an idea or a question"),
    gettext_lazy("an annoyance"),
    gettext_lazy("it works, with effort"),
    gettext_lazy("it does not work, or money is lost"),
    gettext_lazy("safety, health or a large loss"),
)
STATE: Final[dict[str, Word]] = {
    "new": pgettext_lazy("state", "new"),
    "regressed": pgettext_lazy("state", "regressed"),
    "investigating": pgettext_lazy("state", "investigating"),
    "escalated": pgettext_lazy("state", "escalated"),
    "no_action": pgettext_lazy("state", "no action"),
    "resolved": pgettext_lazy("state", "resolved"),
}
#: What the button that leads to a state says.
STEP: Final[dict[str, Word]] = {
    "investigating": gettext_lazy("Investigate"),
    "escalated": gettext_lazy("Escalate"),
    "no_action": gettext_lazy("Take no action"),
    "resolved": gettext_lazy("Mark resolved"),
}
GROWTH: Final[dict[str, Word]] = {
    "new": pgettext_lazy("growth", "appeared"),  # "new" is a state
    "rising": pgettext_lazy("growth", "rising"),
    "steady": pgettext_lazy("growth", "steady"),
    "falling": pgettext_lazy("growth", "falling"),
}
BASIS: Final[dict[str, Word]] = {
    "public": gettext_lazy("public"),
    "invited": gettext_lazy("invited: its moderators agreed and a notice is posted there"),
    "handed_in": gettext_lazy("handed over on purpose"),
}
HEALTH: Final[dict[str, Word]] = {
    "ok": gettext_lazy("listening"),
    "quiet": gettext_lazy("quiet: nothing new for a while"),
    "failing": gettext_lazy("failing"),
    "done": gettext_lazy("read to its end"),
}
CERTAINTY: Final[dict[str, Word]] = {
    "sure": pgettext_lazy("certainty", "sure"),
    "likely": pgettext_lazy("certainty", "likely"),
    "unsure": pgettext_lazy("certainty", "unsure"),
}
#: What stands in the box of something that the gate cut out of a text.
CUT: Final[dict[str, Word]] = {
    "mail": pgettext_lazy("cut out", "mail"),
    "url": pgettext_lazy("cut out", "link"),
    "handle": pgettext_lazy("cut out", "handle"),
    "iban": pgettext_lazy("cut out", "bank account"),
    "ip": pgettext_lazy("cut out", "network address"),
    "coordinates": pgettext_lazy("cut out", "coordinates"),
    "national_id": pgettext_lazy("cut out", "national id"),
    "tracking": pgettext_lazy("cut out", "tracking number"),
    "card": pgettext_lazy("cut out", "card"),
    "order": pgettext_lazy("cut out", "order number"),
    "phone": pgettext_lazy("cut out", "phone"),
    "plate": pgettext_lazy("cut out", "plate"),
    "number": pgettext_lazy("cut out", "number"),
    "address": pgettext_lazy("cut out", "address"),
    "name": pgettext_lazy("cut out", "name"),
}
_LANGUAGES: Final[dict[str, Word]] = {
    "ar": gettext_lazy("Arabic"),
    "de": gettext_lazy("German"),
    "en": gettext_lazy("English"),
    "es": gettext_lazy("Spanish"),
    "fr": gettext_lazy("French"),
    "hi": gettext_lazy("Hindi"),
    "id": gettext_lazy("Indonesian"),
    "it": gettext_lazy("Italian"),
    "ja": gettext_lazy("Japanese"),
    "ko": gettext_lazy("Korean"),
    "ms": gettext_lazy("Malay"),
    "nl": gettext_lazy("Dutch"),
    "pl": gettext_lazy("Polish"),
    "pt": gettext_lazy("Portuguese"),
    "ru": gettext_lazy("Russian"),
    "th": gettext_lazy("Thai"),
    "tl": gettext_lazy("Tagalog"),
    "tr": gettext_lazy("Turkish"),
    "vi": gettext_lazy("Vietnamese"),
    "zh": gettext_lazy("Chinese"),
}


def language(code: str | None) -> str:
    """The name of a language; its code where we have no name, and words where it is unknown."""
    if not code:
        return gettext("language unknown")
    return str(_LANGUAGES.get(code, code))


def number(n: float) -> str:
    """A whole number with the separators of the reader's language."""
    return number_format(round(n), use_l10n=True, force_grouping=True)


def day(moment: datetime | None) -> str:
    """A day without its year when that is the current one; "" for None."""
    if moment is None:
        return ""
    here = timezone.localtime(moment)
    short = here.year == timezone.localtime().year
    return date_format(here, pgettext("date format", "j M") if short else pgettext("date format", "j M Y"))


def day_year(moment: datetime | None) -> str:
    """A day with its year; "" for None."""
    return date_format(timezone.localtime(moment), pgettext("date format", "j M Y")) if moment else ""


def age(moment: datetime, now: datetime | None = None) -> str:
    """How long ago, as finely as we keep it: "this hour", "3 h", "2 d", then the day."""
    hours = int(((now or datetime.now(UTC)) - moment).total_seconds() // 3600)
    if hours < 1:
        return gettext("this hour")
    if hours < 48:
        return gettext("%(n)s h") % {"n": hours}
    if hours < 28 * 24:
        return gettext("%(n)s d") % {"n": hours // 24}
    return day(moment)


def duration(seconds: float | None) -> str:
    """A length of time in plain words, in one unit; "" for None."""
    if seconds is None:
        return ""
    n = max(round(seconds), 0)
    if n < 120:
        return ngettext("%(n)s second", "%(n)s seconds", n) % {"n": n}
    if n < 2 * 3600:
        return ngettext("%(n)s minute", "%(n)s minutes", n // 60) % {"n": n // 60}
    if n < 48 * 3600:
        return ngettext("%(n)s hour", "%(n)s hours", n // 3600) % {"n": n // 3600}
    return ngettext("%(n)s day", "%(n)s days", n // 86400) % {"n": number(n // 86400)}


def growth_ratio(change: Growth) -> str:
    """How much, when the change is real: "×1.8", or "+12 %" for less than half as much again; else ""."""
    if not change.real or change.before == 0:
        return ""
    if 2 / 3 < change.ratio < 1.5:
        return f"{round((change.ratio - 1) * 100):+d}\N{NO-BREAK SPACE}%"
    return f"×{number_format(round(change.ratio, 1), 1, use_l10n=True)}"


def growth_means(change: Growth) -> str:
    """What the growth word rests on, in a sentence."""
    numbers = {"now": number(change.now), "before": number(change.before)}
    if change.heard < HEARD:
        return gettext("%(now)s in these 28 days; too little of the time before is known") % numbers
    if change.before == 0 and change.now:
        return gettext("%(now)s in these 28 days, none in the 28 before") % numbers
    if change.real:
        return gettext("%(now)s in these 28 days, %(before)s in the 28 before") % numbers
    return (
        gettext("%(now)s, after %(before)s in the 28 days before: not distinguishable from chance") % numbers
    )


def severity_level(mean: float) -> int:
    """The nearest word's place for a mean severity, 0..4."""
    return min(max(round(mean), 0), 4)
