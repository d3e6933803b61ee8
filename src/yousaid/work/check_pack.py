"""Load a topic pack, and refuse one that would listen to a never-kept subject."""

from yousaid.core.pack import Pack, load_pack
from yousaid.gate import refuse_words


def load_checked(name: str) -> Pack:
    """A pack by name or folder; RefusedError when its words ask for a subject that is never kept (C3)."""
    pack = load_pack(name)
    words = [(topic.id, topic.title, topic.description) for topic in pack.topics]
    words += [(sub.id, sub.title, sub.description) for sub in pack.subs.values()]
    for name_of, title, description in words:
        for text in (name_of.replace("_", " "), *title.values(), *description.values()):
            refuse_words(text, place=f"pack {name}, {name_of}")
    return pack
