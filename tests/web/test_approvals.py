"""R16: what somebody not authorised asks for waits for the account's contacts, and is not lost."""

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.delivery.model import Mail
from portal.identity.ports import DirectoryUnknown
from portal.kernel.errors import TooMany
from portal.kernel.ids import new_id
from portal.tickets.model import Queue, State, Ticket
from portal.tickets.service import Submission
from tests.factories import NETWORK, Portal, form_token, new_ticket, send_form
from tests.people import (
    ACCOUNT,
    CLERK,
    OUTSIDER,
    OWNER,
    TECHNICIAN,
    keep_accounts,
    sign_in_customer,
)


@pytest.fixture
def portal(portal: Portal) -> Portal:
    keep_accounts(portal)
    return portal


def requests(portal: Portal, ticket: Ticket) -> list[Mail]:
    return portal.mails(ticket, "approval")


def link(mail: Mail) -> str:
    found = re.search(r"/en/approvals/[\w-]+", mail.text)
    assert found is not None
    return found[0]


def state_of(portal: Portal, ticket: Ticket) -> State:
    return portal.services.desk.get(ticket.reference).ticket.state


def decide(
    portal: Portal, page: str, decision: str, reason: str = "", client: FlaskClient | None = None
) -> TestResponse:
    client = client or portal.app.test_client()
    return send_form(client, page, decision=decision, reason=reason)


class TestWhoMustBeApproved:
    def test_r16_an_outsiders_ticket_waits_and_the_approver_is_asked(self, portal):
        ticket = portal.enter(email=OUTSIDER)
        assert state_of(portal, ticket) is State.AWAITING_APPROVAL
        assert ticket.entered_at is None
        assert [mail.to for mail in requests(portal, ticket)] == [OWNER]
        assert [mail.to for mail in portal.mails(ticket, "awaiting")] == [OUTSIDER]
        assert portal.services.queue.line(Queue.TECHNICAL) == ()

    @pytest.mark.parametrize(
        ("email", "queue", "state"),
        [
            (OWNER, Queue.BILLING, State.NEW),
            (TECHNICIAN.upper(), Queue.TECHNICAL, State.NEW),
            (TECHNICIAN, Queue.BILLING, State.AWAITING_APPROVAL),
            (CLERK, Queue.BILLING, State.NEW),
            (CLERK, Queue.TECHNICAL, State.AWAITING_APPROVAL),
        ],
    )
    def test_r16_each_contact_asks_as_their_permissions_allow(self, portal, email, queue, state):
        assert state_of(portal, portal.enter(email=email, queue=queue)) is state

    def test_r16_what_is_asked_about_a_mailbox_is_asked_on_its_domains_account(self, portal):
        intake = replace(new_ticket(email=OUTSIDER).intake, domain=f"info@{ACCOUNT.domains[0]}")
        ticket = portal.enter(intake=intake)
        assert state_of(portal, ticket) is State.AWAITING_APPROVAL

    def test_a_domain_the_directory_does_not_know_goes_on(self, portal):
        intake = replace(new_ticket(email=OUTSIDER).intake, domain="elsewhere.example")
        assert state_of(portal, portal.enter(intake=intake)) is State.NEW

    def test_where_nobody_may_approve_nothing_is_held_up(self, portal):
        keep_accounts(portal, replace(ACCOUNT, contacts=ACCOUNT.contacts[1:]))
        assert state_of(portal, portal.enter(email=OUTSIDER)) is State.NEW

    def test_a_directory_that_does_not_answer_stops_no_ticket(self, portal, monkeypatch):
        def fail(*_: object) -> None:
            raise DirectoryUnknown("down")

        directory = portal.services.tools.authority.directory
        monkeypatch.setattr(directory, "find_by_domain", fail)
        assert state_of(portal, portal.enter(email=OUTSIDER)) is State.NEW

    def test_nobody_is_asked_before_the_writers_address_is_proven(self, portal):
        ticket = portal.submit(email=OUTSIDER)
        assert requests(portal, ticket) == []

    def test_the_mail_holds_nothing_that_the_writer_typed_but_their_address(self, portal):
        ticket = portal.enter(email=OUTSIDER, name="Cheap Pills")
        [mail] = requests(portal, ticket)
        assert OUTSIDER in mail.text
        for words in ("Pills", ticket.subject, ticket.intake.report.observed):
            assert words not in mail.text + mail.subject

    def test_who_floods_the_contacts_is_stopped(self, portal):
        client = sign_in_customer(portal, OUTSIDER)
        cookie = client.get_cookie("tickets")
        assert cookie is not None

        def send() -> State:
            with portal.app.test_request_context("/"):
                new = Submission(new_ticket(email=OUTSIDER), (), NETWORK, cookie.value)
                state: State = portal.services.intake.submit(new).ticket.state
                return state

        assert {send() for _ in range(3)} == {State.AWAITING_APPROVAL}
        with pytest.raises(TooMany):
            send()


