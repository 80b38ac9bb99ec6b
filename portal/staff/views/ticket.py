"""One ticket, as support answers it."""

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.identity.access import current_member, support_only
from portal.staff.forms import words as staff_words
from portal.staff.forms.answer import AnswerForm
from portal.staff.rules.replies import fill, values_of
from portal.staff.service import Replies
from portal.staff.views import sheet
from portal.staff.views.blueprint import back_to, blueprint
from portal.tickets.forms.download import attachment_response
from portal.tickets.forms.refusals import refusal_words
from portal.tickets.rules.state import StepRefused
from portal.tickets.service import TicketDesk, UploadDesk
from portal.web.i18n import gettext as _
from portal.web.wiring import use


@blueprint.get("/staff/tickets/<reference>")
@support_only
def ticket(reference: str) -> Response:
    """Show everything that is known of a ticket."""
    return sheet.show(reference)


@blueprint.post("/staff/tickets/<reference>")
@support_only
def answer(reference: str) -> BaseResponse:
    """Reply, ask, note, or mark as solved; or put a reply at hand into what was typed."""
    form = AnswerForm.read()
    if request.form.get("action") == "insert":
        return _insert(reference, form)
    errors = form.find_gaps()
    if errors:
        return sheet.show(reference, sheet.Forms(answer=form), errors, status=422)
    doubts = use(Replies).check(form.text) if form.is_for_customer else ()
    if doubts and not form.excuse:
        errors = [("text", _("Look at these words again before they reach the customer"))]
        return sheet.show(reference, sheet.Forms(answer=form), errors, doubts, 422)
    return _send(reference, form, staff_words.excused_words(doubts, form.excuse))


def _send(reference: str, form: AnswerForm, excused: str) -> BaseResponse:
    try:
        use(TicketDesk).answer(
            reference,
            form.act,
            form.text,
            current_member().name,
            message_id=form.message_id(reference),
            asked_for=form.asked,
            excused=excused,
        )
    except StepRefused as error:
        refused = [("text", refusal_words(error.reason))]
        return sheet.show(reference, sheet.Forms(answer=form), refused, status=409)
    return back_to(reference, form.act)


def _insert(reference: str, form: AnswerForm) -> Response:
    """Show the page with the chosen reply after what was typed; nothing is sent."""
    found = use(TicketDesk).get(reference).ticket
    reply = use(Replies).find(request.form.get("reply", ""), found.locale)
    if reply is not None:
        form = form.with_reply(reply, fill(reply, values_of(found)))
    return sheet.show(reference, sheet.Forms(answer=form))


@blueprint.post("/staff/tickets/<reference>/claim")
@support_only
def claim(reference: str) -> BaseResponse:
    """Put the member's name on the ticket."""
    use(TicketDesk).claim(reference, current_member().name)
    return back_to(reference, "claimed")


@blueprint.post("/staff/tickets/<reference>/release")
@support_only
def release(reference: str) -> BaseResponse:
    """Take the name off the ticket."""
    use(TicketDesk).release(reference, current_member().name)
    return back_to(reference, "released")


@blueprint.get("/staff/tickets/<reference>/files/<file_id>")
@support_only
def file(reference: str, file_id: str) -> Response:
    """Send a file of the ticket; with `inline`, a picture that we made anew is shown."""
    found = use(TicketDesk).find_file(reference, file_id)
    content = use(UploadDesk).load(found.stored)
    return attachment_response(found.attachment, content, inline="inline" in request.args)
