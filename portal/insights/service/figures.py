"""Says what was counted."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any

from portal.articles.model import Reason
from portal.insights.model import (
    ArticleFigures,
    Funnel,
    Judged,
    Kind,
    Period,
    QueryFigures,
    reason_kind,
    verdict_kind,
)
from portal.insights.store import FigureStore
from portal.kernel.clock import Clock
from portal.storage.database import Database
from portal.tickets.rules.verdicts import REASONS

_WAYS = (
    Kind.BEGAN, Kind.REACHED, Kind.STOPPED, Kind.IMPRESSION, Kind.CLICK, Kind.SOLVED, Kind.LEFT,
    Kind.ESCAPED, Kind.ADDED, Kind.SUBMITTED,
)  # fmt: skip
_BRIEF = (Kind.BEGAN, Kind.SOLVED, Kind.LEFT, Kind.SUBMITTED, Kind.STOPPED)
_ARTICLES = (
    Kind.VIEW, Kind.FOUND, Kind.IMPRESSION, Kind.CLICK, Kind.SOLVED, Kind.LEFT, Kind.ESCAPED,
    Kind.FAILED, Kind.USEFUL, Kind.USELESS, *(reason_kind(reason) for reason in Reason),
)  # fmt: skip
_INTEREST = (Kind.IMPRESSION, Kind.FOUND, Kind.USEFUL, Kind.USELESS)
_VERDICTS = {
    verdict_kind(verdict, why): (verdict, why) for verdict, whys in REASONS.items() for why in whys
}
RANKS: Mapping[str, Callable[[QueryFigures], int]] = {
    "top": lambda one: one.searches,
    "empty": lambda one: one.empty,
    "unfollowed": lambda one: one.unfollowed if one.empty < one.searches else 0,
}
"""What searches are ranked by; those without a rank are left out."""


class Figures:
    """The figures of a period, from the counters of its days."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock, self._store = database, clock, FigureStore()

    def today(self) -> date:
        """Return the last day that there are figures of."""
        return self._clock.now().date()

    def flows(self, period: Period) -> dict[str, Funnel]:
        """Return how many began each flow, and to which end they came."""
        return _funnels(self._steps(period, _BRIEF, "flow"))

    def nodes(self, period: Period, flow: str) -> dict[str, Funnel]:
        """Return what is known of each page of `flow`; what counts for all of it is under ""."""
        return _funnels(self._steps(period, _WAYS, "node", flow=flow))

    def daily(self, period: Period) -> tuple[Funnel, dict[Kind, dict[date, int]]]:
        """Return what became of all who came to ask; and each kind of it day by day."""
        days = self.days(period, *_WAYS)
        return _funnel({kind: sum(found.values()) for kind, found in days.items()}), days

    def days(self, period: Period, *kinds: Kind) -> dict[Kind, dict[date, int]]:
        """Return how often each of `kinds` was counted on the days on which it was."""
        found: dict[Kind, dict[date, int]] = {kind: {} for kind in kinds}
        for day, kind, number in self._steps(period, kinds, "day"):
            found[Kind(kind)][day] = number
        return found

    def tickets(self, period: Period) -> dict[tuple[str, str], tuple[int, int]]:
        """Return by flow and outcome how many tickets came, and how many were added to others."""
        found: dict[tuple[str, str], tuple[int, int]] = {}
        for flow, node, kind, number in self._steps(
            period, (Kind.SUBMITTED, Kind.ADDED), "flow", "node"
        ):
            sent, added = found.get((flow, node), (0, 0))
            is_sent = kind == Kind.SUBMITTED
            found[flow, node] = (sent + number, added) if is_sent else (sent, added + number)
        return found

    def verdicts(self, period: Period) -> list[Judged]:
        """Return what support said of how tickets came in, the most frequent first."""
        rows = self._steps(period, tuple(_VERDICTS), "flow", "node")
        found = [Judged(flow, node, *_VERDICTS[kind], number) for flow, node, kind, number in rows]
        return sorted(found, key=lambda one: (-one.number, one.flow, one.node, one.why))

    def articles(self, period: Period) -> dict[str, ArticleFigures]:
        """Return the figures of every article that was seen, offered or voted on."""
        return self._articles(period, _ARTICLES)

    def interest(self, period: Period) -> dict[str, ArticleFigures]:
        """Return of articles only to which questions led, and how they were voted on."""
        return self._articles(period, _INTEREST)

    def _articles(self, period: Period, kinds: Collection[str]) -> dict[str, ArticleFigures]:
        with self._database.read() as connection:
            rows = self._store.of_articles(connection, period, kinds)
        return {key: _article(key, found) for key, found in sorted(_by_name(rows).items())}

    def searches(self, period: Period, *ranks: str) -> list[list[QueryFigures]]:
        """Return for each of `ranks` the searches that have it, the highest first.

        They are those that more than one person made, as far as can be told.
        """
        with self._database.read() as connection:
            rows = self._store.searches(connection, period)
        found = [
            QueryFigures(
                row.query,
                row.locale,
                int(row.searches),
                int(row.empty),
                int(row.people),
                int(row.followed),
            )
            for row in rows
        ]
        return [_ranked(found, RANKS[rank]) for rank in ranks]

    def _steps(
        self, period: Period, kinds: Collection[Kind | str], *by: str, flow: str = ""
    ) -> list[tuple[Any, ...]]:
        with self._database.read() as connection:
            return self._store.of_steps(connection, period, kinds, by, flow)


def _ranked(
    found: Iterable[QueryFigures], rank: Callable[[QueryFigures], int]
) -> list[QueryFigures]:
    return sorted(
        (one for one in found if rank(one) > 0),
        key=lambda one: (-rank(one), one.query, one.locale),
    )


def _by_name(rows: Iterable[tuple[Any, ...]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name, kind, number in rows:
        found.setdefault(name, {})[kind] = number
    return found


def _funnels(rows: Iterable[tuple[Any, ...]]) -> dict[str, Funnel]:
    return {name: _funnel(kinds) for name, kinds in sorted(_by_name(rows).items())}


def _funnel(kinds: Mapping[str, int]) -> Funnel:
    return Funnel(
        began=kinds.get(Kind.BEGAN, 0),
        reached=kinds.get(Kind.REACHED, 0),
        stopped=kinds.get(Kind.STOPPED, 0),
        impressions=kinds.get(Kind.IMPRESSION, 0),
        clicks=kinds.get(Kind.CLICK, 0),
        solved=kinds.get(Kind.SOLVED, 0),
        left=kinds.get(Kind.LEFT, 0),
        escaped=kinds.get(Kind.ESCAPED, 0),
        added=kinds.get(Kind.ADDED, 0),
        submitted=kinds.get(Kind.SUBMITTED, 0),
    )


def _article(key: str, kinds: Mapping[str, int]) -> ArticleFigures:
    because = reason_kind("")
    return ArticleFigures(
        article=key,
        views=kinds.get(Kind.VIEW, 0),
        found=kinds.get(Kind.FOUND, 0),
        offered=kinds.get(Kind.IMPRESSION, 0),
        opened=kinds.get(Kind.CLICK, 0),
        solved=kinds.get(Kind.SOLVED, 0),
        left=kinds.get(Kind.LEFT, 0),
        escaped=kinds.get(Kind.ESCAPED, 0),
        failed=kinds.get(Kind.FAILED, 0),
        useful=kinds.get(Kind.USEFUL, 0),
        useless=kinds.get(Kind.USELESS, 0),
        reasons={
            kind.removeprefix(because): number
            for kind, number in kinds.items()
            if kind.startswith(because)
        },
    )
