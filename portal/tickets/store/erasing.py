"""What goes for good: tickets with all that hangs on them, in the transaction of the caller."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.tickets.model import State
from portal.tickets.rules.retention import Held
from portal.tickets.store.tables import attachments, tickets


@dataclass(frozen=True)
class Resting:
    """A ticket that may have been kept for long enough."""

    ticket_id: int
    reference: str
    state: State
    last_change: datetime


def resting_since(
    connection: Connection, moment: datetime, spared: Collection[State]
) -> list[Resting]:
    """Return the tickets not changed since `moment`, but for those in a state of `spared`."""
    query = (
        sa.select(tickets.c.id, tickets.c.reference, tickets.c.state, tickets.c.updated_at)
        .where(
            tickets.c.updated_at <= moment,
            tickets.c.state.not_in([state.value for state in spared]),
        )
        .order_by(tickets.c.id)
    )
    rows = connection.execute(query)
    return [Resting(row.id, row.reference, State(row.state), row.updated_at) for row in rows]


def unconfirmed(connection: Connection) -> list[Held]:
    """Return every ticket that nobody confirmed yet, with the bytes of its files."""
    size = sa.func.coalesce(sa.func.sum(attachments.c.size), 0)
    query = (
        sa.select(tickets.c.id, tickets.c.reference, tickets.c.created_at, size.label("size"))
        .outerjoin(attachments, attachments.c.ticket_id == tickets.c.id)
        .where(tickets.c.state == State.UNCONFIRMED.value)
        .group_by(tickets.c.id, tickets.c.reference, tickets.c.created_at)
    )
    return [
        Held(row.id, row.reference, row.created_at, int(row.size))
        for row in connection.execute(query)
    ]


def of_address(connection: Connection, email: str) -> list[tuple[int, str]]:
    """Return row number and reference of every ticket written from `email`, oldest first."""
    is_theirs = sa.func.lower(tickets.c.person_email) == email.strip().lower()
    query = sa.select(tickets.c.id, tickets.c.reference).where(is_theirs).order_by(tickets.c.id)
    return [(row.id, row.reference) for row in connection.execute(query)]


def file_names(connection: Connection, ids: Sequence[int]) -> list[str]:
    """Return the stored names of the tickets' files."""
    query = sa.select(attachments.c.stored).where(attachments.c.ticket_id.in_(ids))
    return list(connection.execute(query).scalars())


def erase(connection: Connection, ids: Sequence[int]) -> None:
    """Delete the tickets; messages, files' facts, history, links and visits go with them."""
    connection.execute(sa.delete(tickets).where(tickets.c.id.in_(ids)))


def in_lots(ids: Sequence[int], size: int = 100) -> Iterator[Sequence[int]]:
    """Yield `ids` in lots, so that no transaction holds the others up for long."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
