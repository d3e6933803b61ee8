"""Street addresses: a number and a street word, in the order of the language."""

from typing import Final

from .patterns import END, NO, Group, L, shape

_UP: Final = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u024f"
_CAP: Final = f"[{_UP}][{L}'\u2019.-]{{0,24}}"
_NAME: Final = f"(?:{_CAP}|[0-9]{{1,3}}(?:st|nd|rd|th))"
_OF: Final = (
    "(?:(?:de|del|de la|de los|de las|la|las|el|los|da|do|dos|das|di|della|delle|dei|du|des|"
    "le|les|y|e|san|santa|am|der|den|"
    "zum|zur) ){0,2}"
)
_UNIT: Final = (
    "(?:[ ,\n]{0,3}(?:Apartment|Apt|Suite|Ste|Unit|Flat|Floor|Fl|Apto|Depto|Dpto|Edif|"
    "Edificio|Piso|Interior|Int|Bloque|Portal|"
    "Esc|Puerta|Whg)\\.? ?#?[0-9]{1,5}[A-Za-z]{0,2}|,? ?#[0-9]{1,3}-[0-9]{1,4})"
)
_TAIL: Final = f"{_UNIT}{{0,3}}(?:,? ?\n?{_CAP}(?: {_CAP}){{0,2}},? [A-Z]{{2}} [0-9]{{5}}(?:-[0-9]{{4}})?)?"
_STREET: Final = (
    "Street|St|Road|Rd|Avenue|Ave|Av|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Crescent|Cres|"
    "Terrace|Ter|Close|Cl|Way|Place|Pl|"
    "Square|Sq|Highway|Hwy|Parkway|Pkwy|Circle|Cir|Turnpike|Trail|Trl|Row|Mews|Grove|Gardens|"
    "Gdns|Hill|Walk|Rise|Quay|Gate|"
    "Green|View|Heights|Loop|Link|Str|Stra\u00dfe|Strasse|Weg|Platz|Allee|Gasse|Ring|Damm|Ufer"
)
_CALLE: Final = (
    "calle|c/|c\\.|avenida|avda|av|paseo|p[ºo°]|plaza|plza|pza|calzada|camino|carrera|ronda|"
    "traves[íi]a|glorieta|carretera|ctra|"
    "callej[óo]n|bulevar|boulevard|cuesta|pasaje|urbanizaci[óo]n|urb|andador|privada|"
    "circuito|prolongaci[óo]n|ampliaci[óo]n|"
    "continuaci[óo]n|peatonal|diagonal|retorno|cerrada|corredor|eje vial|perif[ée]rico|"
    "viaducto|vereda|rinconada|rambla|carrer|"
    "passeig|avinguda|rua|travessa|pra[çc]a|estrada|alameda|rodovia|viale|piazza|piazzale|"
    "corso|vicolo|strada|lungomare|ul\\."
)
_RUE: Final = "rue|avenue|boulevard|bd|place|chemin|impasse|all[ée]e|quai|route|cours|square|passage"
_ENDINGS: Final = (
    "stra(?:\u00df|ss)e|str\\.|weg|platz|allee|gasse|damm|ufer|chaussee|steig|katu|gatan|"
    "vägen|vej|veien|straat|laan|utca|"
    "gata"
)
_CODE: Final = (
    "zip(?: ?code)?|post(?:al)? ?code|c[óo]digo postal|c\\.?p\\.?|plz|code postal|cep|cap|singapore|s"
)
_THERE: Final = (
    "lives? (?:at|on|in)|lived (?:at|on|in)|living (?:at|on|in)|address(?: is|:| to)|located (?:at|on|in)|"
    "(?:meet|met|pick) (?:me|you|us|him|her|them)(?: up)? at|return(?:ed)? (?:it )?to|"
    "drop(?:s|ped)? (?:me|you|it) off at|office is at|moved to|arrived at|deliver(?:ed)? (?:it )?to|"
    "sent to|station is (?:at|on)|"
    "direcci[óo]n(?: es|:)|viv[oe] en|resido en|entreg(?:ar|ado|aron) en|endere[çc]o(?: [ée]|:)|"
    "mor[oa] n[ao]|adresse(?: ist|:| est| :)|wohn[et] (?:in|an|am)(?: der| dem)?|geliefert an|"
    "habite(?: au| [àa])?|livr[ée]e? au|indirizzo(?: [èe]|:)|abit[oa] (?:in|a)|consegnato (?:in|a)"
)
_UNIT_WORDS: Final = (
    "min mins minute minutes hour hours hr hrs km kms day days week weeks month months year years times "
    "orders order dollars people more other different drivers riders taxis star stars percent pm am stops "
    "live place cause"
)
_DAYS: Final = (
    "Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|Januar|Februar|M[äa]rz|April|Mai|Juni|Juli|"
    "August|September|Oktober|November|Dezember|Jahr|Alter|Schnitt|Wert|Fr[üu]hjahr|Herbst|Sommer|Winter"
)
_NO_TOWN: Final = "Android|IOS|Windows|Version|Chrome|Firefox|Level|Zone|Terminal|Gate|Platform|Step"
#: After the number of a house comes no word, no share and no clock.
_NO_TIME: Final = f"(?![.,:][0-9]|%| ?[\u20ac$\u00a3%]| [{L}]{{2}})"
_UNITS: Final = frozenset(_UNIT_WORDS.split())


