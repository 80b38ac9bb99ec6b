"""Which forms need a token, and which prove another way that our own page sent them."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, current_app, request
from flask_wtf import CSRFProtect
from typing_extensions import override

from portal.web.headers import is_proven_ours, require_same_site

P = ParamSpec("P")
R = TypeVar("R")

LARGEST_BODY = 120_000_000
"""Bytes of a form with files: to refuse a large one by name, it has to be let in first."""

_lasting: set[Callable[..., object]] = set()


class _Tokens(CSRFProtect):  # type: ignore[misc]  # it has no types
    """Asks for the token; a lasting form may come with an old one, or with none."""

    @override
    def _error_response(self, reason: str) -> None:
        view = current_app.view_functions[request.endpoint or ""]
        if view not in _lasting or not is_proven_ours():
            super()._error_response(reason)


csrf = _Tokens()
"""Every POST needs its token, but for the views marked as `public_form`."""


def install(app: Flask) -> None:
    """Make `app` ask for the token, and refuse texts longer than MAX_FORM_MEMORY_SIZE.

    Werkzeug keeps to that size where a form is sent in parts, but not where it is one piece.
    """

    @app.before_request
    def _limit() -> None:
        if request.mimetype == "application/x-www-form-urlencoded":
            request.max_content_length = request.max_form_memory_size

    csrf.init_app(app)


def public_form(view: Callable[P, R]) -> Callable[P, R]:
    """Mark the POST view of a form on a cacheable page.

    Such a page is the same bytes for everybody and holds no token; the browser's own word about
    where the request comes from stands in for it.
    """

    @wraps(view)
    def checked(*args: P.args, **values: P.kwargs) -> R:
        require_same_site()
        return view(*args, **values)

    csrf.exempt(checked)
    return checked


def lasting_form(view: Callable[P, R]) -> Callable[P, R]:
    """Mark the POST view of a form that somebody may write in for long, so that it must not expire.

    Whoever signs in or out meanwhile in another tab, or whose browser forgot its session, has lost
    the token; the browser's word that our own page sent the form stands in for it then.
    """
    _lasting.add(view)
    return view
