"""Staff members, their sessions and the tries to sign in.

Methods take the connection of the caller's transaction, so that a use case is kept whole.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Row
from sqlalchemy.engine import Connection

from portal.identity.model import Role, StaffMember, StaffSession, Tries
from portal.identity.rules import ABSOLUTE, IDLE, KNOWN_NETWORK_SPAN, TRIES_SPAN
from portal.kernel.ids import TokenHash
from portal.storage.database import Moment, metadata, take_turns

members = sa.Table(
    "staff_member",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("account", sa.String(254), nullable=False, unique=True),
    sa.Column("role", sa.String(10), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("factor_secret", sa.Text),
    sa.Column("factor_pending", sa.Text),
    sa.Column("factor_step", sa.Integer),
)

sessions = sa.Table(
    "staff_session",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("member_id", sa.ForeignKey("staff_member.id", ondelete="CASCADE"), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
    sa.Column("network", sa.String(64), nullable=False),
    sa.Column("agent", sa.String(20), nullable=False),
    sa.Index("ix_staff_session_member", "member_id"),
)

attempts = sa.Table(
    "sign_in_attempt",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("account", sa.String(254), nullable=False),
    sa.Column("network", sa.String(64), nullable=False),
    sa.Column("succeeded", sa.Boolean, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_sign_in_attempt_account", "account", "network", "at"),
    sa.Index("ix_sign_in_attempt_network", "network", "at"),
    sa.Index("ix_sign_in_attempt_at", "at"),
)


class StaffStore:
    """Keeps staff members and their sessions."""

    def add(
        self,
        connection: Connection,
        member: StaffMember,
        account: str,
        password_hash: str,
        now: datetime,
    ) -> None:
        """Keep a new member; `account` is the address as it is compared."""
        connection.execute(
            sa.insert(members).values(
                id=member.id,
                name=member.name,
                email=member.email,
                account=account,
                role=member.role.value,
                active=member.active,
                password_hash=password_hash,
                created_at=now,
            )
        )

    def find_by_account(
        self, connection: Connection, account: str
    ) -> tuple[StaffMember, str] | None:
        """Return the member with this address and the hash of the password, or None."""
        row = connection.execute(sa.select(members).where(members.c.account == account)).first()
        return (_member(row), row.password_hash) if row else None

    def find(self, connection: Connection, member_id: str) -> tuple[StaffMember, str] | None:
        """Return the member `member_id` and the hash of the password, or None."""
        row = connection.execute(sa.select(members).where(members.c.id == member_id)).first()
        return (_member(row), row.password_hash) if row else None

    def everybody(self, connection: Connection) -> list[StaffMember]:
        """Return all members by name, inactive ones included."""
        query = sa.select(members).order_by(members.c.name, members.c.account)
        return [_member(row) for row in connection.execute(query)]

    def set_password(self, connection: Connection, member_id: str, password_hash: str) -> None:
        """Keep another hash of the password."""
        connection.execute(
            sa.update(members).where(members.c.id == member_id).values(password_hash=password_hash)
        )

    def set_role(self, connection: Connection, member_id: str, role: Role) -> None:
        """Keep another role."""
        connection.execute(
            sa.update(members).where(members.c.id == member_id).values(role=role.value)
        )

    def sessions_of(self, connection: Connection, member_id: str) -> list[StaffSession]:
        """Return the member's sessions, the one used last first."""
        query = (
            sa.select(sessions)
            .where(sessions.c.member_id == member_id)
            .order_by(sessions.c.seen_at.desc())
        )
        return [
            StaffSession(r.member_id, r.created_at, r.seen_at, r.network, r.agent)
            for r in connection.execute(query)
        ]

    def lock_everybody(self, connection: Connection) -> list[StaffMember]:
        """Return all members, ours alone until the transaction ends."""
        query = sa.select(members).order_by(members.c.id).with_for_update()
        return [_member(row) for row in connection.execute(query)]

    def set_active(self, connection: Connection, member_id: str, *, active: bool) -> None:
        """Keep whether the member may sign in."""
        connection.execute(
            sa.update(members).where(members.c.id == member_id).values(active=active)
        )

    def open_session(self, connection: Connection, token: TokenHash, session: StaffSession) -> None:
        """Keep a new session."""
        connection.execute(
            sa.insert(sessions).values(
                hash=token,
                member_id=session.member_id,
                created_at=session.created_at,
                seen_at=session.seen_at,
                network=session.network,
                agent=session.agent,
            )
        )

    def find_session(
        self, connection: Connection, token: TokenHash
    ) -> tuple[StaffSession, StaffMember] | None:
        """Return the session `token` and whose it is, or None."""
        row = connection.execute(
            sa.select(
                members,
                sessions.c.created_at.label("opened_at"),
                sessions.c.seen_at,
                sessions.c.network,
                sessions.c.agent,
            )
            .join(members, members.c.id == sessions.c.member_id)
            .where(sessions.c.hash == token)
        ).first()
        if row is None:
            return None
        session = StaffSession(row.id, row.opened_at, row.seen_at, row.network, row.agent)
        return session, _member(row)

    def see(self, connection: Connection, token: TokenHash, now: datetime) -> None:
        """Note that the session is in use; one that was ended meanwhile stays ended."""
        connection.execute(sa.update(sessions).where(sessions.c.hash == token).values(seen_at=now))

    def end_session(self, connection: Connection, token: TokenHash) -> None:
        """Forget the session `token`."""
        connection.execute(sa.delete(sessions).where(sessions.c.hash == token))

    def end_sessions_of(self, connection: Connection, member_id: str) -> None:
        """Forget every session of the member."""
        connection.execute(sa.delete(sessions).where(sessions.c.member_id == member_id))

    def purge(self, connection: Connection, now: datetime) -> None:
        """Delete sessions that have expired and tries that nothing counts any more."""
        dead = (sessions.c.seen_at <= now - IDLE) | (sessions.c.created_at <= now - ABSOLUTE)
        connection.execute(sa.delete(sessions).where(dead))
        forgotten = (attempts.c.at <= now - KNOWN_NETWORK_SPAN) | (
            sa.not_(attempts.c.succeeded) & (attempts.c.at <= now - TRIES_SPAN)
        )
        connection.execute(sa.delete(attempts).where(forgotten))


