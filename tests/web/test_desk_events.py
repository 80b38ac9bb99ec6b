"""What the help desk is told of tickets, and what comes back from it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import jsonschema
import pytest

from portal.app import build, create_app
from portal.delivery.model import DESK, OutboxRow
from portal.delivery.model.desk import Dispatch, EventType
from portal.delivery.rules.webhooks import read_secret, sign
from portal.kernel.ids import new_id
from portal.settings import Settings
from portal.tickets.model import AuthorKind, Background, PriceAgreed, State, Ticket
from tests.factories import VISITOR, Portal, new_ticket, portal_in, send_form

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
EVENTS = "/api/v1/desk/events"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal beside a help desk; nothing is sent, as no worker runs."""
    folder = tmp_path_factory.mktemp("house")
    with portal_in(
        folder,
        desk="zammad",
        desk_address="https://desk.example",
        desk_token="a-token",
        desk_group="2nd Level",
        desk_events_secret=SECRET,
    ) as portal:
        yield portal


def told(portal: Portal) -> list[OutboxRow]:
    """Return what waits for the help desk, in its order."""
    rows = [row for row in portal.services.outbox.waiting(999) if row.channel == DESK]
    return sorted(rows, key=lambda row: row.step)


def add(portal: Portal, ticket: Ticket, **fields: Any) -> None:
    page = f"/en/tickets/{ticket.reference}"
    answer = send_form(portal.visiting(), page, f"{page}/messages", **fields)
    assert answer.status_code == 303


def dispatch(row: OutboxRow) -> Dispatch:
    return Dispatch.from_payload(row.payload)


def report(portal: Portal, ticket: Ticket, *, event_id: str = "", **change: Any) -> int:
    """Send an event about `ticket` as the help desk does; return the status of the answer."""
    data = {"reference": ticket.reference, **change}
    now = portal.clock.now()
    event = {"type": "ticket.updated", "timestamp": now.isoformat(), "data": data}
    body = json.dumps(event).encode()
    headers = sign(read_secret(SECRET), event_id or new_id(), now, body)
    return portal.app.test_client().post(EVENTS, data=body, headers=headers).status_code


def reply(text: str = "We have reset it.", author: str = "Tomás") -> dict[str, str]:
    return {"author": author, "text": text}


def state_of(portal: Portal, ticket: Ticket) -> State:
    return portal.services.desk.get(ticket.reference).ticket.state


