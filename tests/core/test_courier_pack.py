"""The couriers' pack: their own product faults in two languages, no never-kept subject, no feeling of theirs."""

from dataclasses import replace
from functools import cache

import pytest

from yousaid.core.pack import Pack, load_pack
from yousaid.gate.terms import never_kept_terms
from yousaid.judge import Judge, fit_judge
from yousaid.work.check_pack import load_checked

NAME = "courier-app"
TOPICS = "app maps route parcels offers payout access handover support joining gear praise"
LANGUAGES = {"en", "es"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(NAME)


@cache
def fast_judge() -> Judge:
    return fit_judge(load_pack(NAME), tier="fast")


def test_twelve_topics_hold_forty_five_sub_topics(pack: Pack) -> None:
    assert [topic.id for topic in pack.topics] == TOPICS.split()
    assert len(pack.subs) == 45


def test_couriers_depend_on_the_operator_so_the_profile_is_workers(pack: Pack) -> None:
    assert pack.audience == "workers"
    assert pack.profile == "workers"
    assert fast_judge().profile == "workers"


def test_everything_is_said_in_english_and_spanish(pack: Pack) -> None:
    assert pack.title.keys() == pack.description.keys() == LANGUAGES
    for topic in pack.topics:
        assert topic.title.keys() == topic.description.keys() == LANGUAGES, topic.id
    for sub in pack.subs.values():
        assert sub.title.keys() == sub.description.keys() == sub.examples.keys() == LANGUAGES, sub.id
        assert len(sub.examples["en"]) >= 18, sub.id
        assert len(sub.examples["es"]) >= 14, sub.id


def test_no_title_asks_for_a_never_kept_subject() -> None:
    assert load_checked(NAME).id == NAME


def test_no_example_is_kept_out_by_the_terms(pack: Pack) -> None:
    texts = [text for text, _, _ in pack.labelled()]
    texts += [text for sub in pack.subs.values() for text in sub.never]
    kept_out = never_kept_terms().match_all(texts)
    assert [text for text, out in zip(texts, kept_out, strict=True) if out] == []


def test_no_two_examples_are_equal(pack: Pack) -> None:
    texts = [" ".join(text.casefold().split()) for text, _, _ in pack.labelled()]
    texts += [" ".join(text.casefold().split()) for sub in pack.subs.values() for text in sub.never]
    assert sorted({text for text in texts if texts.count(text) > 1}) == []


def test_praise_and_ideas_are_no_problem_and_blame_alone_makes_no_issue(pack: Pack) -> None:
    no_problem = {sub.id for sub in pack.subs.values() if not sub.problem}
    assert no_problem == {"praise/good", "praise/works", "praise/idea"}
    assert {sub.id for sub in pack.subs.values() if sub.vague} == {"praise/good", "praise/bad"}
    assert len(pack.issue_topics) == 41


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("the payout did not arrive this week", "payout/late"),
        ("my gps position jumps around", "maps/gps"),
        ("el código de barras no se escanea", "parcels/scan"),
        ("soporte no contesta", "support/silence"),
    ],
)
def test_a_fault_finds_its_topic_and_has_no_sentiment(text: str, topic: str) -> None:
    (judged,) = fast_judge().judge_texts([text], whole=True)
    (mention,) = judged.mentions
    assert mention.topic_id == topic
    assert mention.sentiment is None


def test_the_encoder_reads_no_feeling_for_this_pack_though_it_could(pack: Pack) -> None:
    payout = replace(pack, topics=tuple(topic for topic in pack.topics if topic.id == "payout"))
    angry = ["the payout is late again, I am furious"]
    sentiments = [
        fit_judge(some).judge_texts(angry, whole=True)[0].mentions[0].sentiment
        for some in (payout, replace(payout, audience="customers"))
    ]
    assert sentiments[0] is None
    assert sentiments[1] is not None
