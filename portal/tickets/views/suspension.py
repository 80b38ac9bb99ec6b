"""R15: the page of who cannot file, and the word about it where they would file or answer.

Wherever somebody suspended tries it, this page answers, with the reason and how to object.
"""

from flask import Response, render_template, request
from markupsafe import Markup

from portal.kernel.errors import NotFound
from portal.kernel.locale import LOCALES
from portal.tickets import access
from portal.tickets.rules.suspension import Suspended, Suspension
from portal.tickets.service import Suspensions
from portal.tickets.views import own_data
from portal.tickets.views.blueprint import blueprint
from portal.web.i18n import current_locale
from portal.web.shell import render, set_alternates
from portal.web.slots import Slots
from portal.web.wiring import use


def fill_slots(slots: Slots) -> None:
    """Show the word where somebody would file or answer."""
    slots.fill("contact.notices", _word)
    slots.fill("tickets.notices", _word)
    slots.fill("ticket.notices", _word)
    slots.fill("staff.queue", own_data.pending_word)


@blueprint.get("/<locale:locale>/tickets/suspension")
def suspension() -> Response:
    """Show why the person of this browser cannot file; nobody else has such a page."""
    reference = request.args.get("ticket", "")[:32]
    found = use(Suspensions).find_of_visitor(access.visitor(), reference)
    if found is None:
        raise NotFound("not suspended")
    return _page(found)


@blueprint.app_errorhandler(Suspended)
def refused(error: Suspended) -> Response:
    """Answer an attempt to file or answer: nothing was taken, and what was typed is said back."""
    return _page(error.suspension, request.form.get("message", ""), status=403)


def _page(found: Suspension, typed: str = "", status: int = 200) -> Response:
    query = f"?ticket={found.reference}"
    set_alternates({code: f"/{code}/tickets/suspension{query}" for code in LOCALES})
    return render("tickets/suspended.html", status, suspension=found, typed=typed)


def _word(reference: str = "") -> Markup:
    found = use(Suspensions).find_of_visitor(access.visitor(), reference)
    if found is None:
        return Markup("")
    url = f"/{current_locale()}/tickets/suspension"
    url += f"?ticket={reference}" if reference else ""
    html = render_template("tickets/suspended_word.html", suspension=found, url=url)
    return Markup(html)  # noqa: S704  # escaped by the template
