"""The staff's pages: who gets in, and the queue and tickets as support works on them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.identity.model import Role, StaffMember
from portal.kernel.ids import new_id
from portal.kernel.locale import Locale
from portal.tickets.model import (
    Attachment,
    Consent,
    Kind,
    Priority,
    Queue,
    Report,
    State,
    Ticket,
)
from portal.tickets.rules.queue import explain, in_order
from tests.factories import Portal, new_ticket, portal_in
from tests.people import PASSWORD, add_staff, sign_in_staff

REPORT = Report(
    subject="",
    steps=("Abro Outlook", "Pulso Enviar"),
    expected="Que salga",
    observed="Sale <0x800CCC0E>",
    consent=Consent.LOOK,
    own_view="Para mí es urgente",
)
PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(40)


@dataclass
class House:
    """The portal with a member of each role, and what is needed to fill it."""

    portal: Portal
    members: dict[Role, StaffMember]

    def __post_init__(self) -> None:
        self.services, self.clock = self.portal.services, self.portal.clock
        self.app, self.sent = self.portal.app, self.portal.sent

    def client(self) -> FlaskClient:
        return self.app.test_client()

    def signed_in(self, role: Role) -> FlaskClient:
        return sign_in_staff(self.portal, self.members[role].email)

    def file(
        self,
        subject: str,
        *,
        confirmed: bool = True,
        email: str = "",
        domain: str = "ejemplo.example",
        **facts: Any,
    ) -> Ticket:
        """Return a ticket in the queue, or one that still waits for its confirmation."""
        new = new_ticket(email=email, report=replace(REPORT, subject=subject))
        found: dict[str, Any] = {
            "domain": domain,
            "articles": ("no-such-article",),
            "flags": ("as_is",),
        }
        file = self.portal.enter if confirmed else self.portal.submit
        return file(intake=replace(new.intake, **found), locale=Locale.ES, **facts)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal_in(tmp_path_factory.mktemp("staff"), locale=Locale.EN) as portal:
        yield portal


@pytest.fixture
def house(portal: Portal) -> House:
    portal.app.config["WTF_CSRF_ENABLED"] = True
    return House(portal, {role: add_staff(portal, role) for role in Role})


def cookie_of(client: FlaskClient) -> str:
    found = client.get_cookie("staff")
    assert found is not None
    return found.value


def token_in(page: str) -> str:
    return _value_of("csrf_token", page)


def _value_of(name: str, page: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    return found[1] if found else ""


def sign_in(
    client: FlaskClient, email: str, password: str = PASSWORD, target: str = ""
) -> TestResponse:
    page = client.get("/staff/sign-in").text
    sent = {"email": email, "password": password, "next": target, "csrf_token": token_in(page)}
    return client.post("/staff/sign-in", data=sent)


def send(
    client: FlaskClient, reference: str, path: str = "", **fields: str
) -> tuple[TestResponse, dict[str, str]]:
    """Fill in the form on the ticket's page and send it."""
    page = client.get(f"/staff/tickets/{reference}").text
    fields = {"csrf_token": token_in(page), "sending": _value_of("sending", page), **fields}
    return client.post(f"/staff/tickets/{reference}{path}", data=fields), fields


