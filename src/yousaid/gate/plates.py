"""Number plates of the countries of our six languages and some more, and long mixed codes."""

from typing import Final

from .checks import digits
from .patterns import END, NO, Group, no_year, shape


def _is_plate(text: str) -> bool:
    return len(digits(text)) >= 2 and any(c.isalpha() for c in text) and no_year(text)


def _is_code(text: str) -> bool:
    """A long mixed code: at least four digits and two letters."""
    return len(digits(text)) >= 4 and sum(c.isalpha() for c in text) >= 2


_VEHICLE: Final = (
    "plate|plates|licen[cs]e|reg|registration|matr[íi]cula|matr[íi]culas|placa|placas|"
    "patente|kennzeichen|targa|plaque|"
    "immatriculation|vehicle|van|car|taxi|cab|bike|motorbike|scooter|truck|coche|furgoneta|"
    "moto|auto|camioneta|by|veh[íi]culo"
)
_WITH: Final = "number|no|nr|plate|de|con|with|is|es|:|plates|reg|placa|placas|matr[íi]cula"

_PLATE: Final = (
    "(?:number|licen[cs]e|with) plates?|plate (?:no|number)|matr[íi]cula|placa|patente|kennzeichen|targa|"
    "plaque|immatriculation|registration"
)

PLATES: Final = Group(
    hint=(
        "[A-Z]{1,3}[ -]?[0-9]|[0-9]{2}[ -]?[A-Z]{2}|[0-9]{4}[ -]?[A-Z]|s[a-z]{2}[0-9]{3}|[A-Z0-9-]{10}"
        f"|(?i:{_PLATE})s?[ :.#]+(?:[a-z:éíú]{{1,9}}[ :.#]+){{0,2}}[a-z0-9]{{1,4}}[ -]?[a-z0-9]"
        f"|(?i:{_VEHICLE})[ :.#]+(?:[ a-zA-Z:éíú]*[ :.#])?[A-Z0-9]+[ -]?[A-Z0-9]*[0-9]"
    ),
    shapes=(
        shape("plate", f"{NO}[A-Z]{{2}}[0-9]{{2}} ?[A-Z]{{3}}{END}"),  # UK
        shape(
            "plate", f"{NO}[0-9]{{4}}[ -]?(?!MMK|THB|SGD|MXN|CRC|CLP|COP|BRL)[BCDFGHJKLMNPRSTVWXYZ]{{3}}{END}"
        ),  # ES
        shape("plate", f"{NO}(?:S[A-Z]{{1,2}} ?[0-9]{{3,4}} ?[A-Z]|s[a-z]{{2}}[0-9]{{3,4}}[a-z]){END}"),  # SG
        shape(
            "plate", f"{NO}[A-Z]{{2}}[ -]?[0-9]{{1,2}}[ -]?[A-Z]{{1,3}}[ -]?[0-9]{{4}}{END}", check=no_year
        ),  # IN
        shape("plate", f"{NO}[A-Z]{{2}}[ -]?[0-9]{{3}}[ -]?[A-Z]{{2}}{END}"),  # FR, IT
        shape("plate", f"{NO}[A-Z]{{1,2}}-[0-9]{{3,5}}[A-Z]{{1,2}}{END}"),  # AT
        shape(
            "plate",
            f"{NO}(?:ZH|BE|LU|UR|SZ|OW|NW|GL|ZG|FR|SO|BS|BL|SH|AR|AI|GR|AG|TG|TI|VD|VS|NE|GE|JU)"
            f"[ -]?[0-9]{{5,6}}{END}",
        ),  # CH
        shape("plate", f"{NO}[A-ZÄÖÜ]{{1,3}}-[A-Z]{{1,2}} ?[0-9]{{2,4}}[EH]?{END}", check=no_year),  # DE
        shape(
            "plate",
            f"{NO}(?:[0-9]{{2}}-[A-Z]{{2}}-[0-9]{{2}}|[A-Z]{{2}}-[0-9]{{2}}-[A-Z]{{2}}|"
            "[A-Z]{3}-[0-9]{3,4}(?:-[A-Z])?"
            f"|[A-Z]{{3}}-[0-9]{{2}}-[0-9]{{2}}|[A-Z]{{3}}[0-9][A-Z][0-9]{{2}}){END}",
            check=no_year,
        ),  # PT, MX, BR
        shape(
            "plate",
            f"(?i:{NO}(?:{_VEHICLE})(?: (?:{_WITH})){{0,3}}[ :.#]{{1,3}})"
            f"((?=[A-Z0-9 -]{{0,9}}[0-9])[A-Z0-9]{{1,4}}[ -]?[A-Z0-9]{{2,5}}(?:[ -][A-Z0-9]{{2,4}})?){END}",
            group=1,
            check=_is_plate,
        ),
        shape(
            "plate",
            f"{NO}(?:{_PLATE})s?(?: (?:{_WITH})){{0,2}}[ :.#]{{1,3}}"
            f"((?=[a-z0-9 -]{{0,9}}[0-9])[a-z0-9]{{1,4}}[ -]?[a-z0-9]{{2,5}}"
            f"(?:[ -](?=[a-z]{{0,2}}[0-9])[a-z0-9]{{2,4}})?){END}",
            group=1,
            check=_is_plate,
            case=False,
        ),
        shape(
            "order",
            f"{NO}(?=[A-Z0-9-]{{10,40}}{END})[A-Z0-9]{{1,40}}(?:-[A-Z0-9]{{1,40}}){{0,6}}{END}",
            check=_is_code,
        ),
    ),
)
