"""The tickets that this browser may see."""

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.kernel.locale import LOCALES
from portal.site import Site
from portal.tickets import access
from portal.tickets.forms import history, page, words
from portal.tickets.rules.listing import LONGEST_QUERY, Shown
from portal.tickets.service import CustomerTickets
from portal.tickets.service.archive import Archive
from portal.tickets.views.blueprint import blueprint
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.shell import render, set_alternates
from portal.web.wiring import use


@blueprint.get("/<locale:locale>/tickets/")
def index() -> Response:
    """Show the tickets that this browser may see."""
    asked = request.args.get("view", "")
    shown = Shown(asked) if asked in set(Shown) else Shown.OPEN
    query = request.args.get("q", "").strip()[:LONGEST_QUERY]
    if query and not asked:
        shown = Shown.ALL
    page_asked = request.args.get("page", 1, type=int)
    set_alternates({code: f"/{code}/tickets/" for code in LOCALES})
    return render(
        "tickets/list.html",
        found=use(Archive).find(access.visitor(), shown, query, page_asked),
        shown=shown,
        lists=words.list_names(),
        query=query,
        months=use(Site).policy.keep_months,
        is_forgotten="forgotten" in request.args,
        words=words,
        history=history,
        page=page,
    )


@blueprint.post("/<locale:locale>/tickets/forget")
def forget() -> BaseResponse:
    """Let this browser see no ticket any more."""
    use(CustomerTickets).forget(access.visitor())
    return access.forget(redirect_to(f"/{current_locale()}/tickets/?forgotten"))