class TestDeciding:
    def test_r16_approved_it_enters_the_queue_and_waits_from_then_on(self, portal):
        ticket = portal.enter(email=OUTSIDER)
        portal.clock.advance(hours=5)
        page = decide(portal, link(requests(portal, ticket)[0]), "approve")
        assert "is approved" in page.text
        now = portal.services.desk.get(ticket.reference)
        assert (now.ticket.state, now.ticket.entered_at) == (State.NEW, portal.clock.now())
        assert now.records[-1].actor == "Olga Prieto"
        assert len(portal.mails(ticket, "entered")) == 1

    def test_r16_declined_it_is_closed_and_its_writer_reads_the_reason(self, portal):
        ticket = portal.enter(email=OUTSIDER)
        decide(portal, link(requests(portal, ticket)[0]), "decline", "We do not know this person")
        assert state_of(portal, ticket) is State.CLOSED
        page = portal.visiting().get(f"/en/tickets/{ticket.reference}").text
        assert "We do not know this person" in page
        assert "Olga Prieto" in page
        assert "We do not know this person" in portal.mails(ticket, "not_approved")[0].text

    def test_looking_decides_nothing_and_the_page_shows_what_is_asked(self, portal):
        ticket = portal.enter(email=OUTSIDER)
        page = portal.app.test_client().get(link(requests(portal, ticket)[0]))
        assert ticket.subject in page.text
        assert OUTSIDER in page.text
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert state_of(portal, ticket) is State.AWAITING_APPROVAL

    @pytest.mark.parametrize("sent", [{}, {"decision": "decline"}, {"decision": "maybe"}])
    def test_half_an_answer_is_asked_for_again(self, portal, sent):
        ticket = portal.enter(email=OUTSIDER)
        page = link(requests(portal, ticket)[0])
        assert send_form(portal.app.test_client(), page, **sent).status_code == 422
        assert state_of(portal, ticket) is State.AWAITING_APPROVAL

    def test_the_first_answer_counts(self, portal):
        second = replace(ACCOUNT.contacts[0], email="otto@example.com", name="Otto")
        keep_accounts(portal, replace(ACCOUNT, contacts=(*ACCOUNT.contacts, second)))
        ticket = portal.enter(email=OUTSIDER)
        pages = [link(mail) for mail in requests(portal, ticket)]
        assert len(pages) == 2
        token = form_token(portal.app.test_client().get(pages[1]).text)
        decide(portal, pages[0], "decline", "No")
        late = portal.app.test_client()
        late.get("/en/sign-in/")
        assert late.get(pages[1]).status_code == 410
        token = form_token(late.get("/en/sign-in/").text)
        answer = late.post(pages[1], data={"csrf_token": token, "decision": "approve"})
        assert answer.status_code == 410
        assert state_of(portal, ticket) is State.CLOSED

    def test_a_decision_needs_the_forms_token(self, portal):
        ticket = portal.enter(email=OUTSIDER)
        page = link(requests(portal, ticket)[0])
        answer = portal.app.test_client().post(page, data={"decision": "approve"})
        assert answer.status_code == 400
        assert state_of(portal, ticket) is State.AWAITING_APPROVAL

    def test_links_of_another_purpose_decide_nothing(self, portal):
        ticket = portal.enter(email=OUTSIDER)
        client = portal.app.test_client()
        for kind in ("confirm", "open"):
            assert client.get(f"/en/approvals/{portal.token(ticket, kind)}").status_code == 404
        token = link(requests(portal, ticket)[0]).rpartition("/")[2]
        for page in ("tickets/open", "tickets/confirm", "sign-in"):
            assert client.get(f"/en/{page}/{token}").status_code == 404

    def test_a_contact_who_lost_the_permission_decides_nothing(self, portal):
        ticket = portal.enter(email=OUTSIDER)
        keep_accounts(portal, replace(ACCOUNT, contacts=ACCOUNT.contacts[1:]))
        page = portal.app.test_client().get(link(requests(portal, ticket)[0]))
        assert page.status_code == 410
        assert ticket.subject not in page.text

    def test_without_an_answer_it_is_closed_in_the_end_and_its_writer_hears_of_it(self, portal):
        ticket = portal.enter(email=OUTSIDER)
        portal.clock.advance(days=13)
        assert portal.services.approvals.expire() == 0
        portal.clock.advance(days=1)
        with portal.app.test_request_context("/"):
            assert portal.services.approvals.expire() == 1
        assert state_of(portal, ticket) is State.CLOSED
        assert len(portal.mails(ticket, "not_approved")) == 1
        page = portal.app.test_client().get(link(requests(portal, ticket)[0]))
        assert page.status_code == 410


