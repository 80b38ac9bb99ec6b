"""Staff's way in through the house's own sign-in service, and back."""

from dataclasses import asdict

from flask import request, session
from werkzeug.wrappers import Response

from portal.delivery.rules import network_key
from portal.identity.model import Departure
from portal.identity.rules import agent_family
from portal.identity.service import SecondFactorNeeded, SingleSignOn, Visit
from portal.identity.views.blueprint import blueprint
from portal.identity.views.staff import ask_code, enter, refuse
from portal.kernel.errors import Refused
from portal.web.headers import redirect_to
from portal.web.i18n import gettext as _
from portal.web.wiring import use

_KEPT = "single"


@blueprint.get("/staff/sign-in/single")
def depart() -> Response:
    """Send the browser to the sign-in service, and remember what has to come back."""
    departure = use(SingleSignOn).depart()
    session[_KEPT] = {**asdict(departure), "next": request.args.get("next", "")}
    return redirect_to(departure.url)


@blueprint.get("/staff/sign-in/single/back")
def arrive() -> Response:
    """Open a session for who comes back from where this browser was sent."""
    kept = session.pop(_KEPT, None) or {}
    target = kept.pop("next", "")
    if not kept or request.args.get("state") != kept["state"] or "code" not in request.args:
        return refuse(_("The sign-in was not finished. You can try again now."))
    visit = Visit(network_key(request.remote_addr or ""), agent_family(request.user_agent.string))
    try:
        token = use(SingleSignOn).arrive(request.args["code"], Departure(**kept), visit)
    except SecondFactorNeeded as needed:
        return ask_code(needed.step, target)
    except Refused:
        return refuse(_("You are not known here yet. Whoever administers the portal can add you."))
    return enter(token, target)
