"""Which column is which field: as the operator says with --map, else as columns are usually called."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from yousaid.core.errors import InputError, RefusedError, UsageError

from .people import names_person, word_list, words_of
from .tables import shown

#: The fields that a column may fill, and how such columns are usually called (first come, first taken).
USUAL: Final[dict[str, tuple[str, ...]]] = {
    "text": word_list("""
        text body review content comment message reviewtext reviewbody reviewcontent reviewmessage
        comments feedback fulltext commenttext commentbody posttext tweet post selftext description
        verbatim statement texto comentario comentarios opinion resena mensaje contenido descripcion
        """),
    "title": word_list("title subject reviewtitle headline heading summary titulo asunto"),
    "said_at": word_list("""
        saidat date createdat at timestamp datetime time created createdutc reviewdate reviewcreatedat
        publishedat published postedat posted submittedat submissiondate reviewsubmitdateandtime
        reviewtime dateofreview when fecha fechahora fechacreacion fechayhora
        """),
    "rating": word_list("""
        rating stars starrating reviewrating overallrating userrating customerrating ratingvalue
        calificacion puntuacion valoracion estrellas
        """),
    "id": word_list("id reviewid postid commentid messageid tweetid ticketid uuid guid idstr"),
    "lang": word_list("lang language locale langguess reviewerlanguage languagecode idioma"),
    "region": word_list(
        "region country countrycode storefront territory city zone pais ciudad zona provincia"
    ),
    "version": word_list(
        "version appversion appversionname reviewcreatedversion versionname clientversion versionapp"
    ),
    "kind": ("kind", "posttype"),
    "score": word_list("thumbsup thumbsupcount upvotes votes likes likecount favouritescount favoritecount"),
    "replies": word_list("replies replycount numreplies numcomments commentcount commentscount respuestas"),
}
FIELDS: Final = tuple(USUAL)
_NUMBER_OR_DATE: Final = re.compile(r"[-+]?[0-9][-0-9.,:/TZ ]*")
ONE_PER_POST: Final = "one-per-post"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column fills which field; `guessed` are fields nobody named, `unread` columns left alone."""

    by_field: dict[str, str]
    guessed: tuple[str, ...]
    unread: tuple[str, ...]


def parse_map(words: Sequence[str]) -> dict[str, str]:
    """`FIELD=COLUMN` words as a map; an empty COLUMN means that the field is left out. UsageError else."""
    found: dict[str, str] = {}
    for word in words:
        field, equals, column = word.partition("=")
        if not equals:
            raise UsageError(f"--map {word!r} is not FIELD=COLUMN", remedy="Write --map text=COLUMN")
        found[field] = column
    check_fields(found)
    return found


def check_fields(mapping: Mapping[str, str]) -> None:
    """UsageError for a field that posts do not have."""
    for field in mapping:
        if field not in USUAL:
            near = difflib.get_close_matches(field, FIELDS, n=1)
            hint = f"Did you mean {near[0]}? " if near else ""
            if names_person(field):
                hint = "Posts have no author, and --voice COLUMN counts distinct voices. "
            raise UsageError(
                f"--map knows no field {field!r}", remedy=f"{hint}There are: {', '.join(FIELDS)}"
            )


def choose_columns(
    columns: Sequence[str], mapping: Mapping[str, str], voice: str | None, place: str
) -> Columns:
    """The column of every field. InputError for a name that is not there, RefusedError for one of a person.

    Usual names are compared without case, spaces and punctuation. An empty name leaves a field out.
    """
    check_fields(mapping)
    chosen = {}
    for field, column in mapping.items():
        if column:
            _check_there(column, columns, place)
            _check_allowed(column, place)
            chosen[field] = column
    if voice and voice != ONE_PER_POST:
        _check_there(voice, columns, place)
        if voice in chosen.values():
            raise RefusedError(
                f"{shown(voice)} is the voice and a field at once",
                place=place,
                remedy="Voices are hashed and dropped, so their column fills nothing else",
            )
    guessed: dict[str, str] = {}
    for field, names in USUAL.items():
        if field not in mapping:
            usual = _usual(names, columns, {*chosen.values(), *guessed.values(), voice or ""})
            if usual:
                guessed[field] = usual
    found = chosen | guessed
    by_field = {field: found[field] for field in FIELDS if field in found}
    if "text" not in by_field:
        raise InputError(
            "no column looks like the text of a post",
            place=place,
            remedy=f"Name it with --map text=COLUMN; there are: {listed(columns)}",
        )
    taken = {*by_field.values(), voice}
    unread = tuple(name for name in columns if name and name not in taken)
    return Columns(by_field, tuple(guessed), unread)


def listed(columns: Sequence[str], most: int = 12) -> str:
    """Columns for a message: the first ones, shortened; none where line 1 seems to hold a post (C1)."""
    if any(_NUMBER_OR_DATE.fullmatch(name) for name in columns):
        return "no names that can be shown, because line 1 looks like a post; write a header above it"
    names = [shown(name)[1:-1] for name in columns if name]
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _usual(names: Sequence[str], columns: Sequence[str], taken: set[str]) -> str:
    known = {"".join(words_of(column)): column for column in reversed(columns) if not names_person(column)}
    return next((known[name] for name in names if name in known and known[name] not in taken), "")


def _check_there(column: str, columns: Sequence[str], place: str) -> None:
    if column in columns:
        return
    lower = {name.lower(): name for name in columns}
    near = difflib.get_close_matches(column.lower(), lower, n=1, cutoff=0.6)
    hint = f"Did you mean {shown(lower[near[0]])}? " if near else ""
    raise InputError(
        f"there is no column {shown(column)}", place=place, remedy=f"{hint}There are: {listed(columns)}"
    )


def _check_allowed(column: str, place: str) -> None:
    if names_person(column):
        raise refusal(f"the column {shown(column)} says who spoke", column, place)


def refusal(what: str, column: str, place: str) -> RefusedError:
    """The refusal of a column, with what is possible instead."""
    return RefusedError(
        f"{what}, and posts are kept without their authors (COVENANT C1)",
        place=place,
        remedy=f"Leave it out; to count voices say --voice {shown(column)}: it is hashed and dropped",
    )