class TestComingIn:
    def test_a_stranger_is_sent_to_sign_in_and_on_to_what_they_wanted(self, house):
        client = house.client()
        asked = client.get("/staff/?view=billing")
        assert asked.location == "/staff/sign-in?next=/staff/%3Fview%3Dbilling"
        target = "/staff/?view=billing"
        assert sign_in(client, "support@staff.example", target=target).location == target
        assert client.get(target).status_code == 200

    @pytest.mark.parametrize("target", ["//evil.example/staff/", "https://evil.example", "/en/"])
    def test_no_target_leads_out_of_the_house(self, house, target):
        answer = sign_in(house.client(), "support@staff.example", target=target)
        assert answer.location == "/staff/"

    def test_an_unknown_address_and_a_wrong_password_read_the_same(self, house):
        pages = [
            sign_in(house.client(), email, "wrong but long enough").text.replace(email, "…")
            for email in ("support@staff.example", "nobody@staff.example")
        ]
        bare = [re.sub(r'(csrf_token" value=)"[^"]+"', r"\1", page) for page in pages]
        assert bare[0] == bare[1]
        assert "do not match" in bare[0]

    def test_the_sixth_try_from_one_place_has_to_wait(self, house):
        client = house.client()
        tries = [sign_in(client, "support@staff.example", "wrong password") for _ in range(6)]
        assert [t.status_code for t in tries] == [422] * 5 + [429]
        assert sign_in(client, "support@staff.example").status_code == 429
        house.clock.advance(minutes=16)
        assert sign_in(client, "support@staff.example").status_code == 303

    def test_a_cookie_planted_before_does_not_become_a_session(self, house):
        client = house.client()
        client.set_cookie("staff", "planted", domain="localhost")
        sign_in(client, "support@staff.example")
        assert cookie_of(client) != "planted"
        other = house.client()
        other.set_cookie("staff", "planted", domain="localhost")
        assert other.get("/staff/").status_code == 303

    def test_signing_out_ends_the_session_on_the_server(self, house):
        client = house.signed_in(Role.SUPPORT)
        token = cookie_of(client)
        page = client.get("/staff/").text
        client.post("/staff/sign-out", data={"csrf_token": token_in(page)})
        client.set_cookie("staff", token, domain="localhost")
        assert client.get("/staff/").status_code == 303

    def test_a_session_ends_when_it_is_idle_and_when_it_is_old(self, house):
        client = house.signed_in(Role.SUPPORT)
        house.clock.advance(hours=8, seconds=1)
        assert client.get("/staff/").status_code == 303
        client = house.signed_in(Role.SUPPORT)
        seen = []
        for _ in range(5):
            house.clock.advance(hours=5)
            seen.append(client.get("/staff/").status_code)
        assert seen == [200, 200, 200, 200, 303]

    def test_a_writer_is_told_that_the_queue_is_not_theirs(self, house):
        client = house.signed_in(Role.WRITER)
        answer = client.get("/staff/")
        assert answer.status_code == 403
        assert "This page is for support" in answer.text
        assert "Writer: articles" in answer.text
        assert 'href="mailto:' in answer.text
        assert 'href="/desk/"' in answer.text
        assert house.signed_in(Role.ADMIN).get("/staff/").status_code == 200

    def test_a_form_without_its_token_is_not_taken(self, house):
        client, ticket = house.signed_in(Role.SUPPORT), house.file("Outlook no envía")
        path = f"/staff/tickets/{ticket.reference}"
        answer = client.post(path, data={"act": "note", "text": "hola"})
        assert answer.status_code == 400
        assert "open too long" in answer.text
        assert "hola" not in client.get(path).text

    def test_nothing_of_a_staff_page_is_kept_by_caches(self, house):
        answer = house.signed_in(Role.SUPPORT).get("/staff/")
        assert answer.headers["Cache-Control"] == "private, no-store"

    def test_every_staff_page_asks_who_comes(self, house):
        rules = [r for r in house.app.url_map.iter_rules() if r.endpoint.startswith("staff.")]
        client = house.client()
        house.app.config["WTF_CSRF_ENABLED"] = False
        for rule in rules:
            path = rule.rule.replace("<reference>", "FARO-1").replace("<file_id>", "x")
            method = "POST" if "POST" in rule.methods else "GET"
            assert client.open(path, method=method).location.startswith("/staff/sign-in"), path
        assert len(rules) >= 8


