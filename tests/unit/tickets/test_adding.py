"""Adding to one's older ticket instead of filing another: whole, once, and only one's own (R9)."""

from dataclasses import replace
from typing import Any

import pytest

from portal.kernel.errors import Conflict, Gone, NotFound
from portal.kernel.locale import Locale
from portal.tickets.model import (
    Attachment,
    Background,
    Keeper,
    Message,
    Operator,
    Relation,
    State,
    Ticket,
)
from portal.tickets.rules.duplicates import Judges, concern_of
from portal.tickets.rules.state import StepRefused
from portal.tickets.rules.uploads import UploadRefused
from portal.tickets.service import Added, Contribution, Duplicates
from portal.tickets.store.rows import dump_intake, load_intake
from tests.factories import OTHER_VISITOR, VISITOR, Portal, new_ticket, picture

EMAIL = "ana@example.com"


@pytest.fixture
def older(portal: Portal) -> Ticket:
    return portal.enter(email=EMAIL)


@pytest.fixture
def duplicates(portal: Portal) -> Duplicates:
    return portal.services.duplicates


def messages(portal: Portal, reference: str) -> tuple[Message, ...]:
    return portal.services.desk.get(reference).messages


def unused(_connection: object) -> None:
    """Do nothing more in the transaction."""


def add(
    portal: Portal,
    reference: str,
    visitor: str = VISITOR,
    files: tuple[tuple[Attachment, str], ...] = (),
) -> Added:
    contribution = Contribution("f" * 32, "It fails in webmail too", files)
    return portal.services.duplicates.add(visitor, reference, contribution, unused)


def test_r9_one_sees_only_ones_own_tickets_like_it(portal, duplicates, older):
    concern = concern_of(older)
    assert [o.ticket.id for o in duplicates.of_visitor(VISITOR, concern, Locale.EN)] == [older.id]
    assert duplicates.of_visitor(OTHER_VISITOR, concern, Locale.EN) == ()
    assert duplicates.of_visitor("", concern, Locale.EN) == ()


def test_r9_what_was_found_becomes_one_message_however_often_it_is_sent(portal, older):
    file = portal.attach("screen.png", picture())
    portal.clock.advance(minutes=1)
    assert add(portal, older.reference, files=(file,)).is_new
    assert not add(portal, older.reference, files=(file,)).is_new
    said = messages(portal, older.reference)
    assert [m.text for m in said[1:]] == ["It fails in webmail too"]
    assert [f.name for f in said[1].attachments] == ["screen.png"]


def test_nobody_adds_to_the_ticket_of_another(portal, older):
    with pytest.raises(NotFound):
        add(portal, older.reference, visitor=OTHER_VISITOR)


def test_where_the_rest_fails_nothing_was_added(portal, duplicates, older):
    def fail(_connection: object) -> None:
        raise Conflict("the draft is a ticket already")

    with pytest.raises(Conflict):
        duplicates.add(VISITOR, older.reference, Contribution("f" * 32, "Hello"), fail)
    assert len(messages(portal, older.reference)) == 1


def test_files_that_do_not_fit_any_more_leave_the_ticket_as_it_was(portal, older):
    tight = Duplicates(portal.services.tools, Judges({}, {}), most=10)
    file = portal.attach("screen.png", picture())
    with pytest.raises(UploadRefused):
        tight.add(VISITOR, older.reference, Contribution("f" * 32, "Hello", (file,)), unused)
    assert len(messages(portal, older.reference)) == 1


class TestOnConfirming:
    """The page that the confirmation link opens, for somebody whom no browser knows."""

    def fresh(self, portal: Portal, **facts: Any) -> tuple[Ticket, str]:
        portal.clock.advance(minutes=1)
        ticket = portal.submit(email=EMAIL.upper(), **facts)
        return ticket, portal.token(ticket)

    def merge(self, portal: Portal, token: str, reference: str) -> Ticket:
        with portal.app.test_request_context("/"):
            return portal.services.duplicates.merge(token, reference, OTHER_VISITOR, "Once more")

    def test_r9_the_own_tickets_of_the_address_are_compared(self, portal, duplicates, older):
        portal.enter(email="eva@example.com")
        _, token = self.fresh(portal)
        assert [o.ticket.id for o in duplicates.of_link(token)] == [older.id]

    def test_r9_merging_moves_words_and_files_and_files_no_second_ticket(self, portal, older):
        fresh, token = self.fresh(portal, files=(portal.attach("screen.png", picture()),))
        assert self.merge(portal, token, older.reference).id == older.id
        last = messages(portal, older.reference)[-1]
        assert (last.text, [f.name for f in last.attachments]) == ("Once more", ["screen.png"])
        with portal.services.database.read() as connection:
            left = portal.services.tools.tickets.get_by_id(connection, fresh.id)
        assert (left.state, left.entered_at) == (State.CLOSED, None)
        assert portal.services.customers.get(OTHER_VISITOR, older.reference)

    def test_pressed_twice_it_is_found_merged_and_merged_once(self, portal, older):
        _, token = self.fresh(portal)
        self.merge(portal, token, older.reference)
        with pytest.raises(Gone):
            self.merge(portal, token, older.reference)
        known = portal.services.intake.find_confirmed(token, OTHER_VISITOR)
        assert known is not None
        assert known.id == older.id
        assert len(messages(portal, older.reference)) == 2

    def test_nobody_merges_into_the_ticket_of_another_address(self, portal):
        strange = portal.enter(email="eva@example.com")
        _, token = self.fresh(portal)
        with pytest.raises(NotFound):
            self.merge(portal, token, strange.reference)
        assert portal.services.intake.get_unconfirmed(token)

    def test_into_one_that_nobody_confirmed_nothing_is_merged(self, portal):
        waiting = portal.submit(email=EMAIL)
        _, token = self.fresh(portal)
        with pytest.raises(NotFound):
            self.merge(portal, token, waiting.reference)

    def test_a_ticket_that_closed_meanwhile_takes_nothing(self, portal, older):
        _, token = self.fresh(portal)
        portal.services.customers.solve(VISITOR, older.reference)
        portal.clock.advance(days=15)
        portal.services.upkeep.close_solved()
        portal.clock.advance(days=-10)
        with pytest.raises(StepRefused):
            self.merge(portal, token, older.reference)


def test_what_came_with_a_ticket_is_read_back_and_older_rows_load():
    background = Background(
        Relation.AGENT, "Talleres", Operator.AGENCY, "Norte", (("dns", Keeper.OURS),), "2026-11-22"
    )
    intake = replace(new_ticket().intake, background=background, read=("a",), follows="FARO-1")
    data = dump_intake(intake)
    assert load_intake(data) == intake
    old = {k: v for k, v in data.items() if k not in {"background", "read", "follows"}}
    assert load_intake(old).background == Background()
