"""Never-kept subjects: terms, their disguises, and what only looks like them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yousaid.core.errors import GateError, RefusedError
from yousaid.gate import never_kept_examples, on_topic_near_misses, refuse_words
from yousaid.gate.fold import fold, fold_all
from yousaid.gate.people import blames_named
from yousaid.gate.terms import LANGUAGES, Terms, anchors_of, never_kept_terms, read_data, to_regex

#: Groups of the files of examples: what the covenant never keeps (C3), a subject a group.
SUBJECTS = 15
DISGUISED = [
    "Everybody joins the str1ke tomorrow",
    "S-T-R-I-K-E on Friday",
    "we need a u n i o n here",
    "un!on meeting on Sunday",
    "the strike\u200bs begin at six",
    "stri\U0001f525ke on Saturday",
    "go on \uff53\uff54\uff52\uff49\uff4b\uff45",
    "go on ѕtrіkе, all of us",
    "UNIOOON now",
    "prot3st in front of the office",
    "Huélga general mañana",
    "vamos a la hue1ga",
]
OPENLY = {
    "en": [
        "Join the union",
        "They should pay the drivers more",
        "I will contact a lawyer",
        "I'll report you to the authorities",
    ],
    "es": [
        "Nos vamos a la huelga",
        "Afíliate al sindicato",
        "Voy a denunciaros",
        "Pagan mal a los repartidores",
    ],
    "de": [
        "Wir streiken am Freitag",
        "Der Betriebsrat hilft",
        "Mein Anwalt schreibt euch",
        "Die Fahrer werden schlecht bezahlt",
    ],
    "fr": [
        "On fait grève vendredi",
        "Le syndicat appelle",
        "Mon avocat va écrire",
        "Les salaires sont trop bas",
    ],
    "pt": [
        "Vamos fazer greve",
        "Fala com o sindicato",
        "Vou ligar ao meu advogado",
        "O salário é uma miséria",
    ],
    "it": [
        "Venerdì c'è sciopero",
        "Parla col sindacato",
        "Chiamo il mio avvocato",
        "Gli stipendi sono bassi, il salario minimo non c'è",
    ],
}
HONEST = [
    "Lightning strike near us and the app went down",
    "Pick up at Union Square takes an hour",
    "I protest this fee",
    "Let me dispute a charge",
    "The strike through price is not the real one",
    "The payout failed in the app",
    "Union Bank card declined",
    "Halal filter is missing",
    "Food poisoning after the soup, and my allergy was ignored",
    "The driver was rude",
    "My base pay shows as zero on the screen",
    "The March update is broken",
    "El bloqueo de pantalla corta el mapa",
    "Die App streikt seit dem Update",
    "Salade avec avocat et crevettes, très bon",
    "Calle Unión 4 no sale en el mapa de la plaza de la Unión",
]


@pytest.mark.parametrize("text", [text for texts in OPENLY.values() for text in texts])
def test_what_is_said_openly_is_caught_in_every_language(text: str) -> None:
    assert never_kept_terms().match(text)


@pytest.mark.parametrize("text", DISGUISED)
def test_a_disguise_does_not_help(text: str) -> None:
    assert never_kept_terms().match(text)


@pytest.mark.parametrize("text", HONEST)
def test_the_products_own_subjects_pass(text: str) -> None:
    assert not never_kept_terms().match(text)


def test_an_exception_does_not_excuse_the_rest_of_the_text() -> None:
    assert never_kept_terms().match("Meet at Union Square for the strike")


@given(st.lists(st.sampled_from([*DISGUISED, *HONEST, "", "ok"]), max_size=6))
def test_a_batch_is_judged_as_its_texts_are_alone(texts: list[str]) -> None:
    assert never_kept_terms().match_all(texts) == [never_kept_terms().match(text) for text in texts]


@given(st.text(max_size=60))
def test_folding_a_batch_is_folding_each(text: str) -> None:
    assert fold_all([text]) == [fold(text)]


@given(st.text(max_size=60))
def test_folded_text_holds_nothing_but_plain_words(text: str) -> None:
    assert set(fold(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789. ")


@given(
    st.text(max_size=30), st.sampled_from(["go on strike", "sindicato", "class action"]), st.text(max_size=30)
)
def test_a_term_is_found_wherever_it_stands(before: str, term: str, after: str) -> None:
    assert never_kept_terms().match(f"{before} . {term} . {after}")


@pytest.mark.parametrize(
    "hostile", ["a", "1 ", "s.", "union ", "driver ", "@", "a-", "ä", "!!!", "\U0001f525a"]
)
def test_time_grows_with_length_and_not_faster(hostile: str) -> None:
    never_kept_terms().match("warm")
    costs = []
    for n in (20_000, 40_000):
        text = (hostile * n)[:n]
        start = time.process_time()
        never_kept_terms().match(text)
        costs.append(time.process_time() - start)
    assert costs[1] < 3.5 * costs[0] + 0.05


@pytest.mark.parametrize(
    "title",
    [
        "Unions and organising",
        "Strikes",
        "Contacts with the press",
        "Wages",
        "Sindicatos",
        "Who talks to journalists",
        "Religion",
        "Streik im Lager",
    ],
)
def test_a_title_about_a_never_kept_subject_is_refused(title: str) -> None:
    with pytest.raises(RefusedError, match="never kept") as caught:
        refuse_words(title, place="pack.toml, title")
    assert str(caught.value).startswith("pack.toml, title: ")
    assert title not in str(caught.value)


@pytest.mark.parametrize(
    "title",
    [
        "App crashes at login",
        "Payout failed",
        "Rude driver",
        "Halal menu",
        "Food safety",
        "Map and navigation",
        "Pagos y reembolsos",
    ],
)
def test_a_title_about_the_product_is_fine(title: str) -> None:
    refuse_words(title, place="pack.toml, title")


def test_there_are_worked_examples_in_every_language() -> None:
    never = never_kept_examples()
    near = on_topic_near_misses()
    assert {lang for _, lang in never} == {lang for _, lang in near} == set(LANGUAGES)
    texts = [text for text, _ in never + near]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_subject_has_twenty_worked_examples_and_its_near_misses(lang: str) -> None:
    data = read_data(f"examples_{lang}")
    assert [len(group) >= 20 for group in data["never_kept"]] == [True] * SUBJECTS
    assert [len(group) >= 20 for group in data["near_misses"]] == [True] * SUBJECTS


def test_no_near_miss_is_dropped_on_sight_in_most_cases() -> None:
    near = [text for text, _ in on_topic_near_misses()]
    dropped = sum(never_kept_terms().match_all(near))
    assert dropped / len(near) <= 0.02


@pytest.mark.parametrize("lang", LANGUAGES)
def test_terms_alone_catch_what_names_its_subject(lang: str) -> None:
    """Many worked examples describe a matter without naming it: those are the veto's business."""
    texts = [text for text, other in never_kept_examples() if other == lang]
    caught = sum(never_kept_terms().match(text) or blames_named(text) for text in texts)
    assert caught / len(texts) >= 0.2


def test_blame_needs_a_name_and_a_name_needs_blame() -> None:
    assert blames_named("My agent was [name]. She was rude.")
    assert not blames_named("The agent was rude.")
    assert not blames_named("Thanks [name], great ride.")
    assert not blames_named("Thanks [name]. Great ride. Good price. The app is terrible.")


def test_the_notation_for_terms() -> None:
    groups = {"people": "rider driver"}
    assert to_regex("the? go slow|slower", groups) == "(?: the)? go (?:slow|slower)(?= )"
    assert anchors_of("the @people ... strik*", groups) == ["strik*"]
    with pytest.raises(GateError, match="no word"):
        anchors_of("... the?", groups)


def test_a_broken_data_file_closes_the_gate(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(GateError, match="cannot be read"):
        read_data("no_such_file")
    monkeypatch.setattr("yousaid.gate.terms.read_data", lambda _: {"terms": ["go @nobody"]})
    with pytest.raises(GateError, match="no group"):
        Terms(["en"])


def test_no_terms_match_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yousaid.gate.terms.read_data", lambda _: {"terms": ["strike"]})
    assert Terms(["en"]).match("a strike")
    assert not Terms([]).match("a strike")