class TestQueue:
    def fill(self, house: House) -> list[Ticket]:
        facts = [
            (Kind.REQUEST, Priority.HIGH),
            (Kind.INCIDENT, Priority.LOW),
            (Kind.INCIDENT, Priority.HIGH),
            (Kind.REQUEST, Priority.LOW),
            (Kind.INCIDENT, Priority.HIGH),
        ]
        filed = []
        for number, (kind, priority) in enumerate(facts):
            house.clock.advance(minutes=7)
            filed.append(house.file(f"Asunto número {number}", kind=kind, priority=priority))
        return filed

    def test_the_page_shows_the_order_of_the_rules(self, house):
        filed = self.fill(house)
        page = house.signed_in(Role.SUPPORT).get("/staff/").text
        shown = re.findall(r'<a href="/staff/tickets/(FARO-\d+)"', page)
        assert shown == [entry.reference for entry in in_order(t.entry for t in filed if t.entry)]

    def test_places_are_explained_as_the_rules_explain_one(self, house):
        self.fill(house)
        rows = house.services.queue.rows(Queue.TECHNICAL)
        line = house.services.queue.line(Queue.TECHNICAL)
        assert [row.place for row in rows] == [explain(entry, line) for entry in line]

    def test_a_row_says_why_it_is_there_and_how_long_it_waits(self, house):
        self.fill(house)
        house.clock.advance(hours=25)
        page = house.signed_in(Role.SUPPORT).get("/staff/").text
        assert "First in the queue." in page
        assert "Before it: 3 incidents, 1 of higher priority." in page
        assert "1 d 1 h" in page
        assert page.count("Overdue") == 5

    def test_taking_the_first_goes_through_the_queue_in_its_order(self, house):
        filed = self.fill(house)
        client = house.signed_in(Role.SUPPORT)
        token = token_in(client.get("/staff/").text)
        taken = [
            client.post("/staff/take", data={"csrf_token": token, "view": "answer"}).location
            for _ in range(6)
        ]
        order = [entry.reference for entry in in_order(t.entry for t in filed if t.entry)]
        assert taken[:5] == [f"/staff/tickets/{r}?done=claimed" for r in order]
        assert "Every ticket in this queue is taken" in client.get(taken[5]).text

    def test_technical_and_billing_wait_apart(self, house):
        house.file("El buzón no recibe")
        house.file("La factura está mal", queue=Queue.BILLING)
        client = house.signed_in(Role.SUPPORT)
        technical, billing = client.get("/staff/").text, client.get("/staff/?view=billing").text
        assert "El buzón no recibe" in technical
        assert "La factura está mal" not in technical
        assert "La factura está mal" in billing

    @pytest.mark.parametrize("view", ["answer", "waiting", "solved", "billing", "nonsense"])
    def test_an_empty_list_says_so(self, house, view):
        page = house.signed_in(Role.SUPPORT).get(f"/staff/?view={view}").text
        assert 'class="empty' in page
        assert "<table" not in page

    @pytest.mark.parametrize(
        "query", ["certificado", "tienda.example", "ana@ejemplo.example", "ana tienda", ""]
    )
    def test_the_search_finds_by_reference_subject_domain_and_address(self, house, query):
        facts = {"email": "ana@ejemplo.example", "domain": "tienda.example"}
        ticket = house.file("Caduca el certificado", **facts)
        house.file("Otra cosa", domain="otra.example")
        asked = {"q": query or ticket.reference.lower()}
        page = house.signed_in(Role.SUPPORT).get("/staff/", query_string=asked).text
        assert "Caduca el certificado" in page
        assert "Otra cosa" not in page

    @pytest.mark.parametrize("query", ["%", "_", "' or 1=1 --", "(" * 300, "a " * 300])
    def test_no_query_breaks_the_search(self, house, query):
        house.file("Otra cosa", email="luz@ejemplo.example")
        answer = house.signed_in(Role.SUPPORT).get("/staff/", query_string={"q": query})
        assert answer.status_code == 200
        assert "Otra cosa" not in answer.text or query.startswith("a ")

    def test_an_unconfirmed_ticket_does_not_exist(self, house):
        ticket = house.file("Sin confirmar todavía", confirmed=False)
        client = house.signed_in(Role.SUPPORT)
        for path in ("/staff/", "/staff/?q=confirmar", "/staff/?view=waiting"):
            assert "Sin confirmar todavía" not in client.get(path).text
        house.app.config["WTF_CSRF_ENABLED"] = False
        path = f"/staff/tickets/{ticket.reference}"
        assert client.get(path).status_code == 404
        act = {"act": "note", "text": "hola", "priority": "high", "reason": "sí"}
        for end in ("", "/claim", "/release", "/priority"):
            assert client.post(path + end, data=act).status_code == 404


