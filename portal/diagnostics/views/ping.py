"""`/ping`: the time here, so that a browser can tell how wrong its own clock is."""

from flask import Response, jsonify
from werkzeug.http import http_date

from portal.diagnostics.service import Unblocker
from portal.diagnostics.views.errors import blueprint
from portal.web.wiring import use


@blueprint.get("/ping")
def ping() -> Response:
    """Tell the time in milliseconds since 1970, and as `Date`; never kept by anybody."""
    now = use(Unblocker).clock.now()
    response = jsonify(now=int(now.timestamp() * 1000))
    response.headers["Date"] = http_date(now)
    return response
