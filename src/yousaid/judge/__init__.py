"""The judge: language, passages, topic, severity and sentiment of posts; fitted from a topic pack.

Pure: text and numbers in, numbers out. No web, no database, no clock.
"""

from .evaluate import evaluate
from .fitting import fit_judge, fit_key, fit_path, shared_encoder
from .judge import Judge, Judgement, Mention
from .language import detect_languages
from .passages import split_passages
from .sentiment import sentiments_of

__all__ = [
    "Judge",
    "Judgement",
    "Mention",
    "detect_languages",
    "evaluate",
    "fit_judge",
    "fit_key",
    "fit_path",
    "sentiments_of",
    "shared_encoder",
    "split_passages",
]
