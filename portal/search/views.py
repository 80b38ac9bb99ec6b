"""The search page and its API: searching, and suggesting while somebody types."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, render_template, request
from markupsafe import Markup, escape

from portal.identity.access import find_current_member
from portal.kernel.locale import LOCALES, Locale, find_locale
from portal.search.catalogue import category_name
from portal.search.model import Explained, Parts, Results, Window, plain
from portal.search.service import DEEPEST, SearchService
from portal.settings import Settings
from portal.site import Site
from portal.web.headers import public
from portal.web.i18n import current_locale
from portal.web.shell import render, render_kept, render_public, set_alternates
from portal.web.slots import Slots
from portal.web.wiring import use

blueprint = Blueprint("search", __name__, template_folder="templates")

PER_PAGE = 10
_API_LIMIT = 50
_SHORT_NAME = 16  # characters, at most, says the format


@blueprint.app_template_global()
def marked(parts: Parts) -> Markup:
    """Return text with what matched the query marked; each piece is escaped before."""
    pieces = (f"<mark>{escape(text)}</mark>" if hit else escape(text) for text, hit in parts)
    return Markup("".join(pieces))  # noqa: S704  # escaped above


@blueprint.get("/<locale:locale>/search")
def page() -> Response:
    """Show what fits `q`; `kind`, `topic` and `product` narrow it, `page` counts from 1.

    Staff see with `explain=1` why each hit ranks where it does.
    """
    locale, asked = current_locale(), request.args
    number = _number("page", default=1, most=DEEPEST // PER_PAGE)
    window = Window(
        (number - 1) * PER_PAGE,
        PER_PAGE,
        *(asked.get(name, "") for name in ("kind", "topic", "product")),
    )
    results = use(SearchService).search(asked.get("q", ""), locale, window)
    template, notices = _template(results), use(Slots).render("search.notices", results=results)
    if results.is_degraded or "explain" in asked:  # never kept, whoever asks
        return render(template, **_values(results, notices), explained=_explained(results))
    if not (results.is_final and results.generation):  # the next page may be better
        return render_public(template, **_values(results, notices), explained={})
    state = (results.generation, results.query, results.window, notices)
    return render_kept(template, state, lambda: {**_values(results, notices), "explained": {}})


def _explained(results: Results) -> Mapping[str, Explained]:
    """Return why hits rank where they do, for staff."""
    is_wanted = "explain" in request.args and find_current_member() is not None
    return use(SearchService).explain(results) if is_wanted else {}


def _values(results: Results, notices: Markup) -> dict[str, Any]:
    """Return what the page shows."""
    set_alternates({code: _address(code, {"q": results.query}) for code in LOCALES})
    return {
        "results": results,
        "notices": notices,
        "topics": _topics(results, use(Site)),
        "products": sorted(results.products.items(), key=lambda item: (-item[1], item[0])),
        "address": _addresses(results),
        "first": results.window.offset + 1,
        "last": results.window.offset + len(results.hits),
        "number": results.window.offset // PER_PAGE + 1,
        "deepest": min(results.total, DEEPEST),
    }


def _template(results: Results) -> str:
    if not results.query:
        return "search/start.html"
    is_narrowed = results.window != Window()
    return "search/results.html" if results.total or is_narrowed else "search/nothing.html"


def _topics(results: Results, site: Site) -> list[tuple[str, str, int]]:
    """Return the categories of the hits: key, name and how many, the most first."""
    found = [
        (key, category_name(site, key, results.locale), count)
        for key, count in results.categories.items()
        if key
    ]
    return sorted(found, key=lambda topic: (-topic[2], topic[1]))


def _addresses(results: Results) -> Callable[..., str]:
    """Return what makes the address of this search with something changed."""
    window = results.window
    now = {
        "q": results.query,
        "kind": window.kind,
        "topic": window.category,
        "product": window.product,
    }

    def address(**changed: str | int) -> str:
        return _address(results.locale, {**now, **{k: str(v) for k, v in changed.items()}})

    return address


def _address(locale: Locale, values: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in values.items() if value})
    return f"/{locale}/search?{query}" if query else f"/{locale}/search"


@blueprint.get("/<locale:locale>/opensearch.xml")
def description() -> Response:
    """Tell browsers how to search here, in the OpenSearch 1.1 format."""
    short = f"{use(Site).brand.name} {current_locale().upper()}"[:_SHORT_NAME]
    text = render_template("search/opensearch.xml", short=short, base=use(Settings).url)
    return public(Response(text, mimetype="application/opensearchdescription+xml"))


@blueprint.get("/api/v1/search")
def search_api() -> Response:
    """Answer a search as JSON; `limit` is from 1 to 50."""
    locale = _api_locale()
    if locale is None:
        return _bad_locale()
    window = Window(limit=_number("limit", default=PER_PAGE, most=_API_LIMIT))
    results = use(SearchService).search(request.args.get("q", ""), locale, window)
    answer = {
        "query": results.query,
        "locale": results.locale,
        "total": results.total,
        "took_ms": results.took_ms,
        "did_you_mean": results.did_you_mean,
        "hits": [
            {
                "slug": hit.document.slug,
                "title": hit.document.title,
                "url": hit.url,
                "section": hit.section,
                "excerpt": plain(hit.excerpt),
                "score": hit.score,
            }
            for hit in results.hits
        ],
    }
    return _cacheable(jsonify(answer), is_whole=not results.is_degraded)


@blueprint.get("/api/v1/suggest")
def suggest_api() -> Response:
    """Answer with titles for somebody who is still typing."""
    locale = _api_locale()
    if locale is None:
        return _bad_locale()
    found = use(SearchService).suggest(request.args.get("q", ""), locale)
    return _cacheable(jsonify([{"title": s.title, "in": s.in_, "url": s.url} for s in found]))


def _api_locale() -> Locale | None:
    """Return the locale asked for, the visitor's own where none is, None where it is not ours."""
    asked = request.args.get("locale", "")
    return find_locale(asked) if asked else current_locale()


def _bad_locale() -> Response:
    response = jsonify(error=f"locale must be one of {', '.join(LOCALES)}")
    response.status_code = 400
    return response


def _cacheable(response: Response, *, is_whole: bool = True) -> Response:
    """Let caches keep what is the same for everybody: not what depends on who asks."""
    is_for_all = is_whole and bool(request.args.get("locale"))
    return public(response) if is_for_all else response


def _number(name: str, default: int, most: int) -> int:
    """Return the number asked for, held between 1 and `most`; `default` where it is none."""
    asked = request.args.get(name, "")
    if not asked.isdecimal():
        return 1 if asked.startswith("-") else default
    return max(1, min(int(asked[:6]), most))
