"""The customer's tickets: the list, one conversation, its files, and the mailed links."""

from collections.abc import Sequence

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from portal.articles.service import ArticleService
from portal.kernel.errors import Gone, NotFound
from portal.kernel.ids import new_id
from portal.kernel.locale import LOCALES
from portal.site import Site
from portal.tickets import access
from portal.tickets.forms import page, words
from portal.tickets.forms.download import attachment_response
from portal.tickets.forms.posting import (
    Fault,
    LinkRequest,
    file_faults,
    find_faults,
    read_link_request,
    read_posting,
    step_fault,
)
from portal.tickets.model import State
from portal.tickets.rules.state import Event, StepRefused
from portal.tickets.service import (
    Correspondence,
    CustomerTickets,
    FilesRefused,
    Posting,
    TicketIntake,
    UploadDesk,
)
from portal.tickets.service.customer import has_agreed
from portal.web.i18n import current_locale
from portal.web.shell import render, set_alternates
from portal.web.wiring import use

blueprint = Blueprint("tickets", __name__, template_folder="templates")
_BODY_LIMIT = 120_000_000  # to refuse a large file by name, it has to be let in first
_LIVE = ("chat", "call_back", "phone")


@blueprint.url_value_preprocessor
def _let_in(endpoint: str | None, values: dict[str, str] | None) -> None:
    """Let the owner of a ticket send more than is taken, so that the words are not lost with it.

    It runs before anything reads the body: nobody else's is read at all.
    """
    if endpoint == "tickets.add" and values:
        use(CustomerTickets).demand(access.visitor(), values["reference"])
        request.max_content_length = _BODY_LIMIT


@blueprint.get("/<locale:locale>/tickets/")
def index() -> Response:
    """Show the tickets that this browser may see."""
    found = use(CustomerTickets).list(access.visitor())
    set_alternates({code: f"/{code}/tickets/" for code in LOCALES})
    return render(
        "tickets/list.html",
        open_tickets=[t for t in found if t.state is not State.CLOSED],
        closed_tickets=[t for t in found if t.state is State.CLOSED],
        is_forgotten="forgotten" in request.args,
        words=words,
        badges=page.BADGES,
    )


@blueprint.post("/<locale:locale>/tickets/forget")
def forget() -> BaseResponse:
    """Let this browser see no ticket any more."""
    use(CustomerTickets).forget(access.visitor())
    return access.forget(redirect(f"/{current_locale()}/tickets/?forgotten", code=303))


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
    response = render("tickets/confirm.html", ticket=ticket, hours=hours, words=words)
    # the secret opens nothing yet; with it a double click on the button is one visitor's
    return access.hide_address(access.remember(response, secret))


@blueprint.post("/<locale:locale>/tickets/confirm/<token>")
def confirm(token: str) -> BaseResponse:
    """Take the address as proven and show the ticket in the queue."""
    secret = access.visitor_or_new()
    try:
        ticket = use(TicketIntake).confirm(token, secret)
    except (Gone, NotFound) as error:
        known = use(TicketIntake).find_confirmed(token, secret)
        if known is None:
            return _dead_link(error)
        ticket = known
    response = redirect(f"/{current_locale()}/tickets/{ticket.reference}?note=entered", code=303)
    return access.hide_address(access.remember(response, secret))


@blueprint.get("/<locale:locale>/tickets/open/<token>")
def open_link(token: str) -> BaseResponse:
    """Exchange a mailed link for the cookie, and go on to an address without a secret."""
    secret = access.visitor_or_new()
    try:
        ticket = use(CustomerTickets).open_link(token, secret)
    except (Gone, NotFound) as error:
        return _dead_link(error)
    response = redirect(f"/{current_locale()}/tickets/{ticket.reference}", code=303)
    return access.hide_address(access.remember(response, secret))


def _dead_link(error: Gone | NotFound) -> Response:
    response = render("tickets/dead_link.html", asked=LinkRequest("", ""), faults=[])
    response.status_code = 410 if isinstance(error, Gone) else 404
    return access.hide_address(response)


