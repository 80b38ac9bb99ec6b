"""The staff's way in and out."""

from datetime import timedelta
from urllib.parse import quote

from flask import request, session
from werkzeug.wrappers import Response

from portal.delivery.rules import network_key
from portal.identity.access import COOKIE, SIGN_IN, STEP_COOKIE, find_current_member
from portal.identity.forms import SignInForm
from portal.identity.rules import ABSOLUTE, IDLE, agent_family, safe_next
from portal.identity.service import (
    FactorUnreadable,
    Identity,
    SecondFactorNeeded,
    SignInRefused,
    SingleSignOn,
)
from portal.identity.views.blueprint import blueprint
from portal.kernel.errors import Gone, TooMany
from portal.web.cookies import delete_cookie, read_cookie, set_cookie
from portal.web.headers import redirect_to
from portal.web.i18n import gettext as _
from portal.web.shell import render
from portal.web.wiring import use

_HOUR = timedelta(hours=1)
_CODE = "/staff/sign-in/code"


@blueprint.get("/staff/sign-in")
def sign_in_page() -> Response:
    """Ask for address and password; whoever is signed in goes on."""
    form = SignInForm(target=request.args.get("next", ""))
    member = find_current_member()
    if member is not None:
        return redirect_to(safe_next(form.target, member.role))
    return _page(form, [])


@blueprint.post("/staff/sign-in")
def sign_in() -> Response:
    """Open a session in this browser, in place of any it had."""
    form = SignInForm.read()
    gaps = form.find_gaps()
    if gaps:
        return _page(form, gaps, 422)
    identity = use(Identity)
    network, agent = network_key(request.remote_addr or ""), agent_family(request.user_agent.string)
    try:
        token = identity.sign_in(form.email, form.password, network, agent)
    except SecondFactorNeeded as needed:
        return ask_code(needed.step, form.target)
    except SignInRefused:
        words = _("The address and the password do not match. You can try again now.")
        return _page(form, [("password", words)], 422)
    except TooMany as error:
        response = _page(
            form, [("password", _("There were too many tries from here. Wait a little."))], 429
        )
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    identity.sign_out(read_cookie(COOKIE))
    return enter(token, form.target)


def ask_code(step: str, target: str) -> Response:
    """Send who gave the password on to the code."""
    response = redirect_to(f"{_CODE}?next={quote(target, safe='/')}")
    set_cookie(response, STEP_COOKIE, step, days=1)  # on the server it lives for minutes
    return response


@blueprint.get(_CODE)
def code_page() -> Response:
    """Ask for the code of the second factor."""
    is_unreadable = use(Identity).must_set_up_again(read_cookie(STEP_COOKIE))
    return _code_page(request.args.get("next", ""), [], is_unreadable=is_unreadable)


@blueprint.post(_CODE)
def give_code() -> Response:
    """Open a session in this browser, for who gave the password just before."""
    target, identity = request.form.get("next", ""), use(Identity)
    network, agent = network_key(request.remote_addr or ""), agent_family(request.user_agent.string)
    step, code = read_cookie(STEP_COOKIE), request.form.get("code", "")
    try:
        token = identity.finish_sign_in(step, code, network, agent)
    except Gone:
        return redirect_to(SIGN_IN)
    except FactorUnreadable:
        words = _("This is none of your emergency codes")
        return _code_page(target, [("code", words)], 422, is_unreadable=True)
    except SignInRefused:
        words = _("This code is not right. Type the one that shows now.")
        return _code_page(target, [("code", words)], 422)
    except TooMany as error:
        words = _("There were too many tries from here. Wait a little.")
        response = _code_page(target, [("code", words)], 429)
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    identity.sign_out(read_cookie(COOKIE))
    response = enter(token, target)
    delete_cookie(response, STEP_COOKIE)
    return response


def _code_page(
    target: str,
    errors: list[tuple[str, str]],
    status: int = 200,
    *,
    is_unreadable: bool = False,
) -> Response:
    return render(
        "identity/code.html",
        status,
        target=target,
        errors=errors,
        is_unreadable=is_unreadable,
    )


def enter(token: str, target: str) -> Response:
    """Let the browser keep the session's token, and lead on."""
    session.clear()
    member = use(Identity).find_member(token)
    if member is None:
        return redirect_to(SIGN_IN)
    response = redirect_to(safe_next(target, member.role))
    set_cookie(response, COOKIE, token, days=ABSOLUTE.days)
    return response


@blueprint.post("/staff/sign-out")
def sign_out() -> Response:
    """End the session here and on the server."""
    use(Identity).sign_out(read_cookie(COOKIE))
    session.clear()
    response = redirect_to(f"{SIGN_IN}?done=1")
    delete_cookie(response, COOKIE)
    return response


def refuse(words: str) -> Response:
    """Show the way in again, and why the other way did not lead in."""
    return _page(SignInForm(), [("email", words)], 403)


def _page(form: SignInForm, errors: list[tuple[str, str]], status: int = 200) -> Response:
    return render(
        "identity/sign_in.html",
        status,
        form=form,
        errors=errors,
        is_signed_out="done" in request.args,
        idle_hours=IDLE // _HOUR,
        day_hours=ABSOLUTE // _HOUR,
        has_single=use(SingleSignOn).provider is not None,
    )
