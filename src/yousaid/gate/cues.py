"""What stands around names: cues, titles, and lists of first names, as patterns."""

import re
from functools import cache
from typing import Final, NamedTuple

from .fold import latin
from .patterns import L
from .terms import read_data

UP: Final = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100\u0106\u010c\u0110\u0141\u0150\u0158\u015a\u0160\u017b\u017d"
_NO: Final = f"(?<![{L}0-9@#_.\\[<])"
_END: Final = f"(?![{L}0-9_\\]>@])"
_CAP: Final = f"(?:[{UP}][{L}]{{0,3}}['\u2019])?[{UP}][{L}]{{1,24}}(?:-[{L}]{{2,24}})?"
_OF: Final = "de la|de los|de las|de|del|la|van der|van den|van|von|da|dos|di|bin|binte|al|el|y|i|e"
_MORE: Final = f"(?:(?: (?:{_OF}))?(?: [{UP}]\\.?)? {_CAP}{_END})"
_NAME: Final = f"({_CAP}{_MORE}{{0,3}}){_END}"

_FIELD: Final = "name|nombre|nom|nome|driver|rider|agent|manager|customer|user|signed|from"
_TITLES: Final = (
    "Mr|Mrs|Ms|Miss|Mdm|Madam|Dr|Prof|Sir|Encik|Cik|Puan|Sr|Sra|Srta|Don|Do[ñn]a|Herr|Frau|"
    "Mme|Mlle|Monsieur|Madame|"
    "Sig|Signor|Signora|Dott|Senhor|Senhora|Dona|Señor|Señora"
)
_TITLE: Final = f"(?:(?:{_TITLES})\\.? )?"
_SIGNED: Final = (
    "regards|sincerely|cheers|saludos|atentamente|gr(?:ü|ue)(?:ß|ss)e|cordialement|cordiali saluti|thanks|"
    "thank you|gracias|abra[çz]os|atenciosamente|best|yours|love"
)
_ROLES: Final = (
    "driver|rider|courier|agent|manager|supervisor|dispatcher|operator|representative|rep|"
    "officer|staff|telestaff|"
    "cashier|waiter|waitress|boss|uncle|auntie|husband|wife|son|daughter|brother|sister|"
    "friend|mother|father|mum|mom|"
    "dad|colleague|neighbou?r|cousin|boyfriend|girlfriend|partner|kid|delivery man|delivery guy|deliveryman|"
    "team leader|customer|client|cliente|clienta|conductor|conductora|repartidor|repartidora|"
    "encargado|encargada|"
    "jefe|jefa|gerente|supervisora|marido|mujer|hijo|hija|hermano|hermana|amigo|amiga|"
    "compa[ñn]ero|compa[ñn]era|"
    "vecino|vecina|mensajero|mensajera|fahrer|fahrerin|kollege|kollegin|chauffeur|livreur|livreuse|g[ée]rant|"
    "fattorino|corriere|autista|entregador|motorista"
)
_CALLED: Final = (
    "(?:['\u2019]?s name is|s name| name is| name| named| called| llamad[oa]| genannt| appel[ée]e?)?"
)
_THANKS: Final = (
    "thanks|thank you|thx|tks|hi|hello|hey|dear|gracias a?|hola|estimad[oa]|danke|hallo|"
    "merci|bonjour|grazie|ciao|"
    "obrigad[oa]|ol[áa]"
)
_FROM: Final = "from|at|del|de la|from the|at the|vom|aus dem|du|de l['\u2019]|do|da"
_WORK: Final = (
    "depot|warehouse|dispatch|almac[ée]n|tienda|oficina|lager|entrep[ôo]t|magazzino|"
    "armaz[ée]m|soporte|call centre|"
    "call center"
)
#: After these the next word is a name even in lower case.
_SAYS: Final = (
    "my name is|my names|my name's|name's|name is|i am called|they call me|call me|me llamo|"
    "mi nombre es|se llama|"
    "llamado|llamada|ich hei(?:ß|ss)e|mein name ist|je m['\u2019]appelle|mon nom est|mi "
    "chiamo|il mio nome [eè]|"
    "me chamo|o meu nome [eé]|meu nome [eé]|named|by the name of|nombre|maiden name is|last "
    "name is|surname is"
)
#: Those of them after which it is one whatever it looks like.
ALWAYS: Final = ("my name", "me llamo", "mi nombre", "mein name", "mi chiamo", "je m")
CUE_SAYS: Final = re.compile(
    f"(?i:{_NO}(?:{_SAYS}))[:,]? {_TITLE}"
    f"([{L}][{L}'\u2019-]{{1,24}})((?: [{L}]\\.?)? [{L}][{L}'\u2019-]{{1,24}})?{_END}"
)
#: Cues that are followed (or, the last, preceded) by a capitalised name.
CUES: Final = (
    re.compile(f"(?i:(?:^|[\n>,;] ?)(?:{_FIELD})) ?: {{0,8}}{_NAME}"),
    re.compile(f"{_NO}(?i:{_TITLES})\\.? ((?:[{UP}]\\.? )?{_CAP}{_MORE}{{0,3}}){_END}"),
    re.compile(f"(?i:{_NO}(?:{_SIGNED})),[ \n]{{1,3}}{_NAME}"),
    re.compile(f"(?i:{_NO}(?:{_ROLES}){_CALLED})[:,]? {_TITLE}{_NAME}"),
    re.compile(f"(?i:{_NO}(?:{_THANKS})),? (?:to |the )?{_TITLE}{_NAME}"),
    re.compile(f"{_NO}{_NAME} (?:(?:{_FROM}) ?){{1,2}}(?i:{_WORK})"),
)
#: Words that end so are no names, unless the list of first names has them.
VERB: Final = re.compile("[a-z](?:ed|ing|ly|tion)$")


class Lists(NamedTuple):
    """The word lists of data/names.toml, in lower case without accents."""

    first: frozenset[str]
    unsure: frozenset[str]
    brands: tuple[str, ...]
    common: frozenset[str]
    places: frozenset[str]


def word_key(word: str) -> str:
    """A word as the lists hold it: lower case, no accents."""
    return word.lower() if word.isascii() else latin(word)


@cache
def lists() -> Lists:
    """The word lists, read once."""
    data = read_data("names")
    unsure = frozenset(data["unsure"].split())
    return Lists(
        first=frozenset(data["first"].split()) - unsure,
        unsure=unsure,
        brands=tuple(data["brands"]),
        common=frozenset(data["common"].split()),
        places=frozenset(data["places"].split()),
    )


#: For each cue and for CUE_SAYS a pattern without look-around that holds wherever they match:
#: Arrow looks for those in whole batches, which is twenty times as fast.
NAME_HINTS: Final = (
    f"(?i:{_FIELD}) ?: {{0,8}}[{UP}]",
    f"(?i:{_TITLES})\\.? [{UP}]",
    f"(?i:{_SIGNED}),[ \n]{{1,3}}[{UP}]",
    f"(?i:(?:{_ROLES}){_CALLED})[:,]? (?i:{_TITLE})[{UP}]",
    f"(?i:{_THANKS}),? (?:to |the )?(?i:{_TITLE})[{UP}]",
    f"(?:{_FROM}) ?(?i:{_WORK})",
    f"(?i:{_SAYS})",
)
