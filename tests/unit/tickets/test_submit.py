"""From a finished form to the queue, on a real database."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from portal.kernel.errors import Gone, NotFound, TooMany
from portal.kernel.locale import LOCALES
from portal.tickets.model import State, Ticket, TicketArrived
from portal.tickets.service import Submission
from tests.factories import (
    NETWORK,
    OTHER_VISITOR,
    VISITOR,
    Portal,
    new_ticket,
    picture,
    portal_in,
)


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    with portal_in(tmp_path) as made, made.app.test_request_context("/"):
        yield made


def unconfirmed(portal: Portal, ticket: Ticket) -> bool:
    with portal.services.database.read() as connection:
        found = portal.services.tools.tickets.find(connection, ticket.reference)
    return found is not None and found.state is State.UNCONFIRMED


def test_the_same_submission_eight_times_at_once_is_one_ticket_and_one_mail(portal):
    submission = Submission(new_ticket(), (), NETWORK)

    def send(_):
        with portal.app.test_request_context("/"):
            return portal.services.intake.submit(submission)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert len({answer.ticket.reference for answer in answers}) == 1
    assert sum(answer.is_new for answer in answers) == 1
    assert len(portal.mails(answers[0].ticket)) == 1


def test_references_begin_with_the_brand_and_never_repeat_after_a_purge(portal):
    first = portal.submit()
    portal.clock.advance(days=8)
    portal.services.intake.purge()
    assert first.reference == "FARO-1001"
    assert portal.submit().reference == "FARO-1002"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_first_mail_holds_nothing_that_the_sender_wrote(portal, locale):
    ticket = portal.submit(name="Cheap Pills", locale=locale)
    (mail,) = portal.mails(ticket)
    said = f"{mail.subject}\n{mail.text}"
    report = ticket.intake.report
    for own in ("Cheap", "Pills", report.subject, report.observed, *report.steps, report.own_view):
        assert own not in said
    assert ticket.reference in mail.subject
    assert mail.to == ticket.intake.person.email


def test_a_mailbox_is_mailed_three_times_an_hour_and_the_fourth_ticket_is_not_kept(portal):
    for tag in ("", "+1", "+2"):
        portal.submit(email=f"ana{tag}@example.com")
    with pytest.raises(TooMany):
        portal.submit(email="ANA+3@example.com")
    with portal.services.database.read() as connection:
        kept = portal.services.tools.tickets.in_states(connection, [State.UNCONFIRMED])
    assert len(kept) == 3
    portal.clock.advance(minutes=61)
    assert portal.submit(email="ana@example.com")


def test_a_network_causes_thirty_mails_an_hour(portal):
    for _ in range(30):
        portal.submit()
    with pytest.raises(TooMany) as refused:
        portal.submit()
    assert refused.value.retry_after > 0
    assert portal.submit(network="198.51.100.9")


def test_confirming_puts_the_ticket_into_the_queue_and_lets_this_browser_see_it(portal):
    heard: list[object] = []
    portal.services.events.listeners.append(heard.append)
    ticket = portal.submit()
    portal.clock.advance(hours=5)
    confirmed = portal.services.intake.confirm(portal.token(ticket), VISITOR)
    assert confirmed.state is State.NEW
    assert confirmed.entered_at == portal.clock.now()
    assert heard == [TicketArrived(confirmed)]
    assert portal.services.customers.list(VISITOR) == [confirmed]
    assert portal.services.customers.list(OTHER_VISITOR) == []


def test_two_clicks_at_once_confirm_once(portal):
    ticket = portal.submit()
    token = portal.token(ticket)

    def press(_):
        with portal.app.test_request_context("/"):
            try:
                return portal.services.intake.confirm(token, VISITOR)
            except Gone:
                return portal.services.intake.find_confirmed(token, VISITOR)

    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(press, range(4)))
    assert {one.reference for one in seen} == {ticket.reference}
    assert len(portal.mails(ticket, "entered")) == 1


def test_a_used_link_is_gone_also_when_another_link_was_used(portal):
    ticket = portal.submit()
    first = portal.token(ticket)
    portal.clock.advance(seconds=1)
    portal.services.intake.resend(ticket.reference, ticket.intake.person.email, NETWORK)
    second = portal.token(ticket)
    assert first != second
    portal.services.intake.confirm(second, VISITOR)
    for token in (first, second):
        with pytest.raises(Gone):
            portal.services.intake.confirm(token, OTHER_VISITOR)
        with pytest.raises(Gone):
            portal.services.intake.get_unconfirmed(token)
    assert portal.services.intake.find_confirmed(second, OTHER_VISITOR) is None


def test_an_expired_link_is_gone(portal):
    ticket = portal.submit()
    portal.clock.advance(days=7)
    with pytest.raises(Gone):
        portal.services.intake.confirm(portal.token(ticket), VISITOR)


def test_a_link_is_for_one_purpose(portal):
    ticket = portal.submit()
    confirm = portal.token(ticket)
    with pytest.raises(NotFound):
        portal.services.customers.open_link(confirm, VISITOR)
    portal.services.intake.confirm(confirm, VISITOR)
    with pytest.raises(NotFound):
        portal.services.intake.confirm(portal.token(ticket, "open"), VISITOR)


def test_tokens_are_kept_as_hashes_only(portal):
    ticket = portal.submit()
    token = portal.token(ticket)
    portal.services.intake.confirm(token, VISITOR)
    with portal.services.database.read() as connection:
        rows = connection.exec_driver_sql(
            "select hash from ticket_link union select hash from ticket_visit"
        ).scalars()
        kept = set(rows)
    assert all(len(one) == 64 for one in kept)
    assert not kept & {token, VISITOR}


class TestAnotherLink:
    def test_it_goes_to_the_tickets_own_address_however_it_is_written(self, portal):
        ticket = portal.submit(email="Ana@example.com")
        portal.services.intake.resend(f" {ticket.reference.lower()} ", " ana@EXAMPLE.com", NETWORK)
        assert [mail.to for mail in portal.mails(ticket)] == ["Ana@example.com"] * 2

    def test_somebody_elses_address_causes_nothing(self, portal):
        ticket = portal.submit()
        portal.services.intake.resend(ticket.reference, "eve@example.com", NETWORK)
        portal.services.intake.resend("FARO-9999", ticket.intake.person.email, NETWORK)
        assert len(portal.mails(ticket)) == 1

    def test_over_the_limit_nothing_is_sent_and_nothing_is_said(self, portal):
        ticket = portal.submit()
        for _ in range(5):
            portal.services.intake.resend(ticket.reference, ticket.intake.person.email, NETWORK)
        assert len(portal.mails(ticket)) == 3

    def test_a_ticket_in_the_queue_gets_a_link_that_opens_it(self, portal):
        ticket = portal.enter()
        portal.services.intake.resend(ticket.reference, ticket.intake.person.email, NETWORK)
        (mail,) = portal.mails(ticket, "link")
        assert ticket.subject not in mail.text
        opened = portal.services.customers.open_link(portal.token(ticket, "open"), OTHER_VISITOR)
        assert opened == ticket


class TestForgetting:
    def test_what_nobody_confirmed_is_deleted_with_its_files_after_a_week(self, portal):
        stored = portal.attach("shot.png", picture())
        ticket = portal.submit(files=(stored,))
        portal.clock.advance(days=6, hours=23)
        portal.services.upkeep.purge_unconfirmed()
        assert unconfirmed(portal, ticket)
        portal.clock.advance(hours=2)
        portal.services.upkeep.purge_unconfirmed()
        assert not unconfirmed(portal, ticket)
        with pytest.raises(NotFound):
            portal.services.uploads.load(stored[1])

    def test_a_ticket_stays_as_long_as_its_last_link_works(self, portal):
        ticket = portal.submit()
        portal.clock.advance(days=6)
        portal.services.intake.resend(ticket.reference, ticket.intake.person.email, NETWORK)
        portal.clock.advance(days=5)
        portal.services.upkeep.purge_unconfirmed()
        portal.services.intake.confirm(portal.token(ticket), VISITOR)
        assert not unconfirmed(portal, ticket)

    def test_what_was_confirmed_stays(self, portal):
        ticket = portal.enter()
        portal.clock.advance(days=20)
        portal.services.upkeep.purge_unconfirmed()
        assert portal.services.customers.get(VISITOR, ticket.reference)

    def test_a_failing_step_keeps_nothing_of_the_ticket(self, portal):
        def fail(_connection, _ticket):
            raise RuntimeError("cut off")

        submission = Submission(new_ticket(), (), NETWORK)
        with pytest.raises(RuntimeError):
            portal.services.intake.submit(submission, also=fail)
        assert not portal.services.outbox.waiting()
        again = replace(submission, network="198.51.100.9")
        assert portal.services.intake.submit(again).is_new
