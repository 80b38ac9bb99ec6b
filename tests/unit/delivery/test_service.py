"""What visitors who are not verified may cause, in both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from portal.delivery.model import MailLimits
from portal.delivery.service import Outbox
from portal.delivery.store import OutboxStore
from portal.storage.database import Database
from tests.unit.delivery.conftest import START, make_mail

HOME, OFFICE = "192.0.2.10", "198.51.100.20"


@pytest.fixture
def outbox(any_database: Database) -> Outbox:
    store = OutboxStore(any_database, "faro.example")
    return Outbox(store, MailLimits(per_mailbox=3, per_network=5))


def ask(
    outbox: Outbox,
    database: Database,
    mailbox: str = "a@customer.example",
    network: str = HOME,
    now: datetime = START,
    purpose: str = "confirmation",
) -> bool:
    """Enqueue one mail if that is allowed, as a feature does."""
    with database.write() as connection:
        allowed = outbox.may_mail(connection, mailbox, network, now, purpose)
        if allowed:
            mail = replace(make_mail(to=mailbox), purpose=purpose)
            outbox.enqueue(connection, mail, now, network)
    return allowed


def test_a_mailbox_gets_three_an_hour_from_wherever_they_are_asked_for(outbox, any_database):
    asked = [ask(outbox, any_database, network=f"192.0.2.{n}") for n in range(4)]

    assert asked == [True, True, True, False]


def test_signing_in_is_counted_for_itself_and_the_network_for_all(outbox, any_database):
    about_tickets = [ask(outbox, any_database, purpose="link") for _ in range(4)]
    signing_in = [ask(outbox, any_database, network=OFFICE, purpose="sign-in") for _ in range(4)]

    assert about_tickets == signing_in == [True, True, True, False]
    others = [ask(outbox, any_database, f"{n}@customer.example", purpose="link") for n in "bcd"]
    assert others == [True, True, False]


def test_tags_and_capitals_are_no_way_around(outbox, any_database):
    for tag in "abc":
        ask(outbox, any_database, f"A+{tag}@customer.example")

    assert not ask(outbox, any_database)


def test_a_network_is_limited_over_all_mailboxes(outbox, any_database):
    asked = [ask(outbox, any_database, f"p{n}@customer.example") for n in range(6)]

    assert asked == [True] * 5 + [False]
    assert ask(outbox, any_database, "p9@customer.example", OFFICE)


def test_an_hour_later_it_starts_anew(outbox, any_database):
    for _ in range(3):
        ask(outbox, any_database)

    assert not ask(outbox, any_database, now=START + timedelta(minutes=59))
    assert ask(outbox, any_database, now=START + timedelta(minutes=60))


def test_a_sent_mail_still_counts(outbox, any_database):
    for _ in range(3):
        ask(outbox, any_database)
    for row in outbox.waiting():
        OutboxStore(any_database, "faro.example").mark_sent(row.id, START)

    assert not ask(outbox, any_database)


def test_answers_by_staff_do_not_use_up_a_customers_mails(outbox, any_database):
    with any_database.write() as connection:
        for _ in range(9):
            outbox.enqueue(connection, make_mail(to="a@customer.example"), START)

    assert ask(outbox, any_database)


def test_the_limit_is_exact_when_many_ask_at_once(outbox, any_database):
    with ThreadPoolExecutor(6) as pool:
        asked = list(pool.map(lambda _: ask(outbox, any_database), range(6)))

    assert sum(asked) == 3


def test_staff_see_what_was_given_up_and_can_send_it_again(outbox, any_database):
    ask(outbox, any_database)
    store = OutboxStore(any_database, "faro.example")
    (row,) = store.lease("mail", START, timedelta(minutes=5))
    store.park(row, START, "550 no such mailbox")

    assert [found.last_error for found in outbox.parked()] == ["550 no such mailbox"]
    assert outbox.requeue([row.id], START) == 1
    assert [found.id for found in outbox.waiting()] == [row.id]


def test_traces_of_sent_mail_can_be_forgotten(outbox, any_database):
    ask(outbox, any_database)
    OutboxStore(any_database, "faro.example").mark_sent(outbox.waiting()[0].id, START)

    assert outbox.forget_sent(START + timedelta(hours=1)) == 1
