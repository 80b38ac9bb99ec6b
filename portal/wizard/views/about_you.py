"""About you: who asks, who else has a hand in it, and what may be touched."""

import dataclasses

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.site import Site
from portal.tickets import access
from portal.tickets.forms import background as words
from portal.tickets.model import Keeper, Operator, Queue, Relation
from portal.tickets.rules.authority import needs_approval
from portal.tickets.rules.secrets import mask_secrets
from portal.tickets.service import CustomerTickets
from portal.web.forms import lasting_form
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.shell import render, set_same_page
from portal.web.wiring import use
from portal.wizard.forms.about_you import (
    AboutForm,
    Asked,
    background_in,
    dump_about,
    find_gaps,
    load_about,
    read_about,
    remembered,
    what_to_ask,
)
from portal.wizard.forms.compose import classified
from portal.wizard.forms.lexicons import Lexicons
from portal.wizard.forms.ticket import TicketForm
from portal.wizard.service.walk import Walk
from portal.wizard.service.wizard import Wizard
from portal.wizard.store.drafts import Draft
from portal.wizard.views.blueprint import address, blueprint, go_to, walk_asked

ABOUT = "about"
"""The last part of the page's address."""


@blueprint.get("/<locale:locale>/contact/<flow>/about")
def about_you(flow: str) -> BaseResponse:
    """Show what is known of the person, and ask for the rest."""
    walk, draft = walk_asked(flow)
    if draft is None or not draft.form or not walk.ends_at_ticket:
        return go_to(flow, walk.replay.current.id, walk.replay)
    return _page(walk, _filled(draft), _asked(walk))


@blueprint.post("/<locale:locale>/contact/<flow>/about")
@lasting_form
def tell_about_you(flow: str) -> BaseResponse:
    """Keep what was said and go on to the ticket's form."""
    walk, draft = walk_asked(flow)
    if draft is None or not draft.form or not walk.ends_at_ticket:
        return go_to(flow, walk.replay.current.id, walk.replay)
    asked = _asked(walk)
    form = _masked(read_about(request.form, _filled(draft), asked))
    gaps = find_gaps(form, asked)
    if gaps:
        return _page(walk, form, asked, gaps)
    keep_about(draft, form)
    return redirect_to(address(flow, "ticket", walk.replay))


def keep_about(draft: Draft, form: AboutForm) -> Draft:
    """Keep the page in the draft; name and permission stand in the ticket's form."""
    wizard = use(Wizard)
    ticket = dataclasses.replace(
        TicketForm.load(draft.form),
        name=form.name,
        consent=form.consent,
        consent_for=form.consent_for,
    )
    draft = wizard.drafts.save_form(draft, ticket.dump())
    return wizard.drafts.note(draft, about=dump_about(form, wizard.clock.now().isoformat()))


def skip_if_known(walk: Walk, draft: Draft) -> Draft:
    """Take what an earlier ticket says, where this one asks for nothing else."""
    known = _known()
    if "about" in draft.notes or _asked(walk).consent or not known.is_known:
        return draft
    return keep_about(draft, known)


def with_known_email(form: TicketForm) -> TicketForm:
    """Return `form` with the address signed in with, or of one's last ticket, if it has none."""
    if form.email:
        return form
    customer = access.current_customer()
    if customer is not None:
        return dataclasses.replace(form, email=customer.email)
    tickets = use(CustomerTickets).list(access.visitor())
    return dataclasses.replace(form, email=tickets[0].intake.person.email if tickets else "")


def about_rows(draft: Draft, form: TicketForm) -> list[tuple[str, str]]:
    """Return what was said on the page, to show it before sending."""
    return words.rows(background_in(draft.notes, form), use(Site).brand.name)


def must_be_approved(draft: Draft, form: TicketForm) -> bool:
    """Return whether an authorised contact has to approve the ticket."""
    return needs_approval(background_in(draft.notes, form))


def _asked(walk: Walk) -> Asked:
    is_technical = classified(walk).queue is Queue.TECHNICAL
    return what_to_ask(walk.replay.facts, is_technical=is_technical)


def _known() -> AboutForm:
    return remembered(use(CustomerTickets).list(access.visitor()))


def _filled(draft: Draft) -> AboutForm:
    return load_about(draft.notes, TicketForm.load(draft.form)) or _known()


def _masked(form: AboutForm) -> AboutForm:
    """Hide secrets in what was typed (R18)."""
    lexicon = use(Lexicons).at(current_locale())

    def masked(text: str) -> str:
        return mask_secrets(text, lexicon).text

    return dataclasses.replace(
        form,
        name=masked(form.name),
        acts_for=masked(form.acts_for),
        operator_name=masked(form.operator_name),
        consent_for=masked(form.consent_for),
    )


def _page(
    walk: Walk, form: AboutForm, asked: Asked, gaps: list[tuple[str, str]] | None = None
) -> Response:
    errors: dict[str, list[str]] = {}
    for anchor, text in gaps or []:
        errors.setdefault(anchor.removesuffix("-1"), []).append(text)
    flow = walk.flow.flow
    set_same_page(address(flow, ABOUT, walk.replay))
    is_open = bool(gaps) or "change" in request.args or not form.is_known
    return render(
        "wizard/about.html",
        422 if gaps else 200,
        flow=walk.flow,
        form=form,
        asked=asked,
        is_open=is_open,
        known=words.rows(form.background, use(Site).brand.name),
        relations=Relation,
        operators=Operator,
        keepers=Keeper,
        words=words,
        errors=errors,
        summary=gaps or [],
        action=address(flow, ABOUT, walk.replay),
        change=address(flow, ABOUT, walk.replay, change="1"),
        back=address(flow, walk.replay.current.id, walk.replay),
    )
