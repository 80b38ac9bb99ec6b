"""Every text of the interface stands in Spanish and Czech, whole, with its places kept."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LOCALES = ["es", "cs"]
_PLACE = re.compile(r"%\(\w+\)[a-z]|%[sd%]")

Texts = tuple[str, ...]
"""A text as the code has it: one form, or the singular and the plural."""


@cache
def texts() -> dict[Texts, str]:
    """Return every text that the code asks for, and one place where it does."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as source:
        methods, options = parse_mapping_cfg(source)  # type: ignore[no-untyped-call]  # Babel's
    found: dict[Texts, str] = {}
    for path, line, message, *_ in extract_from_dir(ROOT / "portal", methods, options):
        forms = tuple(message) if isinstance(message, (tuple, list)) else (message,)
        found.setdefault(forms, f"{path}:{line}")
    return found


@cache
def catalogue(locale: str) -> Catalog:
    with (ROOT / "portal/translations" / f"{locale}.po").open("rb") as source:
        return read_po(source, locale=locale)


def forms_of(message: Message) -> list[str]:
    found = message.string
    return list(found) if isinstance(found, (tuple, list)) else [str(found)]


def test_the_texts_are_found():
    assert len(texts()) > 200
    assert any(len(forms) == 2 for forms in texts())


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_is_translated(locale):
    missing = [
        f"{place}: {forms[0]}"
        for forms, place in texts().items()
        if (message := catalogue(locale).get(forms[0])) is None
        or message.fuzzy
        or not all(form.strip() for form in forms_of(message))
    ]
    assert missing == [], f"{len(missing)} of {len(texts())}"


@pytest.mark.parametrize("locale", LOCALES)
def test_a_text_that_counts_has_every_plural_of_the_language(locale):
    short = [
        place
        for forms, place in texts().items()
        if len(forms) == 2
        and (message := catalogue(locale).get(forms[0])) is not None
        and len(forms_of(message)) != catalogue(locale).num_plurals
    ]
    assert short == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_keeps_the_places_that_are_filled_in(locale):
    wrong = []
    for message in catalogue(locale):
        if not message.id:
            continue
        ids = list(message.id) if isinstance(message.id, (tuple, list)) else [message.id]
        asked = set().union(*(_PLACE.findall(form) for form in ids))
        for form in filter(None, forms_of(message)):
            got = set(_PLACE.findall(form))
            # the number may be left out where the plural says it already: “one file”
            if not (asked - {"%(num)d"}) <= got <= asked:
                wrong.append(f"{ids[0]} → {form}")
    assert wrong == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_translation_is_of_a_text_that_is_gone(locale):
    known = {forms[0] for forms in texts()}
    ids = [m.id[0] if isinstance(m.id, (tuple, list)) else m.id for m in catalogue(locale) if m.id]

    assert [one for one in ids if one not in known] == []
