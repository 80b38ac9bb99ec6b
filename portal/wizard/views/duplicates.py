"""R9: before the form and again at submit, what one already told comes first.

Adding to the older ticket is the first choice; "it is something else" leads on. Asked once for
each ticket: who said that theirs is different is not asked about it again.
"""

from collections.abc import Sequence

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.kernel.errors import Conflict, NotFound
from portal.notices.model import Notice
from portal.notices.rules.words import pick
from portal.notices.service import Notices
from portal.tickets import access
from portal.tickets.forms import page as ticket_page
from portal.tickets.forms import words as ticket_words
from portal.tickets.forms.refusals import refusal_words, upload_refusal
from portal.tickets.forms.summary import intake_text
from portal.tickets.model import Intake
from portal.tickets.rules.duplicates import Concern
from portal.tickets.rules.state import StepRefused
from portal.tickets.rules.uploads import UploadRefused
from portal.tickets.service import Contribution, Duplicates, Own, UploadDesk
from portal.web.forms import lasting_form
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.shell import render, set_same_page
from portal.web.wiring import use
from portal.wizard.events import StepKind
from portal.wizard.forms.compose import new_ticket
from portal.wizard.forms.ticket import TicketForm
from portal.wizard.rules.symptom import symptom_of
from portal.wizard.service.walk import Walk
from portal.wizard.service.wizard import Wizard
from portal.wizard.store.drafts import Draft
from portal.wizard.views.about_you import ABOUT, skip_if_known
from portal.wizard.views.blueprint import (
    address,
    blueprint,
    go_to,
    owner,
    seen_asked,
    walk_asked,
)
from portal.wizard.views.reading import tell

DUPLICATES = "duplicates"
"""The last part of the page's address."""

_AT_SUBMIT = "submit"


def next_page(walk: Walk, draft: Draft) -> str:
    """Return the address that comes after the conclusion: duplicates, about you, or the form."""
    flow = walk.flow.flow
    if own_like(walk, draft):
        return address(flow, DUPLICATES, walk.replay)
    draft = skip_if_known(walk, draft)
    page = "ticket" if "about" in draft.notes else ABOUT
    return address(flow, page, walk.replay)


def found_at_submit(walk: Walk, draft: Draft) -> str:
    """Return where to ask before sending, because of what the form says now; mostly nowhere."""
    if not own_like(walk, draft):
        return ""
    return address(walk.flow.flow, DUPLICATES, walk.replay, at=_AT_SUBMIT)


def own_like(walk: Walk, draft: Draft) -> tuple[Own, ...]:
    """Return one's own tickets like this one, but for those said to be different."""
    intake, outcome = _intake(walk, draft), walk.replay.outcome
    concern = Concern(
        text=intake.report.subject,
        asset=intake.domain,
        outcome=f"{walk.flow.flow}:{outcome.id if outcome else ''}",
    )
    found = use(Duplicates).of_visitor(access.visitor(), concern, current_locale())
    different = set(draft.notes.get("different", ()))
    return tuple(own for own in found if own.ticket.reference not in different)


def _intake(walk: Walk, draft: Draft) -> Intake:
    return new_ticket(walk, TicketForm.load(draft.form), draft, current_locale()).intake


@blueprint.get("/<locale:locale>/contact/<flow>/duplicates")
def told_before(flow: str) -> BaseResponse:
    """Show one's own tickets that are about the same."""
    walk, draft = walk_asked(flow)
    if draft is None or not draft.form or not walk.ends_at_ticket:
        return go_to(flow, walk.replay.current.id, walk.replay)
    own = own_like(walk, draft)
    if not own:
        return redirect_to(_onward(walk, draft))
    return _page(walk, draft, own)


@blueprint.post("/<locale:locale>/contact/<flow>/duplicates")
@lasting_form
def decide(flow: str) -> BaseResponse:
    """Add to the ticket chosen, go on from a closed one, or go on with a ticket of its own."""
    walk, draft = walk_asked(flow)
    reference = request.form.get("add", "")
    if draft is None or not draft.form or not walk.ends_at_ticket:
        return _sent_before(flow, walk, reference)
    if reference:
        return _add(walk, draft, reference)
    own = own_like(walk, draft)
    different = [*draft.notes.get("different", ()), *(o.ticket.reference for o in own)]
    closed = [o.ticket.reference for o in own if not o.can_take_more]
    follow = request.form.get("follow", "")
    more = {"follows": follow} if follow in closed else {}
    draft = use(Wizard).drafts.note(draft, different=different, **more)
    return redirect_to(_onward(walk, draft))


def _sent_before(flow: str, walk: Walk, reference: str) -> BaseResponse:
    """Answer the second press of the button: the draft is a part of that ticket by now."""
    if reference and use(Wizard).drafts.find_sent(owner(), reference):
        return redirect_to(f"/{current_locale()}/tickets/{reference}?note=added")
    return go_to(flow, walk.replay.current.id, walk.replay)


def _onward(walk: Walk, draft: Draft) -> str:
    if request.args.get("at") == _AT_SUBMIT:
        return address(walk.flow.flow, "check", walk.replay)
    return next_page(walk, draft)


def _add(walk: Walk, draft: Draft, reference: str) -> BaseResponse:
    """Make what was told and found a message of the older ticket, files included."""
    text = intake_text(_intake(walk, draft))
    contribution = Contribution(draft.submission_id, text, draft.files)
    try:
        use(Duplicates).add(
            access.visitor(), reference, contribution, use(Wizard).drafts.used_for(draft, reference)
        )
    except StepRefused as error:
        return _page(walk, draft, own_like(walk, draft), refusal_words(error.reason))
    except UploadRefused as error:
        words = upload_refusal(error.reason, use(UploadDesk).limits)
        return _page(walk, draft, own_like(walk, draft), words)
    except Conflict as error:  # another tab sent the draft as a ticket of its own
        sent = use(Wizard).drafts.find_submission(owner(), draft.submission_id)
        if sent is None or not sent.reference:
            raise NotFound(reference) from error
        return redirect_to(f"/{current_locale()}/contact/sent/{sent.reference}")
    tell(StepKind.ADDED, walk)
    address_of = f"/{current_locale()}/tickets/{reference}?note=added#m-{draft.submission_id}"
    return redirect_to(address_of)


def _page(walk: Walk, draft: Draft, own: Sequence[Own], error: str = "") -> Response:
    flow = walk.flow.flow
    more = {"at": _AT_SUBMIT} if request.args.get("at") == _AT_SUBMIT else {}
    here = address(flow, DUPLICATES, walk.replay, **more)
    set_same_page(here)
    return render(
        "wizard/duplicates.html",
        422 if error else 200,
        flow=walk.flow,
        own=own,
        draft=draft,
        notices=_notices(walk),
        notice_title=_notice_title,
        text=intake_text(_intake(walk, draft)),
        error=error,
        action=here,
        back=address(flow, "check" if more else walk.replay.current.id, walk.replay),
        ticket_page=ticket_page,
        ticket_words=ticket_words,
    )


def _notices(walk: Walk) -> tuple[Notice, ...]:
    symptom = symptom_of(walk.flow, walk.replay.facts)
    return use(Notices).board.concerning(walk.flow.product, symptom, seen_asked())


def _notice_title(notice: Notice) -> str:
    return pick(notice.facts.title, current_locale())[0]
