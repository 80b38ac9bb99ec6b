"""The wizard and its tickets in tables."""

from collections.abc import Iterable, Mapping

from portal.insights.forms.columns import Names, main, number, share
from portal.insights.model import Funnel, Judged
from portal.insights.rules.chart import percent
from portal.insights.rules.tables import Column, Table, cells
from portal.tickets.forms.words import why_words
from portal.tickets.rules.verdicts import Verdict
from portal.web.i18n import gettext as _


def way(total: Funnel) -> Table:
    """Return how many came how far, of those who came to ask."""
    rows = [
        (_("Came to ask"), total.began),
        (_("Saw an answer"), total.impressions),
        (_("Opened the article"), total.clicks),
        (_("Said: it works"), total.solved),
        (_("Said: no, go on"), total.escaped),
        (_("Left without a word"), total.left),
        (_("Sent a ticket"), total.submitted),
        (_("Added to a ticket of their own"), total.added),
    ]
    whole = max(n for _name, n in rows)
    return Table(
        "way",
        _("From the question to the answer"),
        (main(_("Step")), number(_("Times")), share(_("Of a hundred"))),
        tuple(cells(name, n, percent(n, whole)) for name, n in rows) if whole else (),
        _("Nobody has come to ask in this time."),
    )


def flows(found: Mapping[str, Funnel], names: Names) -> Table:
    """Return what became of those who came to each flow, the busiest first."""
    columns = (
        main(_("Topic")),
        number(_("Began")),
        number(_("Said: it works")),
        number(_("Left without a word")),
        number(_("Sent a ticket")),
        number(_("Stopped on the way")),
        share(_("Stopped, of a hundred")),
    )
    ranked = sorted(found.items(), key=lambda item: (-item[1].began, item[0]))
    rows = (
        cells(
            names.flow(flow),
            one.began,
            one.solved,
            one.left,
            one.submitted,
            one.stopped,
            percent(one.stopped, one.began),
        )
        for flow, one in ranked
    )
    return Table(
        "flows",
        _("Topics of the wizard"),
        columns,
        tuple(rows),
        _("Nobody has come to ask in this time."),
    )


def nodes(flow: str, found: Iterable[tuple[str, Funnel]], names: Names) -> Table:
    """Return how many saw each page of a flow, and how many went no further."""
    columns = (
        main(_("Page")),
        number(_("Seen")),
        number(_("Went no further")),
        share(_("Of a hundred")),
        number(_("Said: it works")),
        number(_("Said: no, go on")),
        number(_("Sent a ticket")),
    )
    rows = (
        cells(
            names.node(flow, node),
            one.seen,
            one.stopped,
            percent(one.stopped, one.seen),
            one.solved,
            one.escaped,
            one.submitted,
        )
        for node, one in found
    )
    return Table(
        "nodes",
        _("Page by page"),
        columns,
        tuple(rows),
        _("Nobody has come to this topic in this time."),
    )


def outcomes(found: Mapping[tuple[str, str], tuple[int, int]], names: Names) -> Table:
    """Return where flows ended in a ticket, the most frequent first."""
    columns = (
        main(_("Outcome")),
        Column(_("Topic")),
        number(_("Tickets")),
        share(_("Of a hundred")),
        number(_("Added to a ticket of their own")),
    )
    whole = sum(sent for sent, _added in found.values())
    ranked = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
    rows = (
        cells(names.node(flow, node), names.flow(flow), sent, percent(sent, whole), added)
        for (flow, node), (sent, added) in ranked
    )
    return Table(
        "outcomes", _("Tickets by outcome"), columns, tuple(rows), _("No ticket came in this time.")
    )


def verdicts(
    verdict: Verdict, found: Iterable[Judged], tickets: Mapping[str, int], names: Names
) -> Table:
    """Return what support said of tickets, by topic, outcome and reason."""
    name, caption = {
        Verdict.MISPLACED: ("misplaced", _("Should not have come to support")),
        Verdict.POOR: ("poor", _("Came poorly told")),
    }[verdict]
    columns = (
        main(_("Reason")),
        Column(_("Topic")),
        Column(_("Outcome")),
        number(_("Tickets")),
        share(_("Of the topic's hundred")),
    )
    rows = (
        cells(
            why_words(one.why),
            names.flow(one.flow),
            names.node(one.flow, one.node),
            one.number,
            percent(one.number, tickets.get(one.flow, 0)),
        )
        for one in found
        if one.verdict == verdict
    )
    return Table(name, caption, columns, tuple(rows), _("Support has said this of no ticket."))
