"""Which issue a mention is part of: near-duplicates, leaders inside a topic and product, consolidation."""

from .grouper import Grouper
from .leader import Placed
from .state import IssueState, issue_key
from .texts import group_texts
from .titles import combined_frequencies, document_frequencies, repeats, title_for, title_words

__all__ = [
    "Grouper",
    "IssueState",
    "Placed",
    "combined_frequencies",
    "document_frequencies",
    "group_texts",
    "issue_key",
    "repeats",
    "title_for",
    "title_words",
]
