"""One person with a thousand posts is one voice, wherever k is asked for (C9)."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.attacks import crowds
from tests.attacks.narrowing import NONSENSE, answers
from tests.store.world import NOON, Said, tell
from yousaid.config import Config
from yousaid.core import voices
from yousaid.core.disclosure import K, public_count
from yousaid.store import query, write
from yousaid.store.rows import Filters

AFTER = voices.window_end(voices.window_of(NOON))
THOUSAND = 1_000


def heard() -> int:
    """Voices of the largest issue, as the list and its page show them."""
    row = query.list_issues(Filters(state="all"), sort="voices").rows[0]
    page = query.issue_detail(row.id)
    assert page is not None
    assert page.row.voices == row.voices
    return row.voices


def test_a_thousand_posts_of_one_person_are_one_voice_and_find_nothing(store: Config) -> None:
    tell(crowds.posts(42, THOUSAND), "forum")

    assert query.list_issues(Filters()).rows[0].mentions_ever == THOUSAND
    assert heard() == 1
    assert public_count(heard()) is None
    assert answers(Filters(query="harbour")) == answers(Filters(query=NONSENSE))


def test_they_reach_into_several_windows_and_the_largest_alone_counts(store: Config) -> None:
    tell(crowds.posts(42, 60), "forum")
    tell(
        [Said(f"Before {n}", kind="post", voice=n + 1, said=NOON - voices.WINDOW) for n in range(5)], "forum"
    )
    from yousaid.store.models import VoiceWindow

    counts = sorted(row.count for row in VoiceWindow.objects.all())
    assert len(counts) >= 2
    assert heard() == max(counts) <= 6


def test_posts_without_a_voice_through_two_sources_are_one_voice_together(store: Config) -> None:
    tell(crowds.posts(0, THOUSAND // 2, name="one"), "forum")
    tell(crowds.posts(0, THOUSAND // 2, name="two"), "board")

    assert heard() == 1
    assert answers(Filters(query="harbour")) == answers(Filters(query=NONSENSE))


def test_one_person_in_two_sources_is_two_voices_at_most(store: Config) -> None:
    tell(crowds.posts(42, THOUSAND // 2, name="one"), "forum")
    tell(crowds.posts(43, THOUSAND // 2, name="two"), "board")

    assert heard() <= 2


@pytest.mark.parametrize("people", [2, K - 1])
def test_few_people_with_a_thousand_posts_each_stay_below_k(store: Config, people: int) -> None:
    each = THOUSAND if people == 2 else 100
    for person in range(people):
        tell(crowds.posts(person + 1, each, name=f"p{person}"), "forum")

    assert heard() <= people
    assert public_count(heard()) is None
    assert answers(Filters(query="harbour")) == answers(Filters(query=NONSENSE))


def test_merging_issues_makes_no_crowd_of_one_person(store: Config) -> None:
    issues = [f"issue{n}" for n in range(20)]
    tell([post for issue in issues for post in crowds.posts(42, 20, issue=issue)], "forum")
    write.merge_issues([(issue, issues[0]) for issue in issues[1:10]])
    write.close_windows(AFTER)
    write.merge_issues([(issue, issues[0]) for issue in issues[10:]])

    assert query.list_issues(Filters()).rows[0].mentions_ever == 400
    assert heard() == 1


def test_coming_back_after_the_window_was_closed_makes_no_crowd_either(store: Config) -> None:
    for turn in range(12):
        tell(crowds.posts(42, 5, name=f"turn{turn}"), "forum")
        write.close_windows(AFTER + timedelta(days=turn))

    assert heard() == 1


@pytest.mark.parametrize("kind", ["review", "submission"])
@pytest.mark.parametrize("voice", [0, 42])
def test_reviews_of_one_person_find_nothing_where_a_place_allows_several(
    sqlite_store: Config, kind: str, voice: int
) -> None:
    tell(crowds.posts(voice, 20, kind=kind), "shop")

    assert heard() == 1
    assert answers(Filters(query="harbour")) == answers(Filters(query=NONSENSE))


def test_nine_people_never_reach_k_and_ten_neither() -> None:
    assert crowds.opened(K - 1, 2_000, 1) == 0
    assert crowds.opened(K, 2_000, 2) == 0, "a lower bound errs on the side of silence"
    assert crowds.opened(K + 2, 500, 3) > 450


@pytest.mark.parametrize("people", [9, 49, 100, 400, 1_000])
def test_more_people_than_there_are_are_hardly_ever_shown(people: int) -> None:
    worlds = max(20_000 // people, 60)
    assert crowds.overstated(people, worlds, people) / worlds < 0.03


def test_the_end_of_all_windows_takes_nothing_from_the_number(store: Config) -> None:
    tell([Said(f"Crash {n}", kind="post", voice=n + 1) for n in range(30)], "forum")
    before = heard()
    write.close_windows(datetime.now(UTC) + voices.WINDOW)
    assert heard() == before >= K
