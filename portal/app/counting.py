"""Who is counted, and the views of articles, which are answered before the application is asked.

Who asks not to be tracked (DNT, Global Privacy Control) is not counted at all; neither are
programs, nor what a browser fetches before anybody asked for it.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import has_request_context, request

from portal.articles.catalogue import Library
from portal.articles.model import ArticleViewed, Status
from portal.insights.service import Insights
from portal.kernel.locale import LOCALES, Locale

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PROGRAMS = re.compile(
    r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python|java/", re.IGNORECASE
)
_ARTICLE = re.compile(rf"/(?P<locale>{'|'.join(LOCALES)})/articles/(?P<slug>[\w-]{{1,200}})/?")


def visitor_of(environ: "WSGIEnvironment") -> str | None:
    """Return what tells the visitor apart for the moment, or None where not to be counted."""
    agent = environ.get("HTTP_USER_AGENT", "")
    purpose = environ.get("HTTP_SEC_PURPOSE", "") + environ.get("HTTP_PURPOSE", "")
    objects = "1" in {environ.get("HTTP_DNT"), environ.get("HTTP_SEC_GPC")}
    if objects or "prefetch" in purpose or _PROGRAMS.search(agent):
        return None
    return f"{environ.get('REMOTE_ADDR', '')} {agent}"


def present_visitor() -> str | None:
    """Return the visitor of this request; outside of one, nobody in particular."""
    return visitor_of(request.environ) if has_request_context() else ""


class ViewCounter:
    """WSGI middleware: counts the views of articles, whoever answers them."""

    def __init__(self, app: "WSGIApplication", library: Library, insights: Insights) -> None:
        self._app, self._library, self._insights = app, library, insights

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer as `app` does, and count."""
        found = _ARTICLE.fullmatch(environ.get("PATH_INFO", ""))
        if found and environ["REQUEST_METHOD"] == "GET":
            self._count(environ, Locale(found["locale"]), found["slug"])
        return self._app(environ, start_response)

    def _count(self, environ: "WSGIEnvironment", locale: Locale, slug: str) -> None:
        article = self._library.catalogue.find(locale, slug)
        is_read = article is not None and article.head.status is Status.PUBLISHED
        if article and is_read and visitor_of(environ) is not None:
            self._insights.hear(ArticleViewed(article.head.key, locale))
