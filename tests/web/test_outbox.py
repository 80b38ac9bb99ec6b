"""The outbox page: what waits, what is tried again, what was given up, and trying it now."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from portal.delivery.model import DESK, State
from portal.delivery.store.lines import LineStore
from portal.delivery.store.tables import outbox
from portal.identity.model import Role
from portal.kernel.ids import new_id
from tests.factories import Portal, portal_in, send_form
from tests.people import add_staff, sign_in_staff

PAGE = "/staff/outbox/"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    desk = {"desk": "mail", "desk_address": "queue@desk.example"}
    with portal_in(tmp_path_factory.mktemp("house"), **desk) as portal:
        yield portal


def signed_in(portal: Portal, role: Role = Role.SUPPORT) -> FlaskClient:
    client = sign_in_staff(portal, add_staff(portal, role).email)
    client.set_cookie("locale", "en")
    return client


def settle(portal: Portal, channel: str, **values: object) -> str:
    """Change the rows of `channel`, as a worker would have; return the id of one."""
    with portal.services.database.write() as connection:
        connection.execute(sa.update(outbox).where(outbox.c.channel == channel).values(values))
        found = sa.select(outbox.c.id).where(outbox.c.channel == channel)
        return str(connection.execute(found).scalars().first())


def park(portal: Portal, reason: str = "the help desk refused our key (401)") -> str:
    return settle(portal, DESK, state=State.PARKED.value, last_error=reason, attempts=3)


def test_an_empty_outbox_says_so(portal):
    page = signed_in(portal).get(PAGE).text

    assert "Everything has been delivered" in page
    assert "Try all again" not in page


def test_every_message_stands_with_its_reason_and_its_next_attempt(portal):
    ticket = portal.enter()
    park(portal)
    due = portal.clock.now() + timedelta(hours=2)
    settle(portal, "mail", attempts=2, due_at=due, last_error="451 try later")
    page = signed_in(portal).get(PAGE).text

    assert "Given up: 1" in page
    assert "Tried again later: 2" in page
    assert "the help desk refused our key (401)" in page
    assert "451 try later" in page
    assert due.isoformat() in page
    assert f'href="/staff/tickets/{ticket.reference}"' in page


def test_what_waits_for_a_confirmation_shows_neither_address_nor_words(portal):
    ticket = portal.submit(email="nobody.yet@example.com")
    page = signed_in(portal).get(PAGE).text

    assert "Confirmation of an address" in page
    for private in ("nobody.yet", ticket.subject, f"/staff/tickets/{ticket.reference}"):
        assert private not in page


def test_trying_one_again_puts_it_in_front_and_on_the_record(portal):
    ticket = portal.enter()
    row_id = park(portal)
    client = signed_in(portal)
    done = send_form(client, PAGE, f"{PAGE}{row_id}/retry")

    assert done.location.endswith("?done=one")
    row = portal.services.outbox_store.find(row_id)
    assert row is not None
    assert (row.state, row.attempts, row.due_at) == (State.WAITING, 0, portal.clock.now())
    page = client.get(done.location).text
    assert f"Tried again: New ticket, {ticket.reference} · Tomás support" in " ".join(page.split())


def test_trying_all_again_starts_a_stopped_channel(portal):
    portal.enter()
    park(portal, "the help desk wants no more messages (410)")
    lines = LineStore(portal.services.database)
    lines.stop(DESK, portal.clock.now(), "the help desk wants no more messages (410)")
    client = signed_in(portal)
    assert "Help desk: the other side wants no more messages" in client.get(PAGE).text
    send_form(client, PAGE, "/staff/outbox/retry")

    assert portal.services.outbox.parked() == []
    assert lines.find_stop(DESK) is None


def test_what_is_not_there_cannot_be_tried(portal):
    client = signed_in(portal)
    portal.enter()

    assert send_form(client, PAGE, f"{PAGE}{new_id()}/retry").status_code == 404
    assert send_form(client, PAGE, f"{PAGE}x/retry").status_code == 404


def test_only_support_sees_it_and_only_with_its_token(portal):
    portal.enter()
    row_id = park(portal)
    stranger, writer = portal.app.test_client(), signed_in(portal, Role.WRITER)

    assert stranger.get(PAGE).location.startswith("/staff/sign-in")
    assert writer.get(PAGE).status_code == 403
    assert signed_in(portal).post(f"{PAGE}{row_id}/retry").status_code == 400


def test_the_desk_leads_to_it(portal):
    assert f'href="{PAGE}"' in signed_in(portal).get("/staff/").text
