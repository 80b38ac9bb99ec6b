"""Passwords, sessions and tries, decided on plain values."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.identity.model import Role, StaffSession, Tries
from portal.identity.rules import (
    ABSOLUTE,
    IDLE,
    TryLimits,
    Weakness,
    account_key,
    agent_family,
    find_weaknesses,
    is_alive,
    may_try,
    safe_next,
)

START = datetime(2024, 5, 6, 9, tzinfo=UTC)
NAME, EMAIL = "Lucía Vega", "lucia.vega@staff.example"
COUNTS = st.integers(0, 300)
SPANS = st.timedeltas(timedelta(0), timedelta(days=3))


@pytest.mark.parametrize(
    "password",
    [
        "a lamp above the grey sea",
        "žluťoučký kůň úpěl",
        "Lucía tiene un faro verde",
        "пароль для фары",
    ],
)
def test_a_long_sentence_will_do(password):
    assert find_weaknesses(password, NAME, EMAIL) == ()


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("grey sea 12", Weakness.TOO_SHORT),
        ("x y" * 100, Weakness.TOO_LONG),
        ("lucia.vega@staff.example", Weakness.PERSONAL),
        ("LuciaVega2024!", Weakness.PERSONAL),
        ("Lucía-Vega-Lucía", Weakness.PERSONAL),
        ("password1234", Weakness.COMMON),
        ("Contraseña2024!", Weakness.COMMON),
        ("administrátor123", Weakness.COMMON),
        ("123456789012", Weakness.COMMON),
        ("qwertyuiopas", Weakness.COMMON),
        ("aaaabbbbaaaa", Weakness.COMMON),
    ],
)
def test_a_guessable_password_will_not(password, weakness):
    assert weakness in find_weaknesses(password, NAME, EMAIL)


@given(st.text(max_size=300), st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_judged_and_short_ones_never_pass(password, name, email):
    found = find_weaknesses(password, name, email)
    assert (Weakness.TOO_SHORT in found) == (len(password) < 12)


@given(SPANS, SPANS)
def test_a_session_lives_within_both_limits_and_never_again_after(created, seen):
    session = StaffSession("m", START, START + min(created, seen))
    now = START + max(created, seen)
    alive = is_alive(session, now)
    assert alive == (now - session.seen_at < IDLE and now - session.created_at < ABSOLUTE)
    assert alive or not is_alive(session, now + timedelta(seconds=1))


@given(COUNTS, COUNTS, COUNTS, st.booleans())
def test_one_more_failure_never_opens_what_was_closed(pair, network, total, known):
    limits = TryLimits()
    before = may_try(Tries(pair, network, total, known), limits)
    after = may_try(Tries(pair + 1, network + 1, total + 1, known), limits)
    assert before or not after


@given(COUNTS)
def test_tries_of_others_never_close_the_owners_own_place(total):
    assert may_try(Tries(0, 0, total, is_known_network=True), TryLimits())


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/staff/",
        "//evil.example/staff/",
        "/\\evil.example",
        "/staff//evil.example",
        "/staff/../en/",
        "/staff/\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "/en/",
        "",
    ],
)
def test_after_signing_in_nothing_leads_elsewhere(target):
    assert safe_next(target, Role.SUPPORT) == "/staff/"
    assert safe_next(target, Role.WRITER) == "/desk/"


@given(st.text())
def test_the_way_on_is_always_a_staff_page(target):
    found = safe_next(f"/staff/{target}", Role.ADMIN)
    assert found.startswith("/staff/")
    assert "//" not in found
    assert not {"\\", "\n", "\r"} & set(found)


def test_a_staff_page_is_reached_after_signing_in():
    assert safe_next("/staff/tickets/FARO-1001?done=x", Role.ADMIN).endswith("FARO-1001?done=x")
    assert safe_next("/desk/?q=a+b", Role.ADMIN) == "/desk/?q=a+b"


@given(st.emails())
def test_an_account_is_the_same_in_every_spelling(email):
    assert account_key(f" {email.upper()}\u200b ") == account_key(email)


def test_a_browser_is_named_by_its_family():
    chrome = "Mozilla/5.0 (X11) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"
    assert agent_family(chrome) == "Chrome"
    assert agent_family(f"{chrome} Edg/126.0") == "Edge"
    assert agent_family("curl/8.5") == ""
