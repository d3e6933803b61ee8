"""A small pack in our own words, and a judge fitted to it once."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from yousaid.core.pack import Pack, SubTopic, Topic
from yousaid.core.post import POST_SCHEMA
from yousaid.judge import Judge, fit_judge

EXAMPLES = {
    "app/crash": (
        True,
        2,
        [
            "The app crashes all the time",
            "It freezes when I open the menu",
            "Crashed again after the update",
            "The screen goes blank and it closes",
            "App keeps closing by itself",
            "It hangs on the first screen",
        ],
    ),
    "courier/late": (
        True,
        2,
        [
            "My food came an hour late",
            "The delivery took forever",
            "Waited ninety minutes for a pizza",
            "Always late at lunch time",
            "The courier arrived far too late",
            "Late again, dinner was cold",
        ],
    ),
    "refund/refused": (
        True,
        3,
        [
            "They refuse to give my money back",
            "No refund for the missing meal",
            "I want my money back",
            "Support would not refund the order",
            "Refund denied without a reason",
            "Still waiting for a refund",
        ],
    ),
    "voucher/code": (
        True,
        1,
        [
            "The promo code does not work",
            "My voucher is not accepted",
            "Discount code says invalid",
            "Cannot use my coupon at checkout",
            "The voucher expired the same day",
            "Promo code rejected",
        ],
    ),
    "praise/courier": (
        False,
        0,
        [
            "The rider was so friendly",
            "Lovely courier, thank you",
            "Thanks to the kind driver",
            "The delivery man was very polite",
            "What a helpful courier",
            "Rider smiled and helped me",
        ],
    ),
    "praise/general": (
        False,
        0,
        ["Great app", "I love it", "Best service ever", "Very good", "Excellent, five stars", "Awesome app"],
    ),
    "general/bad": (
        True,
        1,
        ["Worst app ever", "Terrible", "So bad", "I hate this app", "Rubbish service", "Very disappointing"],
    ),
}


def make_pack(audience: str = "customers") -> Pack:
    topics: dict[str, list[SubTopic]] = {}
    for name, (problem, severity, texts) in EXAMPLES.items():
        words = {"en": name}
        sub = SubTopic(name, words, words, problem, severity, {"en": tuple(texts)}, vague="general" in name)
        topics.setdefault(name.split("/")[0], []).append(sub)
    found = tuple(Topic(key, {"en": key}, {"en": key}, 0, tuple(subs)) for key, subs in topics.items())
    return Pack("small", 1, audience, {"en": "Small"}, {"en": "Small"}, found)


@pytest.fixture(scope="session")
def judge() -> Judge:
    return fit_judge(make_pack())


@pytest.fixture(scope="session")
def batch() -> Callable[..., pa.RecordBatch]:
    def made(texts: Sequence[str], lang: str | None = None) -> pa.RecordBatch:
        hour = datetime(2026, 3, 1, 12, tzinfo=UTC)
        row = {
            "source_id": "s", "product": "", "kind": "review", "said_at": hour, "seen_at": hour, "lang": lang,
            "lang_prob": None, "redactions": 0, "rating": None, "region": None, "version": None, "score": None,
            "replies": None, "policy": "p", "audience": "public", "voice": 0,
        }  # fmt: skip
        rows = [row | {"post_id": f"{i:032x}", "key": f"k:{i}", "text": text} for i, text in enumerate(texts)]
        return pa.RecordBatch.from_pylist(rows, schema=POST_SCHEMA)

    return made
