"""Whether a run of characters is what its shape says: check digits, dates, phone shapes. Pure, O(length)."""

import re
from typing import Final

_DIGITS: Final = re.compile("[^0-9]+")
_DATE: Final = re.compile(
    "(?:(?:19|20)[0-9]{2}[-./](?:0?[1-9]|1[0-2])[-./](?:[0-2]?[0-9]|3[01])"
    "|(?:[0-2]?[0-9]|3[01])[-./ ](?:[0-2]?[0-9]|3[01])[-./ ](?:(?:19|20)[0-9]{2}|[0-9]{2}))"
    "(?:[ T,]*[0-2]?[0-9](?:[:.]?[0-5][0-9]){0,2})?"
)
_YEARS: Final = re.compile("(?:19|20)[0-9]{2}(?: ?[-/] ?(?:19|20)[0-9]{2})")
_TIMES: Final = re.compile("[0-2]?[0-9]{3}(?: ?- ?[0-2]?[0-9]{3})")
#: Characters of an IBAN by country (IBAN registry of SWIFT).
_IBAN_LENGTHS: Final = {
    "AT": 20,
    "BE": 16,
    "BR": 29,
    "CH": 21,
    "CZ": 24,
    "DE": 22,
    "DK": 18,
    "ES": 24,
    "FI": 18,
    "FR": 27,
    "GB": 22,
    "GR": 27,
    "HU": 28,
    "IE": 22,
    "IT": 27,
    "LI": 21,
    "LU": 20,
    "NL": 18,
    "NO": 15,
    "PL": 28,
    "PT": 25,
    "RO": 24,
    "SE": 24,
    "TR": 26,
}
_DECIMAL: Final = re.compile("[0-9]+[.,][0-9]{1,3}")
_THOUSANDS: Final = re.compile("[0-9]{1,3}(?:([.,])[0-9]{3})(?:[.,][0-9]{3}){0,3}(?:[.,][0-9]{1,2})?")


def digits(text: str) -> str:
    """The ASCII digits of a text."""
    return _DIGITS.sub("", text)


def is_luhn(text: str) -> bool:
    """Whether 12-19 digits pass the Luhn check (ISO/IEC 7812)."""
    number = digits(text)
    if not 12 <= len(number) <= 19:
        return False
    odd = sum(map(int, number[-1::-2]))
    even = sum(sum(divmod(2 * int(d), 10)) for d in number[-2::-2])
    return (odd + even) % 10 == 0


def is_iban(text: str) -> bool:
    """Whether it is an IBAN: check digits right (ISO 13616: modulo 97 is 1), or as long as its country's are.

    One with a slip of the finger still leads to a person.
    """
    code = "".join(c for c in text if c.isalnum()).upper()
    if not 15 <= len(code) <= 34 or not code[:2].isalpha() or not code[2:4].isdigit():
        return False
    if _IBAN_LENGTHS.get(code[:2]) == len(code):
        return True
    return int("".join(str(int(c, 36)) for c in code[4:] + code[:4])) % 97 == 1


def is_date_like(text: str) -> bool:
    """Whether a run of digits and separators is a date, a span of years or times, or an amount."""
    run = text.strip(" -./()")
    return any(p.fullmatch(run) for p in (_DATE, _YEARS, _TIMES, _DECIMAL, _THOUSANDS))


def is_phone(text: str) -> bool:
    """Whether a run of digits, spaces and `+().-/` has the shape of a telephone number.

    7-15 digits (E.164 allows 15). With fewer than nine digits it must be grouped as people write
    telephone numbers, or begin with + or 00; lists of small numbers are none.
    """
    number = digits(text)
    if not 7 <= len(number) <= 17 or is_date_like(text):
        return False
    if len(set(number)) <= 2:
        return False
    if text.lstrip(" (").startswith(("+", "00")):
        return True
    groups = re.findall("[0-9]+", text)
    if len(groups) == 1:
        return 8 <= len(number) <= 15
    if len(groups) > 7 or len(number) < 8:
        return False
    if max(map(len, groups)) >= 3:
        return sum(len(g) == 1 for g in groups) <= 1
    # Pairs, as in 01.84.17.61.18: all of two digits, one separator, and not a row of round numbers.
    separators = set(re.findall("[^0-9]+", text.strip(" ()")))
    return all(len(g) == 2 for g in groups) and len(separators) == 1 and any(n[1] not in "05" for n in groups)
