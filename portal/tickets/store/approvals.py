"""Who was asked to approve a ticket, by which mailed link (R16). Tokens are kept as hashes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.kernel.ids import TokenHash
from portal.tickets.model import Person, State
from portal.tickets.store.tables import approvals, tickets


@dataclass(frozen=True)
class Request:
    """What one contact was asked; each has a link of their own."""

    ticket_id: int
    contact: Person
    expires_at: datetime


class ApprovalStore:
    """Keeps requests for approval, in the transaction of the caller."""

    def add(self, connection: Connection, token: TokenHash, request: Request) -> None:
        """Keep a request that is about to be mailed."""
        connection.execute(
            sa.insert(approvals).values(
                hash=token,
                ticket_id=request.ticket_id,
                email=request.contact.email,
                name=request.contact.name,
                expires_at=request.expires_at,
            )
        )

    def find(self, connection: Connection, token: TokenHash) -> Request | None:
        """Return the request of the link `token`, or None."""
        row = connection.execute(sa.select(approvals).where(approvals.c.hash == token)).first()
        if row is None:
            return None
        return Request(row.ticket_id, Person(row.name, row.email), row.expires_at)

    def asked(self, connection: Connection, ticket_id: int) -> list[Request]:
        """Return who was asked about the ticket, by address."""
        return self.asked_of(connection, [ticket_id]).get(ticket_id, [])

    def asked_of(
        self, connection: Connection, ticket_ids: Collection[int]
    ) -> dict[int, list[Request]]:
        """Return who was asked about each of some tickets; nothing where nobody was."""
        query = (
            sa.select(approvals)
            .where(approvals.c.ticket_id.in_(ticket_ids))
            .order_by(approvals.c.ticket_id, approvals.c.email)
        )
        found: dict[int, list[Request]] = {}
        for row in connection.execute(query):
            request = Request(row.ticket_id, Person(row.name, row.email), row.expires_at)
            found.setdefault(row.ticket_id, []).append(request)
        return found

    def lapsed(self, connection: Connection, now: datetime) -> list[str]:
        """Return the references of tickets that still wait though every link has expired."""
        alive = sa.exists().where(
            approvals.c.ticket_id == tickets.c.id, approvals.c.expires_at > now
        )
        query = sa.select(tickets.c.reference).where(
            tickets.c.state == State.AWAITING_APPROVAL.value, ~alive
        )
        return list(connection.execute(query).scalars())

    def count_waiting(self, connection: Connection, email: str, since: datetime) -> int:
        """Return how many tickets from `email` wait for approval since `since` or later."""
        query = sa.select(sa.func.count()).where(
            tickets.c.state == State.AWAITING_APPROVAL.value,
            sa.func.lower(tickets.c.person_email) == email.lower(),
            tickets.c.created_at > since,
        )
        return int(connection.execute(query.select_from(tickets)).scalar_one())
