"""The pages: the whole, searches, articles, the wizard, tickets."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Response
from flask_babel import format_decimal, format_percent

from portal.insights.forms import flow_tables, tables
from portal.insights.rules.chart import percent
from portal.insights.rules.period import OWN, RANGES, parameters, range_of
from portal.insights.service import Figures
from portal.insights.views import sheets
from portal.insights.views.blueprint import blueprint, staff_only
from portal.insights.views.naming import names
from portal.insights.views.sheets import SORTS, TABLES, Wish, helped, searched, wish_asked
from portal.kernel.locale import LOCALES
from portal.web.i18n import gettext as _
from portal.web.shell import render
from portal.web.wiring import use

_BRIEF = 5
_MOST = 50


@blueprint.get("/desk/insights/")
@staff_only
def overview() -> Response:
    """Show the whole: how many came, what became of them, and where help is missing."""
    wish = wish_asked()
    total, days = use(Figures).daily(wish.period)
    plot, behind = helped(wish.period, days)
    return _page(
        "overview",
        wish,
        total=total,
        way=flow_tables.way(total),
        plot=plot,
        behind=behind,
        missing=sheets.searches(wish, "empty", most=_BRIEF)[0],
        poor=TABLES["articles"](Wish(wish.period, sort="rated")).first(_BRIEF),
    )


@blueprint.get("/desk/insights/searches")
@staff_only
def searches() -> Response:
    """Show what was searched, found, and not opened."""
    wish = wish_asked()
    plot, behind = searched(wish)
    found = sheets.searches(wish, "empty", "unfollowed", "top", most=_MOST)
    return _page("searches", wish, plot=plot, behind=behind, tables=found)


@blueprint.get("/desk/insights/articles")
@staff_only
def articles() -> Response:
    """Show which articles are read, and which do not help."""
    wish = wish_asked()
    return _page(
        "articles",
        wish,
        table=TABLES["articles"](wish).first(_MOST),
        orders=[(sort, tables.order_name(sort)) for sort in SORTS],
    )


@blueprint.get("/desk/insights/flows")
@staff_only
def flows() -> Response:
    """Show what becomes of people in the wizard: by topic, or page by page in one."""
    wish = wish_asked()
    if not wish.flow:
        return _page("flows", wish, table=TABLES["flows"](wish), flow="")
    title = names().flow(wish.flow).value
    return _page("flows", wish, table=TABLES["nodes"](wish), flow=title)


@blueprint.get("/desk/insights/tickets")
@staff_only
def tickets() -> Response:
    """Show where tickets come from, and what support says of how they came."""
    wish = wish_asked()
    return _page("tickets", wish, tables=[table.first(_MOST) for table in sheets.tickets(wish)])


def _page(name: str, wish: Wish, **values: Any) -> Response:  # noqa: ANN401  # what the page shows
    return render(
        f"insights/{name}.html",
        here=name,
        wish=wish,
        asked=parameters(wish.period, use(Figures).today()),
        chosen=range_of(wish.period, use(Figures).today()),
        ranges=[(str(days), _("Last %(n)s days", n=days)) for days in RANGES]
        + [(OWN, _("From and to"))],
        locales=[(code.value, code.label) for code in LOCALES],
        pages=_pages(),
        address=_address(wish),
        number=format_decimal,
        share=lambda part, whole: format_percent(percent(part, whole) / 100),
        hundred=lambda value: format_percent(value / 100),
        **values,
    )


def _pages() -> list[tuple[str, str]]:
    return [
        ("", _("Overview")),
        ("searches", _("Searches")),
        ("articles", _("Articles")),
        ("flows", _("Wizard")),
        ("tickets", _("Tickets")),
    ]


def _address(wish: Wish) -> Callable[..., str]:
    """Return what makes the address of a page or a file with the same period."""
    period: Mapping[str, str] = parameters(wish.period, use(Figures).today())

    def address(page: str, **more: str) -> str:
        said = urlencode({k: v for k, v in {**period, **more}.items() if v})
        return f"/desk/insights/{page}?{said}" if said else f"/desk/insights/{page}"

    return address
