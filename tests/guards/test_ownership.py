"""Two customers, two accounts, one outsider: every route, tried as each, with A's own addresses.

A route that is added later is tried too: what a part of its address stands for has to be said in
`World.values`, and no page may show what is A's to anybody else.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from portal.identity.model import Account, Contact, Permission
from portal.kernel.ids import new_id
from portal.tickets.model import Ticket
from portal.tickets.service import Act
from tests.factories import Portal, new_ticket, portal_in
from tests.guards.routes import WRITING, rules
from tests.people import keep_accounts, sign_in_customer

MARK = "Kestrel7731"
ANA, BOB = "ana@brisa.example", "bob@roca.example"
ALL = frozenset(Permission)
ACCOUNTS = (
    Account("1", "Web", (), ("brisa.example",), (Contact(ANA, "Ana", ALL),)),
    Account("2", "Web", (), ("roca.example",), (Contact(BOB, "Bob", ALL),)),
)
NOBODYS = frozenset({"version", "name", "path", "code", "node", "act"})
"""Parts of addresses that lead to nothing of any customer's."""

STAFFS = frozenset({"member_id", "row_id", "view_id", "suspension_id"})
"""Those that only stand in addresses of support's own pages."""

STAFF = ("/staff/", "/desk/")
OPEN_TO_ALL = "/staff/sign-"
"""The ways in and out, which show nothing of anybody."""


@dataclass
class World:
    portal: Portal
    ticket: Ticket
    clients: dict[str, FlaskClient]
    values: dict[str, str] = field(default_factory=dict)

    def address(self, rule: Rule) -> str:
        """Return the address with everything of A's in it."""
        adapter = self.portal.app.url_map.bind("localhost")
        values = {name: self.values.get(name, "x") for name in rule.arguments}
        return adapter.build(rule.endpoint, values, method=min(rule.methods or {"GET"}))

    def state(self) -> tuple[object, ...]:
        with self.portal.services.database.read() as connection:
            tools = self.portal.services.tools
            ticket = tools.tickets.get_by_id(connection, self.ticket.id)
            whole = tools.talk.conversation(connection, ticket)
        return ticket, whole.messages, whole.records


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with portal_in(tmp_path_factory.mktemp("ownership")) as portal:
        keep_accounts(portal, *ACCOUNTS)
        made = new_ticket(email=ANA)
        report = replace(made.intake.report, subject=f"{MARK} fails", observed=f"It says {MARK}")
        intake = replace(made.intake, report=report, domain="brisa.example")
        file = portal.attach(f"{MARK}.txt", MARK.encode())
        ticket = portal.enter("C" * 43, files=(file,), intake=intake)
        with portal.app.test_request_context("/"):
            portal.services.desk.answer(ticket.reference, Act.ASK, f"About {MARK}?", "Lucía")
        values = {
            "locale": "en",
            "reference": ticket.reference,
            "file_id": file[0].id,
            "flow": "mail",
            "key": "mail",
            "slug": "x",
            "token": "D" * 43,
        }
        clients = {
            "A": sign_in_customer(portal, ANA),
            "B": sign_in_customer(portal, BOB),
            "outsider": portal.app.test_client(),
        }
        yield World(portal, ticket, clients, values)


def test_a_sees_what_is_theirs(world):
    for tail in ("", f"/files/{world.values['file_id']}"):
        answer = world.clients["A"].get(f"/en/tickets/{world.ticket.reference}{tail}")
        assert answer.status_code == 200
        assert MARK in answer.text
    assert MARK in world.clients["A"].get("/en/tickets/").text


@pytest.mark.parametrize("who", ["B", "outsider"])
def test_no_page_shows_a_stranger_what_is_as(world, who):
    shown = []
    for rule in rules(world.portal.app, writing=False):
        answer = world.clients[who].get(world.address(rule))
        said = answer.get_data().decode(errors="replace")  # one's own download is no text
        if MARK in said or world.ticket.subject in said:
            shown.append(str(rule))
    assert shown == []


@pytest.mark.parametrize("writing", [False, True])
@pytest.mark.parametrize("who", ["B", "outsider"])
def test_every_address_of_as_ticket_is_not_found(world, who, writing):
    every = rules(world.portal.app, writing=writing)
    owned = [rule for rule in every if "reference" in rule.arguments]
    assert len(owned) >= 4
    for rule in owned:
        status, location = send(world, who, rule)
        is_sign_in = status == 303 and "/sign-in" in location
        assert status == 404 or is_sign_in, rule


def test_what_each_part_of_an_address_stands_for_is_said(world):
    """A new route that leads to something of somebody's has to be tried with what is A's."""
    for rule in world.portal.app.url_map.iter_rules():
        unsaid = rule.arguments - set(world.values) - NOBODYS
        assert unsaid <= (STAFFS if str(rule).startswith(STAFF) else set()), rule


@pytest.mark.parametrize("who", ["A", "B", "outsider"])
def test_staff_pages_send_customers_to_sign_in(world, who):
    every = [*rules(world.portal.app, writing=False), *rules(world.portal.app, writing=True)]
    for rule in every:
        if str(rule).startswith(STAFF) and not str(rule).startswith(OPEN_TO_ALL):
            answer = send(world, who, rule)
            assert answer[0] == 303, rule
            assert answer[1].startswith("/staff/sign-in"), rule


@pytest.mark.parametrize("who", ["B", "outsider"])
def test_nothing_that_a_stranger_sends_changes_as_ticket(world, who):
    before = world.state()
    for rule in rules(world.portal.app, writing=True):
        if "sign-out" not in str(rule):
            send(world, who, rule)
    assert world.state() == before


def send(world: World, who: str, rule: Rule) -> tuple[int, str]:
    """Send what every form may hold, with the token of the sender's own browser."""
    client = world.clients[who]
    method = next(iter((rule.methods or set()) & WRITING), "GET")
    token = ""
    if method != "GET":
        page = client.get("/en/tickets/link").text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {
        "csrf_token": token,
        "message": "Let me in",
        "message_id": new_id(),
        "reason": "No",
        "decision": "approve",
        "email": "eva@example.net",
        "reference": world.ticket.reference,
        "add": world.ticket.reference,
        "priority": "high",
        "act": "reply",
        "text": "Done",
    }
    answer = client.open(world.address(rule), method=method, data=sent if method != "GET" else None)
    return answer.status_code, answer.location or ""
