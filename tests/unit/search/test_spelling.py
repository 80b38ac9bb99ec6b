"""Which known word an unknown one is taken for."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.rules.spelling import Vocabulary, _is_off

WORDS = Vocabulary(
    {
        "outlook": 40,
        "contrasena": 30,
        "configuracion": 20,
        "certificado": 12,
        "certificados": 2,
        "servidor": 9,
        "envia": 7,
        "enviar": 9,
        "casa": 3,
        "5.7.1": 1,
    },
    {"contrasena": "contraseña", "envia": "envía"},
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("outlok", "outlook"),
        ("outllook", "outlook"),
        ("otulook", "outlook"),
        ("outlool", "outlook"),
        ("configurazjon", "configuracion"),
        ("certifcado", "certificado"),
    ],
)
def test_a_slip_finds_the_word(typed: str, meant: str) -> None:
    assert WORDS.corrections(typed)[0] == meant


@pytest.mark.parametrize("typed", ["outlook", "cas", "xyzzyx", "5.7.2", "0x800ccc0e", "vaca1"])
def test_known_short_strange_words_and_codes_are_left_alone(typed: str) -> None:
    assert WORDS.corrections(typed) == []


def test_two_slips_are_forgiven_in_long_words_only() -> None:
    assert WORDS.corrections("cerrificadp") == ["certificado"]
    assert WORDS.corrections("otlok") == []


def test_the_commoner_word_comes_first_and_no_more_than_asked() -> None:
    assert WORDS.corrections("certificadoz", limit=1) == ["certificado"]


def test_completions_are_the_commonest_words_that_begin_so() -> None:
    assert WORDS.completions("env") == ["enviar", "envia"]
    assert WORDS.completions("en") == []


def test_words_are_given_back_with_their_accents() -> None:
    assert (WORDS.written("contrasena"), WORDS.written("outlook")) == ("contraseña", "outlook")


@given(st.sampled_from([w for w in WORDS.counts if len(w) >= 5]), st.data())
def test_any_one_letter_left_out_is_forgiven(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(word) - 1))
    typed = word[:at] + word[at + 1 :]
    if typed.isalpha() and typed not in WORDS.counts and len(typed) >= 4:
        assert word in WORDS.corrections(typed, limit=9)


@given(st.text(max_size=40))
def test_any_text_is_taken(text: str) -> None:
    assert len(WORDS.corrections(text)) <= 2
    assert len(WORDS.completions(text)) <= 6


def test_more_words_are_known_beside_those_of_before() -> None:
    more = WORDS.with_more({"buzones": 3, "casa": 9}, {"buzones": "buzones"})
    assert more.corrections("configuraciom") == ["configuracion"]
    assert more.corrections("configuraxiomes") == WORDS.corrections("configuraxiomes")
    assert more.corrections("buzonees") == ["buzones"]
    assert more.completions("buz") == ["buzones"]
    assert WORDS.with_more({"casa": 1}, {}) is WORDS


@cache
def changes(one: str, other: str) -> int:
    """Return how many letters to add, leave out or replace, worked out from the definition."""
    if not one or not other:
        return len(one) + len(other)
    return min(
        changes(one[1:], other[1:]) + (one[0] != other[0]),
        changes(one[1:], other) + 1,
        changes(one, other[1:]) + 1,
    )


@given(st.text("abc", min_size=1, max_size=7), st.text("abc", min_size=1, max_size=7))
def test_two_words_are_alike_where_two_changes_make_one_of_the_other(one: str, other: str) -> None:
    assert _is_off(one, other) == (changes(one, other) <= 2)
