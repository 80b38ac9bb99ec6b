"""Which tickets a notice collects, and what to do about a possible mass failure (R25)."""

from functools import partial

from flask import request
from werkzeug.wrappers import Response

from portal.identity.access import current_member, support_only
from portal.notices.forms.notice import TicketsForm
from portal.notices.forms.words import first_words
from portal.notices.service import Notices
from portal.notices.views.blueprint import blueprint
from portal.web.headers import redirect_to
from portal.web.wiring import use

_LONGEST_KEY = 64


@blueprint.post("/staff/notices/<key>/tickets")
@support_only
def choose(key: str) -> Response:
    """Join the chosen tickets to the notice, and take the others of the list out."""
    form, desk, author = TicketsForm.read(), use(Notices).desk, current_member().name
    joined = desk.join(key, form.wanted, author)
    desk.release(key, form.gone, author)
    held = {ticket.reference for ticket in desk.get(key).joined}
    if form.added and form.added not in {*joined, *held}:
        return redirect_to(f"/staff/notices/{key}?unknown=1#tickets")
    return redirect_to(f"/staff/notices/{key}?done=tickets")


@blueprint.post("/staff/notices/collect")
@support_only
def collect() -> Response:
    """Make a draft from the facts of similar tickets, and show it for publishing."""
    notices = use(Notices)
    say = partial(first_words, known=notices.symptoms())
    number = notices.watch.collect(_suspicion(), current_member().name, say)
    return redirect_to(f"/staff/notices/{number}?done=collected")


@blueprint.post("/staff/notices/dismiss")
@support_only
def dismiss() -> Response:
    """Take similar tickets as chance."""
    use(Notices).watch.dismiss(_suspicion())
    return redirect_to("/staff/")


def _suspicion() -> str:
    return request.form.get("suspicion", "")[:_LONGEST_KEY]
