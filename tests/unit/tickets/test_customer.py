"""A ticket as its customer sees it and works on it, on a real database and a clock set by hand."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.kernel.errors import Gone, NotFound
from portal.kernel.ids import new_id
from portal.tickets.model import AuthorKind, Kind, Priority, Queue, State, Ticket
from portal.tickets.rules.state import Event, Refusal, StepRefused
from portal.tickets.rules.uploads import Refusal as FileRefusal
from portal.tickets.service import Act, Added, FilesRefused, Incoming, Posting
from portal.tickets.service.customer import has_agreed
from tests.factories import OTHER_VISITOR, VISITOR, Portal, picture, portal_in


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    with portal_in(tmp_path) as made, made.app.test_request_context("/"):
        yield made


def say(portal: Portal, ticket: Ticket, text: str = "It is the old phone", **more: Any) -> Added:
    posting = Posting(more.pop("message_id", new_id()), text, **more)
    return portal.services.correspondence.post(VISITOR, ticket.reference, posting)


def incoming(name: str, content: bytes) -> Incoming:
    return Incoming(name, lambda limit: content[:limit])


def answer(portal: Portal, ticket: Ticket, act: Act = Act.ASK) -> Ticket:
    return portal.services.desk.answer(ticket.reference, act, "Is there another device?", "Lucía")


def files_on_disk(portal: Portal) -> int:
    folder = portal.services.settings.data / "files"
    return sum(path.is_file() for path in folder.rglob("*"))


class TestOwnership:
    def test_nobody_else_reaches_the_ticket_in_any_way(self, portal):
        ticket = portal.enter(files=(portal.attach("shot.png", picture()),))
        customers, reference = portal.services.customers, ticket.reference
        shot = customers.get(VISITOR, reference).messages[0].attachments[0]
        calls: tuple[Callable[[str], object], ...] = (
            lambda who: customers.get(who, reference),
            lambda who: customers.add(who, reference, new_id(), "hello"),
            lambda who: customers.solve(who, reference),
            lambda who: customers.find_file(who, reference, shot.id),
            lambda who: customers.bytes_of(who, reference),
            lambda who: customers.demand(who, reference),
        )
        for stranger in (OTHER_VISITOR, ""):
            for call in calls:
                with pytest.raises(NotFound):
                    call(stranger)

    def test_a_file_is_only_found_through_its_own_ticket(self, portal):
        first = portal.enter(files=(portal.attach("shot.png", picture()),))
        second = portal.enter()
        shot = portal.services.customers.get(VISITOR, first.reference).messages[0].attachments[0]
        with pytest.raises(NotFound):
            portal.services.customers.find_file(VISITOR, second.reference, shot.id)

    def test_notes_among_staff_and_their_files_do_not_exist_for_the_customer(self, portal):
        ticket = portal.enter()
        stored = portal.attach("log.txt", b"internal")
        portal.services.desk.answer(ticket.reference, Act.NOTE, "Odd", "Lucía", files=(stored,))
        assert len(portal.services.customers.get(VISITOR, ticket.reference).messages) == 1
        with pytest.raises(NotFound):
            portal.services.customers.find_file(VISITOR, ticket.reference, stored[0].id)

    def test_a_visit_ends_after_thirty_days_and_a_mailed_link_begins_another(self, portal):
        ticket = portal.enter()
        portal.clock.advance(days=30)
        assert portal.services.customers.list(VISITOR) == []
        portal.services.customers.open_link(portal.token(ticket, "open"), VISITOR)
        assert portal.services.customers.list(VISITOR) == [ticket]

    def test_a_link_opens_more_than_once_until_it_expires(self, portal):
        ticket = portal.enter()
        token = portal.token(ticket, "open")
        for visitor in (VISITOR, VISITOR, OTHER_VISITOR):
            assert portal.services.customers.open_link(token, visitor) == ticket
        portal.clock.advance(days=24 * 30)
        with pytest.raises(Gone):
            portal.services.customers.open_link(token, VISITOR)

    def test_forgetting_leaves_the_ticket_and_takes_the_sight_of_it(self, portal):
        ticket = portal.enter()
        portal.services.customers.forget(VISITOR)
        assert portal.services.customers.list(VISITOR) == []
        assert portal.services.customers.open_link(portal.token(ticket, "open"), VISITOR)


class TestSaying:
    def test_the_same_message_twice_is_one_and_its_files_are_kept_once(self, portal):
        ticket = portal.enter()
        sent: dict[str, Any] = {"message_id": new_id(), "files": (incoming("shot.png", picture()),)}
        assert say(portal, ticket, **sent).is_new
        assert not say(portal, ticket, **sent).is_new
        assert len(portal.services.customers.get(VISITOR, ticket.reference).messages) == 2
        assert files_on_disk(portal) == 1

    def test_secrets_are_masked_before_they_are_stored_and_it_is_said(self, portal):
        ticket = portal.enter()
        added = say(portal, ticket, "My password is hunter2xyz, try it")
        assert added.is_masked
        assert not say(portal, ticket, "It asks for the password again").is_masked
        texts = [m.text for m in portal.services.customers.get(VISITOR, ticket.reference).messages]
        assert not any("hunter2xyz" in text for text in texts)

    def test_a_reply_takes_a_waiting_ticket_back_to_its_old_place(self, portal):
        ticket = portal.enter()
        portal.clock.advance(hours=1)
        portal.enter()
        assert answer(portal, ticket).state is State.WAITING
        assert portal.services.customers.place(answer_of(portal, ticket)).place.place == 1
        added = say(portal, ticket)
        assert (added.event, added.ticket.state) == (Event.RETURNED, State.OPEN)
        assert added.ticket.entered_at == ticket.entered_at

    def test_one_bad_file_keeps_all_of_them_out_and_each_is_named_with_its_reason(self, portal):
        ticket = portal.enter()
        sent = (
            incoming("shot.png", picture()),
            incoming("logo.svg", b"<svg/>"),
            incoming("page.png", b"<html>"),
        )
        with pytest.raises(FilesRefused) as refused:
            say(portal, ticket, files=sent)
        assert [(f.position, f.name, f.reason) for f in refused.value.files] == [
            (1, "logo.svg", FileRefusal.SVG),
            (2, "page.png", FileRefusal.MISMATCH),
        ]
        assert files_on_disk(portal) == 0
        assert len(portal.services.customers.get(VISITOR, ticket.reference).messages) == 1

    def test_all_files_of_a_ticket_share_its_room(self, portal):
        ticket = portal.enter(files=(portal.attach("a.log", b"a" * 9_000_000),))
        say(portal, ticket, files=(incoming("b.log", b"b" * 9_000_000),))
        with pytest.raises(FilesRefused) as refused:
            say(portal, ticket, files=(incoming("c.log", b"c" * 9_000_000),))
        assert refused.value.files[0].reason is FileRefusal.TOO_LARGE_TOGETHER

    def test_a_file_is_not_read_further_than_needed_to_refuse_it(self, portal):
        ticket = portal.enter()
        asked = []

        def read(limit):
            asked.append(limit)
            return b"x" * limit

        with pytest.raises(FilesRefused):
            say(portal, ticket, files=(Incoming("huge.log", read),))
        assert asked == [10_000_001]

    def test_files_of_a_message_that_came_too_late_are_deleted(self, portal):
        ticket = portal.enter()
        answer(portal, ticket, Act.SOLVE)
        portal.clock.advance(days=15)
        with pytest.raises(StepRefused):
            say(portal, ticket, files=(incoming("shot.png", picture()),))
        assert files_on_disk(portal) == 0


def answer_of(portal: Portal, ticket: Ticket) -> Ticket:
    return portal.services.customers.get(VISITOR, ticket.reference).ticket


class TestSolving:
    def test_a_solved_ticket_is_reopened_by_a_message_for_fourteen_days(self, portal):
        """R24: the same ticket, with all that was written."""
        ticket = portal.enter()
        answer(portal, ticket, Act.SOLVE)
        portal.clock.advance(days=14)
        added = say(portal, ticket, "The form still sends nothing")
        assert (added.event, added.ticket.state) == (Event.REOPENED, State.OPEN)
        assert added.ticket.entered_at == portal.clock.now()

    def test_a_day_later_it_is_too_late_and_the_clock_closes_it(self, portal):
        ticket = portal.enter()
        answer(portal, ticket, Act.SOLVE)
        assert portal.services.upkeep.close_solved() == 0
        portal.clock.advance(days=14, seconds=1)
        with pytest.raises(StepRefused) as refused:
            say(portal, ticket)
        assert refused.value.reason is Refusal.TOO_LATE
        assert portal.services.upkeep.close_solved() == 1
        with pytest.raises(StepRefused) as refused:
            say(portal, ticket)
        assert refused.value.reason is Refusal.CLOSED
        assert portal.services.customers.get(VISITOR, ticket.reference)

    def test_the_customers_own_word_solves_it(self, portal):
        ticket = portal.enter()
        assert portal.services.customers.solve(VISITOR, ticket.reference).state is State.SOLVED
        assert has_agreed(portal.services.customers.get(VISITOR, ticket.reference))

    def test_yes_to_supports_question_is_on_the_record_once(self, portal):
        ticket = portal.enter()
        answer(portal, ticket, Act.SOLVE)
        assert not has_agreed(portal.services.customers.get(VISITOR, ticket.reference))
        for _ in range(2):
            portal.services.customers.solve(VISITOR, ticket.reference)
        whole = portal.services.customers.get(VISITOR, ticket.reference)
        assert has_agreed(whole)
        solved = [r.actor_kind for r in whole.records if r.what == Event.SOLVED]
        assert solved == [AuthorKind.STAFF, AuthorKind.CUSTOMER]


class TestStanding:
    def test_the_place_counts_only_what_goes_before_in_the_same_teams_queue(self, portal):
        mine = portal.enter(kind=Kind.REQUEST, priority=Priority.HIGH)
        portal.clock.advance(minutes=1)
        portal.enter(kind=Kind.INCIDENT, priority=Priority.LOW)
        portal.enter(kind=Kind.INCIDENT, priority=Priority.LOW, queue=Queue.BILLING)
        portal.enter(kind=Kind.REQUEST, priority=Priority.HIGH)
        place = portal.services.customers.place(mine).place
        assert (place.place, place.incidents_before, place.older_before) == (2, 1, 0)

    def test_asking_opens_forty_minutes_after_entering_the_queue(self, portal):
        ticket = portal.enter()
        for minutes, left in ((0, 40), (16.5, 24), (23, 1), (0.5, 0)):
            portal.clock.advance(minutes=minutes)
            assert portal.services.customers.place(ticket).minutes_left == left
        asking = portal.services.customers.place(ticket).asking
        assert asking.allowed
        assert asking.opens_at == ticket.entered_at + timedelta(minutes=40)

    @pytest.mark.parametrize(("queue", "hours"), [(Queue.TECHNICAL, 24), (Queue.BILLING, 72)])
    def test_live_channels_open_when_the_target_has_passed_without_an_answer(
        self, portal, queue, hours
    ):
        ticket = portal.enter(queue=queue)
        portal.clock.advance(hours=hours)
        assert not portal.services.customers.place(ticket).is_overdue
        portal.clock.advance(seconds=1)
        assert portal.services.customers.place(ticket).is_overdue
        answered = replace(ticket, answered_at=portal.clock.now())
        assert not portal.services.customers.place(answered).is_overdue

    def test_what_is_solved_has_no_place_and_says_until_when_it_reopens(self, portal):
        ticket = portal.enter()
        solved = answer(portal, ticket, Act.SOLVE)
        standing = portal.services.customers.place(solved)
        assert (standing.place, standing.asking) == (None, None)
        assert standing.reopens_until == portal.clock.now() + timedelta(days=14)
