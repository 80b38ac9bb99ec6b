"""Who is signed in, and which pages are theirs alone.

A customer's browser has one secret: by it we know the tickets whose links were opened here, and,
after signing in, whose browser it is.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec
from urllib.parse import quote

from flask import g, request
from werkzeug.wrappers import Response

from portal.identity.model import Customer, Role, StaffMember
from portal.identity.rules.customers import VISIT_DAYS
from portal.identity.service import Customers, Identity, WrongRole
from portal.kernel.errors import Refused
from portal.settings import Settings
from portal.web.cookies import delete_cookie, read_cookie, set_cookie
from portal.web.headers import redirect_to
from portal.web.i18n import gettext as _
from portal.web.wiring import use

P = ParamSpec("P")

COOKIE = "staff"
SIGN_IN = "/staff/sign-in"

SETUP = "/staff/account/second-factor"
"""Where the second factor is set up; where everybody needs one, this comes first."""

STEP_COOKIE = "staff-step"
"""Holds the token of who gave the password, until the code is given."""

_WITHOUT_FACTOR = frozenset(
    {"identity.set_up_factor", "identity.switch_on_factor", "identity.factor_picture"}
)

VISITOR_COOKIE = "tickets"

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def visitor_secret() -> str:
    """Return this browser's secret, or an empty text where it has none (or made one up)."""
    found = read_cookie(VISITOR_COOKIE)
    return found if _SECRET.fullmatch(found) else ""


def remember_visitor(response: Response, secret: str) -> Response:
    """Let the browser keep its secret."""
    set_cookie(response, VISITOR_COOKIE, secret, VISIT_DAYS)
    return response


def forget_visitor(response: Response) -> Response:
    """Let the browser forget its secret."""
    delete_cookie(response, VISITOR_COOKIE)
    return response


def current_customer() -> Customer | None:
    """Return the customer who is signed in to the page being made, or None."""
    if "customer" not in g:
        g.customer = use(Customers).find(visitor_secret())
    found: Customer | None = g.customer
    return found


def find_current_member() -> StaffMember | None:
    """Return who is signed in to the page being made, or None."""
    if "staff_member" not in g:
        g.staff_member = use(Identity).find_member(read_cookie(COOKIE))
    found: StaffMember | None = g.staff_member
    return found


def current_member() -> StaffMember:
    """Return who is signed in. Raises Refused where nobody is."""
    member = find_current_member()
    if member is None:
        raise Refused(_("Sign in first."))
    return member


def require_staff(
    *roles: Role,
) -> Callable[[Callable[P, Response]], Callable[P, Response]]:
    """Let only staff of one of `roles` into a view; none given means everybody who works here.

    Others are sent to sign in, or told by WrongRole that their role does not include the page.
    """

    def guard(view: Callable[P, Response]) -> Callable[P, Response]:
        @wraps(view)
        def checked(*args: P.args, **values: P.kwargs) -> Response:
            member = find_current_member()
            if member is None:
                back = request.full_path if request.query_string else request.path
                return redirect_to(f"{SIGN_IN}?next={quote(back, safe='/')}")
            if _lacks_factor(member):
                return redirect_to(SETUP)
            if roles and member.role not in roles:
                raise WrongRole(*roles)
            return view(*args, **values)

        return checked

    return guard


support_only = require_staff(Role.SUPPORT, Role.ADMIN)
"""Let only who answers tickets into a view."""


def _lacks_factor(member: StaffMember) -> bool:
    """Return whether the member has to set up a second factor before anything else."""
    if use(Settings).staff_second_factor != "required" or member.has_second_factor:
        return False
    return request.endpoint not in _WITHOUT_FACTOR
