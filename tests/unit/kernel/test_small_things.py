"""Locales, identifiers, findings, errors and the clock: small, and used everywhere."""

from datetime import UTC
from pathlib import PurePosixPath

import pytest

from portal.kernel import errors
from portal.kernel.clock import SystemClock
from portal.kernel.findings import Finding, Level
from portal.kernel.ids import hash_token, is_id, new_id, new_token
from portal.kernel.locale import LOCALES, Locale, choose_locale, fallbacks, find_locale


def test_only_our_locales_are_found():
    assert [find_locale(code) for code in ("es", "en", "cs")] == list(LOCALES)
    assert [find_locale(code) for code in ("", "ES", "de", "es-MX", "\x00")] == [None] * 5


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        (["es-MX", "en"], Locale.ES),
        (["de", "CS-cz", "en"], Locale.CS),
        (["de", "*"], Locale.EN),
        ([], Locale.EN),
        (["", "-", "english"], Locale.EN),
    ],
)
def test_the_first_wish_that_we_speak_is_chosen(accepted, chosen):
    assert choose_locale(accepted, Locale.EN) is chosen


@pytest.mark.parametrize("locale", LOCALES)
def test_a_locale_falls_back_on_itself_first_and_then_on_all_others(locale):
    assert fallbacks(locale)[0] is locale
    assert set(fallbacks(locale)) == set(LOCALES)


def test_every_locale_is_called_by_its_own_name():
    assert [locale.label for locale in LOCALES] == ["Español", "English", "Čeština"]


def test_identifiers_and_tokens_never_repeat():
    assert len({new_id() for _ in range(100)} | {new_token() for _ in range(100)}) == 200


def test_an_identifier_is_known_by_its_shape():
    assert is_id(new_id())
    assert not any(
        is_id(text) for text in ("", "x" * 32, new_id() + "\n", new_id().upper(), "\x00")
    )


def test_a_token_is_stored_as_something_else_always_the_same():
    token = new_token()

    assert hash_token(token) == hash_token(token) != hash_token(new_token())
    assert token not in hash_token(token)
    assert len(token) >= 43  # 256 bits


def test_findings_sort_by_place_and_say_it():
    late = Finding(PurePosixPath("es/b.md"), 2, "link", "leads nowhere", Level.WARNING)
    early = Finding(PurePosixPath("es/a.md"), 9, "title", "is missing")

    assert sorted([late, early]) == [early, late]
    assert str(late) == "es/b.md:2: warning: link: leads nowhere"
    assert str(early) == "es/a.md:9: error: title: is missing"


def test_only_what_may_pass_by_itself_is_worth_another_try():
    again = {kind for kind in errors.PortalError.__subclasses__() if kind.again}

    assert again == {errors.TooMany, errors.Unavailable}
    assert errors.TooMany("slowly", retry_after=9).retry_after == 9


def test_the_clock_tells_aware_times():
    assert SystemClock().now().tzinfo is UTC
