"""Hears what happens, and counts it.

Nothing here slows a page: events wait in memory for a second at most. The visitor is heard as a
text that stays in memory that long, and becomes a number of the day when it is written.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from portal.articles.model import ArticleViewed, VoteGiven
from portal.insights.model import (
    Asked,
    Key,
    Kind,
    PageReached,
    SearchFollowed,
    Step,
    reason_kind,
    verdict_kind,
)
from portal.insights.recorder import Recorder
from portal.insights.rules.counting import SILENT_AFTER, keys_of, trip_of
from portal.insights.rules.masking import countable_query
from portal.insights.rules.ways import derived, where_stopped, who_left
from portal.insights.store import InsightStore
from portal.kernel.clock import Clock
from portal.kernel.ids import new_token
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
        """Take an event, if it is one that is counted and its visitor does not object.

        What support says of a ticket is its work, not a visitor's way: it always counts.
        """
        visitor = "" if isinstance(event, TicketJudged) else self._who()
        if visitor is not None:
            self.hear_from(visitor, event)

    def hear_from(self, visitor: str, event: object) -> None:
        """Take an event of `visitor`, who does not object."""
        for what in self._countable(event):
            self.recorder.add(Heard(what, visitor))

    def _countable(self, event: object) -> list[Step | Asked | Key]:
        now = self._clock.now()
        today = now.date()
        match event:
            case WizardStep():
                said, flow, node = event.kind, event.flow, event.node
                return [Step(now, said, flow, node, event.locale, event.articles)]
            case PageReached():
                seen = Kind.HANDED if event.goes_on else Kind.REACHED
                return [Step(now, seen, event.flow, event.node, event.locale)]
            case ArticleViewed() | VoteGiven() | TicketJudged():
                return [_key(event, today)]
            case Searched() | SearchFollowed():
                return list(_search(event, today))
        return []

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
            known = self._store.known_among(connection, steps)
            fresh = _fresh(steps, known)
            self._store.keep(connection, fresh)
            keys = [key for step in fresh for key in keys_of(step)]
            keys += derived(fresh, known)
            keys += [h.what for h in batch if isinstance(h.what, Key)]
            self._store.count(connection, Counter(keys))
            self._store.ask(connection, asked)

    def _secret_today(self, connection: Transaction) -> bytes:
        today = self._clock.now().date()
        if self._secret is None or self._secret[0] != today:
            found = self._store.secret_of(connection, today, new_token())
            self._secret = today, found.encode()
        return self._secret[1]

    def settle(self) -> int:
        """Count who left without a word, and forget what tells people apart; return how many.

        For the worker, now and then. A way that crosses midnight counts as two.
        """
        now = self._clock.now()
        silent = now - SILENT_AFTER
        with self._database.write() as connection:
            ways = self._store.telling_apart(connection, silent)
            left = [replace(s, kind=Kind.LEFT) for s in who_left(ways) if s.at < silent]
            stopped = [s for s in where_stopped(ways) if s.at < silent]
            keys = [key for step in (*left, *stopped) for key in keys_of(step)]
            self._store.count(connection, Counter(keys))
            self._store.forget_ways(connection, silent)
            self._store.forget_people(connection, now.date())
            self._store.forget_old(connection, now - KEPT)
            self._store.forget_rare(connection, (now - KEPT).date())
        return len(left)


def _search(event: Searched | SearchFollowed, today: date) -> Iterator[Asked | Key]:
    """Yield what a search moves: its words' own figures, and counters without any words."""
    query = countable_query(event.query)
    if isinstance(event, Searched):
        is_empty = event.total == 0
        yield Key(today, Kind.SEARCHED, locale=event.locale)
        if is_empty:
            yield Key(today, Kind.UNFOUND, locale=event.locale)
        if query:
            yield Asked(today, event.locale, query, is_empty)
        return
    if event.article:
        yield Key(today, Kind.FOUND, article=event.article, locale=event.locale)
    if query:
        yield Asked(today, event.locale, query, is_followed=True)


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


def _fresh(steps: Sequence[Step], known: Sequence[Step]) -> list[Step]:
    """Return the steps that are new: a page loaded again is not seen by somebody else."""
    same = {_same(step) for step in known}
    fresh = []
    for step in steps:
        if step.trip == 0 or _same(step) not in same:
            fresh.append(step)
            same.add(_same(step))
    return fresh