@blueprint.get("/<locale:locale>/tickets/link")
def ask_for_link() -> Response:
    """Show the form for another link, or that it was sent."""
    set_alternates({code: f"/{code}/tickets/link" for code in LOCALES})
    if "sent" in request.args:
        return render("tickets/link_sent.html")
    return render("tickets/link.html", asked=LinkRequest("", ""), faults=[])


@blueprint.post("/<locale:locale>/tickets/link")
def send_link() -> BaseResponse:
    """Mail another link if reference and address belong together; answer the same to everybody."""
    asked = read_link_request()
    faults = asked.faults()
    if faults:
        response = render("tickets/link.html", asked=asked, faults=faults)
        response.status_code = 422
        return response
    use(TicketIntake).resend(asked.reference, asked.email, access.network())
    return redirect(f"/{current_locale()}/tickets/link?sent", code=303)


@blueprint.get("/<locale:locale>/tickets/<reference>")
def ticket(reference: str) -> Response:
    """Show one conversation and where it stands."""
    return _page(reference)


def _page(reference: str, posting: Posting | None = None, faults: Sequence[Fault] = ()) -> Response:
    customer, site, locale = use(CustomerTickets), use(Site), current_locale()
    conversation = customer.get(access.visitor(), reference)
    shown = conversation.ticket
    catalogue = use(ArticleService).library.catalogue
    read = [catalogue.best(key, locale) for key in shown.intake.articles]
    set_alternates({code: f"/{code}/tickets/{reference}" for code in LOCALES})
    response = render(
        "tickets/ticket.html",
        ticket=shown,
        conversation=conversation,
        thread=page.thread(conversation),
        standing=customer.place(shown),
        last=page.last_action(conversation, site.brand.name),
        chain_links=page.chain_links(shown.intake, site.brand.name),
        articles=[article for article in read if article],
        live=[e for e in site.entrances if e.key in _LIVE],
        has_agreed=has_agreed(conversation),
        posting=posting or Posting(new_id(), ""),
        faults=faults,
        notes=request.args.getlist("note"),
        page=page,
        words=words,
    )
    response.status_code = 422 if faults else 200
    return response


@blueprint.post("/<locale:locale>/tickets/<reference>/messages")
def add(reference: str) -> BaseResponse:
    """Add what the customer says and sends; to a solved ticket it means that it is not."""
    posting = read_posting()
    state = use(CustomerTickets).get(access.visitor(), reference).ticket.state
    faults = find_faults(posting, state)
    if faults:
        return _page(reference, posting, faults)
    try:
        added = use(Correspondence).post(access.visitor(), reference, posting)
    except FilesRefused as error:
        return _page(reference, posting, file_faults(error, use(UploadDesk).limits))
    except StepRefused as error:
        return _page(reference, posting, [step_fault(error)])
    notes = ["reopened" if added.event is Event.REOPENED else "added"]
    notes += ["masked"] if added.is_masked else []
    query = "&".join(f"note={note}" for note in notes)
    address = f"/{current_locale()}/tickets/{reference}?{query}#m-{posting.message_id}"
    return redirect(address, code=303)


@blueprint.post("/<locale:locale>/tickets/<reference>/solved")
def solve(reference: str) -> BaseResponse:
    """Take the customer's word that it is solved."""
    try:
        use(CustomerTickets).solve(access.visitor(), reference)
    except StepRefused as error:
        return _page(reference, None, [step_fault(error)])
    return redirect(f"/{current_locale()}/tickets/{reference}?note=solved", code=303)


@blueprint.get("/<locale:locale>/tickets/<reference>/files/<file_id>")
def file(reference: str, file_id: str) -> Response:
    """Send a file of the conversation."""
    found = use(CustomerTickets).find_file(access.visitor(), reference, file_id)
    content = use(UploadDesk).load(found.stored)
    return attachment_response(found.attachment, content, inline="inline" in request.args)
