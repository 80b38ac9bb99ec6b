"""The passages that show why something was found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.locale import Locale
from portal.search.model import Parts, Passage, plain
from portal.search.rules.excerpts import EXCERPT_LIMIT, Marker, opening
from portal.search.rules.understand import understand
from tests.unit.search.made import CS, EN, ES


def marker(text: str, locale: Locale = ES) -> Marker:
    return Marker(frozenset(t.stem for t in understand(text, locale).terms), locale)


def marked(parts: Parts) -> list[str]:
    return [text for text, is_match in parts if is_match]


@pytest.mark.parametrize(
    ("locale", "asked", "text", "words"),
    [
        (ES, "enviar", "Outlook no envía, ni enviaba, el envío", ["envía", "enviaba", "envío"]),
        (ES, "contrasena", "Cambia la Contraseña.", ["Contraseña"]),
        (EN, "categories", "One category, many Categories", ["category", "Categories"]),
        (CS, "schranka", "Plná schránka, ve schránce, schránky", None),
        (ES, "0x800ccc0e", "El error 0x800CCC0E sale", ["0x800CCC0E"]),
        (ES, "5.7.1", "550 5.7.1 denegado, no 5.7.11", ["5.7.1"]),
        (ES, "red", "La red, no la redención ni la pared", ["red"]),
    ],
)
def test_words_are_marked_by_stem_and_without_accents(
    locale: Locale, asked: str, text: str, words: list[str] | None
) -> None:
    found = marked(marker(asked, locale).mark(text))
    assert found == words if words else len(found) == 3


def test_marked_text_is_the_text() -> None:
    text = "<b>Outlook</b> & el buzón"
    assert plain(marker("outlook buzon").mark(text)) == text


def test_the_section_that_says_most_comes_first() -> None:
    sections = [
        Passage("a", "Antes", "El puerto está aquí."),
        Passage("b", "Después", "La contraseña y el puerto van juntos."),
        Passage("c", "Nada", "Otra cosa."),
    ]
    found = marker("contraseña puerto").excerpts(sections)
    assert [e.section for e in found] == [1, 0]
    assert marked(found[0].parts) == ["contraseña", "puerto"]


def test_a_heading_that_fits_shows_its_section_from_the_beginning() -> None:
    (found,) = marker("antivirus").excerpts([Passage("a", "Antivirus", "Apágalo un momento.")])
    assert found.parts == (("Apágalo un momento.", False),)


def test_an_excerpt_stands_around_what_was_found_and_says_what_it_leaves_out() -> None:
    text = "Palabras de relleno. " * 40 + "Aquí está el puerto de salida. " + "Y más texto. " * 40
    (found,) = marker("puerto").excerpts([Passage("a", "Datos", text)])
    shown = plain(found.parts)
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "puerto" in shown
    assert len(shown) <= EXCERPT_LIMIT


def test_without_a_match_the_opening_is_shown_whole_words_only() -> None:
    assert opening("Corto.") == (("Corto.", False),)
    shown = plain(opening("palabra " * 100))
    assert len(shown) <= EXCERPT_LIMIT
    assert shown.rstrip("…").endswith("palabra")


TEXTS = st.text(alphabet=st.sampled_from("aeÁñß<>&\n .-_İﬁžš5"), max_size=400)


@given(TEXTS, TEXTS)
def test_marking_never_changes_a_text(asked: str, text: str) -> None:
    assert plain(marker(asked).mark(text)) == text


@given(st.text(max_size=20), st.lists(st.text(max_size=600), max_size=3))
def test_excerpts_are_short_pieces_of_their_sections(asked: str, texts: list[str]) -> None:
    sections = [Passage(f"s{n}", "x", text) for n, text in enumerate(texts)]
    for found in marker(asked).excerpts(sections):
        shown = plain(found.parts)
        assert len(shown) <= EXCERPT_LIMIT
        assert shown.removeprefix("…").removesuffix("…") in sections[found.section].text
