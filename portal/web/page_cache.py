"""Ready bytes for public pages, in front of the application.

A public page is the same for everybody, so it is made once for each state of what it shows and
then answered without asking the application again. Only pages without a query are kept: there
are as many of those as there is content, and no more.
"""

import gzip
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]

_MOST_PAGES = 2000
_LARGEST = 400_000
_REFUSED = re.compile(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)")
_OURS_TO_SET = {"content-length", "date", "etag", "vary", "content-encoding"}


@dataclass(frozen=True)
class _Page:
    version: Hashable
    headers: Headers
    body: bytes
    packed: bytes
    etag: str


class PageCache:
    """WSGI middleware. `version` says what public pages depend on, cheaply: it is asked always."""

    def __init__(self, app: "WSGIApplication", version: Callable[[], Hashable]) -> None:
        self._app, self._version = app, version
        self._pages: OrderedDict[tuple[str, str], _Page] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer from what is kept, or from the application."""
        if environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING"):
            return self._app(environ, start_response)
        version = self._version()
        key = (environ.get("HTTP_HOST", ""), environ.get("PATH_INFO", ""))
        page = self._pages.get(key)
        if page is not None and page.version == version:
            return _answer(page, environ, start_response)
        return self._ask(key, version, environ, start_response)

    def _ask(
        self,
        key: tuple[str, str],
        version: Hashable,
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
    ) -> Iterable[bytes]:
        said: list[Any] = []

        def listen(status: str, headers: Headers, exc_info: Any = None) -> Callable[..., Any]:  # noqa: ANN401  # WSGI's own signature
            said[:] = [status, headers, exc_info]
            return _no_writer

        body = self._app(environ, listen)
        status, headers, exc_info = said
        if not _is_public(status, headers):
            start_response(status, headers, exc_info)
            return body
        try:
            text = b"".join(body)
        finally:
            close = getattr(body, "close", None)
            if close is not None:
                close()
        page = _page(version, headers, text)
        if len(text) <= _LARGEST:
            self._keep(key, page)
        return _answer(page, environ, start_response)

    def _keep(self, key: tuple[str, str], page: _Page) -> None:
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > _MOST_PAGES:
                self._pages.popitem(last=False)


def _is_public(status: str, headers: Headers) -> bool:
    found = {name.lower(): value for name, value in headers}
    return (
        status.startswith("200")
        and "public" in found.get("cache-control", "")
        and found.get("content-type", "").startswith("text/html")
        and "set-cookie" not in found
    )


def _page(version: Hashable, headers: Headers, body: bytes) -> _Page:
    etag = next((value for name, value in headers if name.lower() == "etag"), '""').strip('"')
    plain = [(name, value) for name, value in headers if name.lower() not in _OURS_TO_SET]
    return _Page(
        version, [*plain, ("Vary", "Accept-Encoding")], body, gzip.compress(body, mtime=0), etag
    )


def _answer(
    page: _Page, environ: "WSGIEnvironment", start_response: "StartResponse"
) -> Iterable[bytes]:
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    packs = "gzip" in accepted and not _REFUSED.search(accepted)
    etag = f'"{page.etag}{"-gz" if packs else ""}"'  # other bytes, another strong validator
    if etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        without = [(n, v) for n, v in page.headers if n.lower() != "content-type"]
        start_response("304 NOT MODIFIED", [*without, ("ETag", etag)])
        return []
    body = page.packed if packs else page.body
    encoding = [("Content-Encoding", "gzip")] if packs else []
    length = ("Content-Length", str(len(body)))
    start_response("200 OK", [*page.headers, ("ETag", etag), length, *encoding])
    return [body]


def _no_writer(_data: bytes) -> None:
    raise RuntimeError("the application must return its body, not write it")