class AttemptStore:
    """Counts tries to sign in, exactly over all processes."""

    def lock(self, connection: Connection) -> None:
        """Let no other process count until this transaction ends."""
        take_turns(connection, "tries to sign in")

    def count(self, connection: Connection, account: str, network: str, now: datetime) -> Tries:
        """Return the failed tries that count now; a success forgives this pair's before it."""
        here = (attempts.c.account == account) & (attempts.c.network == network)
        last_success = connection.execute(
            sa.select(sa.func.max(attempts.c.at, type_=Moment)).where(
                here & attempts.c.succeeded & (attempts.c.at > now - KNOWN_NETWORK_SPAN)
            )
        ).scalar()
        since = now - TRIES_SPAN
        return Tries(
            by_pair=_failures(connection, here, max(since, last_success or since)),
            by_network=_failures(connection, attempts.c.network == network, since),
            in_total=_failures(connection, sa.true(), since),
            is_known_network=last_success is not None,
        )

    def begin(self, connection: Connection, account: str, network: str, now: datetime) -> int:
        """Keep a try, which counts as failed until it is known to have succeeded."""
        query = (
            sa.insert(attempts)
            .values(account=account, network=network, succeeded=False, at=now)
            .returning(attempts.c.id)
        )
        return int(connection.execute(query).scalar_one())

    def succeed(self, connection: Connection, attempt_id: int) -> None:
        """Note that the try succeeded."""
        connection.execute(
            sa.update(attempts).where(attempts.c.id == attempt_id).values(succeeded=True)
        )


def _failures(connection: Connection, condition: sa.ColumnElement[bool], since: datetime) -> int:
    query = sa.select(sa.func.count()).where(
        condition, sa.not_(attempts.c.succeeded), attempts.c.at > since
    )
    return int(connection.execute(query.select_from(attempts)).scalar_one())


def _member(row: Row[tuple[object, ...]]) -> StaffMember:
    has_factor = row.factor_secret is not None
    return StaffMember(row.id, row.name, row.email, Role(row.role), row.active, has_factor)
