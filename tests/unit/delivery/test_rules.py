"""When to try again, when to give up, and what may stand in a header."""

import unicodedata
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.delivery.model import MailLimits
from portal.delivery.rules import (
    LEAST_ATTEMPTS,
    LONGEST_WAIT,
    PATIENCE,
    Stage,
    Verdict,
    backoff,
    clean_header,
    is_address,
    is_hopeless,
    is_within,
    judge,
    mailbox_key,
    message_id,
    network_key,
)
from tests.unit.delivery.conftest import START

pytestmark = pytest.mark.rules

jitters = st.floats(min_value=0, max_value=1)


@given(attempt=st.integers(min_value=1, max_value=10_000), jitter=jitters)
def test_each_wait_is_between_half_a_minute_and_six_hours(attempt: int, jitter: float) -> None:
    assert timedelta(seconds=30) <= backoff(attempt, jitter) <= LONGEST_WAIT


@given(attempt=st.integers(min_value=1, max_value=100), jitter=jitters)
def test_waits_never_get_shorter(attempt: int, jitter: float) -> None:
    assert backoff(attempt + 1, jitter) >= backoff(attempt, jitter)


def test_the_wait_doubles_at_first() -> None:
    waits = [backoff(n, 0).total_seconds() / 60 for n in range(1, 6)]

    assert waits == [1, 2, 4, 8, 16]


def test_all_attempts_together_take_about_three_days() -> None:
    total = sum((backoff(n, 0.5) for n in range(1, LEAST_ATTEMPTS + 1)), timedelta())

    assert timedelta(days=2) < total < timedelta(days=4)


def test_a_message_is_given_up_only_after_many_attempts_and_three_days() -> None:
    late = START + PATIENCE

    assert is_hopeless(LEAST_ATTEMPTS, START, late)
    assert not is_hopeless(LEAST_ATTEMPTS - 1, START, late)
    assert not is_hopeless(10_000, START, late - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("stage", "code", "verdict"),
    [
        (Stage.RECIPIENT, 550, Verdict.NEVER),
        (Stage.CONTENT, 554, Verdict.NEVER),
        (Stage.SENDER, 552, Verdict.NEVER),
        (Stage.RECIPIENT, 451, Verdict.LATER),
        (Stage.CONTENT, 452, Verdict.LATER),
        (Stage.SENDER, 550, Verdict.CHANNEL_DOWN),
        (Stage.SENDER, 530, Verdict.CHANNEL_DOWN),
        (Stage.RECIPIENT, 530, Verdict.CHANNEL_DOWN),
        (Stage.OPENING, 535, Verdict.CHANNEL_DOWN),
        (Stage.OPENING, 554, Verdict.CHANNEL_DOWN),
        (Stage.CONTENT, 421, Verdict.CHANNEL_DOWN),
        (Stage.CONTENT, -1, Verdict.CHANNEL_DOWN),
    ],
)
def test_a_reply_condemns_the_message_only_where_it_is_about_it(
    stage: Stage, code: int, verdict: Verdict
) -> None:
    assert judge(stage, code) is verdict


@given(code=st.integers(min_value=-1, max_value=999))
def test_nothing_said_at_the_opening_loses_a_message(code: int) -> None:
    assert judge(Stage.OPENING, code) is Verdict.CHANNEL_DOWN


@given(st.text())
def test_a_header_is_one_visible_line(text: str) -> None:
    cleaned = clean_header(text)

    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not any(unicodedata.category(c) in hidden for c in cleaned)
    assert len(cleaned) <= 200


def test_a_header_keeps_its_letters() -> None:
    assert clean_header("Nefunguje pošta\r\nBcc: x@evil.example") == (
        "Nefunguje pošta Bcc: x@evil.example"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "marta",
        "a@b@customer.example",
        "a b@customer.example",
        "a@customer.example, b@customer.example",
        "a@customer.example\nBcc: b@customer.example",
        "Marta <a@customer.example>",
        '"a b"@customer.example',
        "a\u200b@customer.example",
        "a" * 65 + "@customer.example",
        "a@" + "b" * 260,
    ],
)
def test_what_is_not_one_bare_address_is_refused(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize("text", ["a@customer.example", "a+b.c@x.example", "jiří@domov.example"])
def test_usual_addresses_are_accepted(text: str) -> None:
    assert is_address(text)


def test_spellings_of_one_mailbox_count_as_one() -> None:
    spellings = [
        "Marta@Customer.example",
        " marta+shop@customer.example.",
        "marta+@customer.example",
    ]

    assert {mailbox_key(s) for s in spellings} == {"marta@customer.example"}
    assert mailbox_key("+tag@customer.example") == "+tag@customer.example"


def test_an_ipv6_network_is_counted_as_a_whole() -> None:
    assert network_key("2001:db8:1:2:a::1") == network_key("2001:db8:1:2:b::9")
    assert network_key("2001:db8:1:2::1") != network_key("2001:db8:1:3::1")
    assert network_key("::ffff:192.0.2.7") == network_key("192.0.2.7") == "192.0.2.7"


@given(st.text())
def test_any_network_name_fits_its_column(text: str) -> None:
    assert len(network_key(text)) <= 64


def test_the_message_id_follows_from_the_row() -> None:
    assert message_id("0a", "faro.example") == "<0a@faro.example>"


@pytest.mark.parametrize(
    ("mailbox", "network", "allowed"), [(2, 29, True), (3, 0, False), (0, 30, False)]
)
def test_either_limit_alone_stops_a_mail(mailbox: int, network: int, *, allowed: bool) -> None:
    assert is_within(MailLimits(per_mailbox=3, per_network=30), mailbox, network) is allowed
