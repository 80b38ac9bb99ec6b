"""Searches and articles in tables, and the figures behind a drawing."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from portal.insights.forms import words
from portal.insights.forms.columns import Names, main, number, share
from portal.insights.model import ArticleFigures, QueryFigures
from portal.insights.rules.chart import Plot, percent
from portal.insights.rules.masking import unmasked
from portal.insights.rules.tables import Cell, Column, Table, cells
from portal.kernel.text import capitalise
from portal.web.i18n import gettext as _

LEAST_VOTES = 3
"""Of fewer votes, a share says nothing."""


def lines(name: str, caption: str, plot: Plot, columns: Iterable[str]) -> Table:
    """Return the figures behind a drawing."""
    numbers = [line.values for line in plot.lines]
    first = _("Week") if plot.is_weekly else _("Day")
    return Table(
        name,
        caption,
        (main(first), *(number(column) for column in columns)),
        tuple(
            cells(words.span_words(span), *(values[at] for values in numbers))
            for at, span in enumerate(plot.spans)
        ),
    )


def searches(
    rank: str, found: Sequence[QueryFigures], *, may_write: bool, most: int | None = None
) -> Table:
    """Return searches: the most frequent ones, those without a result, those without a click.

    Of more than `most`, the first are made into rows.
    """
    caption, empty = {
        "top": (_("Most frequent searches"), _("No search was made by several people.")),
        "empty": (_("Nothing found"), _("No such search in this time.")),
        "unfollowed": (_("Found, but nothing opened"), _("No such search in this time.")),
    }[rank]
    is_found = rank == "unfollowed"
    can_begin = rank == "empty" and may_write
    columns = (
        main(_("What was searched")),
        Column(_("Language")),
        number(_("Searches")),
        number(_("People who opened nothing") if is_found else _("Without a result")),
        *((Column(_("What to do")),) if can_begin else ()),
    )
    rows = (
        cells(
            Cell(words.query_words(query.query), lang=query.locale),
            query.locale,
            query.searches,
            query.unfollowed if is_found else query.empty,
            *((_begin(query),) if can_begin else ()),
        )
        for query in found[:most]
    )
    return Table(f"searches-{rank}", caption, columns, tuple(rows), empty, len(found))


def _begin(query: QueryFigures) -> Cell:
    """Return the way to an article about what nothing is found for."""
    said = unmasked(query.query)
    if not said:
        return Cell("")
    asked = {"title": capitalise(said), "keywords": said, "locale": query.locale}
    return Cell(_("Make an article"), url=f"/desk/new?{urlencode(asked)}")


def order_name(sort: str) -> str:
    """Return what articles in this order are called."""
    return {
        "views": _("Most read articles"),
        "rated": _("Worst rated articles"),
        "failed": _("Read, and a ticket came"),
        "escaped": _("Said: no, go on"),
    }[sort]


def articles(sort: str, found: Iterable[ArticleFigures], names: Names) -> Table:
    """Return what is known of articles, in the order of `found`."""
    columns = (
        main(_("Article")),
        number(_("Views")),
        number(_("From questions")),
        number(_("Yes")),
        number(_("No")),
        share(_("Helpful")),
        number(_("Read, and a ticket came")),
        number(_("Said: no, go on")),
        Column(_("Why it did not help")),
    )
    rows = (
        cells(
            names.article(one.article),
            one.views,
            one.asked,
            one.useful,
            one.useless,
            percent(one.useful, one.votes) if one.votes >= LEAST_VOTES else "",
            one.failed,
            one.escaped,
            _reasons(one),
        )
        for one in found
    )
    return Table(
        "articles", order_name(sort), columns, tuple(rows), _("There is none in this time.")
    )


def _reasons(one: ArticleFigures) -> str:
    ranked = sorted(one.reasons.items(), key=lambda item: (-item[1], item[0]))
    return "; ".join(f"{words.reason_words(reason)} ({number})" for reason, number in ranked)
