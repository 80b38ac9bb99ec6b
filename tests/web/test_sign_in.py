"""Customers sign in by a mailed link: nothing to enumerate, nothing to guess, nothing to fix."""

import re

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.identity.store.customers import customer_sessions, sign_in_links
from portal.kernel.ids import hash_token
from portal.tickets.model import Queue, Ticket
from portal.tickets.service import Submission
from tests.factories import (
    NETWORK,
    OTHER_VISITOR,
    Portal,
    form_token,
    new_ticket,
    send_form,
)

ANA = "ana@example.com"
BOB = "bob@example.net"


def ask(client: FlaskClient, email: str = ANA) -> TestResponse:
    return send_form(client, "/en/sign-in/", email=email)


def link(portal: Portal) -> str:
    found = re.search(r"/en/sign-in/[\w-]+", portal.sent("sign-in")[-1].text)
    assert found is not None
    return found[0]


def signed_in(portal: Portal, email: str = ANA, client: FlaskClient | None = None) -> FlaskClient:
    client = client or portal.app.test_client()
    portal.clock.advance(seconds=1)  # the newest mail is the last
    ask(client, email)
    assert send_form(client, link(portal)).location == "/en/tickets/"
    return client


def secret_of(client: FlaskClient) -> str:
    found = client.get_cookie("tickets")
    assert found is not None
    return found.value


def is_in(client: FlaskClient) -> bool:
    return "You are signed in" in client.get("/en/sign-in/").text


class TestTheLink:
    def test_a_known_and_an_unknown_address_are_answered_alike(self, portal):
        portal.enter(email=ANA)
        known, unknown = (ask(portal.app.test_client(), email) for email in (ANA, BOB))
        assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
        assert known.data == unknown.data
        assert {mail.to for mail in portal.sent("sign-in")} == {ANA, BOB}

    def test_the_mail_holds_nothing_that_somebody_typed(self, portal):
        ask(portal.app.test_client(), ANA)
        [mail] = portal.sent("sign-in")
        assert ANA not in mail.text + mail.subject

    def test_mails_are_limited_and_the_answer_does_not_tell(self, portal):
        client = portal.app.test_client()
        answers = {ask(client).location for _ in range(5)}
        assert answers == {"/en/sign-in/?sent"}
        assert len(portal.sent("sign-in")) == 3

    def test_what_is_no_address_is_said_so(self, portal):
        answer = ask(portal.app.test_client(), "ana")
        assert answer.status_code == 422
        assert portal.sent("sign-in") == []

    def test_looking_at_the_link_uses_nothing_up(self, portal):
        client = portal.app.test_client()
        ask(client)
        for _ in range(3):
            page = client.get(link(portal))
            assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "no-referrer")
        assert not is_in(client)
        assert send_form(client, link(portal)).status_code == 303

    def test_it_works_once(self, portal):
        used = portal.app.test_client()
        signed_in(portal, client=used)
        other = portal.app.test_client()
        assert other.get(link(portal)).status_code == 410
        token = form_token(other.get("/en/sign-in/").text)
        assert other.post(link(portal), data={"csrf_token": token}).status_code == 410
        assert not is_in(other)

    def test_a_second_click_in_the_same_browser_leads_on(self, portal):
        client = signed_in(portal)
        assert client.get(link(portal)).location == "/en/tickets/"

    def test_it_expires_after_ten_minutes(self, portal):
        client = portal.app.test_client()
        ask(client)
        portal.clock.advance(minutes=10)
        assert client.get(link(portal)).status_code == 410

    def test_signing_in_revokes_the_other_links_of_the_address(self, portal):
        client = portal.app.test_client()
        ask(client)
        first = link(portal)
        signed_in(portal)
        assert client.get(first).status_code == 404

    def test_links_of_another_purpose_open_nothing(self, portal):
        ticket = portal.enter(email=ANA)
        client = portal.app.test_client()
        for kind in ("confirm", "open"):
            assert client.get(f"/en/sign-in/{portal.token(ticket, kind)}").status_code == 404
        ask(client)
        token = link(portal).rpartition("/")[2]
        for page in ("tickets/open", "tickets/confirm", "approvals"):
            assert client.get(f"/en/{page}/{token}").status_code == 404

    @pytest.mark.parametrize("guess", ["x", "A" * 43, "%27", "a/b", "A" * 500])
    def test_a_guessed_one_is_not_found(self, portal, guess):
        ask(portal.app.test_client())
        assert portal.app.test_client().get(f"/en/sign-in/{guess}").status_code == 404

    def test_only_hashes_are_kept(self, portal):
        client = signed_in(portal)
        with portal.services.database.read() as connection:
            kept = str(connection.execute(sa.select(sign_in_links)).all())
            kept += str(connection.execute(sa.select(customer_sessions)).all())
        assert link(portal).rpartition("/")[2] not in kept
        assert secret_of(client) not in kept
        assert hash_token(secret_of(client)) in kept

    def test_the_button_needs_the_forms_token(self, portal):
        client = portal.app.test_client()
        ask(client)
        assert client.post(link(portal)).status_code == 400
        assert not is_in(client)


