"""Give issues their titles, of their mentions' own words and never six words in a row of any of them (C6)."""

from typing import Final

from yousaid.core.pack import Pack
from yousaid.group import document_frequencies, title_for, title_words
from yousaid.store import write

#: Mentions from which an issue's own words say more than its topic's title.
TITLED: Final = 4
SAMPLE: Final = 1_500  # texts that an issue's words are weighed against


def name_issues(pack: Pack, language: str) -> int:
    """Title the issues that have none yet and enough mentions; how many."""
    due = write.untitled_issues(least=TITLED)
    if not due:
        return 0
    texts = write.texts_for_titles([issue.key for issue in due])
    background = document_frequencies(write.sample_texts(SAMPLE))
    titles = {}
    for issue in due:
        called = pack.called(issue.topic_id, language)
        own = texts.get(issue.key, [])
        avoid = [called, issue.product, *pack.keep]
        words = title_words(own, lang=language, background=background, avoid=avoid)
        titles[issue.key] = title_for(called, words, texts=own)
    write.set_titles(titles)
    return len(titles)
