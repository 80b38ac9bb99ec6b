"""Looks through the tickets in ways that only support needs; it changes none."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.tickets.model import Queue, State, Ticket
from portal.tickets.store.rows import load_ticket
from portal.tickets.store.tables import tickets

_MOST = 100
_SEEN = tickets.c.state != State.UNCONFIRMED.value  # for support it does not exist yet


class BoardStore:
    """Reads lists of tickets; every one is short."""

    def counts(self, connection: Connection) -> dict[tuple[State, Queue], int]:
        """Return how many tickets there are by state and team."""
        query = (
            sa.select(tickets.c.state, tickets.c.queue, sa.func.count().label("number"))
            .where(_SEEN)
            .group_by(tickets.c.state, tickets.c.queue)
        )
        return {(State(r.state), Queue(r.queue)): r.number for r in connection.execute(query)}

    def latest(self, connection: Connection, state: State) -> list[Ticket]:
        """Return the tickets in `state`, the one touched last first."""
        query = sa.select(tickets).where(tickets.c.state == state.value, _SEEN)
        return self._read(connection, query)

    def search(self, connection: Connection, terms: Sequence[str]) -> list[Ticket]:
        """Return the tickets that hold every one of `terms`, the one touched last first.

        A term may stand in the reference, the subject, the person's name or address, the domain.
        """
        query = sa.select(tickets).where(_SEEN)
        places = (
            tickets.c.reference,
            tickets.c.subject,
            tickets.c.person_name,
            tickets.c.person_email,
            tickets.c.intake["domain"].as_string(),
        )
        for term in terms:
            query = query.where(sa.or_(*(p.icontains(term, autoescape=True) for p in places)))
        return self._read(connection, query)

    def others_of(
        self, connection: Connection, ticket: Ticket, states: Sequence[State]
    ) -> list[Ticket]:
        """Return the same address's other tickets in `states`."""
        query = sa.select(tickets).where(
            tickets.c.person_email == ticket.intake.person.email,
            tickets.c.id != ticket.id,
            tickets.c.state.in_([state.value for state in states]),
        )
        return self._read(connection, query)

    def _read(self, connection: Connection, query: sa.Select[tuple[object, ...]]) -> list[Ticket]:
        latest = query.order_by(tickets.c.updated_at.desc(), tickets.c.id.desc()).limit(_MOST)
        return [load_ticket(row) for row in connection.execute(latest)]