class TestSignedIn:
    def test_r16_people_of_an_account_see_its_tickets_as_their_permissions_allow(self, portal):
        technical, billing = (
            portal.enter("C" * 43, email=OWNER, queue=queue).reference
            for queue in (Queue.TECHNICAL, Queue.BILLING)
        )
        seen = {}
        for email in (OWNER, TECHNICIAN, CLERK, OUTSIDER):
            client = sign_in_customer(portal, email)
            seen[email] = [
                client.get(f"/en/tickets/{reference}").status_code == 200
                for reference in (technical, billing)
            ]
        assert seen == {
            OWNER: [True, True],
            TECHNICIAN: [True, False],
            CLERK: [False, True],
            OUTSIDER: [False, False],
        }

    def test_a_person_who_is_deactivated_sees_the_accounts_tickets_no_more(self, portal):
        ticket = portal.enter("C" * 43, email=OWNER)
        client = sign_in_customer(portal, TECHNICIAN)
        page = f"/en/tickets/{ticket.reference}"
        assert client.get(page).status_code == 200
        keep_accounts(portal, replace(ACCOUNT, contacts=ACCOUNT.contacts[:1]))
        assert client.get(page).status_code == 404
        assert "You are signed in" in client.get("/en/sign-in/").text

    def test_a_silent_directory_is_believed_for_an_hour_and_no_longer(self, portal, monkeypatch):
        ticket = portal.enter("C" * 43, email=OWNER)
        client = sign_in_customer(portal, TECHNICIAN)

        def fail(*_: object) -> None:
            raise DirectoryUnknown("down")

        monkeypatch.setattr(portal.services.people._tools.directory, "of_contact", fail)
        page, seen = f"/en/tickets/{ticket.reference}", []
        for minutes in (10, 49, 1):
            portal.clock.advance(minutes=minutes)
            seen.append(client.get(page).status_code)
        assert seen == [200, 200, 404]

    def test_an_approver_decides_without_the_link_too(self, portal):
        ticket = portal.enter(email=OUTSIDER)
        client = sign_in_customer(portal, OWNER)
        page = f"/en/tickets/{ticket.reference}"
        assert f"{page}/approval" in client.get(page).text
        decide(portal, f"{page}/approval", "approve", client=client)
        assert state_of(portal, ticket) is State.NEW

    def test_who_may_not_approve_is_not_let_decide(self, portal):
        ticket = portal.enter(email=OUTSIDER)
        page = f"/en/tickets/{ticket.reference}/approval"
        for email in (TECHNICIAN, OUTSIDER):
            client = sign_in_customer(portal, email)
            assert client.get(page).status_code == 404
            token = form_token(client.get("/en/sign-in/").text)
            sent = {"csrf_token": token, "decision": "approve", "message_id": new_id()}
            assert client.post(page, data=sent).status_code == 404
        assert state_of(portal, ticket) is State.AWAITING_APPROVAL
