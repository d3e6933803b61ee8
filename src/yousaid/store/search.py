"""Words found in posts, in both dialects: FTS5 beside the table on SQLite, a tsvector on PostgreSQL.

Nobody can search for people (C7): whole words only, no handles, no answer below k voices.
"""

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.backends.utils import CursorWrapper

WORDS_MAX: Final = 12
FEW: Final = 2_000  # posts that are named one by one on PostgreSQL
LONGEST: Final = 100  # characters of a word that can be looked for; PostgreSQL holds 2,046 bytes at most
_WORD: Final = re.compile(r"[^\W_]+")
# "@someone", "someone@somewhere", "u/someone", "some_one", "someone#1234", links: handles and addresses.
_HANDLE: Final = re.compile(
    "@|://|(?:^|[^A-Za-z0-9])u(?:ser)?/[A-Za-z0-9_-]|[A-Za-z0-9]_[A-Za-z0-9]|[A-Za-z0-9]#[0-9]{4}",
    re.IGNORECASE | re.ASCII,
)

_COLUMNS: Final = (
    "id, post_id, source_id, product_id, kind, said_hour, seen_hour, lang_id, lang_prob, text,"
    " redactions, rating,"
    " region_id, version_id, score, replies, policy_id, facets"
)
INSERT_POST: Final = f"INSERT INTO store_post ({_COLUMNS}) VALUES ({', '.join(['%s'] * 18)})"

#: What the first migration runs besides the tables, by database.
SCHEMA: Final[dict[str, tuple[str, ...]]] = {
    "sqlite": (
        "CREATE VIRTUAL TABLE store_search USING fts5(text, facets, content='store_post', content_rowid='id',"
        " detail=column, tokenize='unicode61 remove_diacritics 2')",
    ),
    "postgresql": (
        "ALTER TABLE store_post ADD COLUMN search tsvector",
        "CREATE INDEX store_post_search ON store_post USING gin (search)",
    ),
}


def query_words(query: str) -> list[str] | None:
    """The words to look for, lower case and without accents; None when nothing may be looked for."""
    if _HANDLE.search(_as_seen(query)):
        return None
    found = list(dict.fromkeys(fold(query)))
    return found if 0 < len(found) <= WORDS_MAX and max(map(len, found)) <= LONGEST else None


def _as_seen(query: str) -> str:
    """A query without invisible characters, wide and small forms as the usual ones ("＠" as "@")."""
    plain = unicodedata.normalize("NFKC", query)
    return "".join(c for c in plain if unicodedata.category(c) != "Cf")


def fold(text: str) -> list[str]:
    """The words of a text as both databases compare them: lower case, accents taken off."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))


@functools.lru_cache(maxsize=4_096)
def facet_tokens(
    source: int, product: int | None, lang: int | None, topics: tuple[int, ...], worst: int, *, single: bool
) -> str:
    """Tokens that narrow a search inside the index; only this module knows them."""
    tokens = [f"s{source}", f"p{product or 0}", f"l{lang or 0}", *(f"t{topic}" for topic in topics)]
    tokens += [f"v{level}" for level in range(1, worst + 1)]
    if single:
        tokens.append("k1")
    return " ".join(tokens)


def index(cursor: CursorWrapper, first: int, last: int) -> None:
    """Put the posts numbered first..last into the index, in one statement."""
    if connection.vendor == "sqlite":
        cursor.execute(
            "INSERT INTO store_search (rowid, text, facets) SELECT id, text, facets FROM store_post"
            " WHERE id BETWEEN %s AND %s",
            [first, last],
        )
        return
    cursor.execute("SELECT id, text, facets FROM store_post WHERE id BETWEEN %s AND %s", [first, last])
    rows: list[tuple[Any, ...]] = [
        (_lexemes(text, facets), number) for number, text, facets in cursor.fetchall()
    ]
    cursor.executemany("UPDATE store_post SET search = array_to_tsvector(%s) WHERE id = %s", rows)


def _lexemes(text: str, facets: str) -> list[str]:
    words = (word for word in fold(text) if len(word) <= LONGEST)
    return sorted({*words, *(f":{token}" for token in facets.split())})


@dataclass(frozen=True, slots=True)
class Matching:
    """Mentions `m` of posts that match: FROM, a condition with one parameter, and what rises with m.id."""

    source: str
    sql: str
    parameter: str | list[int]
    order: str


def matching(words: list[str], facet_groups: list[list[str]], *, single: bool | None = None) -> Matching:
    """Mentions of posts that have all words and one facet of each group.

    single: only posts that are a voice each (True), only others (False), all (None).
    """
    if connection.vendor == "sqlite":
        parts = [f'text : "{word}"' for word in words]
        parts += ["facets : (" + " OR ".join(group) + ")" for group in facet_groups]
        parts += ["facets : k1"] if single else []
        match = " AND ".join(parts) + (" NOT facets : k1" if single is False else "")
        # CROSS: from the index to the mentions, never the other way; both come in the order of their numbers.
        source = "store_search f CROSS JOIN store_mention m ON m.post_id = f.rowid"
        return Matching(source, "store_search MATCH %s", match, "f.rowid")
    parts = [f"'{word}'" for word in words]
    parts += ["(" + " | ".join(f"':{token}'" for token in group) + ")" for group in facet_groups]
    parts += [] if single is None else ["':k1'" if single else "!':k1'"]
    match = " & ".join(parts)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM store_post WHERE search @@ %s::tsquery LIMIT {FEW}", [match])
        posts = [row[0] for row in cursor.fetchall()]
    if len(posts) < FEW:  # the planner cannot know that a word is rare; told which posts, it cannot go wrong
        return Matching("store_mention m", "m.post_id = ANY(%s)", posts, "m.id")
    source = "store_post f JOIN store_mention m ON m.post_id = f.id"
    return Matching(source, "f.search @@ %s::tsquery", match, "f.id")
