"""The desk's list of articles."""

from urllib.parse import urlencode

from flask import Response, request

from portal.articles.model import Answers
from portal.kernel.locale import LOCALES, Locale, find_locale
from portal.site import Site
from portal.web.i18n import current_locale
from portal.web.shell import render
from portal.web.wiring import use
from portal.writing.forms import repository_words, words
from portal.writing.model import Phase
from portal.writing.rules.listing import View, Wish
from portal.writing.service.desk import Desk
from portal.writing.service.freshness import Freshness
from portal.writing.service.listing import PER_PAGE, DeskList, Listing
from portal.writing.service.repository import RepositoryDesk
from portal.writing.views.blueprint import blueprint, writers_only

_LONGEST = 100
_MOST_PAGES = 10_000


@blueprint.get("/desk/")
@writers_only
def articles() -> Response:
    """Show the articles that the filters let through."""
    wish = _wish()
    listing = use(DeskList).show(wish, current_locale(), _page())
    return render(
        "writing/list.html",
        listing=listing,
        wish=wish,
        address=lambda **changes: _address(wish, **changes),
        is_narrowed=bool(wish.query or wish.category or wish.locale or wish.phase or wish.owner),
        views=View,
        locales=LOCALES,
        options=_options(listing),
        answers=_answers(wish),
        today=use(Desk).today(),
        first=(listing.page - 1) * PER_PAGE + 1,
        words=words,
        repository=use(RepositoryDesk),
        repository_words=repository_words,
    )


def _answers(wish: Wish) -> dict[tuple[str, Locale], Answers]:
    """Return what readers say of the articles that are due, where those are listed."""
    found = use(Freshness).due() if wish.view is View.DUE else []
    said = ((one.article.head, one.answers) for one in found)
    return {(head.key, head.locale): answers for head, answers in said if answers != Answers()}


def _options(listing: Listing) -> dict[str, list[tuple[str, str]]]:
    """Return what the filters offer: values with their names."""
    locale = current_locale()
    return {
        "locales": [(code.value, code.label) for code in LOCALES],
        "categories": [(c.key, c.name[locale]) for c in use(Site).categories],
        "phases": [(phase.value, words.phase_name(phase)) for phase in Phase],
        "owners": [(owner, owner) for owner in listing.owners],
    }


def _wish() -> Wish:
    asked = {key: request.args.get(key, "").strip()[:_LONGEST] for key in request.args}
    view, phase = asked.get("view", ""), asked.get("state", "")
    return Wish(
        view=View(view) if view in set(View) else View.ALL,
        locale=find_locale(asked.get("locale", "")),
        category=asked.get("category", ""),
        phase=Phase(phase) if phase in set(Phase) else None,
        owner=asked.get("owner", ""),
        query=asked.get("q", ""),
    )


def _page() -> int:
    text = request.args.get("page", "")
    return min(int(text), _MOST_PAGES) if text.isdecimal() and len(text) < 6 else 1  # noqa: PLR2004


def _address(wish: Wish, **changes: object) -> str:
    """Return the list's address with some filters changed; empty ones are left out."""
    asked = {
        "view": wish.view if wish.view is not View.ALL else "",
        "locale": wish.locale or "",
        "category": wish.category,
        "state": wish.phase or "",
        "owner": wish.owner,
        "q": wish.query,
        **changes,
    }
    said = urlencode({key: str(value) for key, value in asked.items() if value}, errors="replace")
    return f"/desk/?{said}" if said else "/desk/"
