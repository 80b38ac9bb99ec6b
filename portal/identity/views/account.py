"""Staff's own account: where they are signed in, and their second factor."""

from flask import request
from werkzeug.wrappers import Response

from portal.delivery.rules import network_key
from portal.identity.access import SETUP, SIGN_IN, current_member, require_staff
from portal.identity.forms import weakness_words
from portal.identity.rules.staff import ABSOLUTE, IDLE
from portal.identity.rules.totp import setup_address
from portal.identity.service import Identity, SignInRefused, WeakPassword
from portal.identity.views.blueprint import blueprint
from portal.kernel.errors import NotFound, TooMany
from portal.site import Site
from portal.web.codes import code_picture
from portal.web.headers import redirect_to
from portal.web.i18n import gettext as _
from portal.web.shell import render
from portal.web.wiring import use

_Errors = list[tuple[str, str]]
_PAGE = "/staff/account"


@blueprint.get(_PAGE)
@require_staff()
def account() -> Response:
    """Show the sessions and whether a code is asked for."""
    return _account([])


@blueprint.post("/staff/account/sign-out-everywhere")
@require_staff()
def sign_out_everywhere() -> Response:
    """End every session of this member, this one too."""
    use(Identity).sign_out_everywhere(current_member().id)
    return redirect_to(f"{SIGN_IN}?done=1")


@blueprint.post("/staff/account/password")
@require_staff()
def change_password() -> Response:
    """Take a new password from who knows the old one; it ends every session, this one too."""
    member, sent = current_member(), request.form
    network = network_key(request.remote_addr or "")
    try:
        use(Identity).change_password(
            member.id, sent.get("current", ""), sent.get("new", ""), network
        )
    except SignInRefused:
        return _account([("current", _("This is not your password"))], 422)
    except WeakPassword as error:
        return _account([("new", weakness_words(one)) for one in error.weaknesses], 422)
    except TooMany:
        return _account(
            [("current", _("There were too many tries from here. Wait a little."))], 429
        )
    return redirect_to(f"{SIGN_IN}?done=1")


@blueprint.get(SETUP)
@require_staff()
def set_up_factor() -> Response:
    """Show the secret for the authenticator."""
    if current_member().has_second_factor:
        return redirect_to(_PAGE)
    return _setup([])


@blueprint.get("/staff/account/second-factor.svg")
@require_staff()
def factor_picture() -> Response:
    """Draw the secret for the phone's camera; only while it is being set up."""
    member = current_member()
    if member.has_second_factor:
        raise NotFound("it is set up")
    secret = use(Identity).factors.begin(member)
    return code_picture(setup_address(secret, member.email, use(Site).brand.name))


@blueprint.post(SETUP)
@require_staff()
def switch_on_factor() -> Response:
    """Ask for codes from now on, and show those for emergencies, once."""
    try:
        codes = use(Identity).factors.switch_on(current_member(), request.form.get("code", ""))
    except SignInRefused:
        return _setup([("code", _("This code is not right. Type the one that shows now."))], 422)
    return render("identity/recovery_codes.html", codes=codes)


@blueprint.post("/staff/account/second-factor/off")
@require_staff()
def switch_off_factor() -> Response:
    """Ask for no codes any more, if the person still has the authenticator or a code left."""
    network = network_key(request.remote_addr or "")
    try:
        use(Identity).factors.switch_off(current_member(), request.form.get("code", ""), network)
    except SignInRefused:
        return _account([("code", _("This code is not right. Type the one that shows now."))], 422)
    except TooMany:
        return _account([("code", _("There were too many tries from here. Wait a little."))], 429)
    return redirect_to(f"{_PAGE}?done=off")


def _account(errors: _Errors, status: int = 200) -> Response:
    member, identity = current_member(), use(Identity)
    return render(
        "identity/account.html",
        status,
        member=member,
        sessions=identity.sessions_of(member.id),
        codes_left=identity.factors.codes_left(member),
        is_unreadable=member.id in identity.factors.unreadable(),
        errors=errors,
        is_off="done" in request.args,
        idle=IDLE,
        absolute=ABSOLUTE,
    )


def _setup(errors: _Errors, status: int = 200) -> Response:
    secret = use(Identity).factors.begin(current_member())
    return render(
        "identity/set_up_factor.html",
        status,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        errors=errors,
    )
