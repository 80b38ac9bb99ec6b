"""What of a document goes into an index."""

from dataclasses import fields, replace
from typing import Any

import pytest

from portal.search.model import Passage, SearchDocument
from portal.search.rules.fields import analyse, digest
from portal.search.rules.languages import stem, stems
from tests.unit.search.made import BUZON, CS, ES, document


def test_a_word_with_accents_is_found_with_and_without() -> None:
    found = analyse(document("a", "Nastavení schránek", locale=CS)).scored["title"]
    assert {stem("nastavení", CS), stem("nastaveni", CS)} <= set(found)


def test_words_for_spelling_come_from_what_readers_read() -> None:
    found = analyse(document("a", "Outlook", "envía", keywords=("outlok",)))
    assert found.words == {"outlook", "envia", "primer", "paso"}
    assert found.spellings == {"envía"}


def test_errors_in_title_and_keywords_are_kept_apart() -> None:
    found = analyse(document("a", "Error 508", keywords=("limite superado", "0x800CCC0E")))
    assert found.exact == {"error 508", "508"}
    assert found.keys == {"limite superado", "0x800ccc0e"}


def test_codes_and_words_in_capitals_count_as_codes() -> None:
    found = analyse(document("a", "Registros", "SPF y DKIM en dns.example, 550"))
    assert set(found.codes) == {"spf", "dkim", "dns.example", "550"}


def test_titles_are_suggested_from_two_to_eight_letters() -> None:
    found = analyse(document("a", "Contraseña"))
    assert found.prefixes == {"contrasena"[:n] for n in range(2, 9)}


def test_stop_words_are_not_searched_for() -> None:
    assert set(analyse(document("a", "El buzón de la casa")).scored["title"]) == {
        *stems("buzón", ES),
        *stems("casa", ES),
    }


CHANGES: dict[str, Any] = {
    "id": "x",
    "locale": CS,
    "keywords": ("otra",),
    "products": ("mail",),
    "sections": (Passage("a", "b", "c"),),
}


@pytest.mark.parametrize("name", [field.name for field in fields(SearchDocument)])
def test_a_change_anywhere_changes_the_digest(name: str) -> None:
    assert digest(replace(BUZON, **{name: CHANGES.get(name, "otro")})) != digest(BUZON)
    assert digest(replace(BUZON)) == digest(BUZON)
