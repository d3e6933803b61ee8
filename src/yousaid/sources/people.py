"""Columns that say who spoke are refused: by their name, and by what their cells look like (COVENANT C1).

The rules of names: a word for a person makes a column personal (`userName`, `reviewer`, `autor`), unless its
last word says that it holds something said or done (`user_review`, `customer_rating`); `name` is personal
unless a thing stands beside it (`app_name`). The rules of looks are in `looks_personal`.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final


def word_list(text: str) -> tuple[str, ...]:
    """The words of a list that is written as running text."""
    return tuple(text.split())


_PERSONS: Final = frozenset(
    word_list("""
    author authors autor autora autores account agent avatar by cliente clientes client contact contacto
    correo courier creator customer driver email emails employee empleado followers from guest handle ip
    login mail member mobile movil nick nickname owner passenger person persona phone phones poster
    profile perfil reviewer rider screenname sender speaker staff surname apellido apellidos telefono
    tel telephone user username users usuario usuarios whatsapp writer displayname fullname firstname
    lastname forename givenname
    """)
)
_NAMES: Final = frozenset({"name", "names", "nombre", "nombres"})
#: Things that have a name, and are no persons.
_THINGS: Final = frozenset(
    word_list("""
    app application branch brand build category categoria channel city ciudad class code country device
    estacion event feature file issue lang language line linea locale marca model os package pais place
    platform product producto project queue region repo restaurant route ruta section service servicio
    source station stop store subject tag team theme title topic territory tienda version zone
    """)
)
#: What people say or give: a column that ends in one holds that, whoever said it.
_SAID: Final = frozenset(
    word_list("""
    answer body city comment comments comentario comentarios content count country created date datetime
    description experience fecha feedback idioma lang language locale message messages mensaje nota note
    opinion pais post posts question rating ratings region resena reply replies response review reviews
    satisfaction score source stars statement status story suggestion summary survey text texto tickets
    ticket time timestamp title type version zone
    """)
)
_SPANISH: Final = frozenset(
    word_list("autor autora autores cliente clientes usuario usuarios persona empleado")
)
_ENDS: Final = re.compile(r"(?:name|mail|email|phone|url|link|hash|key|id|s)$")
_WORD: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")

_MAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}")
_HANDLE: Final = re.compile(r"@[A-Za-z0-9_.]{2,}(?:@[A-Za-z0-9.-]+)?|/?u/[A-Za-z0-9_-]{3,}")
_PHONE: Final = re.compile(r"\+?[0-9(][0-9 ().-]{6,}[0-9]")
_NAME: Final = re.compile(
    r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'’]+(?:[ -](?:[A-Z]\.|de|la|del|van|von|bin|[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'’]+)){0,2}"
    r" (?:[A-ZÀ-ÖØ-Þ]\.?|[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'’]+)"
)
#: Cells looked at, of each column, that are not empty.
SAMPLE: Final = 1_000
_FEW: Final = 20  # names are told from places by how seldom they repeat: fewer cells say nothing
_MANY: Final = 50


def words_of(name: str) -> list[str]:
    """The words of a column's name, lower case, without accents: "userName" -> user, name."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return [word.lower() for word in _WORD.findall(plain)]


@cache
def names_person(name: str) -> bool:
    """Whether a column's name says that it holds who spoke, or how to reach them."""
    words = words_of(name)
    persons = [word for word in words if word in _PERSONS or _ENDS.sub("", word) in _PERSONS]
    if persons:
        said = words[0] if any(word in _SPANISH for word in persons) else words[-1]
        return said not in _SAID
    return any(word in _NAMES for word in words) and not any(word in _THINGS for word in words)


def looks_personal(field: str, cells: Sequence[str]) -> str:
    """What the non-empty cells of a column look like, "" when they do not look like people.

    One mail address, handle or IP address is enough in a column of places, languages, kinds or versions (a
    version of four numbers is no IP address); of titles and ids a fifth. Names: 20 cells or more, most of
    them "First Last" and hardly any twice. A column of categories whose cells are nearly all different
    holds something about single persons, whatever it is.
    """
    if not cells:
        return ""
    n = len(cells)
    enough = max(n / 5, 1) if field in ("title", "id") else 1
    for what, hits in (
        ("mail addresses", sum(_MAIL.fullmatch(cell) is not None for cell in cells)),
        ("handles", sum(_HANDLE.fullmatch(cell) is not None for cell in cells)),
        ("IP addresses", 0 if field == "version" else sum(map(_is_ip, cells))),
    ):
        if hits >= enough:
            return what
    if field == "id":
        return ""
    if field != "version" and sum(_PHONE.fullmatch(cell) is not None for cell in cells) >= max(n / 5, 2):
        return "phone numbers"
    different = len(set(cells))
    if (
        n >= _FEW
        and different / n >= 0.6
        and sum(_NAME.fullmatch(cell) is not None for cell in cells) / n >= 0.6
    ):
        return "names of persons"
    if field != "title" and n >= _MANY and different / n > 0.5:
        return "something that differs from person to person"
    return ""


def _is_ip(cell: str) -> bool:
    if len(cell) > 45 or (":" not in cell and cell.count(".") != 3):
        return False
    try:
        ipaddress.ip_address(cell)
    except ValueError:
        return False
    return True
