"""Titles made of erased words go with them (COVENANT C10)."""

from tests.store.world import NOON, Said
from yousaid.config import Config
from yousaid.store import query, write
from yousaid.store.rows import Filters

from .test_forgetting import DAY, ODD, OTHERS, erase, titled


def title() -> str:
    return query.list_issues(Filters()).rows[0].title


def test_a_title_of_erased_words_gives_way_to_the_topics(store: Config) -> None:
    titled("Heat: zanzibarensis", ODD, *OTHERS[:3])
    erase(ODD)
    assert title() == "app/heat"
    assert [issue.key for issue in write.untitled_issues()] == ["heat"], (
        "it gets a new one when there are enough"
    )


def test_a_title_of_words_that_many_say_stays(store: Config) -> None:
    titled("Heat: overheated", ODD, *OTHERS)
    erase(ODD)
    assert title() == "Heat: overheated"


def test_a_title_word_that_nobody_else_says_goes_whatever_their_number(store: Config) -> None:
    titled("Heat: zanzibarensis", ODD, *OTHERS)
    erase(ODD)
    assert title() == "app/heat"


def test_a_title_that_has_no_erased_word_stays_though_few_are_left(store: Config) -> None:
    titled("Heat: battery", ODD, *OTHERS[:1])
    erase(ODD)
    assert title() == "Heat: battery"


def test_of_a_text_that_expired_before_every_title_word_may_be(store: Config) -> None:
    old = Said("Zanzibarensis", issue="heat", topic="app/heat", said=NOON - 60 * DAY)
    titled("Heat: zanzibarensis", old, *OTHERS[:3])
    write.erase_expired(NOON, 30)
    erase(old)
    assert title() == "app/heat"
