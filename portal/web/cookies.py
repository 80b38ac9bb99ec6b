"""Our own cookies: HttpOnly, Lax, and bound to this host where we are served over https."""

from flask import request
from werkzeug.wrappers import Response

from portal.settings import Settings
from portal.web.wiring import use


def read_cookie(name: str) -> str:
    """Return the cookie `name`, or an empty text."""
    return request.cookies.get(_full(name), "")


def set_cookie(response: Response, name: str, value: str, days: int) -> None:
    """Let the browser keep `value` under `name`."""
    response.set_cookie(
        _full(name),
        value,
        max_age=days * 86_400,
        secure=use(Settings).is_secure,
        httponly=True,
        samesite="Lax",
    )


def delete_cookie(response: Response, name: str) -> None:
    """Let the browser forget the cookie `name`."""
    response.delete_cookie(_full(name), secure=use(Settings).is_secure, httponly=True)


def _full(name: str) -> str:
    return f"__Host-{name}" if use(Settings).is_secure else name
