"""Terms that keep a post out on sight, whatever the pack says. One class: nothing says which term it was.

The data files hold phrases in a small notation, matched on folded text (see fold):

    join the union          these words, one after another
    sindica*                any word that begins so
    strike|strikes          one of these words
    the?                    this word or none
    ...                     up to five words of the same sentence
    @workers                one of the words of the group `workers` of the same file

`exceptions` use the same notation; they are taken out of the text before terms are looked for.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from yousaid.core.errors import GateError, RefusedError

from .fold import fold_all

DATA: Final = Path(__file__).parent / "data"
LANGUAGES: Final = ("en", "es", "de", "fr", "pt", "it")
#: Terms are indexed by the first letters of one of their words, so that most posts need one set operation.
HEAD: Final = 5
_GAP: Final = "(?: [a-z0-9]+){0,5}"
#: Words too common to find a phrase by.
_COMMON_WORDS: Final = (
    "that this with your have from they them will the and for you our was are not get got can pay paid "
    "work working worker workers driver drivers rider riders courier couriers staff people more better "
    "call called order orders should need want against about when what contact join make made como para "
    "pero todos trabajo pagan pago mais pour dans tous nous vous avec mehr unsere eine nicht fahrer della "
    "sono tutti lavoro to on in at of is be been service times out much back take takes fast hour hours "
    "without same us off account nothing day days poor came terrible today tonight right accept job tell "
    "slow less left offer both business status week minimum leave little family name myself lost turn "
    "information friends coming allowed lunch night fair through after other another app apps all a an go "
    "goes going we one do he she walk walking word shut no"
)
_COMMON: Final = frozenset(_COMMON_WORDS.split())


@cache
def read_data(name: str) -> Mapping[str, Any]:
    """One data file of the gate, by its name without ending. GateError when it cannot be read."""
    try:
        return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise GateError(f"the gate's data cannot be read: {error}", place=f"gate/data/{name}.toml") from error


def _forms(word: str, groups: Mapping[str, str]) -> list[str]:
    forms: list[str] = []
    for form in word.split("|"):
        forms += groups[form[1:]].split() if form.startswith("@") else [form]
    return forms


def _word(word: str, groups: Mapping[str, str]) -> str:
    forms = [f[:-1] + "[a-z0-9]*" if f.endswith("*") else f for f in _forms(word, groups)]
    return forms[0] if len(forms) == 1 else f"(?:{'|'.join(forms)})"


def to_regex(phrase: str, groups: Mapping[str, str]) -> str:
    """A phrase in the notation above as a regular expression over folded text."""
    out = ""
    for word in phrase.split():
        if word == "...":
            out += _GAP
        elif word.endswith("?"):
            out += f"(?: {_word(word[:-1], groups)})?"
        else:
            out += f" {_word(word, groups)}"
    return out + "(?= )"


def anchors_of(phrase: str, groups: Mapping[str, str]) -> list[str]:
    """The forms of the phrase's most telling word: a text without any of them cannot match."""
    best: list[str] = []
    rank = -1
    for word in phrase.split():
        if word == "..." or word.endswith("?"):
            continue
        forms = _forms(word, groups)
        if any(f.endswith("*") and len(f) <= HEAD for f in forms):
            continue  # too short to be found by its head
        worth = min(0 if f in _COMMON else len(f) for f in forms)
        if worth > rank:
            rank, best = worth, forms
    if not best:
        raise GateError(f"the term {phrase!r} has no word to find it by")
    return best


class _Index:
    """Regular expressions by a word that each text they match must hold."""

    def __init__(self) -> None:
        self._regexes: dict[str, list[str]] = {}
        self._compiled: dict[str, re.Pattern[str]] = {}

    def add(self, key: str, regex: str) -> None:
        self._regexes.setdefault(key, []).append(regex)

    @cached_property
    def hint(self) -> str:
        """A pattern that holds wherever a word begins as one of the keys."""
        return f"(?:^| )(?:{'|'.join(self._regexes) or '[^ -~]'})"

    def match(self, words: AbstractSet[str], spaced: str) -> bool:
        return any(self._pattern(key).search(spaced) for key in words & self._regexes.keys())

    def _pattern(self, key: str) -> re.Pattern[str]:
        pattern = self._compiled.get(key)
        if pattern is None:  # compiled when first needed: most never are
            pattern = self._compiled[key] = re.compile("|".join(dict.fromkeys(self._regexes[key])))
        return pattern


