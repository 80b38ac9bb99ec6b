"""What a ticket is, what it belongs to, and how it should have come in."""

from werkzeug.wrappers import Response

from portal.identity.access import current_member, support_only
from portal.kernel.errors import Conflict, Invalid, NotFound
from portal.staff.forms.sorting import JudgeForm, LinkForm, SplitForm, WeighForm
from portal.staff.views import sheet
from portal.staff.views.blueprint import back_to, blueprint
from portal.tickets.service import RelatedTickets, TicketDesk
from portal.web.i18n import gettext as _
from portal.web.wiring import use


@blueprint.post("/staff/tickets/<reference>/priority")
@support_only
def weigh(reference: str) -> Response:
    """Change kind or priority, with the reason on the record; the place follows from them."""
    form, desk, author = WeighForm.read(), use(TicketDesk), current_member().name
    errors = form.find_gaps()
    if errors:
        return sheet.show(reference, sheet.Forms(weigh=form), errors, status=422)
    if form.kind is not None:
        desk.rekind(reference, form.kind, form.weighed, author)
    if form.priority is not None:
        desk.reprioritise(reference, form.priority, form.weighed, author)
    return back_to(reference, "weighed")


@blueprint.post("/staff/tickets/<reference>/verdict")
@support_only
def judge(reference: str) -> Response:
    """Say that the ticket should not have come, or came poorly told, and why."""
    form = JudgeForm.read()
    judgement = form.judgement()
    if judgement is None:
        return sheet.show(reference, sheet.Forms(judge=form), form.find_gaps(), status=422)
    use(TicketDesk).judge(reference, judgement, current_member().name)
    return back_to(reference, "judged")


@blueprint.post("/staff/tickets/<reference>/link")
@support_only
def link(reference: str) -> Response:
    """Say that another ticket is about the same problem."""
    form = LinkForm.read()
    try:
        use(RelatedTickets).link(reference, form.reference, current_member().name)
    except (Invalid, NotFound):
        use(TicketDesk).get(reference)
        text = _("There is no other ticket with this reference")
        return sheet.show(reference, sheet.Forms(link=form), [("other", text)], status=422)
    return back_to(reference, "linked")


@blueprint.post("/staff/tickets/<reference>/unlink")
@support_only
def unlink(reference: str) -> Response:
    """Take back that two tickets are about the same."""
    use(RelatedTickets).unlink(reference, LinkForm.read().reference, current_member().name)
    return back_to(reference, "unlinked")


@blueprint.post("/staff/tickets/<reference>/split")
@support_only
def split(reference: str) -> Response:
    """Make the second problem a ticket of its own, with the chosen messages (R8)."""
    form = SplitForm.read()
    errors = form.find_gaps()
    if errors:
        return sheet.show(reference, sheet.Forms(split=form), errors, status=422)
    try:
        new = use(RelatedTickets).split(reference, form.part(), current_member().name)
    except Conflict:
        text = _("Only a ticket that is open can be split")
        errors = [("split-subject", text)]
        return sheet.show(reference, sheet.Forms(split=form), errors, status=409)
    return back_to(new.reference, "split")
