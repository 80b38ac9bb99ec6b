"""R15: a contact is suspended for a time or for good, on the record, and can be let back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import Invalid, NotFound
from portal.tickets.rules.suspension import (
    Gap,
    Standing,
    Suspended,
    Suspension,
    find_gaps,
    find_holding,
    standing_of,
)
from portal.tickets.service import Act
from tests.factories import OTHER_VISITOR, VISITOR
from tests.fakes import START

DAY = timedelta(days=1)
ONE = Suspension("a", "ana@example.com", "Insults", "Nuria", START, START + 14 * DAY, "FARO-1001")


def test_r15_it_holds_until_its_last_moment_and_not_beyond():
    assert standing_of(ONE, START) is Standing.HOLDS
    assert standing_of(ONE, START + 14 * DAY - timedelta(seconds=1)) is Standing.HOLDS
    assert standing_of(ONE, START + 14 * DAY) is Standing.OVER


def test_r15_for_good_has_no_end_but_can_be_ended():
    for_good = replace(ONE, until=None)
    assert standing_of(for_good, START + 9999 * DAY) is Standing.HOLDS
    ended = replace(for_good, ended_at=START + DAY)
    assert standing_of(ended, START + DAY) is Standing.ENDED


@given(st.lists(st.none() | st.integers(1, 30), max_size=6), st.integers(0, 40))
def test_r15_of_several_the_one_that_holds_longest_counts(lengths, later):
    found = [
        replace(ONE, id=str(at), until=None if days is None else START + days * DAY)
        for at, days in enumerate(lengths)
    ]
    now = START + later * DAY
    holding = find_holding(found, now)
    left = [days for days in lengths if days is None or days > later]
    assert (holding is None) == (not left)
    if holding and None not in left:
        assert holding.until == START + max(d for d in left if d) * DAY


def test_r15_it_needs_a_reason_and_an_end_that_is_still_to_come():
    assert find_gaps(" ", None, START, for_good=False) == (Gap.NO_REASON, Gap.NO_END)
    assert find_gaps("Insults", START, START, for_good=False) == (Gap.PAST_END,)
    assert find_gaps("Insults", None, START, for_good=True) == ()


def test_r15_a_suspended_contact_reads_but_does_not_answer(portal):
    ticket = portal.enter()
    portal.services.suspensions.suspend(ticket.reference, "Insults", START + DAY, "Nuria")
    customers = portal.services.customers
    assert customers.get(VISITOR, ticket.reference).ticket.reference == ticket.reference
    with pytest.raises(Suspended) as refused:
        customers.add(VISITOR, ticket.reference, "m1", "Hello")
    assert refused.value.suspension.reason == "Insults"


def test_r15_nobody_learns_of_it_without_proving_the_address_and_nothing_enters_the_queue(portal):
    ticket = portal.enter(email="ana@example.org")
    portal.services.suspensions.suspend(ticket.reference, "Insults", None, "Nuria")
    second = portal.submit(email="ana+more@example.org")
    with portal.app.test_request_context("/"), pytest.raises(Suspended):
        portal.services.intake.confirm(portal.token(second), OTHER_VISITOR)
    assert [row.ticket.reference for row in portal.services.queue.rows()] == [ticket.reference]
    assert portal.services.suspensions.find_of_visitor(OTHER_VISITOR, ticket.reference) is None


def test_r15_it_ends_by_itself_and_early_with_a_reason_on_the_record(portal):
    ticket, suspensions = portal.enter(), portal.services.suspensions
    email = ticket.intake.person.email
    suspensions.suspend(ticket.reference, "Insults", START + DAY, "Nuria")
    portal.clock.advance(days=1)
    assert suspensions.find_of(email) is None
    again = suspensions.suspend(ticket.reference, "Again", None, "Nuria")
    with pytest.raises(Invalid):
        suspensions.end(again.id, " ", "Tomás")
    suspensions.end(again.id, "The objection is right", "Tomás")
    assert suspensions.find_of(email) is None
    said = [(r.actor, r.what) for r in portal.services.desk.get(ticket.reference).records]
    assert said[-2:] == [("Nuria", "suspended"), ("Tomás", "unsuspended")]
    assert {s for _, s in suspensions.record()} == {Standing.OVER, Standing.ENDED}


def test_r15_the_contact_is_told_by_mail_with_the_way_to_object(portal):
    ticket = portal.enter()
    portal.services.suspensions.suspend(ticket.reference, "Insults", START + 3 * DAY, "Nuria")
    [mail] = portal.mails(ticket, "suspended")
    assert "Insults" in mail.text
    assert "quality@faro.example" in mail.text


def test_r15_support_still_answers_a_suspended_contact(portal):
    ticket = portal.enter()
    portal.services.suspensions.suspend(ticket.reference, "Insults", None, "Nuria")
    portal.services.desk.answer(ticket.reference, Act.REPLY, "It works again.", "Lucía")
    assert portal.mails(ticket, "answered")


def test_only_what_exists_can_be_suspended_or_ended(portal):
    with pytest.raises(NotFound):
        portal.services.suspensions.suspend("FARO-9", "Insults", None, "Nuria")
    with pytest.raises(NotFound):
        portal.services.suspensions.end("0" * 32, "No", "Nuria")
