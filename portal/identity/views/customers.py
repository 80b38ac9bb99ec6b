"""The customer's way in and out: an address, a mailed link, a button."""

from flask import request, session
from werkzeug.wrappers import Response

from portal.identity import access
from portal.identity.forms import read_address
from portal.identity.rules import agent_family
from portal.identity.rules.customers import CUSTOMER_ABSOLUTE, CUSTOMER_IDLE
from portal.identity.service import Customers
from portal.identity.views.blueprint import blueprint
from portal.kernel.errors import Gone, NotFound
from portal.kernel.locale import LOCALES
from portal.web.errors import status_of
from portal.web.headers import hide_address, redirect_to
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _
from portal.web.shell import render, set_alternates
from portal.web.wiring import use

_Errors = list[tuple[str, str]]


@blueprint.get("/<locale:locale>/sign-in/")
def customer_sign_in() -> Response:
    """Ask for the address; who is signed in sees where, and can leave."""
    set_alternates({code: f"/{code}/sign-in/" for code in LOCALES})
    if access.current_customer() is not None:
        return render(
            "identity/signed_in.html",
            customer=access.current_customer(),
            sessions=use(Customers).sessions(access.visitor_secret()),
            idle_days=CUSTOMER_IDLE.days,
            most_days=CUSTOMER_ABSOLUTE.days,
        )
    if "sent" in request.args:
        return render("identity/link_sent.html")
    return _ask("", [])


@blueprint.post("/<locale:locale>/sign-in/")
def mail_sign_in_link() -> Response:
    """Mail the link; what is answered says nothing about the address."""
    email, is_address = read_address()
    if not is_address:
        return _ask(email, [("email", _("Write your email address, like name@example.com"))], 422)
    use(Customers).mail_link(email, current_locale(), request.remote_addr or "")
    return redirect_to(f"/{current_locale()}/sign-in/?sent")


@blueprint.get("/<locale:locale>/sign-in/<token>")
def open_sign_in_link(token: str) -> Response:
    """Say what the button does; programs that look at links in mails only ever come this far."""
    set_alternates({code: f"/{code}/sign-in/{token}" for code in LOCALES})
    try:
        email = use(Customers).get_address(token)
    except (Gone, NotFound) as error:
        return _dead_link(error)
    return hide_address(render("identity/enter.html", email=email))


@blueprint.post("/<locale:locale>/sign-in/<token>")
def use_sign_in_link(token: str) -> Response:
    """Open a session in this browser, under a secret that it did not have before."""
    secret, agent = access.visitor_secret(), agent_family(request.user_agent.string)
    try:
        fresh = use(Customers).sign_in(token, secret, request.remote_addr or "", agent)
    except (Gone, NotFound) as error:
        return _dead_link(error)
    session.clear()
    response = redirect_to(f"/{current_locale()}/tickets/")
    return hide_address(access.remember_visitor(response, fresh))


@blueprint.post("/<locale:locale>/sign-out")
def customer_sign_out() -> Response:
    """End the session here and on the server; the browser shows no ticket any more."""
    use(Customers).sign_out(access.visitor_secret())
    return _leave()


@blueprint.post("/<locale:locale>/sign-out/everywhere")
def customer_sign_out_everywhere() -> Response:
    """End every session of this person."""
    use(Customers).sign_out_everywhere(access.visitor_secret())
    return _leave()


def _leave() -> Response:
    session.clear()
    return access.forget_visitor(redirect_to(f"/{current_locale()}/sign-in/?done"))


def _ask(email: str, errors: _Errors, status: int = 200) -> Response:
    is_out = "done" in request.args
    return render("identity/ask_link.html", status, email=email, errors=errors, is_out=is_out)


def _dead_link(error: Gone | NotFound) -> Response:
    """Send who is signed in already, as after a second click, on; offer others a new link."""
    if access.current_customer() is not None:
        return hide_address(redirect_to(f"/{current_locale()}/tickets/"))
    return hide_address(render("identity/dead_link.html", status_of(error)))
