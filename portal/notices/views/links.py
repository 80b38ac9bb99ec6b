"""The links in mails: confirming an address, and getting no more.

Programs that look at links in mails only ever open a page; it takes a button to change anything.
"""

from flask import Response
from werkzeug.wrappers import Response as BaseResponse

from portal.kernel.errors import Gone, NotFound
from portal.kernel.locale import LOCALES
from portal.notices.model import Notice
from portal.notices.service import Notices
from portal.notices.store import Purpose
from portal.notices.views.blueprint import blueprint
from portal.web.errors import status_of
from portal.web.headers import hide_address, redirect_to
from portal.web.i18n import current_locale
from portal.web.shell import render, set_alternates
from portal.web.wiring import use


@blueprint.get("/<locale:locale>/notices/confirm/<token>")
def ask_to_confirm(token: str) -> BaseResponse:
    """Say what confirming does."""
    return _asking(token, Purpose.CONFIRM)


@blueprint.get("/<locale:locale>/notices/stop/<token>")
def ask_to_stop(token: str) -> BaseResponse:
    """Say what stopping does."""
    return _asking(token, Purpose.STOP)


@blueprint.post("/<locale:locale>/notices/confirm/<token>")
def confirm(token: str) -> BaseResponse:
    """Take the address as proven."""
    try:
        notice = use(Notices).following.confirm(token)
    except (Gone, NotFound) as error:
        return _dead(error, Purpose.CONFIRM)
    return hide_address(redirect_to(f"/{current_locale()}/notices/{notice.key}/following"))


@blueprint.post("/<locale:locale>/notices/stop/<token>")
def stop(token: str) -> BaseResponse:
    """Forget the address."""
    try:
        notice = use(Notices).following.stop(token)
    except (Gone, NotFound) as error:
        return _dead(error, Purpose.STOP)
    return hide_address(redirect_to(f"/{current_locale()}/notices/{notice.key}/stopped"))


@blueprint.get("/<locale:locale>/notices/<key>/following")
def followed(key: str) -> Response:
    """Say that updates come from now on."""
    return _page("done", Purpose.CONFIRM, use(Notices).board.get(key))


@blueprint.get("/<locale:locale>/notices/<key>/stopped")
def stopped(key: str) -> Response:
    """Say that no more mails come."""
    return _page("done", Purpose.STOP, use(Notices).board.get(key))


def _asking(token: str, purpose: Purpose) -> BaseResponse:
    try:
        notice = use(Notices).following.peek(token, purpose)
    except (Gone, NotFound) as error:
        return _dead(error, purpose)
    set_alternates({code: f"/{code}/notices/{purpose}/{token}" for code in LOCALES})
    return hide_address(_page("ask", purpose, notice))


def _dead(error: Gone | NotFound, purpose: Purpose) -> BaseResponse:
    return hide_address(_page("dead", purpose, status=status_of(error)))


def _page(
    state: str, purpose: Purpose, notice: Notice | None = None, status: int = 200
) -> Response:
    return render("notices/link.html", status, state=state, purpose=purpose.value, notice=notice)