class TestTicket:
    def test_the_page_shows_what_the_wizard_found(self, house):
        ticket = house.file("Outlook no envía")
        page = house.signed_in(Role.SUPPORT).get(f"/staff/tickets/{ticket.reference}").text
        for text in (
            "Abro Outlook",
            "Sale &lt;0x800CCC0E&gt;",
            "Webmail: works",
            "Works · The customer tried it",
            "Their program",
            "It cannot be fixed from the control panel.",
            "Something is impaired; the service goes on.",
            "no-such-article",
            "Sent as it was",
            "Para mí es urgente",
            "Look and tell, change nothing",
            "Place 1 of 1",
            "Ticket written",
        ):
            assert text in page

    def test_a_reply_mails_the_customer(self, house):
        client, ticket = house.signed_in(Role.SUPPORT), house.file("Outlook no envía")
        answer, _ = send(client, ticket.reference, act="reply", text="Hemos abierto el puerto.")
        page = client.get(answer.location).text
        assert "The reply is on its way" in page
        assert "Hemos abierto el puerto." in page
        [mail] = house.sent("answered")
        assert "Hemos abierto el puerto." in mail.text
        assert mail.to == ticket.intake.person.email

    def test_a_note_mails_nobody_and_is_marked(self, house):
        client, ticket = house.signed_in(Role.SUPPORT), house.file("Outlook no envía")
        answer, _ = send(client, ticket.reference, act="note", text="Tiene ESET.")
        page = client.get(answer.location).text
        assert re.search(r'class="msg msg-note".*?internal note.*?Tiene ESET\.', page, re.DOTALL)
        assert not house.sent("answered")
        assert house.services.desk.get(ticket.reference).ticket.state is State.NEW

    def test_asking_takes_the_ticket_out_of_the_queue(self, house):
        client, ticket = house.signed_in(Role.SUPPORT), house.file("Outlook no envía")
        send(client, ticket.reference, act="ask", text="¿Qué puerto usas?")
        assert ticket.reference not in client.get("/staff/").text
        assert ticket.reference in client.get("/staff/?view=waiting").text

    @pytest.mark.parametrize("act", ["reply", "ask", "note", "solve"])
    def test_sending_twice_is_one_message(self, house, act):
        client, ticket = house.signed_in(Role.SUPPORT), house.file("Outlook no envía")
        first, fields = send(client, ticket.reference, act=act, text="Una sola vez.")
        again = client.post(f"/staff/tickets/{ticket.reference}", data=fields)
        assert (first.status_code, again.status_code) == (303, 303)
        messages = house.services.desk.get(ticket.reference).messages
        assert sum(m.text == "Una sola vez." for m in messages) == 1
        assert len(house.sent("answered") + house.sent("solved")) == (act != "note")

    def test_going_back_and_writing_something_else_is_a_second_message(self, house):
        client, ticket = house.signed_in(Role.SUPPORT), house.file("Outlook no envía")
        _, fields = send(client, ticket.reference, act="reply", text="Primero.")
        client.post(f"/staff/tickets/{ticket.reference}", data={**fields, "text": "Segundo."})
        assert len(house.sent("answered")) == 2

    def test_an_empty_reply_is_asked_for_again(self, house):
        client, ticket = house.signed_in(Role.SUPPORT), house.file("Outlook no envía")
        answer, _ = send(client, ticket.reference, act="ask", text="  ")
        assert answer.status_code == 422
        assert "Write the message first" in answer.text
        assert re.search(r'value="ask" checked', answer.text)

    def test_a_reply_to_a_ticket_solved_meanwhile_is_refused_and_not_lost(self, house):
        client, ticket = house.signed_in(Role.SUPPORT), house.file("Outlook no envía")
        page = client.get(f"/staff/tickets/{ticket.reference}").text
        send(client, ticket.reference, act="solve", text="Ya va.")
        fields = {"csrf_token": token_in(page), "act": "reply", "text": "Una cosa más"}
        answer = client.post(f"/staff/tickets/{ticket.reference}", data=fields)
        assert answer.status_code == 409
        assert "marked as solved already" in answer.text
        assert "Una cosa más" in answer.text
        assert len(house.sent("answered")) == 0

    def test_a_secret_in_a_reply_is_masked(self, house):
        client, ticket = house.signed_in(Role.SUPPORT), house.file("Outlook no envía")
        send(client, ticket.reference, act="reply", text="Tu contraseña: Faro-2024-mar")
        assert "Faro-2024-mar" not in client.get(f"/staff/tickets/{ticket.reference}").text

    def test_a_change_of_priority_needs_a_reason_and_is_on_the_record(self, house):
        client, ticket = house.signed_in(Role.SUPPORT), house.file("Outlook no envía")
        answer, _ = send(client, ticket.reference, "/priority", priority="high", reason_own=" ")
        assert answer.status_code == 422
        assert "Give the reason" in answer.text
        change = {"priority": "high", "reason_own": "Es todo el dominio"}
        answer, _ = send(client, ticket.reference, "/priority", **change)
        page = client.get(answer.location).text
        assert "from medium priority to high priority: Es todo el dominio" in page

    def test_a_ticket_is_taken_and_given_back(self, house):
        client, ticket = house.signed_in(Role.SUPPORT), house.file("Outlook no envía")
        send(client, ticket.reference, "/claim")
        assert house.services.desk.get(ticket.reference).ticket.assignee == "Tomás support"
        assert "Tomás support" in client.get("/staff/").text
        send(client, ticket.reference, "/release")
        assert house.services.desk.get(ticket.reference).ticket.assignee == ""


