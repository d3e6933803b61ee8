"""How bad a problem is, 0..4, from the sub-topic's usual severity and the words of the passage.

The words stand in data/severity.toml. They are rules and not a model so that anybody can see why.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

_FILE: Final = Path(__file__).parent / "data" / "severity.toml"
_FLOOR: Final = {"fault": 2, "blocked": 3, "danger": 4}
_KINDS: Final = ("danger", "blocked", "fault", "mild")
_LETTER: Final = "[a-z\u00e0-\u024f]"  # an explicit class: small automata, and the same in every engine
_NO_LETTER: Final = "[^a-z\u00e0-\u024f]"

I8 = npt.NDArray[np.int8]


def severities(texts: Sequence[str], usual: I8, problem: npt.NDArray[np.bool_]) -> I8:
    """Severity of each passage.

    usual: of its sub-topic. problem: whether it is one; what is none has severity 0. Words of danger or of
    a block raise it to 4 and 3; fault words to 2; words said in passing take one off, down to 1, unless
    danger or a block is named.
    """
    cues = _cues(texts)
    out = usual.copy()
    for kind, floor in _FLOOR.items():
        out = np.where(cues[kind], np.maximum(out, floor), out)
    soft = cues["mild"] & ~cues["blocked"] & ~cues["danger"]
    out = np.where(soft, np.maximum(out - 1, 1), out)
    return np.where(problem, out, 0).astype(np.int8)


def reasons(text: str) -> list[tuple[str, str]]:
    """(kind, word) of the words that speak of severity, as they stand in the lower-cased text, worst kind
    first.
    """
    plain = text.replace("\u2019", "'").lower()
    return [(kind, match[2]) for kind in _KINDS for match in re.finditer(_pattern(kind), plain)]


def _cues(texts: Sequence[str]) -> dict[str, npt.NDArray[np.bool_]]:
    column = pc.replace_substring(pc.utf8_lower(pa.array(texts, pa.string())), "\u2019", "'")
    return {
        kind: pc.match_substring_regex(column, _pattern(kind)).to_numpy(zero_copy_only=False)
        for kind in _KINDS
    }


@cache
def _pattern(kind: str) -> str:
    """One linear pattern a kind, which both engines read alike."""
    words = tomllib.loads(_FILE.read_text("utf-8"))[kind].values()
    phrases = sorted({phrase for some in words for phrase in some})
    parts = [
        re.escape(p.removesuffix("*")).replace("\\ ", " ") + f"{_LETTER}*" * p.endswith("*") for p in phrases
    ]
    return f"(^|{_NO_LETTER})({'|'.join(parts)})($|{_NO_LETTER})"
