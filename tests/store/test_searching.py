"""Nobody can search for people (C7): below k voices a word answers exactly as one that nobody used."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.store.world import NOON, Said, tell
from yousaid.config import Config
from yousaid.core.disclosure import K
from yousaid.store import query, search, write
from yousaid.store.rows import Filters, IssueList

HOUR = timedelta(hours=1)
NONSENSE = "qzxwv"


@pytest.fixture
def world(store: Config) -> Config:
    """K reviews speak of a tunnel; one fewer of a bridge; many forum posts, one voice at most, of a ferry."""
    tell([Said(f"Lost in the tunnel, café number {n}", said=NOON - n * HOUR) for n in range(K)])
    tell([Said(f"Lost on the bridge, stop {n}", issue="bridge", said=NOON - n * HOUR) for n in range(K - 1)])
    tell([Said(f"The ferry again {n}", kind="post", issue="ferry", voice=n + 1) for n in range(40)])
    write.set_titles({"crash": "Tunnel", "bridge": "Bridge", "ferry": "Ferry"})
    return store


def answers(words: str, **more: str) -> tuple[object, ...]:
    filters = Filters(query=words, **more)  # type: ignore[arg-type]
    return (
        query.list_issues(filters),
        query.live_recent(filters, 100),
        query.live_after(0, filters, 100),
        query.topic_counts(filters),
        [n for _, n in query.day_series(filters) if n],
    )


def test_a_word_of_enough_voices_finds_its_posts_and_issues(world: Config) -> None:
    found = query.list_issues(Filters(query="tunnel"))
    assert [row.title for row in found.rows] == ["Tunnel"]
    assert not found.unsearchable
    assert len(query.live_recent(Filters(query="Tunnel"), 100)) == K
    assert sum(n for _, n in query.day_series(Filters(query="tunnel"))) == K
    assert query.topic_counts(Filters(query="tunnel"))[0].mentions == K


@pytest.mark.parametrize(
    "words", ["bridge", "ferry", "7", "stop", "lost bridge", "tunnel bridge", "again ferry"]
)
def test_below_k_voices_the_answer_is_that_of_a_nonsense_word(world: Config, words: str) -> None:
    assert answers(words) == answers(NONSENSE)
    assert query.list_issues(Filters(query=words)) == IssueList(rows=(), total=0, unsearchable=True)


def test_every_word_of_too_few_voices_answers_as_nonsense_does(world: Config) -> None:
    texts = [row.text for row in query.live_recent(Filters(), 1_000)]
    words = {word for text in texts for word in search.fold(text)}
    silent = {w for w in words if sum(w in search.fold(t) and "ferry" not in t for t in texts) < K}
    assert silent >= {"bridge", "ferry", "0"}
    nothing = answers(NONSENSE)
    assert all(answers(word) == nothing for word in sorted(silent))


@pytest.mark.parametrize(
    "narrowed",
    [{"lang": "es"}, {"source": "forum"}, {"topic": "pay"}, {"state": "resolved"}, {"product": "Riders"}],
)
def test_narrowing_below_k_returns_nothing(world: Config, narrowed: dict[str, str]) -> None:
    tell([Said("El tunnel", lang="es", issue="es", topic="pay/x", product="Riders")], "forum")

    assert answers("tunnel", **narrowed) == answers(NONSENSE, **narrowed)
    assert query.list_issues(Filters(query="tunnel")).total == 2


def test_a_forum_counts_as_one_voice_beside_reviews(world: Config) -> None:
    assert answers("bridge") == answers(NONSENSE)

    tell(
        [
            Said("The bridge as well", kind="post", issue="ferry"),
            Said("Bridge, bridge", kind="comment", issue="ferry"),
        ]
    )

    assert len(query.live_recent(Filters(query="bridge"), 100)) == K + 1
    assert {row.title for row in query.list_issues(Filters(query="bridge")).rows} == {"Bridge", "Ferry"}


def test_a_post_in_two_issues_is_one_voice(store: Config) -> None:
    tell([Said(f"Harbour {n}", more=[("pay/double", "two", 3)]) for n in range(K - 1)])
    assert query.list_issues(Filters(query="harbour")).unsearchable


@pytest.mark.parametrize(
    "words",
    ["@tunnel", "tunnel@example.org", "u/tunnel", "/u/tunnel", "lost @tunnel", "!!!", '"', "*", "tun*"],
)
def test_shapes_of_handles_and_of_query_languages_find_nothing(world: Config, words: str) -> None:
    assert answers(words) == answers(NONSENSE)


@pytest.mark.parametrize(
    "words", ["tunnel OR bridge", "NOT tunnel", "text:tunnel", "facets k1", "s1", "tunn", "' & 1"]
)
def test_operators_columns_and_prefixes_are_only_words(world: Config, words: str) -> None:
    assert answers(words) == answers(NONSENSE)


@pytest.mark.parametrize("words", ["TUNNEL", "tunnel lost", "cafe", "CAFÉ", '"tunnel"', "tunnel, lost!"])
def test_case_accents_and_marks_do_not_matter(world: Config, words: str) -> None:
    assert len(query.live_recent(Filters(query=words), 100)) == K


def test_white_space_is_no_search(world: Config) -> None:
    blank = query.list_issues(Filters(query="  "))
    assert blank == query.list_issues(Filters())
    assert not blank.unsearchable


def test_a_search_keeps_the_other_filters(world: Config) -> None:
    tell([Said(f"Tunnel, severe {n}", severity=4, issue="severe", topic="app/severe") for n in range(K)])

    narrowed = Filters(query="tunnel", severity=4)
    assert len(query.live_recent(narrowed, 100)) == K
    assert [row.topic_id for row in query.list_issues(narrowed).rows] == ["app/severe"]
    assert len(query.live_recent(replace(narrowed, severity=0), 100)) == 2 * K
    assert len(query.live_recent(replace(narrowed, severity=0, topic="app/crash"), 100)) == K
