"""The lists that support works from."""

from collections.abc import Iterable

from portal.kernel.clock import Clock
from portal.staff.model import Asked, Board, Filters, Row, Standing, View, Where
from portal.staff.rules.listing import view_of
from portal.staff.store import MOST, BoardStore
from portal.storage.database import Database
from portal.tickets.model import Queue, State, Ticket
from portal.tickets.rules.queue import explain, sort_key
from portal.tickets.rules.state import ALIVE, IN_QUEUE
from portal.tickets.service import QueueRow, TicketQueue
from portal.tickets.store.approvals import ApprovalStore


class SupportBoard:
    """Shows the queue in its one order (R4), and finds tickets outside it."""

    def __init__(self, database: Database, queue: TicketQueue, clock: Clock) -> None:
        self._database, self._queue, self._clock = database, queue, clock
        self._store, self._approvals = BoardStore(), ApprovalStore()

    def show(self, filters: Filters, member: str) -> Board:
        """Return what `filters` leave, for the `member` who looks.

        What waits for support stands in the order of the queue, each with its place among all of
        its team; everything else by its last change.
        """
        with self._database.read() as connection:
            found = self._store.find(connection, filters, member)
        rows = self._in_order(filters, found) if filters.where is Where.QUEUE else self._rows(found)
        counts, view = self._counts(member), view_of(filters)
        return Board(rows[:MOST], counts, filters, view, is_cut=len(rows) > MOST)

    def _in_order(self, filters: Filters, found: list[Ticket]) -> tuple[Row, ...]:
        now, left = self._clock.now(), {ticket.id for ticket in found}
        return tuple(
            Row(r.ticket, r.waits_since, now - r.waits_since, r.place, r.is_overdue)
            for r in self._waiting(filters.team)
            if r.ticket.id in left and (r.is_overdue or not filters.overdue)
        )

    def _waiting(self, team: Queue | None) -> list[QueueRow]:
        """Return the queue of a team, or of all in one order, each with its place in its own."""
        if team is not None:
            return self._queue.rows(team)
        rows = [row for own in Queue for row in self._queue.rows(own)]
        entered = [(sort_key(row.ticket.entry), row) for row in rows if row.ticket.entry]
        return [row for _, row in sorted(entered, key=lambda pair: pair[0])]

    def _rows(self, tickets: list[Ticket]) -> tuple[Row, ...]:
        now, asked = self._clock.now(), self._asked(tickets)
        return tuple(
            Row(t, t.updated_at, now - t.updated_at, asked=asked.get(t.id)) for t in tickets
        )

    def _asked(self, tickets: Iterable[Ticket]) -> dict[int, Asked]:
        """Return who has to approve those of `tickets` that wait for it."""
        waiting = [t.id for t in tickets if t.state is State.AWAITING_APPROVAL]
        if not waiting:
            return {}
        with self._database.read() as connection:
            found = self._approvals.asked_of(connection, waiting)
        return {
            ticket_id: Asked(tuple(r.contact for r in of_one), max(r.expires_at for r in of_one))
            for ticket_id, of_one in found.items()
        }

    def asked(self, ticket: Ticket) -> Asked | None:
        """Return who has to approve `ticket`; None where it does not wait for that."""
        return self._asked([ticket]).get(ticket.id)

    def _counts(self, member: str) -> dict[View, int]:
        with self._database.read() as connection:
            counts = self._store.counts(connection)
            mine = self._store.count_of(connection, member, ALIVE)

        def total(states: frozenset[State], *teams: Queue) -> int:
            return sum(counts.get((s, q), 0) for s in states for q in teams)

        return {
            View.ANSWER: total(IN_QUEUE, Queue.TECHNICAL),
            View.MINE: mine,
            View.WAITING: total(frozenset({State.WAITING}), *Queue),
            View.APPROVAL: total(frozenset({State.AWAITING_APPROVAL}), *Queue),
            View.SOLVED: total(frozenset({State.SOLVED}), *Queue),
            View.BILLING: total(IN_QUEUE, Queue.BILLING),
        }

    def standing(self, ticket: Ticket) -> Standing | None:
        """Return where `ticket` stands in its team's queue; None where it is not in it."""
        if ticket.entry is None or ticket.state not in IN_QUEUE:
            return None
        line = self._queue.line(ticket.queue)
        place = explain(ticket.entry, line)
        after = line[place.place].reference if place.place < len(line) else ""
        return Standing(place, len(line), after)

    def others_of(self, ticket: Ticket) -> list[Ticket]:
        """Return what else the same person has open."""
        with self._database.read() as connection:
            return self._store.others_of(connection, ticket, tuple(ALIVE))
