"""Hears what happens, counts it, and says the figures.

Nothing here slows a page: events wait in memory for a second at most. The visitor is heard as a
text that stays in memory that long, and becomes a number of the day when it is written.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from portal.articles.model import ArticleViewed, VoteGiven
from portal.insights.model import (
    ArticleFigures,
    Asked,
    Funnel,
    Key,
    Kind,
    QueryFigures,
    Step,
    reason_kind,
    verdict_kind,
)
from portal.insights.recorder import Recorder
from portal.insights.rules import (
    ENOUGH_PEOPLE,
    SILENT_AFTER,
    countable_query,
    keys_of,
    trip_of,
    who_left,
)
from portal.insights.store import InsightStore
from portal.kernel.clock import Clock
from portal.kernel.ids import new_token
from portal.kernel.locale import Locale
from portal.search.model import Searched
from portal.storage.database import Database, Transaction
from portal.tickets.rules.verdicts import TicketJudged
from portal.wizard.events import WizardStep

KEPT = timedelta(days=30)
"""How long steps are kept one by one; the counters of each day stay."""


@dataclass(frozen=True)
class Heard:
    """One event on its way to the counters; `visitor` is gone once it is written."""

    what: Step | Asked | Key
    visitor: str = ""


class Insights:
    """What is counted. `who` names the visitor of this moment, or None where not to be counted."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        who: Callable[[], str | None] = lambda: "",
    ) -> None:
        self._database, self._clock, self._who = database, clock, who
        self._store = InsightStore()
        self._secret: tuple[date, bytes] | None = None
        self.recorder: Recorder[Heard] = Recorder(self._write)

    def hear(self, event: object) -> None:
        """Take an event, if it is one that is counted and its visitor does not object."""
        what = self._countable(event)
        if what is None:
            return
        visitor = self._who()
        if visitor is not None:
            self.recorder.add(Heard(what, visitor))

    def _countable(self, event: object) -> Step | Asked | Key | None:
        now = self._clock.now()
        today = now.date()
        match event:
            case WizardStep():
                return Step(now, event.kind, event.flow, event.node, event.locale, event.articles)
            case ArticleViewed() | VoteGiven() | TicketJudged():
                return _key(event, today)
            case Searched():
                query = countable_query(event.query)
                return Asked(today, event.locale, query, event.total == 0) if query else None
        return None

    def flush(self) -> None:
        """Write what waits, at once."""
        self.recorder.flush()

    def _write(self, batch: Sequence[Heard]) -> None:
        with self._database.write() as connection:
            secret = self._secret_today(connection)
            steps = [
                replace(h.what, trip=trip_of(secret, h.visitor, h.what.flow))
                for h in batch
                if isinstance(h.what, Step)
            ]
            asked = [
                replace(h.what, trip=trip_of(secret, h.visitor, h.what.query))
                for h in batch
                if isinstance(h.what, Asked)
            ]
            fresh = self._fresh(connection, steps)
            self._store.keep(connection, fresh)
            keys = [key for step in fresh for key in keys_of(step)]
            keys += [h.what for h in batch if isinstance(h.what, Key)]
            self._store.count(connection, Counter(keys))
            self._store.ask(connection, asked)

    def _secret_today(self, connection: Transaction) -> bytes:
        today = self._clock.now().date()
        if self._secret is None or self._secret[0] != today:
            found = self._store.secret_of(connection, today, new_token())
            self._secret = today, found.encode()
        return self._secret[1]

    def _fresh(self, connection: Transaction, steps: Sequence[Step]) -> list[Step]:
        """Return the steps that are new: a page loaded again is not seen by somebody else."""
        known = {_same(step) for step in self._store.known_among(connection, steps)}
        fresh = []
        for step in steps:
            if step.trip == 0 or _same(step) not in known:
                fresh.append(step)
                known.add(_same(step))
        return fresh

    def settle(self) -> int:
        """Count who left without a word, and forget what tells people apart; return how many.

        For the worker, now and then. A way that crosses midnight counts as two.
        """
        now = self._clock.now()
        silent = now - SILENT_AFTER
        with self._database.write() as connection:
            ways = self._store.telling_apart(connection, silent)
            left = [replace(s, kind=Kind.LEFT) for s in who_left(ways) if s.at < silent]
            self._store.count(connection, Counter(key for step in left for key in keys_of(step)))
            self._store.forget_ways(connection, silent)
            self._store.forget_people(connection, now.date())
            self._store.forget_old(connection, now - KEPT)
            self._store.forget_rare(connection, (now - KEPT).date(), ENOUGH_PEOPLE)
        return len(left)

    def funnel(self, flow: str, since: date, until: date, locale: Locale | None = None) -> Funnel:
        """Return what became of those who came to an end of `flow`; all flows where it is empty."""
        return _funnel(self._totals("flow", since, until, flow=flow, locale=locale), "")

    def funnels(
        self, flow: str, since: date, until: date, locale: Locale | None = None
    ) -> dict[str, Funnel]:
        """Return the same for each page of `flow` at which it ends."""
        totals = self._totals("node", since, until, flow=flow, locale=locale)
        return {node: _funnel(totals, node) for node in sorted({node for node, _ in totals})}

    def articles(
        self, since: date, until: date, locale: Locale | None = None
    ) -> dict[str, ArticleFigures]:
        """Return the figures of every article that was seen, offered or voted on."""
        totals = self._totals("article", since, until, locale=locale)
        return {key: _article(totals, key) for key in sorted({key for key, _ in totals})}

    def searches(
        self, since: date, until: date, locale: Locale, least_people: int = ENOUGH_PEOPLE
    ) -> list[QueryFigures]:
        """Return what was searched, the most frequent first, if so many people asked it a day."""
        with self._database.read() as connection:
            rows = self._store.asked(connection, since, until, locale)
        return [
            QueryFigures(row.query, locale, int(row.searches), int(row.empty), row.people)
            for row in rows
            if row.people >= least_people
        ]

    def _totals(
        self, by: str, since: date, until: date, flow: str = "", locale: Locale | None = None
    ) -> dict[tuple[str, str], int]:
        only = {"flow": flow, "locale": str(locale or "")}
        with self._database.read() as connection:
            return self._store.totals(connection, by, since, until, **only)


