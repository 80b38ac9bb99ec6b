"""Which browser asks: a cookie with a secret of its own, of which only the hash is kept."""

import re

from flask import request
from werkzeug.wrappers import Response

from portal.kernel.ids import new_token
from portal.tickets.service.tools import VISIT_DAYS
from portal.web import cookies

_COOKIE = "tickets"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def visitor() -> str:
    """Return this browser's secret, or an empty text where it has none (or made one up)."""
    found = cookies.read_cookie(_COOKIE)
    return found if _TOKEN.fullmatch(found) else ""


def visitor_or_new() -> str:
    """Return this browser's secret, a fresh one where it has none."""
    return visitor() or new_token()


def remember(response: Response, secret: str) -> Response:
    """Let the browser keep its secret."""
    cookies.set_cookie(response, _COOKIE, secret, VISIT_DAYS)
    return response


def forget(response: Response) -> Response:
    """Let the browser forget its secret."""
    cookies.delete_cookie(response, _COOKIE)
    return response


def network() -> str:
    """Return the visitor's network address; the outbox counts mails by it."""
    return request.remote_addr or ""


def hide_address(response: Response) -> Response:
    """Keep the address of a page that holds a token out of every referrer."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