class TestTold:
    def test_nothing_before_the_address_is_confirmed(self, portal):
        portal.submit()

        assert told(portal) == []

    def test_a_ticket_that_enters_the_queue_is_told_whole(self, portal):
        stored = portal.attach("outlook.log", b"421 try later")
        ticket = portal.enter(files=(stored,))

        (row,) = told(portal)
        data = dispatch(row).event.data
        assert row.purpose == EventType.CREATED
        assert (data.reference, data.subject) == (ticket.reference, ticket.subject)
        assert data.report.steps == ("Open Outlook", "Press Send and receive")
        assert data.customer.email == ticket.intake.person.email
        (file,) = dispatch(row).files
        assert portal.services.uploads.load(dispatch(row).stored[file.id]) == b"421 try later"

    def test_the_report_reads_as_one_in_the_houses_language(self, portal):
        portal.enter()

        text = dispatch(told(portal)[0]).event.data.text
        assert text.startswith("Outlook keeps asking for the password of ana@example.com\n")
        for words in ("QUÉ OCURRE\nA window asks", "1. Open Outlook", "✓ Faro: Funciona"):
            assert words in text
        assert "/staff/tickets/FARO-" in text

    def test_r17_what_was_allowed_and_agreed_to_goes_along_with_time_and_person(self, portal):
        at = "2026-07-01T10:30:00+00:00"
        allowed = replace(new_ticket().intake, background=Background(consented_at=at))
        portal.enter(intake=replace(allowed, price=PriceAgreed("WORK-SITE-MOVE", at, "Ana Prieto")))

        data = dispatch(told(portal)[0]).event.data
        given = (data.permission.consent, data.permission.given_at, data.permission.given_by)
        assert given == ("look", datetime.fromisoformat(at), "Ana Prieto")
        assert data.agreement is not None
        assert data.agreement.agreed_at == datetime.fromisoformat(at)
        assert "Precio aceptado: WORK-SITE-MOVE, " in data.text
        assert "Permiso dado: Ana Prieto, 1 " in data.text

    def test_what_the_customer_adds_follows_in_order_with_its_files(self, portal):
        ticket = portal.enter()
        add(portal, ticket, message="And on the phone too", files=(b"more", "more.txt"))
        add(portal, ticket, message="Now it works again")

        rows = told(portal)
        assert [row.step for row in rows] == [1, 2, 3]
        message = dispatch(rows[1]).event.data.message
        assert message is not None
        assert message.text == "And on the phone too"
        assert [file.name for file in message.files] == ["more.txt"]
        assert "And on the phone too" in dispatch(rows[1]).event.data.text

    def test_secrets_reach_nobody(self, portal):
        ticket = portal.enter()
        add(portal, ticket, message="My password is Xk9!vbn22")

        assert "Xk9!vbn22" not in json.dumps(told(portal)[1].payload)

    def test_solved_by_the_customer_is_told_as_a_change_of_state(self, portal):
        ticket = portal.enter()
        portal.services.customers.solve(VISITOR, ticket.reference)

        data = dispatch(told(portal)[1]).event.data
        assert (data.state, data.message) == ("solved", None)

    def test_a_message_that_cannot_be_kept_keeps_the_ticket_out_of_the_queue(
        self, portal, monkeypatch
    ):
        ticket = portal.submit()
        desk = portal.services.tools.desk
        monkeypatch.setattr(desk, "_enqueue", lambda *_: (_ for _ in ()).throw(OSError))
        with portal.app.test_request_context("/"), pytest.raises(OSError):  # noqa: PT011
            portal.services.intake.confirm(portal.token(ticket), VISITOR)

        with portal.services.database.read() as connection:
            found = portal.services.tools.tickets.find(connection, ticket.reference)
        assert found is not None
        assert found.state is State.UNCONFIRMED