def _key(event: ArticleViewed | VoteGiven | TicketJudged, today: date) -> Key:
    """Return what counts an event by itself, whoever caused it."""
    match event:
        case ArticleViewed():
            return Key(today, Kind.VIEW, article=event.article, locale=event.locale)
        case VoteGiven(vote=vote):
            said = Kind.USEFUL if vote.useful else Kind.USELESS
            kind = reason_kind(vote.reason) if vote.reason else said
            return Key(today, kind, article=vote.article, locale=vote.locale)
    kind = verdict_kind(event.verdict, event.why)
    return Key(today, kind, event.flow, event.outcome, locale=event.locale)


def _same(step: Step) -> tuple[int, str, str, str, tuple[str, ...]]:
    return step.trip, step.kind, step.flow, step.node, step.articles


def _funnel(totals: dict[tuple[str, str], int], of: str) -> Funnel:
    """Return the sums of `of`, or of all where it is empty."""

    def total(kind: Kind) -> int:
        return sum(n for (name, k), n in totals.items() if k == kind and of in {"", name})

    return Funnel(
        impressions=total(Kind.IMPRESSION),
        clicks=total(Kind.CLICK),
        solved=total(Kind.SOLVED),
        left=total(Kind.LEFT),
        escaped=total(Kind.ESCAPED),
        added=total(Kind.ADDED),
        submitted=total(Kind.SUBMITTED),
    )


def _article(totals: dict[tuple[str, str], int], key: str) -> ArticleFigures:
    mine = {kind: number for (name, kind), number in totals.items() if name == key}
    because = reason_kind("")
    return ArticleFigures(
        article=key,
        views=mine.get(Kind.VIEW, 0),
        offered=mine.get(Kind.IMPRESSION, 0),
        opened=mine.get(Kind.CLICK, 0),
        solved=mine.get(Kind.SOLVED, 0),
        left=mine.get(Kind.LEFT, 0),
        escaped=mine.get(Kind.ESCAPED, 0),
        useful=mine.get(Kind.USEFUL, 0),
        useless=mine.get(Kind.USELESS, 0),
        reasons={
            kind.removeprefix(because): number
            for kind, number in mine.items()
            if kind.startswith(because)
        },
    )
