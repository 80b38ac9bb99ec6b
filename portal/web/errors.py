"""The one place where errors become HTTP.

A page in the visitor's language where there is a layout to show, JSON under `/api/`, and a last
resort in plain HTML that holds a request id and nothing else.
"""

import json
import logging
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from portal.kernel import errors
from portal.kernel.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)

_STATUS: dict[type[errors.PortalError], int] = {
    errors.NotFound: 404,
    errors.Gone: 410,
    errors.Refused: 403,
    errors.Invalid: 422,
    errors.Conflict: 409,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}
_DRAWN = {400, 403, 404, 405, 409, 410, 413, 422, 429, 503}
_PASSED_ON = {"Retry-After", "Allow", "Content-Range"}
_RETRY_SECONDS = 30


def install(app: Flask) -> None:
    """Make `app` answer every error with a page that helps."""
    app.register_error_handler(errors.PortalError, _portal_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def status_of(error: errors.PortalError) -> int:
    """Return what HTTP calls `error`."""
    return next(code for kind, code in _STATUS.items() if isinstance(error, kind))


def _portal_error(error: errors.PortalError) -> Response:
    status = status_of(error)
    if status >= 500:  # noqa: PLR2004  # HTTP's own border
        _log.warning("unavailable: %s", error, exc_info=error)
    response = _page(status, str(error))
    if isinstance(error, errors.TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _csrf_error(_error: CSRFError) -> Response:
    return _page(400, "", name="expired")


def _http_error(error: HTTPException) -> BaseResponse:
    status = error.code or 500
    if status < 400:  # noqa: PLR2004  # a redirect raised as an exception
        return error.get_response()
    response = _page(status, "", name="" if status in _DRAWN else "400" if status < 500 else "503")  # noqa: PLR2004
    for name, value in error.get_headers():
        if name in _PASSED_ON:
            response.headers[name] = value
    if status == 429:  # noqa: PLR2004
        response.headers.setdefault("Retry-After", str(_RETRY_SECONDS))
    return response


def _unexpected(error: Exception) -> Response:
    reference = new_id()[:12]
    _log.error("request %s failed: %s %r", reference, request.method, request.path, exc_info=error)
    if request.path.startswith("/api/"):
        return json_error(500, f"failed, reference {reference}")
    return last_resort(reference)


def last_resort(reference: str) -> Response:
    """Return the page for when nothing else can be trusted: only a number to quote."""
    text = (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width'><title>Error</title>"
        "<h1>Something failed on our side</h1>"
        f"<p>Nothing you sent was lost by trying again. Reference: {reference}</p>"
        "<h1>Algo ha fallado por nuestra parte</h1>"
        f"<p>Puedes volver a intentarlo. Referencia: {reference}</p>"
        "<h1>Něco se pokazilo na naší straně</h1>"
        f"<p>Můžete to zkusit znovu. Číslo: {reference}</p></html>"
    )
    return Response(text, status=500, mimetype="text/html")


def _page(status: int, message: str, name: str = "") -> Response:
    g.pop("csp_extra", None)
    draw: Callable[..., Any] = render_template
    if request.path.startswith("/api/"):
        response = json_error(status, message)
    else:
        try:
            html = draw(
                "error.html",
                status=status,
                name=name or str(status),
                message=message,
                is_house=_is_house(status),
            )
        except Exception as error:  # the error page must not fail
            return _unexpected(error)
        response = Response(html, status=status, mimetype="text/html")
    if status == 503:  # noqa: PLR2004
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _is_house(status: int) -> bool:
    """Return whether the page is one of the staff's, and its frame can be drawn."""
    return status < 500 and request.path.startswith(("/desk/", "/staff/"))  # noqa: PLR2004


def json_error(status: int, message: str) -> Response:
    """Return what an interface for programs answers with: `message`, or the bare status."""
    response = Response(status=status, mimetype="application/json")
    response.set_data(json.dumps({"error": message or status}))
    return response