class TestReported:
    def test_a_reply_shows_on_the_customers_page_and_is_mailed(self, portal):
        ticket = portal.enter()

        assert report(portal, ticket, reply=reply()) == 204
        page = portal.visiting().get(f"/en/tickets/{ticket.reference}").text
        assert "We have reset it." in page
        assert "Tomás, from Faro" in page
        assert "We have reset it." in portal.mails(ticket, "answered")[0].text
        assert state_of(portal, ticket) is State.OPEN

    @pytest.mark.parametrize(
        ("theirs", "ours"),
        [
            ("pending reminder", State.WAITING),
            ("Waiting on Customer", State.WAITING),
            ("open", State.NEW),
            ("on_hold", State.NEW),
            ("solved", State.SOLVED),
            ("Resolved", State.SOLVED),
            ("closed", State.SOLVED),
        ],
    )
    def test_their_states_become_ours_on_the_record(self, portal, theirs, ours):
        ticket = portal.enter()

        assert report(portal, ticket, state=theirs) == 204
        assert state_of(portal, ticket) is ours
        last = portal.services.desk.get(ticket.reference).records[-1]
        assert (last.actor_kind is AuthorKind.STAFF) == (ours is not State.NEW)

    def test_a_solution_with_a_reply_is_one_mail(self, portal):
        ticket = portal.enter()
        report(portal, ticket, reply=reply(), state="solved")

        assert state_of(portal, ticket) is State.SOLVED
        assert len(portal.mails(ticket, "answered") + portal.mails(ticket, "solved")) == 1

    def test_waiting_without_an_answer_leaves_the_target_running(self, portal):
        ticket = portal.enter()
        report(portal, ticket, state="pending")

        assert portal.services.desk.get(ticket.reference).ticket.answered_at is None

    def test_the_same_event_twice_is_one(self, portal):
        ticket = portal.enter()
        event_id = new_id()

        assert [report(portal, ticket, event_id=event_id, reply=reply()) for _ in range(3)] == [
            204,
            204,
            204,
        ]
        assert len(portal.mails(ticket, "answered")) == 1
        assert len(portal.services.desk.get(ticket.reference).messages) == 2

    def test_r24_reopened_over_there_is_reopened_here_only_in_time(self, portal):
        ticket = portal.enter()
        report(portal, ticket, state="solved")
        assert report(portal, ticket, state="open") == 204
        assert state_of(portal, ticket) is State.OPEN

        report(portal, ticket, state="solved")
        portal.clock.at += timedelta(days=15)
        assert report(portal, ticket, state="open") == 409

    def test_a_last_word_on_a_solved_ticket_still_reaches_the_customer(self, portal):
        ticket = portal.enter()
        report(portal, ticket, state="solved")

        assert report(portal, ticket, reply=reply("One more thing.")) == 204
        assert state_of(portal, ticket) is State.SOLVED
        assert portal.mails(ticket, "answered")

    def test_r18_a_secret_in_their_reply_is_masked(self, portal):
        ticket = portal.enter()
        report(portal, ticket, reply=reply("Your new password is Xk9!vbn22"))

        assert "Xk9!vbn22" not in portal.mails(ticket, "answered")[0].text

    def test_an_unknown_or_unconfirmed_ticket_is_not_found(self, portal):
        ticket = portal.submit()
        event_id = new_id()

        assert report(portal, ticket, event_id=event_id, reply=reply()) == 404
        portal.enter(email="other@example.com")
        with portal.app.test_request_context("/"):
            portal.services.intake.confirm(portal.token(ticket), VISITOR)
        assert report(portal, ticket, event_id=event_id, reply=reply()) == 204, "can be repeated"

    @pytest.mark.parametrize(
        "change",
        [
            {},
            {"state": "sleeping"},
            {"reply": {"author": "", "text": "x"}},
            {"reply": {"author": "T", "text": "  "}},
            {"reply": {"author": "T", "text": "x" * 20_001}},
            {"reply": "x"},
        ],
    )
    def test_what_is_no_event_is_refused_and_changes_nothing(self, portal, change):
        ticket = portal.enter()

        assert report(portal, ticket, **change) == 422
        assert state_of(portal, ticket) is State.NEW


class TestTrust:
    def post(self, portal: Portal, body: bytes, **headers: str) -> int:
        client = portal.app.test_client()
        return client.post(EVENTS, data=body, headers=headers).status_code

    def test_what_is_not_signed_is_refused_whatever_it_says(self, portal):
        assert self.post(portal, b"{}") == 401
        assert self.post(portal, b"\xff" * 1000) == 401

    def test_another_secret_or_an_old_letter_is_refused(self, portal):
        now, body = portal.clock.now(), b"{}"
        forged = sign(b"0" * 32, "m1", now, body)
        old = sign(read_secret(SECRET), "m1", now - timedelta(minutes=6), body)

        assert self.post(portal, body, **forged) == 401
        assert self.post(portal, body, **old) == 401

    def test_a_huge_body_is_not_read(self, portal):
        assert self.post(portal, b"x" * 300_000) == 413

    def test_a_page_of_another_site_cannot_send_events(self, portal):
        assert self.post(portal, b"{}", **{"Sec-Fetch-Site": "cross-site"}) == 403

    def test_without_a_secret_there_is_nothing_here(self, tmp_path):
        services = build(Settings(data=tmp_path, articles=tmp_path, index=tmp_path / "i"))
        answer = create_app(services=services).test_client().post(EVENTS, data=b"{}")
        services.database.close()

        assert answer.status_code == 404
        assert answer.json is not None


class TestSchema:
    def test_events_fit_the_schema_that_is_published(self, portal):
        portal.enter(files=(portal.attach("a.txt", b"x"),))
        answer = portal.app.test_client().get("/api/v1/schemas/ticket.json")

        schema = answer.get_json(force=True)
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(told(portal)[0].payload["event"], schema)
        assert answer.mimetype == "application/schema+json"
        assert answer.headers["ETag"]