class TestTheSession:
    def test_a_secret_from_before_is_worth_nothing_after(self, portal):
        portal.enter(email=ANA)
        victim = portal.visiting(OTHER_VISITOR)  # put there by somebody else
        signed_in(portal, client=victim)
        assert secret_of(victim) != OTHER_VISITOR
        thief = portal.visiting(OTHER_VISITOR)
        assert not is_in(thief)
        assert portal.services.customers.list(OTHER_VISITOR) == []

    def test_what_links_had_opened_here_stays_open(self, portal):
        ticket = portal.enter(OTHER_VISITOR, email=BOB)
        client = signed_in(portal, client=portal.visiting(OTHER_VISITOR))
        assert client.get(f"/en/tickets/{ticket.reference}").status_code == 200

    def test_every_ticket_of_the_address_shows_whatever_browser_wrote_it(self, portal):
        mine = [portal.enter(v, email=e) for v, e in (("A" * 43, ANA), ("C" * 43, ANA.upper()))]
        other, unproven = portal.enter("C" * 43, email=BOB), portal.submit(email=ANA)
        portal.clock.advance(hours=1)  # mails to an address are limited
        client = signed_in(portal)
        shown = client.get("/en/tickets/").text
        assert all(ticket.reference in shown for ticket in mine)
        assert other.reference not in shown
        assert unproven.reference not in shown
        assert client.get(f"/en/tickets/{mine[1].reference}").status_code == 200
        assert client.get(f"/en/tickets/{other.reference}").status_code == 404

    def test_signing_out_ends_it_on_the_server_too(self, portal):
        ticket = portal.enter(email=ANA)
        client = signed_in(portal)
        secret = secret_of(client)
        answer = send_form(client, "/en/sign-in/", "/en/sign-out")
        assert answer.location == "/en/sign-in/?done"
        assert client.get_cookie("tickets") is None
        again = portal.visiting(secret)
        assert again.get(f"/en/tickets/{ticket.reference}").status_code == 404

    def test_signing_out_everywhere_ends_every_browser_and_no_one_elses(self, portal):
        one, two, bob = signed_in(portal), signed_in(portal), signed_in(portal, BOB)
        send_form(one, "/en/sign-in/", "/en/sign-out/everywhere")
        assert [is_in(client) for client in (one, two, bob)] == [False, False, True]

    def test_forgetting_the_tickets_signs_out(self, portal):
        portal.enter(email=ANA)
        client = signed_in(portal)
        secret = secret_of(client)
        send_form(client, "/en/tickets/", "/en/tickets/forget")
        assert not is_in(portal.visiting(secret))

    def test_signing_out_needs_the_forms_token(self, portal):
        client = signed_in(portal)
        assert client.post("/en/sign-out").status_code == 400
        assert client.post("/en/sign-out/everywhere").status_code == 400
        assert is_in(client)

    @pytest.mark.parametrize(("step", "times"), [({"days": 2}, 1), ({"hours": 47}, 8)])
    def test_it_ends_when_idle_and_when_old(self, portal, step, times):
        client = signed_in(portal)
        for _ in range(times - 1):
            portal.clock.advance(**step)
            is_in(client)
        portal.clock.advance(**step)
        assert not is_in(client)

    def test_the_page_names_each_browser(self, portal):
        agent = "Mozilla/5.0 (X11) Firefox/140.0"
        ask(portal.app.test_client())
        client = portal.app.test_client()
        send = form_token(client.get(link(portal)).text)
        client.post(link(portal), data={"csrf_token": send}, headers={"User-Agent": agent})
        assert "Firefox" in client.get("/en/sign-in/").text

    def test_what_has_expired_is_deleted(self, portal):
        signed_in(portal)
        portal.clock.advance(days=14)
        portal.services.people.purge()
        with portal.services.database.read() as connection:
            assert connection.execute(sa.select(customer_sessions)).all() == []
            assert connection.execute(sa.select(sign_in_links)).all() == []


class TestWritingATicketSignedIn:
    def submit(self, portal: Portal, client: FlaskClient, email: str = ANA) -> Ticket:
        with portal.app.test_request_context("/"):
            made = Submission(new_ticket(email=email), (), NETWORK, secret_of(client))
            return portal.services.intake.submit(made).ticket

    def test_it_enters_the_queue_without_a_confirmation(self, portal):
        ticket = self.submit(portal, signed_in(portal))
        assert [mail.purpose for mail in portal.mails(ticket)] == ["entered"]
        assert ticket.reference in [
            e.reference for e in portal.services.queue.line(Queue.TECHNICAL)
        ]

    def test_another_address_has_to_be_confirmed(self, portal):
        ticket = self.submit(portal, signed_in(portal), BOB)
        assert [mail.purpose for mail in portal.mails(ticket)] == ["confirmation"]

    def test_a_session_that_has_ended_proves_nothing(self, portal):
        client = signed_in(portal)
        portal.clock.advance(days=3)
        ticket = self.submit(portal, client)
        assert [mail.purpose for mail in portal.mails(ticket)] == ["confirmation"]
