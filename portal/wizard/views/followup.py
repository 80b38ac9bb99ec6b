"""R24: a closed ticket that has come back goes on in a new one, which starts filled in."""

from dataclasses import replace

from werkzeug.wrappers import Response

from portal.kernel.errors import NotFound
from portal.site import Site
from portal.tickets import access
from portal.tickets.model import Ticket
from portal.tickets.rules.duplicates import can_take_more
from portal.tickets.service import CustomerTickets
from portal.web.forms import lasting_form
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.wiring import use
from portal.wizard.forms.compose import first_form
from portal.wizard.forms.ticket import TicketForm
from portal.wizard.rules.inputs import fitting_facts
from portal.wizard.service.wizard import Wizard
from portal.wizard.views.blueprint import address, blueprint, owned, owner_or_new, visitor


@blueprint.post("/<locale:locale>/contact/follow/<reference>")
@lasting_form
def follow_up(reference: str) -> Response:
    """Begin a ticket that goes on from a closed one of this browser's.

    The answers of then are walked again by the flow as it is now: what it no longer asks is left
    out, and what it asks anew is asked.
    """
    old = use(CustomerTickets).get(access.visitor(), reference).ticket
    wizard, secret = use(Wizard), owner_or_new()
    if can_take_more(old, wizard.clock.now(), use(Site).policy.reopen_days):  # R9
        return redirect_to(f"/{current_locale()}/tickets/{reference}")
    try:
        flow = wizard.get_flow(old.flow)
    except NotFound:  # the provider no longer has it
        return redirect_to(f"/{current_locale()}/contact/")
    draft = wizard.drafts.start(secret, old.flow)
    wizard.drafts.keep(draft, fitting_facts(flow, dict(old.intake.given)))
    draft = wizard.drafts.note(draft, follows=old.reference, different=[old.reference])
    draft = wizard.drafts.find(secret, old.flow) or draft
    walk = wizard.walk(old.flow, dict(old.intake.answers), draft, visitor(), run=False)
    outcome = walk.replay.outcome
    if outcome is not None and outcome.type == "ticket" and not draft.form:
        wizard.drafts.save_form(draft, _filled(first_form(walk, current_locale()), old).dump())
    return owned(redirect_to(address(old.flow, walk.replay.current.id, walk.replay)), secret)


def _filled(fresh: TicketForm, old: Ticket) -> TicketForm:
    """Return the form with what was told before; what happens now is for the customer to say."""
    report = old.intake.report
    return replace(
        fresh,
        subject=report.subject,
        steps=report.steps,
        expected=report.expected or fresh.expected,
        name=old.intake.person.name,
        email=old.intake.person.email,
        phone=old.intake.phone,
    )
