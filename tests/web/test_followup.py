"""R24: what has come back after its ticket was closed goes on in a ticket that starts filled in."""

import re
from html import unescape

from flask.testing import FlaskClient

from portal.tickets.model import Ticket
from portal.tickets.service import Act
from tests.factories import VISITOR, Portal, send_form, tell_about_you
from tests.web.test_wizard import GOOD_FORM, fill, open_form, token_in


def told(portal: Portal, client: FlaskClient) -> Ticket:
    """Return a ticket that went through the whole wizard, in the queue."""
    checked = client.get(fill(client, open_form(client)).location)
    found = re.search(r'name="submission" value="([^"]+)"', checked.text)
    assert found
    data = {"csrf_token": token_in(checked), "submission": found[1]}
    sent = client.post(checked.request.full_path, data=data)
    reference = sent.location.rpartition("/")[2]
    with portal.services.database.read() as connection:
        ticket = portal.services.tools.tickets.find(connection, reference)
    assert ticket
    with portal.app.test_request_context("/"):
        return portal.services.intake.confirm(portal.token(ticket), VISITOR)


def close(portal: Portal, ticket: Ticket) -> None:
    with portal.app.test_request_context("/"):
        portal.services.desk.answer(ticket.reference, Act.SOLVE, "Es el DNS", "Lucía")
        portal.clock.advance(days=14, seconds=1)
        portal.services.upkeep.close_solved()


def test_r24_the_answers_of_then_lead_to_the_form_with_what_was_told(portal):
    client = portal.visiting()
    ticket = told(portal, client)
    close(portal, ticket)
    page = f"/es/tickets/{ticket.reference}"
    begun = send_form(client, page, f"/es/contact/follow/{ticket.reference}")
    outcome = client.get(begun.location, follow_redirects=True)
    assert outcome.status_code == 200
    assert outcome.request.path.startswith(f"/es/contact/{ticket.flow}/")
    start = re.search(r'action="([^"]+/ticket/start[^"]*)"', outcome.text)
    assert start, "the answers of then lead to a ticket"
    started = client.post(unescape(start[1]), data={"csrf_token": token_in(outcome)})
    form = client.get(tell_about_you(client, started.location).location, follow_redirects=True)
    assert f'value="{GOOD_FORM["subject"]}"' in unescape(form.text)
    draft = portal.services.wizard.drafts.find_noted(client.get_cookie("draft").value, "follows")[
        -1
    ]
    assert draft.notes["follows"] == ticket.reference


def test_r9_a_ticket_that_takes_more_is_gone_on_with_itself(portal):
    client = portal.visiting()
    ticket = told(portal, client)
    page = f"/es/tickets/{ticket.reference}"
    assert send_form(client, page, f"/es/contact/follow/{ticket.reference}").location == page


def test_a_stranger_begins_nothing_with_somebody_elses_ticket(portal):
    ticket = told(portal, portal.visiting())
    stranger = portal.app.test_client()
    done = send_form(stranger, "/es/tickets/link", f"/es/contact/follow/{ticket.reference}")
    assert done.status_code == 404
