"""Looks of `yousaid covenant verify` at what is stored and at how it is set. None of them writes."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final

from yousaid.core.voices import KEY_BYTES, REGISTERS
from yousaid.gate import redact
from yousaid.gate.people import blames_named
from yousaid.gate.terms import never_kept_terms
from yousaid.store import log, looking, query
from yousaid.store.rows import Filters

from .check_home import check_allowed
from .check_pack import load_checked
from .covenant_results import Home, Unable, about

#: The rule of the store's own test: no column is called after a person, or after what leads to one.
PERSON: Final = re.compile(
    r"(^|_)(author|user|handle|name|nick|ip|email|mail|phone|url|link|avatar|account)(s?)(_|$)"
)
#: Columns that would join what was said with somebody's work, or answer somebody.
ACTED_UPON: Final = re.compile(
    r"(^|_)(shift|roster|employee|person|driver|rider|courier|recipient|reply_to|answer|assignee)(s?)(_|$)"
)
SESSIONS: Final = re.compile(r"session|cookie|credential|(^|_)login")
#: House-keeping comes every minute; what is later than this was not done at all.
GRACE: Final = timedelta(hours=1)
#: A word that nobody wrote, for comparison with words that few did.
NONSENSE: Final = "qzwxvkplumtro"
_RARE: Final = 8  # words that are tried
_TEXTS: Final = 500  # texts at a time


def no_column_of_a_person(home: Home) -> str | Unable:
    """C1: the tables as they are, not as our models have them."""
    found = [one for one in looking.columns() if PERSON.search(one.partition(".")[2])]
    return f"there is a column called {found[0]}" if found else ""


def sources_may_be_read(home: Home) -> str | Unable:
    """C2: every source that is written down, and every one that was read, through the refusals again."""
    known = {row.id for row in query.source_rows()} | home.config.sources.keys()
    for name in sorted(known):
        check_allowed(home.config, home.pack, home.config.source(name))
    return ""


def no_sessions(home: Home) -> str | Unable:
    """C2: no place for a session, a cookie or a credential of somebody's."""
    found = [one for one in (*looking.tables(), *looking.columns()) if SESSIONS.search(one)]
    return f"there is a place for sessions or credentials: {found[0]}" if found else ""


def pack_may_be_used(home: Home) -> str | Unable:
    """C3: titles and descriptions of the pack through today's words."""
    load_checked(home.config.pack)
    return ""


def texts_may_be_kept(home: Home) -> str | Unable:
    """C3: every stored text through today's words again. Which one, why, and how many, nobody is told."""
    terms = never_kept_terms()
    for batch in _batches():
        never = terms.match_all(batch)
        if any(out or blames_named(text) for text, out in zip(batch, never, strict=True)):
            return "some stored texts would not be let in today; they go with the retention"
    return ""


def texts_are_redacted(home: Home) -> str | Unable:
    """C5: stored texts redacted again."""
    n = 0
    for batch in _batches():
        again = redact(batch, keep=home.pack.keep)
        n += sum(text != cut for text, (cut, _) in zip(batch, again, strict=True))
    return f"{about(n)} stored texts hold something that is cut today" if n else ""


def _batches() -> Iterator[list[str]]:
    texts = looking.texts()
    while batch := list(islice(texts, _TEXTS)):
        yield batch


def nobody_is_searched_for(home: Home) -> str | Unable:
    """C7: a word that nobody wrote and a handle have no answer."""
    if any(_answers(NONSENSE)):  # a number, or an issue that is shown
        return "a word that nobody wrote has an answer"
    return "a search for a handle is answered" if any(_answers("@the")) else ""


def rare_words_find_nothing(home: Home) -> str | Unable:
    """C7: words of too few voices get the answer of a word that nobody wrote."""
    nothing, rare = _answers(NONSENSE), _rare_words()
    if any(_answers(word) != nothing for word in rare):
        return "a word that fewer than ten voices used is answered otherwise than nonsense"
    return "" if rare else Unable("no stored word is rare enough to try")


def _answers(word: str) -> tuple[object, ...]:
    filters = Filters(query=word, state="all")
    issues = query.list_issues(filters)
    series = sum(n for _, n in query.day_series(filters))
    rows = query.live_recent(filters, 5)
    shown = tuple(row.id for row in issues.rows)
    return (issues.total, shown, len(rows), len(query.topic_counts(filters)), series)


def _rare_words() -> list[str]:
    """Words of stored posts that one post holds; none of an issue's title, which is not a post's."""
    issues = query.list_issues(Filters(state="all"), limit=2_000).rows
    titles = {word for row in issues for word in _words(row.title)}
    posts: Counter[str] = Counter()
    for text in looking.texts():
        posts.update(_words(text))
    rare = (word for word, n in posts.items() if n == 1 and word not in titles)
    return sorted(rare, key=lambda word: (-len(word), word))[:_RARE]


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{6,30}", text.lower()))


def windows_that_are_over_forget(home: Home) -> str | Unable:
    """C9: a sketch can be asked about its members as long as its key exists."""
    late = [end for end in looking.open_windows() if end + GRACE < datetime.now(UTC)]
    if late:
        return f"a voice window that ended on {late[0]:%Y-%m-%d} still has its sketch; `yousaid up` ends it"
    return ""


def sketches_have_keys(home: Home) -> str | Unable:
    """C9: a key of 16 bytes for each sketch of 256."""
    if looking.odd_sketches():
        return f"a voice window has another layout than {REGISTERS} bytes under a key of {KEY_BYTES}"
    return ""


def old_texts_are_gone(home: Home) -> str | Unable:
    """C10: no text past the retention."""
    days = home.config.retention_days
    n = looking.texts_seen_before(datetime.now(UTC) - timedelta(days=days) - GRACE)
    return f"{about(n)} texts are older than {days} days; `yousaid up` erases them" if n else ""


def deleted_bytes_are_overwritten(home: Home) -> str | Unable:
    """C10: SQLite's own setting, on a connection as the program opens it."""
    found = looking.overwrites_deleted()
    if found is None:
        return Unable("PostgreSQL has no such setting: tables are written anew, its log keeps bytes a while")
    return "" if found else "secure_delete is off"


def log_is_whole(home: Home) -> str | Unable:
    """C12: every entry seals the one before. Only a head that was noted elsewhere shows more."""
    found = log.verify()
    return "" if found.whole else found.message


def log_is_guarded(home: Home) -> str | Unable:
    """C12: the database itself refuses changes."""
    missing = looking.missing_guards()
    return f"the database no longer refuses to change the log ({missing[0]} is gone)" if missing else ""


def nobody_is_acted_upon(home: Home) -> str | Unable:
    """C14: no column to answer somebody, or to join what was said with somebody's work."""
    found = [one for one in looking.columns() if ACTED_UPON.search(one.partition(".")[2])]
    return f"there is a column called {found[0]}" if found else ""


def workers_have_no_moods(home: Home) -> str | Unable:
    """C14: in a pack about people who depend on the operator no mood is stored."""
    if home.pack.profile != "workers":
        return ""
    n = looking.moods()
    return f"{about(n)} mentions have a stored mood, and this pack is about workers" if n else ""