def _quantity(text: str) -> bool:
    """Whether the number at the start counts something ("30 mins down the road")."""
    words = text.lower().split()
    return len(words) > 1 and any(word.strip(",.") in _UNITS for word in words[1:3])


def _is_house(text: str) -> bool:
    """Whether a number, capitalised words and a number are a house: no year, no count, no shouting."""
    return text[:2] not in ("19", "20") and not _quantity(text) and not text.split()[1].isupper()


def _no_quantity(text: str) -> bool:
    """Whether nothing is counted, and no sentence ends inside."""
    return not _quantity(text) and ". " not in text[5:]


STREETS: Final = Group(
    hint=f"[0-9][^!?\n]* (?i:{_STREET})(?:[^{L}]|$)| (?i:{_STREET}) [0-9]",
    shapes=(
        shape(
            "address",
            (
                f"{NO}(?:[0-9]{{1,6}} )?[0-9]{{1,6}}[A-Za-z]?(?:[/-][0-9]{{1,4}})?,? "
                f"(?:{_NAME} ){{1,4}}(?:{_STREET})"
                f"{END}\\.?{_TAIL}"
            ),
        ),
        shape(
            "address",
            f"{NO}[0-9]{{1,6}}[A-Za-z]?,? (?:[A-Za-z'-]{{2,20}} ){{1,3}}(?:street|road|rd|avenue|ave|"
            "lane|boulevard|blvd|crescent|"
            f"terrace|turnpike){END}(?: [0-9]{{1,3}}(?![0-9]))?",
            check=_no_quantity,
        ),
        shape(
            "address",
            f"{NO}(?:{_CAP} ){{1,3}}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Crescent|Close|Terrace|"
            "Str\\.|Strasse|Stra\u00dfe) "
            f"[0-9]{{1,4}}[A-Za-z]?{END}{_TAIL}",
        ),
    ),
)

CALLES: Final = Group(
    hint=f"(?:^|[^{L}])(?i:{_CALLE})[ ,.][^!?\n]*[0-9]",
    shapes=(
        shape(
            "address",
            f"{NO}(?i:{_CALLE})\\.?,? ?{_OF}{_CAP}(?: {_OF}{_CAP}){{0,4}},? ?(?:(?i:n[ºo°.]{{1,2}}|"
            "n[úu]m(?:ero)?\\.?|#|no\\.?) ?)?"
            f"[0-9]{{1,5}}[A-Za-z]?(?: [0-9]{{1,4}}(?![0-9]))?{END}{_TAIL}",
        ),
        shape(
            "address",
            f"{NO}(?:calle|c/|avenida|avda\\.?|paseo|rua|travessa|viale|piazza|corso) {_OF}(?:[{L}]{{2,20}} )"
            "{1,3}(?:n[ºo°.]{1,2} ?|n[úu]mero )?"
            f"[0-9]{{1,4}}{END}",
            case=False,
        ),
    ),
)

