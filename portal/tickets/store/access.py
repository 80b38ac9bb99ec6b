"""Who may see a ticket without an account: mailed links, and the browsers that opened one.

Tokens are kept as hashes. A link is for one purpose and expires; a visit is a browser's cookie
and the tickets it may show. Where a customer is signed in, it also shows what was written from
their address, and the tickets of their accounts as far as their permissions reach (R16).
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.identity.model import Customer, Permission
from portal.identity.rules.staff import account_key
from portal.identity.store import CustomerStore
from portal.kernel.ids import TokenHash
from portal.tickets.model import State
from portal.tickets.store.mailboxes import forget_link, own_key, purge_links
from portal.tickets.store.tables import links, tickets, visits


class Purpose(StrEnum):
    """What a mailed link does."""

    CONFIRM = "confirm"
    OPEN = "open"


@dataclass(frozen=True)
class Link:
    """A mailed link as it is kept."""

    ticket_id: int
    purpose: Purpose
    expires_at: datetime
    used_at: datetime | None


class AccessStore:
    """Keeps links and visits."""

    def __init__(self) -> None:
        self._customers = CustomerStore()

    def add_link(self, connection: Connection, token: TokenHash, link: Link) -> None:
        """Keep a link that is about to be mailed."""
        connection.execute(
            sa.insert(links).values(
                hash=token,
                ticket_id=link.ticket_id,
                purpose=link.purpose.value,
                expires_at=link.expires_at,
                used_at=link.used_at,
            )
        )

    def find_link(self, connection: Connection, token: TokenHash, purpose: Purpose) -> Link | None:
        """Return the link `token`, if it is for `purpose`, or None."""
        row = connection.execute(
            sa.select(links).where(links.c.hash == token, links.c.purpose == purpose.value)
        ).first()
        if row is None:
            return None
        return Link(row.ticket_id, Purpose(row.purpose), row.expires_at, row.used_at)

    def use_link(self, connection: Connection, token: TokenHash, now: datetime) -> None:
        """Note that the link was used."""
        connection.execute(sa.update(links).where(links.c.hash == token).values(used_at=now))

    def point_to(
        self, connection: Connection, token: TokenHash, ticket_id: int, now: datetime
    ) -> None:
        """Note that the link was used, and that it led to another ticket than it was for."""
        connection.execute(
            sa.update(links).where(links.c.hash == token).values(ticket_id=ticket_id, used_at=now)
        )

    def revoke(self, connection: Connection, ticket_id: int, purpose: Purpose) -> None:
        """Forget every link of the ticket for `purpose`."""
        connection.execute(
            sa.delete(links).where(links.c.ticket_id == ticket_id, links.c.purpose == purpose.value)
        )

    def let_in(
        self, connection: Connection, visitor: TokenHash, ticket_id: int, until: datetime
    ) -> None:
        """Let the browser `visitor` see the ticket until then."""
        mine = (visits.c.hash == visitor) & (visits.c.ticket_id == ticket_id)
        connection.execute(sa.delete(visits).where(mine))
        new = sa.insert(visits).values(hash=visitor, ticket_id=ticket_id, expires_at=until)
        with suppress(sa.exc.IntegrityError), connection.begin_nested():
            connection.execute(new)  # fails where a second click was faster, with the same result

    def tickets_of(self, connection: Connection, visitor: TokenHash, now: datetime) -> list[int]:
        """Return the row numbers of the tickets that the browser `visitor` may see."""
        query = sa.select(visits.c.ticket_id).where(
            visits.c.hash == visitor, visits.c.expires_at > now
        )
        found = set(connection.execute(query).scalars())
        customer = self.signed_in(connection, visitor, now)
        if customer is not None:
            query = sa.select(tickets.c.id).where(_reach(customer))
            found |= set(connection.execute(query).scalars())
        return sorted(found)

    def signed_in(
        self, connection: Connection, visitor: TokenHash, now: datetime
    ) -> Customer | None:
        """Return the customer who is signed in with the browser `visitor`, or None."""
        return self._customers.find(connection, visitor, now)

    def carry(self, connection: Connection, old: TokenHash, new: TokenHash) -> None:
        """Let the browser keep what it may see under a new secret."""
        connection.execute(sa.update(visits).where(visits.c.hash == old).values(hash=new))

    def renew(self, connection: Connection, old: TokenHash, new: TokenHash) -> None:
        """Let the browser keep what it may see, and its session, under a new secret."""
        self.carry(connection, old, new)
        self._customers.move(connection, old, new)
        forget_link(connection, own_key(old))

    def forget_visitor(self, connection: Connection, visitor: TokenHash) -> None:
        """Let the browser `visitor` see nothing any more; whoever is signed in there is not."""
        connection.execute(sa.delete(visits).where(visits.c.hash == visitor))
        self._customers.end(connection, visitor)
        forget_link(connection, own_key(visitor))

    def purge(self, connection: Connection, now: datetime) -> None:
        """Delete what has expired."""
        connection.execute(sa.delete(visits).where(visits.c.expires_at <= now))
        connection.execute(sa.delete(links).where(links.c.expires_at <= now))
        purge_links(connection, now)


def _reach(customer: Customer) -> sa.ColumnElement[bool]:
    """Return which tickets a signed-in customer may see; none whose address is not proven."""
    mine = sa.func.lower(tickets.c.person_email) == account_key(customer.email)
    theirs = [
        (tickets.c.account == grant.account)
        & (
            sa.true()
            if grant.permission is Permission.APPROVE
            else tickets.c.queue == grant.permission.value
        )
        for grant in customer.grants
    ]
    return (tickets.c.state != State.UNCONFIRMED.value) & sa.or_(mine, *theirs)
