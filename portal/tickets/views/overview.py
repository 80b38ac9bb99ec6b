"""The tickets that this browser may see."""

from flask import Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from portal.kernel.locale import LOCALES
from portal.tickets import access
from portal.tickets.forms import page, words
from portal.tickets.model import State
from portal.tickets.service import CustomerTickets
from portal.tickets.views.blueprint import blueprint
from portal.web.i18n import current_locale
from portal.web.shell import render, set_alternates
from portal.web.wiring import use


@blueprint.get("/<locale:locale>/tickets/")
def index() -> Response:
    """Show the tickets that this browser may see."""
    found = use(CustomerTickets).list(access.visitor())
    set_alternates({code: f"/{code}/tickets/" for code in LOCALES})
    return render(
        "tickets/list.html",
        open_tickets=[t for t in found if t.state is not State.CLOSED],
        closed_tickets=[t for t in found if t.state is State.CLOSED],
        is_forgotten="forgotten" in request.args,
        words=words,
        badges=page.BADGES,
    )


@blueprint.post("/<locale:locale>/tickets/forget")
def forget() -> BaseResponse:
    """Let this browser see no ticket any more."""
    use(CustomerTickets).forget(access.visitor())
    return access.forget(redirect(f"/{current_locale()}/tickets/?forgotten", code=303))
