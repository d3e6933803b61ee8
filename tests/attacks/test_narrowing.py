"""Nobody finds a person by searching (C7): not by a rare word, not by many common ones, not by a clock."""

import random
from collections.abc import Callable

import pytest

from tests.attacks import narrowing
from tests.attacks.narrowing import NONSENSE, answers, behind, leaks, statements, unasked
from tests.store.world import NOON, Said, tell
from yousaid.config import Config
from yousaid.core.disclosure import K
from yousaid.store import query
from yousaid.store.rows import Filters


@pytest.fixture
def said(store: Config) -> list[Said]:
    """Sixty people's reviews, and a forum."""
    return narrowing.tell_world(60, 11)


def test_every_word_of_too_few_people_is_answered_as_nonsense_is(said: list[Said]) -> None:
    voices = narrowing.voices_of(said)
    few = sorted(word for word, n in voices.items() if n < K)
    assert {voices[word] for word in few} >= {1, 2, K - 1}, "the world has words of every small number"
    nothing = answers(Filters(query=NONSENSE))
    dice = random.Random(1)

    edge = [word for word in few if voices[word] >= K - 3]
    assert not [w for w in edge + dice.sample(few, 20) if leaks(Filters(query=w), nothing)]


def test_joining_common_words_down_to_one_person_returns_nothing(said: list[Said]) -> None:
    voices = narrowing.voices_of(said)
    common = sorted((w for w, n in voices.items() if n >= K), key=lambda w: -voices[w])[:5]
    assert len(common) == 5
    tried = [filters for filters in narrowing.narrowed(common) if behind(said, filters) < K - 1]
    assert len({behind(said, filters) for filters in tried}) >= 6, "narrowed through every small number"
    silent = answers(Filters(query=NONSENSE))

    assert not [filters for filters in tried if leaks(filters, silent)]


def test_a_person_s_own_words_find_nothing_together_with_everybody_s(said: list[Said]) -> None:
    silent = answers(Filters(query=NONSENSE))
    for number in range(0, len(said), 6):
        assert not leaks(Filters(query=f"person{number:x} wort0"), silent)
        assert not leaks(Filters(query=said[number].text), silent)


@pytest.mark.parametrize(
    "ask",
    [
        narrowing.feed,
        narrowing.newer,
        narrowing.topics,
        narrowing.days,
        narrowing.issues,
    ],
    ids=lambda ask: str(ask.__name__),
)
def test_a_clock_tells_no_rare_word_from_nonsense(said: list[Said], ask: Callable[[Filters], object]) -> None:
    by_voices = {n: word for word, n in sorted(narrowing.voices_of(said).items()) if n < K}
    assert K - 1 in by_voices
    usual = statements(ask, Filters(query=NONSENSE))

    others = {n: statements(ask, Filters(query=word)) for n, word in by_voices.items()}
    assert not [n for n, found in others.items() if found != usual]


def test_what_is_shown_without_a_query_knows_of_none(said: list[Said]) -> None:
    before = unasked()
    for words in ("person1", "wort0", NONSENSE):
        answers(Filters(query=words))
    assert unasked() == before


def test_titles_answer_only_when_enough_people_used_the_words(said: list[Said]) -> None:
    titles = [row.title for row in query.list_issues(Filters()).rows if row.title.startswith("wort")]
    assert len(titles) == 4
    silent = answers(Filters(query=NONSENSE))

    assert not [t for title in titles for t in (title, *title.split()) if leaks(Filters(query=t), silent)]


def test_what_looks_like_a_handle_is_refused_even_where_all_used_the_word(said: list[Said]) -> None:
    assert query.live_recent(Filters(query="wort0"), 1)
    silent = answers(Filters(query=NONSENSE))

    assert not [handle for handle in narrowing.HANDLES if leaks(Filters(query=handle), silent)]


def test_odd_queries_are_answered_as_nonsense_is_and_break_nothing(said: list[Said]) -> None:
    silent = answers(Filters(query=NONSENSE))

    assert not [odd for odd in narrowing.ODD if leaks(Filters(query=odd), silent)]


def test_a_post_that_is_one_long_word_is_stored_and_found_by_its_other_words(store: Config) -> None:
    tell([Said(f"harbour {'a' * 3_900}{n}", said=NOON - n * narrowing.HOUR) for n in range(K)])

    assert len(query.live_recent(Filters(query="harbour"), 100)) == K
    assert query.live_recent(Filters(query="a" * 3_900), 100) == []
