"""An issue's title, from what sets its mentions' own words apart. Never a quotation.

Words are counted by stem ("cancelled" with "cancel"), by the number of mentions that use them, and weighed
against how many mentions use them elsewhere (class-based TF-IDF). A title has at most five words from the
mentions, so no run of six can be one of theirs; `title_for` checks the whole title when it gets the texts.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from .stopwords import coarse, stop_words

#: A title repeats fewer words in a row of any text than this (covenant C6).
RUN: Final = 6
_PHRASE: Final = 3
_WORDS: Final = RUN - 1
#: Mentions of an issue that are read for its title; more say nothing new.
_MOST: Final = 2_000
#: What a word must show to tell something: its share of these mentions, how many times more common it is here
#: than elsewhere, and the share of all texts from which it tells nothing ("order"). Where no word shows
#: the first, the second is asked for.
_BARS: Final = ((0.12, 2.0, 0.08), (0.25, 1.4, 0.15))
#: Times that even a word said everywhere must be more common here to tell something.
_STRIKING: Final = 5.0

# Placeholders of redaction ([phone], <NUMBER>), links, handles and punctuation end a phrase.
_SEGMENT: Final = re.compile(r"\[[a-z _]{2,24}\]|<[A-Z _]{2,24}>|https?://\S+|[@#]\S+|[^\w\s'’\-]+|\s-\s|\n")
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ELIDED: Final = re.compile(r"^[^\W\d_]{1,5}['’](?=[^\W\d_]{3})")
_ELIDING: Final = ("fr", "it")
#: The key of `document_frequencies` under which the share of one single text stands.
_ONE: Final = ""


def document_frequencies(texts: Iterable[str]) -> dict[str, float]:
    """The share of texts that use each word or phrase (by its stems), to weigh an issue's words against.

    Phrases of a single text are left out, and count as if one text used them.
    """
    seen: Counter[str] = Counter()
    total = 0
    for text in texts:
        total += 1
        seen.update({stems for stems, _ in _phrases(text, "")})
    shares = {stems: n / total for stems, n in seen.items() if n > 1}
    return shares | {_ONE: 1 / max(total, 1)}


def combined_frequencies(*backgrounds: Mapping[str, float]) -> dict[str, float]:
    """The larger share of each word: a title's words stand out of all texts and of the topic's."""
    shares: dict[str, float] = {}
    for background in backgrounds:
        for stems, share in background.items():
            if share > shares.get(stems, 0.0):
                shares[stems] = share
    return shares


def title_words(
    texts: Sequence[str],
    *,
    lang: str,
    background: Mapping[str, float],
    count: int = 3,
    avoid: Collection[str] = (),
) -> list[str]:
    """Up to `count` words or short phrases that set these mentions apart, the most telling first.

    background: from `document_frequencies`, best of all texts and of the topic's by `combined_frequencies`.
    avoid:      words that tell nothing here, such as the product's name.
    Empty when nothing stands out: under two mentions, or when everybody says something else.
    """
    texts = list(
        {" ".join(_plain_words(text)): text for text in texts[:_MOST]}.values()
    )  # pasted twice counts once
    if len(texts) < 2:
        return []
    counts: Counter[str] = Counter()
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        here = dict(_phrases(text, lang))
        counts.update(here.keys())
        for stems, form in here.items():
            forms[stems][form] += 1
    for bar in _BARS:
        chosen = _chosen(_ranked(counts, len(texts), background, bar), forms, lang, count, avoid)
        if chosen:
            return chosen
    return []


def _chosen(
    ranked: Sequence[str], forms: Mapping[str, Counter[str]], lang: str, count: int, avoid: Collection[str]
) -> list[str]:
    """The best phrases that are fit for a title and not akin to each other, in their commonest form."""
    stop = stop_words(lang)
    used = {_stem(word) for name in avoid for word in _words(name, lang) if not _plain(word, stop)}
    chosen: list[str] = []
    left = _WORDS
    for stems in ranked:
        form = min(forms[stems], key=lambda f: (-forms[stems][f], len(f), f))
        words = form.split()
        telling = {_stem(word) for word in words if not _plain(word, stop)}
        if len(words) > left or any(_akin(stem, other) for stem in telling for other in used):
            continue
        if _fit(words, stop):
            chosen.append(form)
            used |= telling
            left -= len(words)
        if len(chosen) == count:
            break
    return chosen


def title_for(topic_title: str, words: Sequence[str], *, texts: Sequence[str] = ()) -> str:
    """ "Topic title: word, other words"; the plain topic title when no word adds anything to it.

    Words that the topic's title has already are left out. The title repeats no six words in a row of `texts`.
    """
    said = {_stem(word) for word in _words(topic_title, "")}
    rest = [
        phrase
        for phrase in words
        if not all(any(_akin(_stem(word), other) for other in said) for word in _words(phrase, ""))
    ]
    while rest:
        title = f"{topic_title}: {', '.join(rest)}"
        if not repeats(title, texts):
            return title
        rest.pop()
    return topic_title


def repeats(title: str, texts: Iterable[str]) -> bool:
    """Whether RUN words in a row of the title stand so in a text, whatever is between them."""
    words = _plain_words(title)
    runs = {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}
    if not runs:
        return False
    for text in texts:
        held = _plain_words(text)
        if any(tuple(held[i : i + RUN]) in runs for i in range(len(held) - RUN + 1)):
            return True
    return False


def _ranked(
    counts: Mapping[str, int], total: int, background: Mapping[str, float], bar: tuple[float, float, float]
) -> list[str]:
    """Phrases over the bar, best first: share here x log of how much more common than elsewhere."""
    at_least, lift, everywhere = bar
    least = max(2 if total < 6 else 3, math.ceil(at_least * total))
    one = background.get(_ONE, 1 / total)
    scores: dict[str, float] = {}
    for stems, n in counts.items():
        size = stems.count(" ") + 1
        # Half a mention is taken off, so that a word of only two people does not beat the common ones.
        share, elsewhere = (n - 0.5) / total, max(background.get(stems, one), one)
        telling = elsewhere < everywhere or share >= _STRIKING * elsewhere
        if telling and n >= least + (size == _PHRASE) and share >= lift * elsewhere:
            # A phrase says more than its words, when nearly as many use it.
            scores[stems] = share * math.log(share / elsewhere) * (1 + 0.35 * (size - 1))
    return sorted(scores, key=lambda stems: (-scores[stems], stems))


def _phrases(text: str, lang: str) -> Iterator[tuple[str, str]]:
    """(stems, form) of every run of one to three words within a segment of the text."""
    for segment in _SEGMENT.split(text):
        words = _words(segment, lang)
        stems = [_stem(word) for word in words]
        for i in range(len(words)):
            for size in range(1, min(_PHRASE, len(words) - i) + 1):
                yield " ".join(stems[i : i + size]), " ".join(words[i : i + size])


def _words(text: str, lang: str) -> list[str]:
    """Lower-case words; French and Italian ones without their elided article."""
    words = [word.replace("’", "'") for word in _WORD.findall(text.lower())]
    return [_ELIDED.sub("", word) for word in words] if lang in _ELIDING else words


def _plain_words(text: str) -> list[str]:
    """Words as one who searches for a quotation would compare them: nothing but letters and digits."""
    return [word.replace("'", "").replace("’", "") for word in _WORD.findall(text.casefold())]


def _stem(word: str) -> str:
    """A crude stem that works alike in six languages: no common ending, six letters at most."""
    for ending in ("ing", "ed", "es", "s", "e"):
        if len(word) >= len(ending) + 4 and word.endswith(ending) and not word.endswith("ss"):
            return word[: -len(ending)][:6]
    return word[:6]


def _akin(stem: str, other: str) -> bool:
    """Whether two stems are one word to a reader: equal, or alike from the start ("promo", "promot")."""
    return stem == other or (min(len(stem), len(other)) > 3 and stem[:4] == other[:4])


def _plain(word: str, stop: frozenset[str]) -> bool:
    """Whether a word says nothing by itself: a stop word, a contraction of one, two letters, a number."""
    return (
        word in stop
        or word.split("'")[0] in stop
        or word.replace("'", "") in stop
        or len(word) < 3
        or not any(c.isalpha() for c in word)
    )


def _fit(words: Sequence[str], stop: frozenset[str]) -> bool:
    """Whether a phrase can stand in a title: telling at both ends, no swearing, no number, no word twice."""
    if _plain(words[0], stop) or _plain(words[-1], stop) or len(set(words)) < len(words):
        return False
    return not any(coarse(word) or word[0].isdigit() for word in words)