class TestFiles:
    def attach(self, house: House, name: str, mime: str, content: bytes) -> tuple[Ticket, str]:
        stored = house.services.attachments.save(content)
        attachment = Attachment(new_id(), name, len(content), mime, "0" * 64)
        ticket = house.file("Con archivo", files=((attachment, stored),))
        return ticket, f"/staff/tickets/{ticket.reference}/files/{attachment.id}"

    def test_a_file_comes_as_a_download_that_no_browser_runs(self, house):
        content = b"<script>alert(1)</script>"
        _, path = self.attach(house, "correo ñ.eml", "message/rfc822", content)
        answer = house.signed_in(Role.SUPPORT).get(path + "?inline=1")
        assert answer.data == content
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "private, no-store"

    def test_only_a_picture_of_ours_shows_in_the_page(self, house):
        ticket, path = self.attach(house, "captura.png", "image/png", PIXEL)
        client = house.signed_in(Role.SUPPORT)
        assert (
            f'<img src="{path}?inline=1"' in client.get(f"/staff/tickets/{ticket.reference}").text
        )
        shown = client.get(path + "?inline=1")
        assert shown.headers["Content-Disposition"].startswith("inline")
        assert "sandbox" in shown.headers["Content-Security-Policy"]
        assert client.get(path).headers["Content-Disposition"].startswith("attachment")

    def test_a_file_is_only_found_through_its_ticket_and_by_support(self, house):
        _, path = self.attach(house, "captura.png", "image/png", PIXEL)
        other = house.file("Otro ticket")
        client = house.signed_in(Role.SUPPORT)
        file_id = path.rsplit("/", 1)[1]
        assert client.get(f"/staff/tickets/{other.reference}/files/{file_id}").status_code == 404
        assert house.signed_in(Role.WRITER).get(path).status_code == 403
