"""Contacts who cannot file (R15): pronounced from a ticket, listed, ended early."""

from zoneinfo import ZoneInfo

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.identity.access import current_member, support_only
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.ids import is_id
from portal.site import Site
from portal.staff.forms import suspensions as words
from portal.staff.forms.answer import LONGEST_REASON
from portal.staff.forms.sorting import SuspendForm
from portal.staff.views import sheet
from portal.staff.views.blueprint import back_to, blueprint
from portal.tickets.rules.suspension import Standing
from portal.tickets.service import Suspensions
from portal.web.headers import redirect_to
from portal.web.shell import render
from portal.web.wiring import use

_PAGE = "/staff/suspensions/"


@blueprint.get(_PAGE)
@support_only
def suspensions() -> Response:
    """Show who cannot file now, and who could not before."""
    return _page()


def _page(refused: str = "", status: int = 200) -> Response:
    return render(
        "staff/suspensions.html",
        status,
        record=use(Suspensions).record(),
        standings=Standing,
        refused=refused,
        is_done="done" in request.args,
        words=words,
    )


@blueprint.post("/staff/tickets/<reference>/suspend")
@support_only
def suspend(reference: str) -> BaseResponse:
    """Suspend who wrote the ticket; they are told by mail."""
    form, zone = SuspendForm.read(), ZoneInfo(use(Site).timezone)
    errors = form.find_gaps(zone, use(Suspensions).now())
    if errors:
        return sheet.show(reference, sheet.Forms(suspend=form), errors, status=422)
    author = current_member().name
    use(Suspensions).suspend(reference, form.reason, form.ends_at(zone), author)
    return back_to(reference, "suspended")


@blueprint.post("/staff/suspensions/<suspension_id>/end")
@support_only
def end(suspension_id: str) -> BaseResponse:
    """End a suspension early, with the reason on the record."""
    if not is_id(suspension_id):
        raise NotFound(suspension_id)
    reason = request.form.get("reason", "")[:LONGEST_REASON]
    try:
        use(Suspensions).end(suspension_id, reason, current_member().name)
    except Invalid:
        return _page(refused=suspension_id, status=422)
    return redirect_to(f"{_PAGE}?done=1")
