"""Receipts: the code that is shown once to whoever hands something over, to add to it or to take it back.

19 random symbols (95 bits) and one that checks them, in Crockford's base 32 (no I, L, O, U), in groups of
four. The check is a weighted sum in the field of 32 elements, the weights distinct powers of a primitive
element: it finds every single wrong symbol and every two that changed places (Reed and Solomon, 1960, with
one check symbol). A receipt says nothing of what was handed over, and nothing here keeps one.
"""

import secrets
from collections.abc import Iterable
from typing import Final

from .errors import InputError

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ADDITIONS: Final = 20  # that a submission can have at most
SOURCE: Final = "tell"  # the source that submissions belong to
_SYMBOLS: Final = 20
_GROUP: Final = 4
_POLYNOMIAL: Final = 0b100101  # x^5 + x^2 + 1, primitive over two elements
#: What people write for what they read: similar letters, and any mark or space between the groups.
_READ: Final = str.maketrans(
    "abcdefghjkmnpqrstvwxyzOoIiLl",
    "ABCDEFGHJKMNPQRSTVWXYZ001111",
    " \t\r\n-\u2010\u2011\u2012\u2013\u2014\u2212_.",
)


def new_receipt() -> str:
    """A new code, for example "7WQ0-..." (five groups of four)."""
    symbols = [secrets.randbelow(32) for _ in range(_SYMBOLS - 1)]
    symbols.append(_doubled(_sum(symbols)))
    text = "".join(ALPHABET[symbol] for symbol in symbols)
    return "-".join(text[at : at + _GROUP] for at in range(0, _SYMBOLS, _GROUP))


def receipt_key(code: str, addition: int = 0) -> str:
    """The key of the submission with this receipt, or of its addition number 1 to ADDITIONS.

    Reads small letters, O for 0, I and L for 1, and any spaces and dashes. InputError when the code is none.
    """
    text = code.translate(_READ)
    if len(text) != _SYMBOLS or not set(text) <= set(ALPHABET):
        raise InputError(
            "this is no receipt code", remedy="It has five groups of four letters and digits, without U"
        )
    if _sum(ALPHABET.index(symbol) for symbol in text):
        raise InputError(
            "there is a slip in the receipt code", remedy="Compare it with what was shown, letter by letter"
        )
    if not 0 <= addition <= ADDITIONS:
        raise InputError(f"a submission has {ADDITIONS} additions at most", remedy="Hand in a new one")
    return f"receipt:{text}+{addition}" if addition else f"receipt:{text}"


def receipt_keys(code: str) -> list[str]:
    """The keys of a submission and of all the additions it can have."""
    return [receipt_key(code, addition) for addition in range(ADDITIONS + 1)]


def _doubled(element: int) -> int:
    """An element times the primitive element."""
    element <<= 1
    return element ^ _POLYNOMIAL if element & 32 else element


def _sum(symbols: Iterable[int]) -> int:
    """The weighted sum, the last symbol weighing one; 0 for a whole code."""
    total = 0
    for symbol in symbols:
        total = _doubled(total) ^ symbol
    return total
