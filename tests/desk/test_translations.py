"""Whatever the desk says, it says in Spanish too, and the compiled words are those that people can read."""

import ast
import gettext
import re
from pathlib import Path

DESK = Path(__file__).resolve().parents[2] / "src" / "yousaid" / "desk"
PO = DESK / "locale" / "es" / "LC_MESSAGES" / "django.po"
CALLS = {"gettext": 0, "gettext_lazy": 0, "_": 0, "pgettext": 1, "pgettext_lazy": 1, "ngettext": 0}


def compiled() -> dict[str, str]:
    """Message (with its context before an end-of-transmission mark) to translation, from the .mo file."""
    with PO.with_suffix(".mo").open("rb") as file:
        catalog: dict[str | tuple[str, int], str] = vars(gettext.GNUTranslations(file))["_catalog"]
    return {
        key if isinstance(key, str) else key[0]: value
        for key, value in catalog.items()
        if isinstance(key, str) or key[1] == 0
    }


def readable() -> dict[str, str]:
    """The same from the .po file."""
    found = {}
    for block in PO.read_text(encoding="utf-8").split("\n\n")[1:]:
        lines = dict(re.findall(r'^(\w+(?:\[\d\])?) "(.*)"$', block, re.M))
        key = ast.literal_eval(f'"{lines["msgid"]}"')
        if "msgctxt" in lines:
            key = f"{lines['msgctxt']}\x04{key}"
        found[key] = ast.literal_eval(f'"{lines.get("msgstr") or lines.get("msgstr[0]", "")}"')
    return found


def said() -> set[str]:
    """Messages of the Python files and the templates."""
    found = set()
    for path in DESK.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                words = [
                    a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
                ]
                place = CALLS[node.func.id]
                found.add(f"{words[0]}\x04{words[1]}" if place else words[0])
    for path in DESK.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        for message, context in re.findall(
            r"""{% translate ["'](.*?)["'](?: context ["'](.*?)["'])? %}""", page
        ):
            found.add(f"{context}\x04{message}" if context else message)
        for body in re.findall(
            r"{% blocktranslate[^%]*%}(.*?){% (?:plural|endblocktranslate) %}", page, re.S
        ):
            found.add(re.sub(r"{{ (\w+) }}", r"%(\1)s", body))
    return found


def test_every_word_of_the_desk_has_a_spanish_one() -> None:
    words = said()
    assert len(words) > 200, "the words were not found"
    assert not {word for word in words if not compiled().get(word)}


def test_the_compiled_words_are_the_readable_ones() -> None:
    read, held = readable(), compiled()
    assert len(read) > 200
    assert not {key for key, text in read.items() if held.get(key) != text}, (
        "compile them: msgfmt django.po -o django.mo"
    )


def test_no_translation_loses_a_number() -> None:
    gaps = re.compile(r"%\(\w+\)s|{\w+}")
    wrong = {key for key, text in readable().items() if set(gaps.findall(key)) != set(gaps.findall(text))}
    assert not wrong
