"""Customers' mailed links and sessions, and what each session may see.

The key of a session is the browser's secret, by which it also keeps the tickets that links have
opened; only hashes are kept.
"""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Row
from sqlalchemy.engine import Connection

from portal.identity.model import Customer, CustomerSession, Grant, Permission, SignInLink
from portal.identity.rules.customers import (
    CUSTOMER_ABSOLUTE,
    CUSTOMER_IDLE,
    is_customer_alive,
)
from portal.identity.rules.staff import account_key
from portal.kernel.ids import TokenHash
from portal.storage.database import Moment, metadata

sign_in_links = sa.Table(
    "sign_in_link",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("used_at", Moment),
)

customer_sessions = sa.Table(
    "customer_session",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("mailbox", sa.String(254), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
    sa.Column("checked_at", Moment, nullable=False),
    sa.Column("network", sa.String(64), nullable=False),
    sa.Column("agent", sa.String(20), nullable=False),
    sa.Index("ix_customer_session_mailbox", "mailbox"),
)

grants = sa.Table(
    "customer_grant",
    metadata,
    sa.Column("hash", sa.ForeignKey("customer_session.hash", ondelete="CASCADE"), primary_key=True),
    sa.Column("account", sa.String(64), primary_key=True),
    sa.Column("permission", sa.String(10), primary_key=True),
)


class CustomerStore:
    """Keeps who is signed in where, in the transaction of the caller."""

    def add_link(self, connection: Connection, token: TokenHash, link: SignInLink) -> None:
        """Keep a link that is about to be mailed."""
        connection.execute(
            sa.insert(sign_in_links).values(
                hash=token, email=link.email, expires_at=link.expires_at, used_at=link.used_at
            )
        )

    def find_link(self, connection: Connection, token: TokenHash) -> SignInLink | None:
        """Return the link `token`, or None."""
        row = connection.execute(
            sa.select(sign_in_links).where(sign_in_links.c.hash == token)
        ).first()
        return SignInLink(row.email, row.expires_at, row.used_at) if row else None

    def use_link(self, connection: Connection, token: TokenHash, now: datetime) -> bool:
        """Note that the link was used; False where somebody was faster."""
        unused = (sign_in_links.c.hash == token) & sign_in_links.c.used_at.is_(None)
        done = connection.execute(sa.update(sign_in_links).where(unused).values(used_at=now))
        return done.rowcount == 1

    def revoke_links(self, connection: Connection, email: str) -> None:
        """Forget the links of an address that were not used."""
        connection.execute(
            sa.delete(sign_in_links).where(
                sa.func.lower(sign_in_links.c.email) == email.lower(),
                sign_in_links.c.used_at.is_(None),
            )
        )

    def forget_links(self, connection: Connection, email: str) -> None:
        """Forget the links of an address, used or not."""
        mine = sa.func.lower(sign_in_links.c.email) == email.lower()
        connection.execute(sa.delete(sign_in_links).where(mine))

    def open(self, connection: Connection, secret: TokenHash, session: CustomerSession) -> None:
        """Keep a new session."""
        connection.execute(
            sa.insert(customer_sessions).values(
                hash=secret,
                email=session.email,
                mailbox=account_key(session.email),
                created_at=session.created_at,
                seen_at=session.seen_at,
                checked_at=session.checked_at,
                network=session.network,
                agent=session.agent,
            )
        )

    def find_session(self, connection: Connection, secret: TokenHash) -> CustomerSession | None:
        """Return the session of the browser `secret`, alive or not, or None."""
        row = connection.execute(
            sa.select(customer_sessions).where(customer_sessions.c.hash == secret)
        ).first()
        return _session(row) if row else None

    def find(self, connection: Connection, secret: TokenHash, now: datetime) -> Customer | None:
        """Return who is signed in with the browser `secret` now, and what they may see."""
        session = self.find_session(connection, secret)
        if session is None or not is_customer_alive(session, now):
            return None
        rows = connection.execute(
            sa.select(grants).where(grants.c.hash == secret).order_by(grants.c.account)
        )
        found = tuple(Grant(row.account, Permission(row.permission)) for row in rows)
        return Customer(session.email, found)

    def sessions_of(self, connection: Connection, email: str) -> list[CustomerSession]:
        """Return every session of the address, the one used last first."""
        query = (
            sa.select(customer_sessions)
            .where(customer_sessions.c.mailbox == account_key(email))
            .order_by(customer_sessions.c.seen_at.desc())
        )
        return [_session(row) for row in connection.execute(query)]

    def see(self, connection: Connection, secret: TokenHash, now: datetime) -> None:
        """Note that the session is in use."""
        self._update(connection, secret, seen_at=now)

    def set_grants(
        self, connection: Connection, secret: TokenHash, allowed: Iterable[Grant], now: datetime
    ) -> None:
        """Keep what the directory says that the person may do; an ended session gets nothing."""
        if not self._update(connection, secret, checked_at=now):
            return
        connection.execute(sa.delete(grants).where(grants.c.hash == secret))
        rows = [
            {"hash": secret, "account": g.account, "permission": g.permission.value}
            for g in allowed
        ]
        if rows:
            connection.execute(sa.insert(grants), rows)

    def drop_grants(self, connection: Connection, secret: TokenHash) -> None:
        """Let the session see nothing beside its own, until the directory is heard again."""
        connection.execute(sa.delete(grants).where(grants.c.hash == secret))

    def check_all_again(self, connection: Connection, moment: datetime) -> None:
        """Make every session ask the directory anew: it was last asked at `moment`, long ago."""
        connection.execute(sa.update(customer_sessions).values(checked_at=moment))

    def end(self, connection: Connection, secret: TokenHash) -> None:
        """Forget the session of the browser `secret`."""
        connection.execute(sa.delete(customer_sessions).where(customer_sessions.c.hash == secret))

    def move(self, connection: Connection, old: TokenHash, new: TokenHash) -> None:
        """Let the browser keep its session under another secret; nothing where it has none."""
        session = self.find_session(connection, old)
        if session is None:
            return
        self.open(connection, new, session)
        connection.execute(sa.update(grants).where(grants.c.hash == old).values(hash=new))
        self.end(connection, old)

    def secrets_of(self, connection: Connection, email: str) -> list[TokenHash]:
        """Return the hashes of every browser in which the address is signed in."""
        query = sa.select(customer_sessions.c.hash).where(
            customer_sessions.c.mailbox == account_key(email)
        )
        return [TokenHash(found) for found in connection.execute(query).scalars()]

    def purge(self, connection: Connection, now: datetime) -> None:
        """Delete links and sessions that have expired."""
        dead = (customer_sessions.c.seen_at <= now - CUSTOMER_IDLE) | (
            customer_sessions.c.created_at <= now - CUSTOMER_ABSOLUTE
        )
        connection.execute(sa.delete(customer_sessions).where(dead))
        connection.execute(sa.delete(sign_in_links).where(sign_in_links.c.expires_at <= now))

    def _update(self, connection: Connection, secret: TokenHash, **values: datetime) -> bool:
        done = connection.execute(
            sa.update(customer_sessions).where(customer_sessions.c.hash == secret).values(**values)
        )
        return done.rowcount == 1


def _session(row: Row[tuple[object, ...]]) -> CustomerSession:
    return CustomerSession(
        row.email, row.created_at, row.seen_at, row.checked_at, row.network, row.agent
    )
