"""Each page has one true address; the same with a slash too many leads there.

Werkzeug itself adds a slash that is missing.
"""

from urllib.parse import quote

from flask import Flask, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response

from portal.web.headers import redirect_to


def install(app: Flask) -> None:
    """Make `app` redirect from an address with a slash too many, its query kept."""

    @app.before_request
    def _drop_slash() -> Response | None:
        is_asking = request.method in {"GET", "HEAD"}
        if not is_asking or not isinstance(request.routing_exception, NotFound):
            return None
        path = request.path.rstrip("/")
        if path == request.path or not _is_page(app, path):
            return None
        query = request.query_string.decode("latin-1")
        return redirect_to(f"{quote(path)}?{query}" if query else quote(path), 308)


def _is_page(app: Flask, path: str) -> bool:
    adapter = app.create_url_adapter(request)
    try:
        return adapter is not None and bool(adapter.match(path, method="GET"))
    except HTTPException:  # a redirect as well: only an address that is true already will do
        return False
