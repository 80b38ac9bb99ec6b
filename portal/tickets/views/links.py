"""Mailed links: one confirms a ticket, one opens it, and a form mails another."""

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.kernel.errors import Gone, NotFound
from portal.kernel.locale import LOCALES
from portal.tickets import access
from portal.tickets.forms import page, words
from portal.tickets.forms.posting import LinkRequest, read_link_request
from portal.tickets.forms.summary import intake_text
from portal.tickets.model import Ticket
from portal.tickets.rules.state import StepRefused
from portal.tickets.service import CustomerTickets, Duplicates, TicketIntake
from portal.tickets.views.blueprint import blueprint
from portal.web.errors import status_of
from portal.web.forms import lasting_form
from portal.web.headers import hide_address, redirect_to
from portal.web.i18n import current_locale
from portal.web.shell import render, set_alternates
from portal.web.wiring import use


@blueprint.get("/<locale:locale>/tickets/confirm/<token>")
def ask_to_confirm(token: str) -> BaseResponse:
    """Say what confirming does; programs that look at links in mails only ever come this far."""
    set_alternates({code: f"/{code}/tickets/confirm/{token}" for code in LOCALES})
    secret = access.visitor_or_new()
    try:
        ticket = use(TicketIntake).get_unconfirmed(token)
    except (Gone, NotFound) as error:
        return _dead_link(error)
    hours = use(CustomerTickets).place(ticket).target_hours
    own = [one for one in use(Duplicates).of_link(token) if one.can_take_more]
    response = render(
        "tickets/confirm.html", ticket=ticket, hours=hours, words=words, page=page, own=own
    )
    # the secret opens nothing yet; with it a double click on the button is one visitor's
    return hide_address(access.remember(response, secret))


@blueprint.post("/<locale:locale>/tickets/confirm/<token>")
@lasting_form
def confirm(token: str) -> BaseResponse:
    """Take the address as proven: the ticket enters the queue, or becomes a part of an older one.

    Pressed twice, or Back and pressed again, it stays with what was chosen first.
    """
    secret = access.visitor_or_new()
    older, intake = request.form.get("add", ""), use(TicketIntake)
    try:
        ticket = _put_into(older, token, secret) if older else intake.confirm(token, secret)
    except StepRefused:  # the older one closed meanwhile, and is offered no more
        return redirect_to(request.path)
    except (Gone, NotFound) as error:
        known = intake.find_confirmed(token, secret)
        if known is None:
            return _dead_link(error)
        ticket = known
    note = "added" if ticket.reference == older else "entered"
    response = redirect_to(f"/{current_locale()}/tickets/{ticket.reference}?note={note}")
    return hide_address(access.remember(response, secret))


def _put_into(older: str, token: str, secret: str) -> Ticket:
    """Make what was told a part of the ticket `older` of the same person (R9)."""
    text = intake_text(use(TicketIntake).get_unconfirmed(token).intake)
    return use(Duplicates).merge(token, older, secret, text)


@blueprint.get("/<locale:locale>/tickets/open/<token>")
def open_link(token: str) -> BaseResponse:
    """Exchange a mailed link for the cookie, and go on to an address without a secret."""
    secret = access.visitor_or_new()
    try:
        ticket = use(CustomerTickets).open_link(token, secret)
    except (Gone, NotFound) as error:
        return _dead_link(error)
    response = redirect_to(f"/{current_locale()}/tickets/{ticket.reference}")
    return hide_address(access.remember(response, secret))


def _dead_link(error: Gone | NotFound) -> BaseResponse:
    return hide_address(
        render("tickets/dead_link.html", status_of(error), asked=LinkRequest("", ""), faults=[])
    )


@blueprint.get("/<locale:locale>/tickets/link")
@blueprint.get("/<locale:locale>/tickets/confirm/again")
def ask_for_link() -> Response:
    """Show the form for another link, or that it was sent."""
    set_alternates({code: f"/{code}/tickets/link" for code in LOCALES})
    if "sent" in request.args:
        return render("tickets/link_sent.html")
    return render("tickets/link.html", asked=LinkRequest("", ""), faults=[])


@blueprint.post("/<locale:locale>/tickets/link")
@lasting_form
def send_link() -> BaseResponse:
    """Mail another link if reference and address belong together; answer the same to everybody."""
    asked = read_link_request()
    faults = asked.faults()
    if faults:
        return render("tickets/link.html", 422, asked=asked, faults=faults)
    use(TicketIntake).resend(asked.reference, asked.email, access.network())
    return redirect_to(f"/{current_locale()}/tickets/link?sent")