OTHERS: Final = Group(
    hint=(
        f"[0-9](?: (?i:bis|ter))?,? (?i:{_RUE}) |(?i:via) [a-z{_UP}]|[a-z](?:{_ENDINGS}) ?[0-9]"
        "|(?i:blk|block|box|apt|suite|flat|apto|depto|psc|postfach|apartado)\\.? ?#?[0-9]|#[0-9]{1,3}-"
        f"|(?:^|[^{L}0-9])(?i:{_CODE})[ :(]+(?i:is )?\\(?(?:[0-9]{{5}}|[A-Z]{{1,2}}[0-9])"
        f"|[0-9][0-9A-Z]? [0-9][A-Z]{{2}}|(?i:{_THERE})[: \n]+[0-9{_UP}]|PO A[AEP] [0-9]"
        f"|(?:A[mnu]f?|I[mn]|Unter|Zu[mr]|Hinter|Alte[rs]?|Neue[rs]?) (?:de[rnm] )?[{_UP}]"
    ),
    shapes=(
        shape(
            "address",
            f"{NO}(?:blk|block) ?[0-9]{{1,4}}[A-Za-z]?[, ]{{1,2}}(?:#?[0-9]{{1,3}}-[0-9]{{1,4}}|"
            f"(?:[{L}]{{2,20}} ){{1,3}}(?:street|st|"
            "avenue|ave|road|rd|drive|dr|lane|crescent|central|close|lorong|link)(?![A-Za-z])(?: "
            "[0-9]{1,3})?)(?:[, ]{1,2}#[0-9]{1,3}-[0-9]{1,4})?",
            case=False,
        ),
        shape(
            "address",
            f"{NO}(?:(?:P\\.? ?O\\.? ?Box|PSC|Apartado|Postfach) ?[0-9]{{1,6}}|Unit [0-9]{{1,6}},? "
            "?Box [0-9]{1,6})"
            "(?:,? ?Box [0-9]{1,6})?(?:,? ?\n?[A-Z]{3} [A-Z]{2} [0-9]{5})?",
            case=False,
        ),
        shape(
            "address",
            f"(?<![$\u20ac\u00a3]){NO}[0-9]{{1,5}}(?: (?:bis|ter))?,? (?:(?i:rue) "
            f"{_OF}[{L}'\u2019-]{{2,30}}|(?i:{_RUE}) {_OF}{_CAP})"
            f"(?: {_OF}{_CAP}){{0,3}}",
            check=_no_quantity,
        ),
        shape(
            "address",
            f"{NO}(?i:via) {_OF}{_CAP}(?: {_OF}{_CAP}){{0,3}},? [0-9]{{1,4}}(?:/[A-Za-z])?{END}",
            check=_no_quantity,
        ),
        shape("address", f"{NO}[{_UP}][{L}-]{{2,40}}(?:{_ENDINGS}) ?[0-9]{{1,4}} ?[a-z]?{END}{_TAIL}"),
        shape(
            "address",
            f"{NO}[{L}-]{{2,40}}(?:stra(?:\u00df|ss)e|str\\.|weg|platz|allee|gasse|damm|ufer)"
            f" ?[0-9]{{1,3}} ?[a-z]?{END}{_NO_TIME}",
        ),
        shape("address", "(?<![A-Za-z0-9#])#[0-9]{1,3}-[0-9]{1,4}(?![0-9A-Za-z])"),
        shape(
            "address",
            (
                f"{NO}(?i:{_CODE})[ :(]{{1,3}}(?:is )?\\(?([0-9]{{5,6}}(?:-[0-9]{{3,4}})?|"
                f"[A-Z]{{1,2}}[0-9][0-9A-Z]? ?[0-9][A-Z]{{2}}){END}"
            ),
            group=1,
        ),
        shape("address", f"{NO}[A-Z]{{1,2}}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{{2}}{END}"),  # UK postcode
        shape(
            "address",
            (
                f"(?i:{NO}(?:{_THERE}))[: \n]{{1,3}}((?:[0-9]{{1,6}}[A-Za-z]?,? ){{1,3}}{_CAP}(?:[ "
                f",\n]{{1,3}}(?:{_CAP}|[0-9]{{1,6}})){{0,9}})"
            ),
            group=1,
            check=_no_quantity,
        ),
        shape(
            "address",
            f"(?i:{NO}(?:{_THERE}))[: \n]{{1,3}}(?!{_NO_TOWN})"
            f"({_CAP}(?: {_OF}{_CAP}){{0,4}},? [0-9]{{1,5}}[A-Za-z]?){END}{_NO_TIME}",
            group=1,
        ),
        shape(
            "address",
            f"{NO}(?:Am|An de[rnm]|Auf de[rmn]|Im|In de[rnm]|Unter de[nrm]|Zum|Zur|Hinter de[rmn]|"
            f"Alte[rs]?|Neue[rs]?) (?!{_DAYS}){_CAP}(?: {_CAP})? [0-9]{{1,3}} ?[a-z]?{END}{_NO_TIME}",
        ),
        shape("address", f"{NO}(?:US[A-Z]{{1,3}} {_CAP},? ?\n?)?[AFD]PO A[AEP] [0-9]{{5}}{END}"),
        shape("address", f"{NO}(?i:apt|suite|flat|apto|depto)\\.? ?#?[0-9]{{1,5}}[A-Za-z]?{END}"),
    ),
)

