"""The ticket's form: what was typed and the files, kept at every step."""

import dataclasses

from flask import request
from werkzeug.wrappers import Response as BaseResponse

from portal.tickets import access
from portal.tickets.forms.refusals import upload_refusal
from portal.tickets.rules.uploads import UploadRefused
from portal.tickets.service.suspensions import Suspensions
from portal.tickets.service.uploads import UploadDesk
from portal.web.forms import LARGEST_BODY, lasting_form
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.wiring import use
from portal.wizard.forms.advice import JOIN, SPLIT, USE_SUBJECT
from portal.wizard.forms.compose import classified, demands_of, first_form
from portal.wizard.forms.lexicons import Lexicons
from portal.wizard.forms.price import agree
from portal.wizard.forms.ticket import (
    ASKED_BEFORE,
    FormCheck,
    TicketForm,
    check_form,
    read_form,
)
from portal.wizard.service.start import StartDesk
from portal.wizard.service.walk import Walk
from portal.wizard.service.wizard import Wizard
from portal.wizard.store.drafts import Draft
from portal.wizard.views.about_you import ABOUT, with_known_email
from portal.wizard.views.blueprint import (
    address,
    blueprint,
    go_to,
    owned,
    owner,
    owner_or_new,
    walk_asked,
)
from portal.wizard.views.devices import ask_device, wants_device
from portal.wizard.views.duplicates import next_page
from portal.wizard.views.form_page import form_page
from portal.wizard.views.reading import note_reading
from portal.wizard.views.texts import change_form, save_begun

_KEPT = ("name", "email", "phone", "consent", "consent_for")
"""What stays in the form when the answers before it change."""


@blueprint.url_value_preprocessor
def _let_in(endpoint: str | None, values: dict[str, str] | None) -> None:
    """Let the owner of a draft send more than is taken, so that the words are not lost with it.

    It runs before anything reads the body: nobody else's is read at all.
    """
    if endpoint != "wizard.fill_ticket" or not values:
        return
    if use(Wizard).drafts.find(owner(), values["flow"]):
        request.max_content_length = LARGEST_BODY


@blueprint.post("/<locale:locale>/contact/<flow>/ticket/start")
@lasting_form
def start_ticket(flow: str) -> BaseResponse:
    """Begin the ticket's form, filled with what is known."""
    walk, draft = walk_asked(flow)
    if not walk.ends_at_ticket:
        return go_to(flow, walk.replay.current.id, walk.replay)
    use(Suspensions).demand(access.visitor())  # before anybody writes in vain
    secret = owner_or_new()
    wizard = use(Wizard)
    if draft is None:
        draft = wizard.drafts.start(secret, flow)
        wizard.drafts.keep(draft, walk.found)
    own = use(StartDesk).said_for(secret, flow)
    fresh = first_form(walk, current_locale(), own.text, own.code)
    before = TicketForm.load(draft.form)
    if before.proposed != fresh.proposed:  # another way through the flow: the facts are others
        form = with_known_email(
            dataclasses.replace(fresh, **{n: getattr(before, n) for n in _KEPT})
        )
        draft = save_begun(draft, form, classified(walk).kind.kind)
    draft = note_reading(draft)
    if wants_device(walk, draft):
        return owned(ask_device(walk, draft, secret), secret)
    return owned(redirect_to(next_page(walk, draft)), secret)


@blueprint.get("/<locale:locale>/contact/<flow>/ticket")
def ticket_form(flow: str) -> BaseResponse:
    """Show the form as it stands in the draft."""
    walk, draft = walk_asked(flow)
    if draft is None or not draft.form or not walk.ends_at_ticket:
        return go_to(flow, walk.replay.current.id, walk.replay)
    if "about" not in draft.notes:
        return redirect_to(next_page(walk, draft))
    return form_page(walk, draft, FormCheck(TicketForm.load(draft.form)))


@blueprint.post("/<locale:locale>/contact/<flow>/ticket")
@lasting_form
def fill_ticket(flow: str) -> BaseResponse:
    """Keep what was typed and the files, then go on or say what is missing."""
    walk, draft = walk_asked(flow)
    if draft is None or not walk.ends_at_ticket:
        return go_to(flow, walk.replay.current.id, walk.replay)
    before = TicketForm.load(draft.form)
    form = agree(read_form(request.form, before), before, use(Wizard).clock.now())
    draft, refused = _take_files(draft)
    draft = _drop_file(draft, request.form.get("action", ""))
    checked = check_form(form, demands_of(walk, form, draft), use(Lexicons).at(current_locale()))
    action = request.form.get("action", "")
    if action not in {"", "check", "as-is"}:
        return _stay(walk, draft, checked.form, refused, action)
    if checked.passes and not refused:
        use(Wizard).drafts.save_form(draft, checked.form.dump())
        return redirect_to(address(flow, "check", walk.replay))
    if {finding.field for finding in checked.blocking} & ASKED_BEFORE:
        use(Wizard).drafts.save_form(draft, checked.form.dump())
        return redirect_to(address(flow, ABOUT, walk.replay, change="1"))
    kept = use(Wizard).drafts.save_form(
        draft, dataclasses.replace(checked.form, tries=form.tries + 1).dump()
    )
    again = dataclasses.replace(checked, form=TicketForm.load(kept.form))
    return form_page(walk, kept, again, refused, is_error=True)


def _stay(
    walk: Walk, draft: Draft, form: TicketForm, refused: list[tuple[str, str]], action: str
) -> BaseResponse:
    """Do what a button inside the form asks, and show the form again."""
    draft, form = change_form(walk, draft, form, action)
    draft = use(Wizard).drafts.save_form(draft, form.dump())
    if refused:
        return form_page(walk, draft, FormCheck(form), refused, is_error=True)
    places = {"add-step": "more=1#steps", "save": "saved=1"} | dict.fromkeys(
        (USE_SUBJECT, SPLIT, JOIN), "#subject"
    )
    place = places.get(action, "#files")
    url = address(walk.flow.flow, "ticket", walk.replay)
    joint = "" if place.startswith("#") else ("&" if "?" in url else "?")
    return redirect_to(f"{url}{joint}{place}")


def _take_files(draft: Draft) -> tuple[Draft, list[tuple[str, str]]]:
    """Add the files that came; returns the draft and each refused file with its reason."""
    refused = []
    most = use(UploadDesk).limits.file_bytes + 1
    for upload in request.files.getlist("files"):
        if not upload.filename:
            continue
        try:
            draft = use(Wizard).drafts.attach(draft, upload.filename, upload.stream.read(most))
        except UploadRefused as error:
            words = upload_refusal(error.reason, use(UploadDesk).limits)
            refused.append((upload.filename, words))
    return draft, refused


def _drop_file(draft: Draft, action: str) -> Draft:
    if not action.startswith("remove-"):
        return draft
    return use(Wizard).drafts.detach(draft, action.removeprefix("remove-"))
