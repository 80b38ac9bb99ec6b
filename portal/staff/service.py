"""The lists that support works from."""

from datetime import datetime

from portal.delivery.model import DESK, MAIL, OutboxAct
from portal.delivery.model import State as Progress
from portal.delivery.store import LineStore, OutboxStore
from portal.kernel.clock import Clock
from portal.kernel.errors import NotFound
from portal.staff.model import Board, Leaving, Outgoing, Row, Standing, View
from portal.staff.rules import search_terms
from portal.staff.store import BoardStore
from portal.storage.database import Database
from portal.tickets.model import Queue, State, Ticket
from portal.tickets.rules.queue import explain
from portal.tickets.rules.state import ALIVE, IN_QUEUE
from portal.tickets.service import TicketDesk

_MOST_MESSAGES = 100
_MOST_ACTS = 20
_TEAMS = {View.ANSWER: Queue.TECHNICAL, View.BILLING: Queue.BILLING}
_STATES = {View.WAITING: State.WAITING, View.SOLVED: State.SOLVED}


class SupportBoard:
    """Shows the queue in its one order (R4), and finds tickets outside it."""

    def __init__(self, database: Database, desk: TicketDesk, clock: Clock) -> None:
        self._database, self._desk, self._clock = database, desk, clock
        self._store = BoardStore()

    def show(self, view: View) -> Board:
        """Return the list `view`; what waits for support stands in the order of the queue."""
        now = self._clock.now()
        if view in _TEAMS:
            rows = tuple(
                Row(r.ticket, r.waits_since, now - r.waits_since, r.place, r.is_overdue)
                for r in self._desk.queue(_TEAMS[view])
            )
        else:
            with self._database.read() as connection:
                found = self._store.latest(connection, _STATES[view])
            rows = _rows(found, now)
        return Board(rows, self._counts(), view)

    def search(self, query: str) -> Board:
        """Return the tickets that hold every word of `query`, whatever their state."""
        with self._database.read() as connection:
            found = self._store.search(connection, search_terms(query))
        return Board(_rows(found, self._clock.now()), self._counts(), query=query)

    def _counts(self) -> dict[View, int]:
        with self._database.read() as connection:
            counts = self._store.counts(connection)
        return {
            View.ANSWER: sum(counts.get((s, Queue.TECHNICAL), 0) for s in IN_QUEUE),
            View.WAITING: sum(counts.get((State.WAITING, q), 0) for q in Queue),
            View.SOLVED: sum(counts.get((State.SOLVED, q), 0) for q in Queue),
            View.BILLING: sum(counts.get((s, Queue.BILLING), 0) for s in IN_QUEUE),
        }

    def standing(self, ticket: Ticket) -> Standing | None:
        """Return where `ticket` stands in its team's queue; None where it is not in it."""
        if ticket.entry is None or ticket.state not in IN_QUEUE:
            return None
        line = self._desk.line(ticket.queue)
        place = explain(ticket.entry, line)
        after = line[place.place].reference if place.place < len(line) else ""
        return Standing(place, len(line), after)

    def others_of(self, ticket: Ticket) -> list[Ticket]:
        """Return what else the same person has open."""
        with self._database.read() as connection:
            return self._store.others_of(connection, ticket, tuple(ALIVE))


class OutboxBoard:
    """Shows what has still to be sent, and tries it again; who did so is on the record."""

    def __init__(self, store: OutboxStore, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._lines = LineStore(store.database)

    def show(self) -> Outgoing:
        """Return what waits and what was given up, the oldest first."""
        return Outgoing(
            waiting=tuple(self._store.waiting(_MOST_MESSAGES)),
            parked=tuple(self._store.parked(_MOST_MESSAGES)),
            counts=self._counts(),
            stops=tuple(filter(None, map(self._lines.find_stop, (MAIL, DESK)))),
            acts=tuple(self._store.acts(_MOST_ACTS)),
        )

    def _counts(self) -> dict[Leaving, int]:
        counts = self._store.counts()
        waiting = sum(n for (_, state), n in counts.items() if state is Progress.WAITING)
        retrying = self._store.retrying()
        return {
            Leaving.WAITING: waiting - retrying,
            Leaving.RETRYING: retrying,
            Leaving.PARKED: sum(n for (_, s), n in counts.items() if s is Progress.PARKED),
        }

    def try_now(self, row_id: str, member: str) -> bool:
        """Send the message as soon as may be; False where it has left. Raises NotFound."""
        row = self._store.find(row_id)
        if row is None:
            raise NotFound(row_id)
        act = OutboxAct(self._clock.now(), member, row.purpose, row.channel, row.reference)
        return self._store.try_now(row, act) > 0

    def try_all(self, member: str) -> int:
        """Try again all that was given up, whatever its channel; return how many."""
        now = self._clock.now()
        channels = {channel for channel, _ in self._store.counts()}
        acts = [OutboxAct(now, member, "all", channel, "") for channel in sorted(channels)]
        return sum(self._store.try_now(None, act) for act in acts)


def _rows(tickets: list[Ticket], now: datetime) -> tuple[Row, ...]:
    return tuple(Row(t, t.updated_at, now - t.updated_at) for t in tickets)