class Terms:
    """Phrases that keep a text out, and exceptions to them."""

    def __init__(self, names: Iterable[str], *, key: str = "terms") -> None:
        """names: data files. key: their array of phrases. GateError when a file or phrase is wrong."""
        self._words = _Index()
        self._heads = _Index()
        exceptions: list[str] = []
        for name in names:
            data = read_data(name)
            groups: Mapping[str, str] = data.get("groups", {})
            try:
                for phrase in data.get(key, ()):
                    self._add(phrase, groups)
                exceptions += [to_regex(phrase, groups) for phrase in data.get("exceptions", ())]
            except KeyError as error:
                raise GateError(f"there is no group {error}", place=f"gate/data/{name}.toml") from error
        self._exceptions = exceptions

    def _add(self, phrase: str, groups: Mapping[str, str]) -> None:
        regex = to_regex(phrase, groups)
        for form in anchors_of(phrase, groups):
            if form.endswith("*"):
                self._heads.add(form[:HEAD], regex)
            else:
                self._words.add(form, regex)

    @cached_property
    def _exception(self) -> re.Pattern[str]:
        # A longer exception must win over a shorter one that begins alike.
        return re.compile("|".join(sorted(self._exceptions, key=len, reverse=True)) or "(?!)")

    def _matches(self, folded: str, *, heads: bool) -> bool:
        words = set(folded.split())
        spaced = f" {folded} "
        if self._words.match(words, spaced):
            return True
        return heads and self._heads.match({word[:HEAD] for word in words}, spaced)

    def _match(self, folded: str, *, heads: bool) -> bool:
        if not self._matches(folded, heads=heads):
            return False
        return self._matches(self._exception.sub(" _", f" {folded} "), heads=heads)

    def match(self, text: str) -> bool:
        """Whether the text holds a term that no exception explains."""
        return self.match_all([text])[0]

    def match_all(self, texts: Sequence[str]) -> list[bool]:
        """`match` of each text. Word beginnings are looked for in the whole batch at once."""
        folded = fold_all(texts)
        heads = pc.match_substring_regex(pa.array(folded, pa.string()), self._heads.hint).to_pylist()
        return [self._match(text, heads=bool(head)) for text, head in zip(folded, heads, strict=True)]


@lru_cache(maxsize=1)
def never_kept_terms() -> Terms:
    """The terms of all languages: a post may mix them, and language guesses err on short texts."""
    return Terms(LANGUAGES)


@lru_cache(maxsize=1)
def _title_terms() -> Terms:
    return Terms(LANGUAGES, key="titles")


def refuse_words(text: str, *, place: str, note: bool = False) -> None:
    """RefusedError when a pack's title, a query, an issue's title or a note speaks of a never-kept subject.

    place: where the text stands, for the message. What is listened for is held to more words than a post is;
    a note is held to those of a post.
    """
    if never_kept_terms().match(text) or (not note and _title_terms().match(text)):
        raise RefusedError(
            "this speaks of a subject that is never kept (see the covenant, promise C3)",
            place=place,
            remedy="Name a fault of the product or the service instead",
        )


def _examples(key: str) -> list[tuple[str, str]]:
    """The texts of every language. The files group them for those who write them; the groups end here."""
    return [
        (text, lang)
        for lang in LANGUAGES
        for group in read_data(f"examples_{lang}")[key]
        for text in ([group] if isinstance(group, str) else group)
    ]


def never_kept_examples() -> list[tuple[str, str]]:
    """(text, language) of worked examples of what is never kept, for the judge's one excluded class."""
    return _examples("never_kept")


def on_topic_near_misses() -> list[tuple[str, str]]:
    """(text, language) of texts that look like a never-kept subject and are the product's own."""
    return _examples("near_misses")
