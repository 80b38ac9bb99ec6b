"""The shipped lexicons, read once."""

from pathlib import Path

import pytest

import portal
from portal.kernel.locale import Locale
from portal.tickets.files import load_lexicons
from portal.tickets.rules.lexicon import Lexicon

SITE_DEFAULTS = Path(portal.__file__).parent / "site_defaults"


@pytest.fixture(scope="session")
def lexicons() -> dict[Locale, Lexicon]:
    return load_lexicons(SITE_DEFAULTS)


@pytest.fixture(scope="session")
def english(lexicons: dict[Locale, Lexicon]) -> Lexicon:
    return lexicons[Locale.EN]


@pytest.fixture(scope="session")
def spanish(lexicons: dict[Locale, Lexicon]) -> Lexicon:
    return lexicons[Locale.ES]
