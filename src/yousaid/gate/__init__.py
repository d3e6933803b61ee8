"""The gate: audience, never-kept subjects, redaction, allow-list. Pure: no web, no database, no network."""

from .gate import ON_TOPIC, POLICY, VETO, Gate
from .redact import KINDS, redact
from .terms import LANGUAGES, never_kept_examples, on_topic_near_misses, refuse_words

__all__ = [
    "KINDS",
    "LANGUAGES",
    "ON_TOPIC",
    "POLICY",
    "VETO",
    "Gate",
    "never_kept_examples",
    "on_topic_near_misses",
    "redact",
    "refuse_words",
]
