"""The ticket as support will read it, sending it, and what happens next."""

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.kernel.errors import NotFound
from portal.kernel.locale import LOCALES
from portal.site import Site
from portal.tickets import access
from portal.tickets.model import Ticket
from portal.tickets.service import CustomerTickets
from portal.web.forms import lasting_form
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.shell import render, set_alternates
from portal.web.wiring import use
from portal.wizard.events import StepKind
from portal.wizard.forms.advice import (
    covered_names,
)
from portal.wizard.forms.compose import (
    classified,
    demands_of,
    known_facts,
    new_ticket,
)
from portal.wizard.forms.devices import tried
from portal.wizard.forms.lexicons import Lexicons
from portal.wizard.forms.ticket import (
    TicketForm,
    check_form,
)
from portal.wizard.forms.words import note_words
from portal.wizard.rules.chain import chain_states
from portal.wizard.rules.second import read_seconds
from portal.wizard.service.start import StartDesk
from portal.wizard.service.wizard import Wizard
from portal.wizard.views.about_you import (
    ABOUT,
    about_rows,
    must_be_approved,
)
from portal.wizard.views.blueprint import (
    address,
    answers_asked,
    blueprint,
    go_to,
    owner,
    say_where,
    visitor,
    walk_asked,
)
from portal.wizard.views.duplicates import found_at_submit
from portal.wizard.views.known import passed_notices, with_passed
from portal.wizard.views.reading import tell


@blueprint.get("/<locale:locale>/contact/<flow>/check")
def check_answers(flow: str) -> BaseResponse:
    """Show the ticket as support will read it, with a way to change each part."""
    walk, draft = walk_asked(flow)
    if draft is None or not draft.form or not walk.ends_at_ticket:
        return go_to(flow, walk.replay.current.id, walk.replay)
    form = TicketForm.load(draft.form)
    checked = check_form(form, demands_of(walk, form, draft), use(Lexicons).at(current_locale()))
    if not checked.passes or "about" not in draft.notes:
        return redirect_to(address(flow, "ticket", walk.replay))
    outcome = walk.replay.outcome
    verdict = outcome.verdict if outcome else "unknown"
    say_where(walk, "check")
    return render(
        "wizard/check.html",
        flow=walk.flow,
        form=form,
        draft=draft,
        what=classified(walk),
        known=(*known_facts(walk, current_locale()), *passed_notices()),
        links=chain_states(walk.flow, walk.replay.facts, verdict, walk.known.scope),
        change=address(flow, "ticket", walk.replay),
        change_about=address(flow, ABOUT, walk.replay, change="1"),
        about_rows=about_rows(draft, form),
        must_be_approved=must_be_approved(draft, form),
        action=address(flow, "check", walk.replay),
        about=demands_of(walk, form, draft).asset,
        tried=tried(walk.devices),
        notes=note_words(checked.notes),
        covered=form.masked + covered_names(a.name for a, _stored in draft.files),
        seconds=read_seconds(draft.notes),
        policy=use(Site).policy,
    )


@blueprint.post("/<locale:locale>/contact/<flow>/check")
@lasting_form
def send(flow: str) -> BaseResponse:
    """Send the ticket. Again, at once, or in another tab: it stays one ticket."""
    wizard = use(Wizard)
    draft = wizard.drafts.find_submission(owner(), request.form.get("submission", ""))
    # walked with this very draft: another tab may be sending it at the same moment
    walk = wizard.walk(flow, answers_asked(), draft, visitor())
    if draft is not None and draft.reference:
        return redirect_to(_sent_url(draft.reference))
    if draft is None or not draft.form or not walk.ends_at_ticket:
        return go_to(flow, walk.replay.current.id, walk.replay)
    form = TicketForm.load(draft.form)
    checked = check_form(form, demands_of(walk, form, draft), use(Lexicons).at(current_locale()))
    if not checked.passes:
        return redirect_to(address(flow, "ticket", walk.replay))
    told_before = found_at_submit(walk, draft)
    if told_before:
        return redirect_to(told_before)
    ticket = with_passed(new_ticket(walk, form, draft, current_locale()))
    sent = wizard.submit(draft, ticket, request.remote_addr or "", access.visitor())
    tell(StepKind.SUBMITTED, walk)
    use(StartDesk).forget(owner(), flow)
    return redirect_to(_sent_url(sent.ticket.reference))


def _sent_url(reference: str) -> str:
    return f"/{current_locale()}/contact/sent/{reference}"


@blueprint.get("/<locale:locale>/contact/sent/<reference>")
def sent(reference: str) -> Response:
    """Confirm: the reference, and what happens next."""
    draft = use(Wizard).drafts.find_sent(owner(), reference)
    if draft is None:
        raise NotFound(reference)
    set_alternates({code: f"/{code}/contact/sent/{reference}" for code in LOCALES})
    return render(
        "wizard/sent.html",
        reference=reference,
        email=draft.form.get("email", ""),
        policy=use(Site).policy,
        needs_confirmation="again" not in request.args,
        asked_again="again" in request.args,
        seconds=read_seconds(draft.notes),
        proven=_find_proven(reference),
    )


def _find_proven(reference: str) -> Ticket | None:
    """Return the ticket where this browser may see it: its address is proven by now."""
    try:
        return use(CustomerTickets).get(access.visitor(), reference).ticket
    except NotFound:
        return None


@blueprint.get("/<locale:locale>/contact/<flow>/files/<file_id>")
def draft_file(flow: str, file_id: str) -> Response:
    """Send a picture of the visitor's own draft, for its preview."""
    draft = use(Wizard).drafts.find(owner(), flow)
    if draft is None:
        raise NotFound(file_id)
    attachment, content = use(Wizard).drafts.find_file(draft, file_id)
    if not attachment.mime.startswith("image/"):
        raise NotFound(file_id)
    response = Response(content, mimetype=attachment.mime)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
