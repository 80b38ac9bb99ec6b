"""Tickets that belong together: linked as the same (R9), or split in two (R8)."""

import pytest

from portal.kernel.errors import Conflict, Invalid, NotFound
from portal.kernel.ids import new_id
from portal.tickets.model import Act, Kind, Missing, Priority, State
from portal.tickets.rules.verdicts import Judgement, TicketJudged, Verdict, Why
from portal.tickets.rules.weighing import Weighed
from portal.tickets.service import Part
from tests.factories import VISITOR


def part(*chosen: str, sending: str = "") -> Part:
    return Part("The shop does not open", "A white page", chosen, sending or new_id())


def test_r9_a_link_shows_on_both_sides_once_and_can_be_taken_back(portal):
    one, two, related = portal.enter(), portal.enter(), portal.services.related
    related.link(two.reference, one.reference, "Lucía")
    related.link(one.reference, two.reference, "Lucía")
    assert [r.reference for r in related.of(one)] == [two.reference]
    assert [(r.reference, r.is_first) for r in related.of(two)] == [(one.reference, True)]
    related.unlink(one.reference, two.reference, "Lucía")
    assert related.of(one) == related.of(two) == []
    done = [r.what for r in portal.services.desk.get(one.reference).records]
    assert done[-2:] == ["linked", "unlinked"]


def test_a_ticket_is_no_duplicate_of_itself_nor_of_one_that_is_not_there(portal):
    one, related = portal.enter(), portal.services.related
    with pytest.raises(Invalid):
        related.link(one.reference, one.reference, "Lucía")
    unconfirmed = portal.submit()
    with pytest.raises(NotFound):
        related.link(one.reference, unconfirmed.reference, "Lucía")


def test_r8_the_second_problem_gets_the_same_place_in_the_queue(portal):
    one = portal.enter()
    portal.clock.advance(hours=2)
    portal.enter()
    new = portal.services.related.split(one.reference, part(), "Lucía")
    line = [row.ticket.reference for row in portal.services.queue.rows()]
    assert line.index(new.reference) == 1
    assert (new.state, new.entered_at, new.intake.person) == (
        State.NEW,
        one.entered_at,
        one.intake.person,
    )


def test_r8_the_chosen_messages_and_files_go_along_and_the_report_stays(portal):
    one, file = portal.enter(), portal.attach("shop.txt", b"white page")
    customers, desk = portal.services.customers, portal.services.desk
    customers.add(VISITOR, one.reference, "m1", "And the shop is white", (file,))
    report = desk.get(one.reference).messages[0].id
    new = portal.services.related.split(one.reference, part("m1", report), "Lucía")
    moved = desk.get(new.reference).messages
    assert [m.text for m in moved] == ["A white page", "And the shop is white"]
    assert [a.name for a in moved[1].attachments] == ["shop.txt"]
    assert [m.id for m in desk.get(one.reference).messages] == [report]


def test_r8_its_customer_sees_it_and_is_told_and_both_tickets_show_each_other(portal):
    one = portal.enter()
    new = portal.services.related.split(one.reference, part(), "Lucía")
    assert portal.services.customers.get(VISITOR, new.reference).ticket.id == new.id
    [mail] = portal.mails(new, "split")
    assert new.reference in mail.text
    assert [r.reference for r in portal.services.related.of(one)] == [new.reference]


def test_r8_splitting_twice_with_one_form_is_one_ticket(portal):
    one = portal.enter()
    twice = [portal.services.related.split(one.reference, part(sending="s"), "L") for _ in "ab"]
    assert twice[0].reference == twice[1].reference
    assert len(portal.services.queue.rows()) == 2


def test_r8_only_an_open_ticket_is_split_and_only_with_words(portal):
    one, related = portal.enter(), portal.services.related
    with pytest.raises(Invalid):
        related.split(one.reference, Part(" ", "x", (), "s"), "Lucía")
    portal.services.desk.answer(one.reference, Act.SOLVE, "Done", "Lucía")
    with pytest.raises(Conflict):
        related.split(one.reference, part(), "Lucía")


def test_r4_a_changed_kind_moves_the_ticket_and_its_reason_is_shown(portal):
    one, two, desk = portal.enter(), portal.enter(), portal.services.desk
    desk.rekind(one.reference, Kind.REQUEST, Weighed(text="It is a wish"), "Lucía")
    assert [row.ticket.reference for row in portal.services.queue.rows()] == [
        two.reference,
        one.reference,
    ]
    changed = desk.get(one.reference)
    assert changed.ticket.intake.kind_reason == "[en] It is a wish"
    assert changed.records[-1].detail == "incident → request: [en] It is a wish"
    with pytest.raises(Invalid):
        desk.reprioritise(one.reference, Priority.HIGH, Weighed(text="  "), "Lucía")


def test_a_verdict_is_on_the_record_and_reaches_those_who_count(portal):
    one = portal.enter()
    heard: list[object] = []
    portal.services.events.listeners.append(heard.append)
    judgement = Judgement(Verdict.MISPLACED, Why.ARTICLE, "imap-settings says it")
    portal.services.desk.judge(one.reference, judgement, "Lucía")
    portal.services.events.listeners.remove(heard.append)
    assert portal.services.desk.get(one.reference).records[-1].what == "judged_misplaced"
    assert [e for e in heard if isinstance(e, TicketJudged)] == [
        TicketJudged(Verdict.MISPLACED, Why.ARTICLE, "mail", "o_ticket", one.locale)
    ]


def test_a_reason_of_the_other_verdict_is_refused(portal):
    one = portal.enter()
    with pytest.raises(Invalid):
        portal.services.desk.judge(one.reference, Judgement(Verdict.POOR, Why.ARTICLE), "Lucía")


def test_r7_asking_for_what_is_missing_needs_no_words(portal):
    one, desk = portal.enter(), portal.services.desk
    portal.clock.advance(minutes=1)
    desk.answer(one.reference, Act.ASK, "", "Lucía", asked_for=(Missing.PICTURE,))
    asked = desk.get(one.reference)
    assert asked.ticket.state is State.WAITING
    assert asked.messages[-1].asked_for == (Missing.PICTURE,)
