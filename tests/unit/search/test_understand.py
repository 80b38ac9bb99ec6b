"""What people type becomes a bounded query, whatever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.locale import LOCALES, Locale
from portal.search.engines.whoosh import whoosh_engine
from portal.search.model import Query, Window
from portal.search.ports import SearchEngine
from portal.search.rules.synonyms import Group, Synonyms, compile_synonyms
from portal.search.rules.tokens import TERM_LIMIT
from portal.search.rules.understand import (
    ALTERNATIVES_LIMIT,
    TERMS_LIMIT,
    TEXT_LIMIT,
    understand,
)
from tests.unit.search.made import CS, EN, ES, THREE, asked

HOSTILE = {
    "parentheses": "(" * 2000 + "x" + ")" * 2000,
    "nots": "NOT " * 500 + "x",
    "fuzzy": "abcdef~9",
    "stars": "* ** a* *a* ?",
    "long word": "a" * 100_000,
    "long vowels": "áéíóú" * 20_000,
    "fields": 'title:"x" AND body:[a TO z] OR id:* ^99',
    "quotes": "\"'" * 1000,
    "controls": "\x00\x1b[31m\u202e\u200b\ufeff\ud800",
    "many words": " ".join(f"palabra{n}" for n in range(5000)),
    "dots": "a." * 5000,
    "ats": "@" * 5000 + "a@b" * 1000,
    "combining": "e" + "\u0301" * 50_000,
    "script": "<script>alert(1)</script>",
    "sql": "'; DROP TABLE ticket; --",
    "template": "{{ 7*7 }} %s %(x)s",
    "digits": "9" * 5000,
    "nothing": " \n\t ",
}


def stems(text: str, locale: Locale) -> list[str]:
    return [term.stem for term in understand(text, locale).terms]


def check_bounds(query: Query) -> None:
    assert len(query.text) <= TEXT_LIMIT
    assert len(query.terms) <= TERMS_LIMIT
    for term in query.terms:
        assert len(term.word) <= TERM_LIMIT
        assert len(term.alternatives) <= ALTERNATIVES_LIMIT
        assert query.text[term.start : term.end]


@pytest.mark.parametrize("locale", LOCALES)
@given(text=st.text())
def test_any_text_gives_a_bounded_query(text: str, locale: Locale) -> None:
    check_bounds(understand(text, locale, Synonyms()))


@pytest.mark.parametrize("name", list(HOSTILE))
def test_hostile_texts_give_bounded_queries(name: str) -> None:
    for locale in LOCALES:
        check_bounds(understand(HOSTILE[name], locale, Synonyms()))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    engine = whoosh_engine(tmp_path_factory.mktemp("index"))
    engine.rebuild(ES, THREE, lambda _: None)
    return engine


@pytest.mark.parametrize("name", list(HOSTILE))
def test_hostile_texts_are_searched_for_like_any_other(engine: SearchEngine, name: str) -> None:
    query = asked(HOSTILE[name])
    assert not engine.search(query, Window()).is_degraded
    engine.suggest(query.words, ES, 6)
    assert not engine.search(asked("dominio"), Window()).is_degraded


@given(text=st.text(max_size=60))
def test_no_text_makes_searching_fail(engine: SearchEngine, text: str) -> None:
    assert not engine.search(asked(text), Window()).is_degraded


@pytest.mark.parametrize(
    ("locale", "with_accents", "without"),
    [
        (ES, "configuración de buzón", "configuracion de buzon"),
        (ES, "contraseñas", "contrasenas"),
        (CS, "schránka", "schranka"),
        (CS, "heslo ke schránce", "heslo ke schrance"),
    ],
)
def test_accents_typed_or_not_ask_for_the_same(
    locale: Locale, with_accents: str, without: str
) -> None:
    assert stems(with_accents, locale) == stems(without, locale)


def test_words_that_say_nothing_are_left_out() -> None:
    assert [t.word for t in understand("¿Por qué no puedo enviar?", ES).terms] == ["enviar"]
    assert [t.word for t in understand("How do I renew it", EN).terms] == ["renew"]
    assert [t.word for t in understand("proč mi nejde web", CS).terms] == ["nejde", "web"]


def test_codes_survive_where_words_are_too_many() -> None:
    text = " ".join(f"{letter}{letter}o" for letter in "bcdfghjklmnpqrst") + " 0x800CCC0E"
    query = understand(text, ES)
    assert len(query.terms) == TERMS_LIMIT
    assert query.terms[-1].word == "0x800ccc0e"


def test_a_word_typed_twice_counts_once() -> None:
    assert stems("outlook Outlook OUTLOOK", ES) == ["outlook"]


def test_what_means_the_same_becomes_an_alternative() -> None:
    group = Group(("contraseña", "clave"), ("contraseña", "clave"))
    (term,) = understand("mi clave", ES, compile_synonyms([group], ES)).terms
    assert [a.stems for a in term.alternatives] == [("contrasen",)]
    assert term.alternatives[0].weight < 1


def test_a_phrase_of_several_words_is_known_with_any_ending() -> None:
    group = Group(("no funciona", "falla"), ("no funciona", "falla"))
    terms = understand("el correo no funcionaba", ES, compile_synonyms([group], ES)).terms
    assert [a.stems for a in terms[-1].alternatives] == [("fall",)]


def test_one_way_synonyms_lead_one_way() -> None:
    synonyms = compile_synonyms([Group(("propagación",), ("ttl",))], ES)
    assert understand("propagacion", ES, synonyms).terms[0].alternatives
    assert not understand("ttl", ES, synonyms).terms[0].alternatives


def test_an_enhanced_status_names_the_error_and_the_basic_one_beside_it_does_not():
    both = understand("550 5.7.26", Locale.EN)
    alone = understand("550", Locale.EN)

    assert [term.word for term in both.terms if term.is_error] == ["5.7.26"]
    assert [term.word for term in alone.terms if term.is_error] == ["550"]
