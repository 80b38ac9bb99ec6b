"""What articles share, to look things up: old addresses, and snippets with where they are used."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from flask import Response, request

from portal.articles.service import ArticleService
from portal.kernel.text import fold
from portal.web.shell import render
from portal.web.wiring import use
from portal.writing.forms import words
from portal.writing.rules.sharing import OldAddress, Snippet
from portal.writing.service import sharing
from portal.writing.views.blueprint import blueprint, writers_only

_LONGEST = 200
T = TypeVar("T")


@blueprint.get("/desk/addresses")
@writers_only
def addresses() -> Response:
    """List the addresses of before, and what stands there now."""
    rows = _sifted(sharing.old_addresses(use(ArticleService)), _said_of_address)
    return render("writing/addresses.html", rows=rows, query=_query(), words=words)


@blueprint.get("/desk/snippets")
@writers_only
def snippets() -> Response:
    """List the snippets with the articles that ask for them."""
    rows = _sifted(sharing.snippets(use(ArticleService).library), _said_of_snippet)
    return render("writing/snippets.html", rows=rows, query=_query())


def _query() -> str:
    return request.args.get("q", "").strip()[:_LONGEST]


def _sifted(found: Iterable[T], said: Callable[[T], str]) -> list[tuple[T, bool]]:
    """Return all of `found`, and whether each has every word that is asked for."""
    asked = fold(_query()).split()
    return [(one, all(word in fold(said(one)) for word in asked)) for one in found]


def _said_of_address(one: OldAddress) -> str:
    return f"/{one.locale}/articles/{one.slug} {one.title}"


def _said_of_snippet(one: Snippet) -> str:
    titles = " ".join(m.head.title for m in one.articles)
    return f"{one.text.path} {one.beginning} {titles}"
