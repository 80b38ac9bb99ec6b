"""Which browser asks: a cookie with a secret of its own, of which only the hash is kept."""

from flask import request
from werkzeug.wrappers import Response

from portal.identity.access import (
    current_customer,
    forget_visitor,
    remember_visitor,
    visitor_secret,
)
from portal.kernel.ids import new_token

__all__ = [
    "current_customer",
    "forget",
    "network",
    "remember",
    "visitor",
    "visitor_or_new",
]


def visitor() -> str:
    """Return this browser's secret, or an empty text where it has none (or made one up).

    Where a customer is signed in with it, what they may see is as fresh as the directory's word.
    """
    current_customer()
    return visitor_secret()


def visitor_or_new() -> str:
    """Return this browser's secret, a fresh one where it has none."""
    return visitor() or new_token()


def remember(response: Response, secret: str) -> Response:
    """Let the browser keep its secret."""
    return remember_visitor(response, secret)


def forget(response: Response) -> Response:
    """Let the browser forget its secret."""
    return forget_visitor(response)


def network() -> str:
    """Return the visitor's network address; the outbox counts mails by it."""
    return request.remote_addr or ""
