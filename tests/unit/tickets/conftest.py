"""The shipped lexicons, read once; a portal for each file, emptied before each test."""

from collections.abc import Iterator

import pytest

from portal.kernel.locale import Locale
from portal.site import DEFAULTS
from portal.tickets.files import load_lexicons
from portal.tickets.rules.lexicon import Lexicon
from tests.factories import Portal, portal_in


@pytest.fixture(scope="session")
def lexicons() -> dict[Locale, Lexicon]:
    return load_lexicons(DEFAULTS)


@pytest.fixture(scope="session")
def english(lexicons: dict[Locale, Lexicon]) -> Lexicon:
    return lexicons[Locale.EN]


@pytest.fixture(scope="session")
def spanish(lexicons: dict[Locale, Lexicon]) -> Lexicon:
    return lexicons[Locale.ES]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal_in(tmp_path_factory.mktemp("portal")) as made:
        yield made


@pytest.fixture
def portal(kept: Portal) -> Iterator[Portal]:
    kept.clear()
    with kept.app.test_request_context("/"):  # mails are written in a language
        yield kept