#: What stands around an address that was cut belongs to it: numbers before; flat, town and code after.
_PART: Final = (
    f"(?:[{_UP}\u0370-\u03ff\u0400-\u04ff][{L}\u0370-\u03ff\u0400-\u04ff'\u2019.-]{{0,24}}|\\[name\\])"
)
_TOWN: Final = f"(?:,? ?\n|, ){_PART}(?: {_PART}){{0,2}}"
GROWN: Final = Group(
    hint="\\[address\\]|\\[phone\\] ",
    shapes=(
        shape("address", f"\\[phone\\] (?:{_NAME} ){{1,4}}(?:{_STREET}){END}\\.?{_TAIL}"),
        shape(
            "address",
            f"{NO}(?:[0-9]{{1,6}},? )?(?:{_PART} ){{1,4}}[0-9]{{1,5}}\\.?[ ,\n]{{1,3}}\\[address\\]",
        ),
        shape("address", f"(?<![{L}0-9.,:$\u20ac\u00a3])(?:[0-9]{{1,6}},?|\\[phone\\]) \\[address\\]"),
        shape("address", "\\[address\\](?:[ ,\n]{1,4}\\[address\\]){1,9}"),
        shape(
            "address",
            f"\\[address\\](?:[ ,\n]{{1,4}}{_PART}){{0,8}}[ ,\n]{{1,4}}[0-9]{{5,6}}(?:-[0-9]{{3,4}})?{END}",
        ),
        shape("address", f"\\[address\\]{_TOWN}(?:{_TOWN}){{1,3}}"),
    ),
)

#: A number, words and a number: tried last, because it would take the end of other addresses.
HOUSES: Final = Group(
    hint=f"[0-9]{{3}} [{_UP}][^0-9\n]* [0-9]",
    shapes=(
        shape(
            "address",
            (
                f"(?<![{L}0-9.,:$\u20ac\u00a3#]){NO}[0-9]{{3,6}} {_CAP}(?: {_CAP}){{0,3}} "
                f"[0-9]{{1,5}}[A-Za-z]?{END}(?![.,:][0-9]){_TAIL}"
            ),
            check=_is_house,
        ),
    ),
)
