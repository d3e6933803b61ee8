"""Shapes of identifiers. Explicit ASCII classes only: the same characters on every engine, and linear time
(every repetition is bounded or followed by what it cannot match).

Shapes stand in groups. A group's hint is a cheap pattern without look-around that holds wherever one of its
shapes matches; Arrow looks for hints in whole batches, and only where one holds are the shapes tried. Order
matters: what an earlier shape cuts is a placeholder for the later ones.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from .checks import digits, is_date_like, is_iban, is_luhn, is_phone

L: Final = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"  # letters of the languages we read
NO: Final = f"(?<![{L}0-9])"  # nothing of a word before
END: Final = f"(?![{L}0-9])"  # and nothing after
Check = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of identifier. group: what is cut (0 = all). check: whether it really is one."""

    kind: str
    pattern: re.Pattern[str]
    group: int
    check: Check | None


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes that are tried where the hint holds."""

    hint: str
    shapes: tuple[Shape, ...]


def shape(kind: str, pattern: str, *, group: int = 0, check: Check | None = None, case: bool = True) -> Shape:
    """A shape; case: whether capitals matter."""
    return Shape(kind, re.compile(pattern, 0 if case else re.IGNORECASE), group, check)


_TLD: Final = (
    "com|net|org|edu|gov|info|io|co|me|app|dev|example|test|eu|es|mx|ar|cl|pe|uk|us|de|at|ch|"
    "fr|be|it|pt|br|sg|"
    "my|in|id|ph|ie|nl|se|no|dk|fi|pl|cz|hu|gr|cy|au|nz|ca|jp|cn|tw|hk|kr|th|vn|ru|ua|tr|za"
)
_MAILERS: Final = (
    "gmail|googlemail|g mail|hotmail|outlook|yahoo|ymail|icloud|live|msn|proton|protonmail|"
    "aol|gmx|web|mail|me|mac|"
    "orange|free|laposte|wanadoo|libero|tiscali|virgilio|sapo|terra|uol|bol|t-online|zoho|yandex|example"
)
#: @words that are no person: channels, times of day, places.
_NO_HANDLE_WORDS: Final = (
    "support help helpdesk service team admin mods moderators all everyone here channel home work noon "
    "night the my a an this that least first last any gmail hotmail example restaurant office school mall "
    "airport changi am pm"
)
_NO_HANDLE: Final = frozenset(_NO_HANDLE_WORDS.split())
_TIME: Final = re.compile("@[0-9.:]+(?:am|pm|h|hrs|hr)?|@[0-9]+(?:k|km|th|st|nd|rd|min|mins)?")


def _is_handle(text: str) -> bool:
    name = text.lower().rstrip(".")
    return name.lstrip("@") not in _NO_HANDLE and any(c.isalpha() for c in name) and not _TIME.fullmatch(name)


def _has_digits(n: int) -> Check:
    return lambda text: len(digits(text)) >= n


def _is_id(text: str) -> bool:
    """An order or tracking number: enough digits, and neither a date, a time nor an amount."""
    return len(digits(text)) >= 3 and not is_date_like(text) and not re.fullmatch("(?:19|20)[0-9]{2}", text)


def no_year(text: str) -> bool:
    """Whether no number of the text is a year of these centuries."""
    return not re.search("(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", text)


def _is_path(text: str) -> bool:
    host = text.split("/")[0]
    return "." in host and any(c.isalpha() for c in host.rsplit(".")[-1])


def _is_number(text: str) -> bool:
    return not is_date_like(text) and max(map(len, text.replace("-", " ").split())) >= 3


_BY: Final = "at|arroba|chiocciola|arobase"
_AT: Final = f"(?: ?[\\[({{<] ?(?:{_BY}|@) ?[\\])}}>] ?| (?:{_BY}|aet) )"
_POINT: Final = "dot|punto|point|punkt|ponto"
_DOT: Final = f"(?: ?[\\[({{] ?(?:{_POINT}) ?[\\])}}] ?| (?:{_POINT}) | ?\\. ?)"
_LOCAL: Final = (
    f"[{L}0-9][{L}0-9_+-]{{0,40}}"
    f"(?:(?: (?:{_POINT}|underscore|guion bajo|dash) |[._])[{L}0-9_+-]{{1,40}}){{0,3}}"
)
_CHANNELS: Final = (
    "insta|instagram|ig|snapchat|snap|telegram|tiktok|twitter|discord|wechat|line|kakao|skype|facebook|fb"
)
_CHANNEL_ID: Final = (
    f"(?:{_CHANNELS})(?: (?:id|name|handle|user|username|account|usuario))?(?: is | es |: ?| ?= ?)"
)
_URL: Final = '[^ \n\t<>"\\[\\]{}|]{1,2000}'

MAIL: Final = Group(
    hint=(
        f"(?i:@|://|www\\.|[a-z0-9]\\.[a-z0-9.-]+/|(?:^|[^a-z0-9])/?u/[a-z0-9_-]|[\\[({{<] ?(?:{_BY})"
        f"| (?:{_BY}|aet) [^ \n]+(?: ?\\. ?[a-z]| ?[({{\\[]? ?(?:{_POINT}))|(?:^|[^a-z]){_CHANNEL_ID})"
    ),
    shapes=(
        shape("url", f"{NO}(?:https?|ftp)://{_URL}", case=False),
        shape("mail", f"{NO}[{L}0-9._%+'-]{{1,64}}@[{L}0-9-]{{1,63}}(?:\\.[{L}0-9-]{{1,63}}){{1,5}}"),
        shape(
            "mail", f"{NO}[{L}0-9._%+-]{{1,64}} ?@ ?[A-Za-z0-9-]{{2,40}} ?\\. ?(?:{_TLD}){END}", case=False
        ),
        shape(
            "mail", f"{NO}{_LOCAL}{_AT}(?:{_MAILERS}){_DOT}(?:{_TLD})(?:{_DOT}(?:{_TLD}))?{END}", case=False
        ),
        shape(
            "mail",
            f"{NO}{_LOCAL} ?[\\[({{] ?(?:{_BY}|@) ?[\\])}}] ?[A-Za-z0-9-]{{2,40}}{_DOT}(?:{_TLD}){END}",
            case=False,
        ),
        shape("url", f"{NO}www\\.{_URL}", case=False),
        shape(
            "url",
            f"{NO}[A-Za-z0-9-]{{1,40}}(?:\\.[A-Za-z0-9-]{{1,40}}){{1,3}}/[A-Za-z0-9@~._/?=&%#+-]{{2,500}}",
            check=_is_path,
        ),
        shape("handle", f"(?<![{L}0-9_.@/])@[{L}0-9_.]{{2,40}}", check=_is_handle),
        shape("handle", f"{NO}/?u/[A-Za-z0-9_-]{{3,30}}"),
        shape(
            "handle",
            f"{NO}{_CHANNEL_ID}@?([A-Za-z0-9_.]{{3,40}}(?:#[0-9]{{4}})?)",
            group=1,
            check=lambda t: any(c in "0123456789_.#" for c in t.rstrip(".")),
            case=False,
        ),
    ),
)

_BYTE: Final = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
_DEGREE: Final = "[-+]?[0-9]{1,3}[.,][0-9]{3,12}\u00b0?(?: ?[NSEWO](?![A-Za-z]))?"
_DMS: Final = (
    "[0-9]{1,3}\u00b0 ?[0-9]{1,2}['\u2032\u2019](?: ?[0-9]{1,2}(?:\\.[0-9]{1,4})"
    '?["\u2033\u201d])?(?: ?[NSEWO](?![A-Za-z]))?'
)
_OPEN_CODE: Final = "[23456789CFGHJMPQRVWX]"

PLACES: Final = Group(
    hint=(
        "[0-9][.,][0-9]{3}|[0-9]\u00b0|[0-9A-Fa-f]:[0-9A-Fa-f]*:|[0-9]\\.[0-9]+\\.[0-9]|"
        "[0-9A-Fa-f]{2}-[0-9A-Fa-f]{2}-|[A-Z0-9]\\+[A-Z0-9]"
    ),
    shapes=(
        shape(
            "ip",
            f"(?<![0-9.A-Za-z]){_BYTE}(?:\\.{_BYTE}){{3}}(?![0-9]|\\.[0-9])",
            check=lambda t: max(map(int, t.split("."))) > 20,  # 4.7.1.2 is a version
        ),
        shape(
            "ip", f"(?<![{L}0-9:])(?:[0-9A-Fa-f]{{1,4}}:){{3,7}}:?(?:[0-9A-Fa-f]{{1,4}}:?){{1,5}}(?![{L}0-9])"
        ),
        shape(
            "ip",
            f"(?<![{L}0-9:])(?:[0-9A-Fa-f]{{1,4}}:){{1,6}}(?::[0-9A-Fa-f]{{1,4}}){{1,6}}(?![{L}0-9:])",
            check=_has_digits(2),
        ),
        shape("ip", f"{NO}[0-9A-Fa-f]{{2}}(?:[:-][0-9A-Fa-f]{{2}}){{5}}{END}"),
        shape(
            "coordinates",
            f"(?<![0-9.]){_DEGREE}[ ,;/]{{1,4}}(?:lon(?:gitude)?|lng)?[:= ]{{0,2}}{_DEGREE}(?![0-9])",
        ),
        shape("coordinates", "(?<![0-9.])-?[0-9]{1,3}[.][0-9]{2,12}, ?-[0-9]{1,3}[.][0-9]{3,12}(?![0-9])"),
        shape("coordinates", f"(?<![0-9]){_DMS}(?:[ ,]{{1,3}}{_DMS})?"),
        shape("coordinates", f"{NO}{_OPEN_CODE}{{4,8}}\\+{_OPEN_CODE}{{2,3}}{END}", check=_has_digits(2)),
    ),
)

_PAPERS: Final = (
    "passport|pasaporte|passeport|passaporto|passaporte|reisepass|ssn|nino|dni|nie|nif|curp|"
    "rfc|cpf|nric|fin|steuer-?id|"
    "driver'?s licen[cs]e|driving licen[cs]e|licen[cs]e|carnet|id card|national id"
)

_QUAD: Final = "(?=[A-Z]{0,3}[0-9])[A-Z0-9]{4}"  # a group of an IBAN after the first: no word has digits
_HOLDER: Final = (
    "account|employee|patient|user|member|customer|insurance|policy|policyholder|tax|voter|staff|badge|"
    "student|"
    "licen[cs]e|identification|konto|kunden|mitglieds|personal|cuenta|empleado|cliente|"
    "socio|compte|client|conto|conta"
)
_HOLDER_ID: Final = (
    f"(?:{_HOLDER})[ -]?(?:id|no|nr|num|number|code|n[ºo°]|n[úu]mero|nummer)[.:]?"
    "(?: (?:is|es|ist|est|[èée]))?"
)
CODES: Final = Group(
    hint=(
        "[A-Za-z]-?[0-9]{2}|[0-9]{3}-?[A-Za-z]|[A-Za-z] [0-9]{2} ?[0-9]|[0-9]{2}\\.[0-9]{3}|[0-9]{4} [A-Za-z]"
        f"|[A-Za-z] [0-9]{{7}}|(?:^|[^A-Za-z])(?i:{_PAPERS})[ :#]+[A-Za-z0-9.:# ú-]*[0-9]"
        f"|(?i:{_HOLDER_ID})[ :#'\"]{{1,3}}[A-Za-z]{{0,6}}[0-9:-]"
    ),
    shapes=(
        shape(
            "iban",
            f"{NO}[A-Z]{{2}}[0-9]{{2}}(?:[A-Z0-9]{{11,30}}|[ -]?[A-Z0-9]{{4}}(?:[ -]?{_QUAD}){{1,6}}"
            f"(?:[ -]?(?=[A-Z]{{0,2}}[0-9])[A-Z0-9]{{1,3}})?){END}",
            check=is_iban,
            case=False,
        ),
        shape("national_id", f"{NO}[A-Z]{{2}} ?[0-9]{{2}} ?[0-9]{{2}} ?[0-9]{{2}} ?[A-Z]{END}"),  # UK NINO
        shape("national_id", f"{NO}[A-Z]{{2}}[0-9]{{6}}[A-Z]{END}", case=False),  # the same, run together
        shape(
            "national_id",
            f"{NO}(?:[0-9]{{8}}|[0-9]{{2}}\\.[0-9]{{3}}\\.[0-9]{{3}})[- ]?[A-Z]{END}",
            case=False,
        ),  # DNI
        shape("national_id", f"{NO}[XYZ][- ]?[0-9]{{7}}[- ]?[A-Z]{END}", case=False),  # NIE
        shape("national_id", f"{NO}[A-Z]{{4}}[0-9]{{6}}[HM][A-Z]{{5}}[A-Z0-9][0-9]{END}", case=False),  # CURP
        shape("national_id", f"{NO}[A-Z&]{{3,4}}[0-9]{{6}}[A-Z0-9]{{3}}{END}", case=False),  # RFC
        shape(
            "national_id",
            f"{NO}[A-Z]{{3}} ?[A-Z]{{3}} ?[0-9]{{2}}[A-Z][0-9]{{2}} ?[A-Z][0-9]{{3}}[A-Z]{END}",
            case=False,
        ),  # CF
        shape("national_id", f"{NO}[STFGM][0-9]{{7}}[A-Z]{END}", case=False),  # NRIC
        shape(
            "national_id",
            f"{NO}(?:{_PAPERS})[ :#]{{0,3}}(?:(?:number|no|num|nr|id|n[úu]mero)[.:]?)?[ :#]{{0,3}}(?:is|"
            "es|ist|est)?"
            f"[ :#'\"]{{0,3}}([A-Z0-9][A-Z0-9.-]{{3,20}}[A-Z0-9]){END}",
            group=1,
            check=_has_digits(4),
            case=False,
        ),
        shape(
            "number",
            f"{NO}{_HOLDER_ID}[ :#'\"]{{1,3}}([A-Z]{{0,6}}[:-]?[A-Z0-9][A-Z0-9-]{{3,24}}){END}",
            group=1,
            check=_has_digits(4),
            case=False,
        ),
        shape(
            "tracking",
            (
                f"{NO}(?:1Z[A-Z0-9]{{16}}|[A-Z]{{2}}[0-9]{{9}}[A-Z]{{2}}|JJ?D[0-9]{{10,20}}|"
                f"TBA[0-9A-F]{{8,14}}){END}"
            ),
            case=False,
        ),
    ),
)

_ORDER: Final = (
    "order|booking|trip|ride|ticket|case|ref|reference|tracking|shipment|parcel|package|"
    "invoice|issue|receipt|transaction|"
    "txn|complaint|incident|delivery|pedido|orden|env[íi]o|paquete|factura|reserva|viaje|"
    "referencia|seguimiento|gu[íi]a|"
    "albar[áa]n|bestellung|auftrag|sendung|vorgang|rechnung|commande|colis|facture|"
    "r[ée]servation|suivi|encomenda|fatura|"
    "ordine|pacco|fattura|spedizione|prenotazione"
)
_NUMBER: Final = "id|no|nr|num|number|code|n[ºo°.]|n[úu]mero|nummer|c[óo]digo"
_CALLED: Final = (
    "call|calls|called|phone|tel|telephone|mobile|cell|whatsapp|contact|number|fax|text|"
    "tel[ée]fono|m[óo]vil|celular|handy|"
    "telefon|hp|ph"
)
CUED: Final = Group(
    hint=(
        "#[ ]?[0-9A-Za-z-]|[0-9A-Fa-f]{8}-"
        f"|(?i:(?:{_ORDER})s?[ -]?(?:{_NUMBER})?[.:]?[ ]?(?:is|es|#|:|-)?[ ]?[ ]?#?[ ]?[a-z0-9-]*[0-9])"
    ),
    shapes=(
        shape(
            "order",
            f"(?i:{NO}(?:{_ORDER})s?[ -]?(?:{_NUMBER})?[.:]?[ ]?(?:is|es|#|:|-)?[ ]{{0,2}}#?)"
            "((?=[A-Za-z0-9-]{0,12}[0-9])(?:[A-Z]{1,6}-?[0-9A-Z]|[0-9]{1,8}[A-Z])"
            f"[A-Z0-9-]{{1,30}}){END}",
            group=1,
            check=lambda t: len(t) >= 5 and (_is_id(t) or len(digits(t)) >= 2) and no_year(t),
        ),
        shape(
            "order",
            (
                f"{NO}(?:{_ORDER})s?[ -]?(?:{_NUMBER})?[.:]?[ ]?(?:is|es|#|:|-)?[ "
                f"]{{0,2}}#?([A-Z]{{1,6}}-?[0-9][A-Z0-9-]{{2,30}}){END}"
            ),
            group=1,
            check=_is_id,
            case=False,
        ),
        shape(
            "order",
            (
                f"{NO}(?:{_ORDER})s?[ -]?(?:(?:{_NUMBER})[.:]?[ ]?(?:is|es)?|#|:)[ ]?#?[ "
                f"]?([0-9][0-9A-Z-]{{2,30}}){END}"
            ),
            group=1,
            check=_is_id,
            case=False,
        ),
        shape("order", f"{NO}(?:{_ORDER})s? #? ?([0-9]{{6,20}}){END}", group=1, case=False),
        shape(
            "order",
            f"(?<![A-Za-z0-9&])#[ ]?([A-Z0-9]{{0,6}}-?[0-9]{{4,20}}){END}",
            group=1,
            check=_is_id,
            case=False,
        ),
        shape("order", f"{NO}[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}{END}", case=False),
    ),
)

_SSN: Final = f"{NO}[0-9]{{3}}[- ][0-9]{{2}}[- ][0-9]{{4}}{END}"
_INSEE: Final = (
    f"{NO}[12] ?[0-9]{{2}} ?(?:0[1-9]|1[0-2]|[2-9][0-9]) ?(?:[0-9]{{2}}|2[AB]) ?[0-9]{{3}} "
    f"?[0-9]{{3}} ?[0-9]{{2}}{END}"
)
_RUN: Final = "(?:[ ().\u2011\u2013/-]{0,3}[0-9])"

LONG: Final = Group(
    hint="[0-9](?:[ ().\u2011\u2013/-]{0,3}[0-9]){6}|[0-9]{2}[AB]",
    shapes=(
        shape("national_id", _SSN),
        shape("national_id", f"{NO}[0-9]{{3}}\\.[0-9]{{3}}\\.[0-9]{{3}}-[0-9]{{2}}{END}"),  # CPF
        shape("phone", f"(?<![0-9A-Za-z])\\+[0-9]{_RUN}{{7,14}}(?![0-9])", check=is_phone),
        shape("tracking", "(?<![0-9.,])[0-9](?:[ -]?[0-9]){19,40}(?![0-9]|[.,][0-9])"),
        shape("card", "(?<![0-9])[0-9](?:[ -]?[0-9]){11,18}(?![0-9])", check=is_luhn),
        shape("national_id", _INSEE),
        shape(
            "phone",
            f"(?<![0-9A-Za-z$\u20ac\u00a3#])(?<![0-9][.,])(?:\\+|\\()?[0-9]{_RUN}{{6,17}}(?![0-9]|[.,][0-9])",
            check=is_phone,
        ),
        shape(
            "phone",
            (
                f"(?i:{NO}(?:{_CALLED})(?: (?:me|us|no|number|number is|on|at|al|n[úu]mero)){{0,2}})[ "
                f".:\n]{{0,3}}([0-9]{{3,4}}[ -]?[0-9]{{3,4}}){END}"
            ),
            group=1,
            check=lambda t: not is_date_like(t),
        ),
        shape(
            "phone",
            "(?<![0-9A-Za-z.,$\u20ac\u00a3#-])[2-9][0-9]{2}[ -][0-9]{4}(?![0-9A-Za-z-]|[.][0-9])",
            check=no_year,
        ),
        shape(
            "number",
            "(?<![0-9.,$\u20ac\u00a3])[0-9](?:[ -]?[0-9]){8,40}(?![0-9]|[.,][0-9])",
            check=_is_number,
        ),
    ),
)
