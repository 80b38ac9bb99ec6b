"""Who is counted, and what is counted around the pages: views of articles, ways out of a search.

Views are answered before the application is asked. Who asks not to be tracked (DNT, Global
Privacy Control) is not counted at all; neither are programs, nor what a browser fetches before
anybody asked for it.
"""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from flask import Flask, Response, has_request_context, request

from portal.articles.catalogue import Library
from portal.articles.model import Article, ArticleViewed, Status
from portal.insights.model import PageReached, SearchFollowed
from portal.insights.service import Insights
from portal.kernel.locale import LOCALES, Locale
from portal.search.rules.understand import clean_text

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PROGRAMS = re.compile(
    r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python|java/", re.IGNORECASE
)
_LOCALE = f"(?P<locale>{'|'.join(LOCALES)})"
_ARTICLE = re.compile(rf"/{_LOCALE}/articles/(?P<slug>[\w-]{{1,200}})/?")
_HIT = re.compile(rf"/{_LOCALE}/(?:(?:articles|contact|errors|notices)/[\w-]|scope\b)")
_SEARCH = re.compile(rf"/{_LOCALE}/search/?")
_HANDED = re.compile(rf"/{_LOCALE}/contact/(?P<flow>[\w-]+)")
_LONGEST_REFERER = 2000
_FORM = {
    "wizard.about_you": "about",
    "wizard.ticket_form": "ticket",
    "wizard.check_answers": "check",
}
"""The pages of the ticket's form, which stand behind the last of a flow."""


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
    """WSGI middleware: counts the views of articles, whoever answers them, and followed searches.

    `mask` hides secrets in what was searched.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        library: Library,
        insights: Insights,
        mask: Callable[[str], str],
    ) -> None:
        self._app, self._library, self._insights, self._mask = app, library, insights, mask

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer as `app` does, and count."""
        path = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] == "GET" and _HIT.match(path):
            self._count(environ, path)
        return self._app(environ, start_response)

    def _count(self, environ: "WSGIEnvironment", path: str) -> None:
        visitor = visitor_of(environ)
        if visitor is None:
            return
        locale = Locale(path.split("/")[1])
        article = self._article_at(path, locale)
        key = article.head.key if article else ""
        if article:
            self._insights.hear_from(visitor, ArticleViewed(key, locale))
        searched = _searched(environ)
        if searched:
            query, asked_in = searched
            followed = SearchFollowed(self._mask(query), asked_in, key)
            self._insights.hear_from(visitor, followed)

    def _article_at(self, path: str, locale: Locale) -> Article | None:
        found = _ARTICLE.fullmatch(path)
        article = self._library.catalogue.find(locale, found["slug"]) if found else None
        return article if article and article.head.status is Status.PUBLISHED else None


def _searched(environ: "WSGIEnvironment") -> tuple[str, str] | None:
    """Return the search from whose results the request comes, with its locale."""
    came_from = environ.get("HTTP_REFERER", "")
    if "/search?" not in came_from or len(came_from) > _LONGEST_REFERER:
        return None
    try:
        address = urlsplit(came_from)
    except ValueError:
        return None
    page = _SEARCH.fullmatch(address.path)
    if page is None or address.netloc != environ.get("HTTP_HOST"):
        return None
    query = clean_text(parse_qs(address.query).get("q", [""])[0])
    return (query, page["locale"]) if query else None


def count_pages(app: Flask, insights: Insights) -> None:
    """Count the pages of flows, and those of the form behind them, as they are shown."""

    @app.after_request
    def count(response: Response) -> Response:
        if request.method == "GET" and request.blueprint == "wizard":
            reached = _reached(response)
            if reached:
                insights.hear(reached)
        return response


def _reached(response: Response) -> PageReached | None:
    values = request.view_args or {}
    flow, node = values.get("flow", ""), _FORM.get(request.endpoint or "", values.get("node", ""))
    if not flow or not node:
        return None
    locale = request.path.split("/")[1]
    if response.status_code == 200:  # noqa: PLR2004  # a page, and not one with something missing
        return PageReached(flow, node, locale)
    onward = _HANDED.match(response.headers.get("Location", ""))
    if onward and onward["flow"] != flow:
        return PageReached(flow, node, locale, goes_on=True)
    return None
