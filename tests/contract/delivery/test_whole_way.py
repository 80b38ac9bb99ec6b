"""From the customer's click to the help desk and back, with the real worker in between."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from portal.app.jobs import deliverers
from portal.delivery.model import DESK, MAIL
from portal.tickets.forms.desk_facts import ticket_data
from portal.tickets.model import Ticket
from portal.tickets.service import News
from tests.contract.delivery.desk_servers import TOKEN, Zammad, serving
from tests.factories import VISITOR, Portal, new_ticket, portal_in, send_form


@dataclass
class House:
    portal: Portal
    desk: Zammad

    def work(self, minutes: int = 1) -> None:
        """Let the worker empty the outbox to the help desk."""
        self.portal.clock.advance(minutes=minutes)
        deliverers(self.portal.services)[DESK].run_once()

    def add(self, ticket: Ticket, text: str) -> None:
        page = f"/en/tickets/{ticket.reference}"
        send_form(self.portal.visiting(), page, f"{page}/messages", message=text)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    desk = Zammad()
    with serving(desk) as address:
        chosen = {"desk": "zammad", "desk_address": address, "desk_token": TOKEN}
        with portal_in(tmp_path, **chosen, desk_group="2nd Level") as portal:
            yield House(portal, desk)


def test_a_ticket_with_its_files_and_what_follows_arrive_in_one_place(house):
    ticket = house.portal.enter(files=(house.portal.attach("a.log", b"421 busy"),))
    house.add(ticket, "It is the phone as well")
    house.work()
    house.work()

    first, second = house.desk.entries
    assert first.title == f"[{ticket.reference}] {ticket.subject}"
    assert first.files == (("a.log", b"421 busy"),)
    assert (second.on, "It is the phone as well" in second.text) == ("1", True)


def test_a_report_speaks_the_houses_language_and_names_the_domain_of_a_mailbox(house):
    intake = new_ticket().intake
    report = replace(intake.report, often="always")
    ticket = house.portal.enter(intake=replace(intake, domain="ana@shop.example", report=report))
    house.work()

    assert "Con qué frecuencia: siempre" in house.desk.entries[0].text
    news = News(ticket, None, is_new=True, at=house.portal.clock.now())
    assert ticket_data(news, "", "").domain == "shop.example"


def test_an_outage_costs_nothing_and_keeps_the_order(house):
    house.desk.mode = "503"
    ticket = house.portal.enter()
    house.work()
    house.add(ticket, "More")
    house.work()
    house.desk.mode = "normal"
    for _ in range(3):
        house.work(minutes=20)

    assert [bool(entry.on) for entry in house.desk.entries] == [False, True]
    assert {r.channel for r in house.portal.services.outbox.waiting()} == {MAIL}


def test_a_wrong_key_is_seen_by_staff_and_mended_by_trying_again(house):
    house.desk.mode = "401"
    ticket = house.portal.enter()
    house.work()
    (row,) = house.portal.services.outbox.parked()
    assert row.last_error.startswith("the help desk refused our key (401)")

    house.desk.mode = "normal"
    house.portal.services.outbox_board.try_all("Tomás")
    house.work()
    assert [entry.title for entry in house.desk.entries] == [
        f"[{ticket.reference}] {ticket.subject}"
    ]


def test_mail_has_a_worker_of_its_own(house):
    assert set(deliverers(house.portal.services)) == {MAIL, DESK}


def test_what_was_delivered_is_forgotten_here(house):
    house.portal.enter(visitor=VISITOR)
    house.work()

    sent = [r for r in house.portal.services.outbox.waiting() if r.channel == DESK]
    assert sent == []
