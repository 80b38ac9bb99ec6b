"""Every table by its name, and each as a file for a spreadsheet."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask import Response, request

from portal.insights.forms import flow_tables, tables
from portal.insights.model import ArticleFigures, Kind, Period
from portal.insights.rules.chart import Plot, plot
from portal.insights.rules.period import parameters, read_period
from portal.insights.rules.tables import Table, to_csv
from portal.insights.service import Figures
from portal.insights.views.blueprint import blueprint, staff_only
from portal.insights.views.naming import in_order, may_write, names
from portal.kernel.errors import NotFound
from portal.tickets.rules.verdicts import Verdict
from portal.web.i18n import gettext as _
from portal.web.wiring import use

_MARK = "\ufeff"  # without it, some spreadsheets take the letters for another alphabet's
_LONGEST_NAME = 60
SORTS: Mapping[str, Callable[[ArticleFigures], float]] = {
    "views": lambda one: one.views,
    "rated": lambda one: one.useless / one.votes if one.votes >= tables.LEAST_VOTES else 0,
    "failed": lambda one: one.failed,
    "escaped": lambda one: one.escaped,
}
"""What articles are ranked by; those without a rank are left out."""


@dataclass(frozen=True)
class Wish:
    """What is asked for: a period, a topic, an order of articles."""

    period: Period
    flow: str = ""
    sort: str = "views"

    @property
    def more(self) -> str:
        """The period for the address of another page, to be put behind what it asks for."""
        said = urlencode(parameters(self.period, use(Figures).today()))
        return f"&{said}" if said else ""


def wish_asked() -> Wish:
    """Return what the address asks for."""
    period = read_period(request.args, use(Figures).today())
    sort = request.args.get("sort", "")
    flow = request.args.get("flow", "")[:_LONGEST_NAME]
    return Wish(period, flow, sort if sort in SORTS else "views")


def helped(period: Period, days: Mapping[Kind, Mapping[date, int]]) -> tuple[Plot, Table]:
    """Return those who said that it works beside the tickets, day by day."""
    drawn = plot(period, [days[Kind.SOLVED], days[Kind.SUBMITTED]])
    columns = (_("Said: it works"), _("Sent a ticket"))
    return drawn, tables.lines("helped", _("Solved beside tickets"), drawn, columns)


def _helped(wish: Wish) -> Table:
    days = use(Figures).days(wish.period, Kind.SOLVED, Kind.SUBMITTED)
    return helped(wish.period, days)[1]


def searched(wish: Wish) -> tuple[Plot, Table]:
    """Return all searches beside those without a result, day by day."""
    days = use(Figures).days(wish.period, Kind.SEARCHED, Kind.UNFOUND)
    drawn = plot(wish.period, list(days.values()))
    columns = (_("Searches"), _("Without a result"))
    return drawn, tables.lines("searched", _("Searches, day by day"), drawn, columns)


def _way(wish: Wish) -> Table:
    return flow_tables.way(use(Figures).daily(wish.period)[0])


def searches(wish: Wish, *ranks: str, most: int | None = None) -> list[Table]:
    """Return the table of searches of each of `ranks`, with `most` rows at most."""
    found = use(Figures).searches(wish.period, *ranks)
    is_writer = may_write()
    return [
        tables.searches(rank, some, may_write=is_writer, most=most)
        for rank, some in zip(ranks, found, strict=True)
    ]


def _searches(rank: str) -> Callable[[Wish], Table]:
    return lambda wish: searches(wish, rank)[0]


def _articles(wish: Wish) -> Table:
    rank = SORTS[wish.sort]
    found = [one for one in use(Figures).articles(wish.period).values() if rank(one)]
    ranked = sorted(found, key=lambda one: (-rank(one), -one.votes, -one.views, one.article))
    return tables.articles(wish.sort, ranked, names())


def _flows(wish: Wish) -> Table:
    return flow_tables.flows(use(Figures).flows(wish.period), names(wish.more))


def _nodes(wish: Wish) -> Table:
    found = use(Figures).nodes(wish.period, wish.flow)
    return flow_tables.nodes(wish.flow, in_order(wish.flow, found), names(wish.more))


def tickets(wish: Wish) -> list[Table]:
    """Return the tables of tickets by outcome, and of what support says of them."""
    figures, called = use(Figures), names(wish.more)
    sent, judged = figures.tickets(wish.period), figures.verdicts(wish.period)
    by_flow: Counter[str] = Counter()
    for (flow, _node), (number, _added) in sent.items():
        by_flow[flow] += number
    return [
        flow_tables.outcomes(sent, called),
        *(flow_tables.verdicts(verdict, judged, by_flow, called) for verdict in Verdict),
    ]


TABLES: Mapping[str, Callable[[Wish], Table]] = {
    "way": _way,
    "helped": _helped,
    "searched": lambda wish: searched(wish)[1],
    "searches-top": _searches("top"),
    "searches-empty": _searches("empty"),
    "searches-unfollowed": _searches("unfollowed"),
    "articles": _articles,
    "flows": _flows,
    "nodes": _nodes,
    "outcomes": lambda wish: tickets(wish)[0],
    "misplaced": lambda wish: tickets(wish)[1],
    "poor": lambda wish: tickets(wish)[2],
}


@blueprint.get("/desk/insights/<name>.csv")
@staff_only
def sheet(name: str) -> Response:
    """Send one table whole."""
    if name not in TABLES:
        raise NotFound(name)
    wish = wish_asked()
    text = _MARK + to_csv(TABLES[name](wish))
    response = Response(text, content_type="text/csv; charset=utf-8")
    file = f"{name}-{wish.period.since}-{wish.period.until}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=file)
    return response
