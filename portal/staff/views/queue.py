"""The lists that support works from, and each member's own."""

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.identity.access import current_member, support_only
from portal.kernel.errors import Invalid, TooMany
from portal.staff.forms import lists
from portal.staff.forms import words as staff_words
from portal.staff.model import View
from portal.staff.rules.listing import read_filters, write_filters
from portal.staff.service import SavedViews, SupportBoard
from portal.staff.service.views import LONGEST_NAME
from portal.staff.views.blueprint import blueprint
from portal.tickets.forms import page, words
from portal.tickets.model import Queue
from portal.tickets.service import TicketQueue
from portal.web.headers import redirect_to
from portal.web.shell import render
from portal.web.wiring import use


@blueprint.get("/staff/")
@support_only
def queue() -> Response:
    """Show one of the lists, what the filters leave, or what a search finds."""
    member = current_member()
    filters = read_filters(request.args)
    saved, query = use(SavedViews).of(member.id), write_filters(filters)
    return render(
        "staff/queue.html",
        board=use(SupportBoard).show(filters, member.name),
        saved=saved,
        own=next((view for view in saved if view.query == query), None),
        views=View,
        fields=lists.fields(filters),
        chips=lists.chips(filters),
        none_free="none" in request.args,
        done=lists.done_words(request.args.get("done", "")),
        longest_name=LONGEST_NAME,
        lists=lists,
        page=page,
        words=words,
        staff=staff_words,
    )


@blueprint.post("/staff/views")
@support_only
def keep_view() -> BaseResponse:
    """Keep the filters of the page under a name."""
    filters = read_filters(_filters_sent())
    query = write_filters(filters)
    try:
        use(SavedViews).keep(current_member().id, request.form.get("name", ""), filters)
    except Invalid:
        return redirect_to(f"/staff/?{query}&done=unnamed")
    except TooMany:
        return redirect_to(f"/staff/?{query}&done=full")
    return redirect_to(f"/staff/?{query}&done=kept")


def _filters_sent() -> dict[str, str]:
    return {name: value for name, value in request.form.items() if name not in {"name", "view"}}


@blueprint.post("/staff/views/<view_id>/forget")
@support_only
def forget_view(view_id: str) -> BaseResponse:
    """Forget one of the member's lists."""
    use(SavedViews).forget(current_member().id, view_id)
    return redirect_to("/staff/?done=forgotten")


@blueprint.post("/staff/take")
@support_only
def take_first() -> BaseResponse:
    """Put the member's name on the first ticket that nobody has, and show it."""
    is_billing = request.form.get("view") == View.BILLING
    team = Queue.BILLING if is_billing else Queue.TECHNICAL
    ticket = use(TicketQueue).take_first(current_member().name, team)
    if ticket is None:
        return redirect_to(f"/staff/?view={View.BILLING if is_billing else View.ANSWER}&none=1")
    return redirect_to(f"/staff/tickets/{ticket.reference}?done=claimed")
