"""For machines: the site map, the feed of articles, and what crawlers may read."""

from datetime import UTC, datetime, time
from email.utils import format_datetime
from typing import NamedTuple

from flask import Response, render_template

from portal.articles.model import Article
from portal.articles.service import ArticleService
from portal.articles.views.blueprint import blueprint
from portal.articles.views.pages import shown_categories
from portal.kernel.locale import LOCALES, Locale
from portal.settings import Settings
from portal.site import Site
from portal.web.headers import public
from portal.web.i18n import current_locale
from portal.web.wiring import use

_IN_FEED = 30
_PRIVATE = ("/desk/", "/staff/", "/api/", *(f"/{code}/tickets/" for code in LOCALES))
_SINGLE_PAGES = ("", "contact/", "scope", "errors/")


class Place(NamedTuple):
    """One page of the site map: its addresses by locale, and when it was checked last."""

    urls: dict[Locale, str]
    checked: str = ""


@blueprint.get("/sitemap.xml")
def site_map() -> Response:
    """List every public page with its translations, in the sitemaps.org format."""
    text = render_template("articles/sitemap.xml", places=_places(), base=use(Settings).url)
    return public(Response(text, mimetype="application/xml"))


def _places() -> list[Place]:
    """Return the pages: those there is one of, then topics, then articles."""
    single = [Place({code: f"/{code}/{page}" for code in LOCALES}) for page in _SINGLE_PAGES]
    topics: dict[str, dict[Locale, str]] = {}
    for code in LOCALES:
        for topic in shown_categories(code):
            topics.setdefault(topic.key, {})[code] = f"/{code}/categories/{topic.slug[code]}"
    articles: dict[str, list[Article]] = {}
    for article in use(ArticleService).library.catalogue.published():
        articles.setdefault(article.head.key, []).append(article)
    return [*single, *map(Place, topics.values()), *map(_place, articles.values())]


def _place(versions: list[Article]) -> Place:
    checked = max(str(a.head.checked or "") for a in versions)
    return Place({a.head.locale: a.url for a in versions}, checked)


@blueprint.get("/<locale:locale>/articles.xml")
def feed() -> Response:
    """Tell feed readers which articles were checked last, in RSS 2.0."""
    locale = current_locale()
    items = [
        (article, format_datetime(datetime.combine(article.head.checked, time(), UTC)))
        for article in use(ArticleService).recent(locale, _IN_FEED)
        if article.head.checked
    ]
    text = render_template(
        "articles/feed.xml", items=items, base=use(Settings).url, brand=use(Site).brand
    )
    return public(Response(text, mimetype="application/rss+xml"))


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Keep crawlers on the pages that are for everybody."""
    closed = [f"Disallow: {path}" for path in _PRIVATE]
    lines = ["User-agent: *", *closed, f"Sitemap: {use(Settings).url}/sitemap.xml"]
    return public(Response("\n".join(lines) + "\n", mimetype="text/plain"))
