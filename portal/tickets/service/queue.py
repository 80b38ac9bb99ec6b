"""The tickets that wait for support, in the one order of R4."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.tickets.model import AuthorKind, Kind, Priority, Queue, QueueEntry, Ticket
from portal.tickets.rules import state
from portal.tickets.rules.queue import PlaceExplained, in_order
from portal.tickets.service.tools import Actor, Tools


@dataclass(frozen=True)
class QueueRow:
    """A ticket in its place of the queue, with the reason for it."""

    ticket: Ticket
    place: PlaceExplained
    waits_since: datetime
    is_overdue: bool


class TicketQueue:
    """What waits for each team. Nobody sets a place by hand."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def rows(self, queue: Queue | None = None) -> list[QueueRow]:
        """Return the tickets that wait for support, in the one order of R4."""
        tools, now = self._tools, self._tools.clock.now()
        with tools.database.read() as connection:
            waiting = tools.tickets.in_states(connection, state.IN_QUEUE)
        by_entry = {t.entry: t for t in waiting if t.entry and queue in {None, t.queue}}
        entries = in_order(by_entry)
        return [
            QueueRow(
                ticket=by_entry[entry],
                place=place,
                waits_since=entry.entered_at,
                is_overdue=self._is_overdue(by_entry[entry], now),
            )
            for entry, place in zip(entries, _explained(entries), strict=True)
        ]

    def _is_overdue(self, ticket: Ticket, now: datetime) -> bool:
        is_billing = ticket.queue is Queue.BILLING
        hours = self._tools.policy.first_answer.hours(is_billing=is_billing)
        answered = ticket.answered_at is not None
        entered_at = ticket.entered_at or now
        return state.is_overdue(entered_at, now, hours, answered=answered)

    def line(self, queue: Queue) -> tuple[QueueEntry, ...]:
        """Return the place cards of `queue` in their order."""
        with self._tools.database.read() as connection:
            return in_order(self._tools.tickets.entries(connection, state.IN_QUEUE, queue))

    def take_first(self, author: str, queue: Queue = Queue.TECHNICAL) -> Ticket | None:
        """Put `author`'s name on the first ticket of the queue that nobody has taken, if any.

        Two who ask at once get two tickets.
        """
        tools = self._tools
        with tools.database.write() as connection:
            entries = tools.tickets.entries(connection, state.IN_QUEUE, queue)
            for entry in in_order(entries):
                ticket = tools.get_locked(connection, entry.reference)
                if ticket.assignee or ticket.state not in state.IN_QUEUE:
                    continue
                tools.tickets.assign(connection, ticket, author, tools.clock.now())
                tools.record(connection, ticket, Actor(author, AuthorKind.STAFF), "claimed")
                return ticket
        return None


def _explained(entries: Sequence[QueueEntry]) -> Iterator[PlaceExplained]:
    """Explain every place of an ordered queue in one go; `rules.queue.explain` does one alone."""
    ranks: Counter[tuple[Kind, Priority]] = Counter()
    kinds: Counter[Kind] = Counter()
    for before, entry in enumerate(entries):
        older = ranks[entry.kind, entry.priority]
        yield PlaceExplained(
            place=before + 1,
            incidents_before=before - kinds[entry.kind],
            higher_priority_before=kinds[entry.kind] - older,
            older_before=older,
        )
        ranks[entry.kind, entry.priority] += 1
        kinds[entry.kind] += 1
