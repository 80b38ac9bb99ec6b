"""Who was suspended, by whom and why; nothing of it is deleted, it is the record (R15)."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row
from sqlalchemy.engine import Connection

from portal.delivery.rules import mailbox_key
from portal.storage.database import Moment, metadata
from portal.tickets.rules.suspension import Suspension

suspensions = sa.Table(
    "contact_suspension",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("mailbox", sa.String(254), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("until", Moment),
    sa.Column("reference", sa.String(32), nullable=False, server_default=""),
    sa.Column("ended_at", Moment),
    sa.Column("ended_by", sa.Text, nullable=False, server_default=""),
    sa.Column("end_reason", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_contact_suspension_mailbox", "mailbox"),
)


class SuspensionStore:
    """Keeps suspensions, in the transaction of the caller."""

    def add(self, connection: Connection, suspension: Suspension) -> None:
        """Keep a new one."""
        connection.execute(
            sa.insert(suspensions).values(mailbox=mailbox_key(suspension.email), **vars(suspension))
        )

    def of_mailbox(self, connection: Connection, email: str) -> list[Suspension]:
        """Return every suspension of the person who reads `email`, past ones included."""
        query = sa.select(suspensions).where(suspensions.c.mailbox == mailbox_key(email))
        return [_suspension(row) for row in connection.execute(query)]

    def latest(self, connection: Connection, limit: int) -> list[Suspension]:
        """Return the latest ones, the newest first."""
        query = sa.select(suspensions).order_by(suspensions.c.since.desc(), suspensions.c.id)
        return [_suspension(row) for row in connection.execute(query.limit(limit))]

    def find(self, connection: Connection, suspension_id: str) -> Suspension | None:
        """Return the suspension with this id, or None."""
        query = sa.select(suspensions).where(suspensions.c.id == suspension_id)
        row = connection.execute(query).first()
        return _suspension(row) if row else None

    def end(
        self, connection: Connection, suspension_id: str, now: datetime, by: str, reason: str
    ) -> None:
        """Keep that somebody ended it early; who was first stays on the record."""
        connection.execute(
            sa.update(suspensions)
            .where(suspensions.c.id == suspension_id, suspensions.c.ended_at.is_(None))
            .values(ended_at=now, ended_by=by, end_reason=reason)
        )


def _suspension(row: Row[Any]) -> Suspension:
    return Suspension(
        id=row.id,
        email=row.email,
        reason=row.reason,
        by=row.by,
        since=row.since,
        until=row.until,
        reference=row.reference,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        end_reason=row.end_reason,
    )
