"""One ticket: the conversation, where it stands, what the customer adds, and its files."""

from collections.abc import Sequence

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.articles.service import ArticleService
from portal.kernel.ids import new_id
from portal.kernel.locale import LOCALES
from portal.site import Site
from portal.tickets import access
from portal.tickets.forms import background, history, page, words
from portal.tickets.forms.download import attachment_response
from portal.tickets.forms.posting import (
    Fault,
    file_faults,
    find_faults,
    phone_fault,
    read_phone,
    read_posting,
    step_fault,
    with_reason,
)
from portal.tickets.mails import missing_words
from portal.tickets.model import State, Ticket
from portal.tickets.rules.nudge import Nudging
from portal.tickets.rules.state import Event, StepRefused
from portal.tickets.service import (
    Correspondence,
    CustomerTickets,
    FilesRefused,
    Posting,
    UploadDesk,
)
from portal.tickets.service.customer import has_agreed
from portal.tickets.service.nudges import Nudges
from portal.tickets.service.wishes import Wishes
from portal.tickets.views.blueprint import blueprint
from portal.web.forms import LARGEST_BODY, lasting_form
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _
from portal.web.shell import render, set_alternates
from portal.web.wiring import use

blueprint.add_app_template_global(page.size_words, "size_words")


@blueprint.url_value_preprocessor
def _let_in(endpoint: str | None, values: dict[str, str] | None) -> None:
    """Let the owner of a ticket send more than is taken, so that the words are not lost with it.

    It runs before anything reads the body: nobody else's is read at all.
    """
    if endpoint == "tickets.add" and values:
        use(CustomerTickets).demand(access.visitor(), values["reference"])
        request.max_content_length = LARGEST_BODY


@blueprint.get("/<locale:locale>/tickets/<reference>")
def ticket(reference: str) -> Response:
    """Show one conversation and where it stands."""
    return _page(reference)


def _page(
    reference: str,
    posting: Posting | None = None,
    faults: Sequence[Fault] = (),
    phone: str | None = None,
) -> Response:
    customer, site, locale = use(CustomerTickets), use(Site), current_locale()
    conversation = customer.get(access.visitor(), reference)
    shown = conversation.ticket
    catalogue = use(ArticleService).library.catalogue
    read = [catalogue.best(key, locale) for key in _articles_of(shown)]
    set_alternates({code: f"/{code}/tickets/{reference}" for code in LOCALES})
    return render(
        "tickets/ticket.html",
        422 if faults else 200,
        ticket=shown,
        conversation=conversation,
        thread=page.thread(conversation),
        standing=customer.place(shown),
        last=page.last_action(conversation, site.brand.name),
        articles=[article for article in read if article],
        live=page.live_channels(site, use(Nudges).clock.now()),
        nudge=use(Nudges).look(conversation),
        missing=[missing_words(one) for one in page.missing_now(conversation)],
        phone=shown.intake.phone if phone is None else phone,
        missing_words=missing_words,
        why=request.form.get("why", ""),
        has_agreed=has_agreed(conversation),
        posting=posting or Posting(new_id(), ""),
        faults=faults,
        notes=request.args.getlist("note"),
        page=page,
        words=words,
        history=history,
        background=background,
    )


def _articles_of(ticket: Ticket) -> tuple[str, ...]:
    """Return what was opened or offered on the way, each once."""
    return tuple(dict.fromkeys((*ticket.intake.read, *ticket.intake.articles)))


@blueprint.post("/<locale:locale>/tickets/<reference>/messages")
@lasting_form
def add(reference: str) -> BaseResponse:
    """Add what the customer says and sends; to a solved ticket it means that it is not."""
    posting = read_posting()
    state = use(CustomerTickets).get(access.visitor(), reference).ticket.state
    faults = find_faults(posting, state)
    if faults:
        return _page(reference, posting, faults)
    sent = with_reason(posting) if state is State.SOLVED else posting
    try:
        added = use(Correspondence).post(access.visitor(), reference, sent)
    except FilesRefused as error:
        return _page(reference, posting, file_faults(error, use(UploadDesk).limits))
    except StepRefused as error:
        return _page(reference, posting, [step_fault(error)])
    notes = ["reopened" if added.event is Event.REOPENED else "added"]
    notes += ["masked"] if added.is_masked else []
    query = "&".join(f"note={note}" for note in notes)
    address = f"/{current_locale()}/tickets/{reference}?{query}#m-{posting.message_id}"
    return redirect_to(address)


@blueprint.post("/<locale:locale>/tickets/<reference>/solved")
@lasting_form
def solve(reference: str) -> BaseResponse:
    """Take the customer's word that it is solved."""
    try:
        use(CustomerTickets).solve(access.visitor(), reference)
    except StepRefused as error:
        return _page(reference, None, [step_fault(error)])
    return redirect_to(f"/{current_locale()}/tickets/{reference}?note=solved")


@blueprint.post("/<locale:locale>/tickets/<reference>/nudge")
@lasting_form
def nudge(reference: str) -> BaseResponse:
    """Ask how it is going, once it is time; asked again, the page says what is known."""
    before = use(Nudges).ask(access.visitor(), reference, _("The customer asks how it is going."))
    note = "nudged" if before is Nudging.OPEN else "known"
    return redirect_to(f"/{current_locale()}/tickets/{reference}?note={note}#where")


@blueprint.post("/<locale:locale>/tickets/<reference>/call")
@lasting_form
def call(reference: str) -> BaseResponse:
    """Keep whether support calls once it is solved, and which number."""
    wants = request.form.get("call", "yes") == "yes"
    phone = read_phone() if wants else ""
    use(CustomerTickets).demand(access.visitor(), reference)
    faults = phone_fault(phone) if wants else []
    if faults:
        return _page(reference, None, faults, phone)
    try:
        use(Wishes).call_when_solved(access.visitor(), reference, phone)
    except StepRefused as error:
        return _page(reference, None, [step_fault(error)])
    note = "call" if wants else "no-call"
    return redirect_to(f"/{current_locale()}/tickets/{reference}?note={note}")


@blueprint.get("/<locale:locale>/tickets/<reference>/files/<file_id>")
def file(reference: str, file_id: str) -> Response:
    """Send a file of the conversation."""
    found = use(CustomerTickets).find_file(access.visitor(), reference, file_id)
    content = use(UploadDesk).load(found.stored)
    return attachment_response(found.attachment, content, inline="inline" in request.args)
