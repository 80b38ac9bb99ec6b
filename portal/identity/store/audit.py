"""The audit log: lines are added and read, never changed; no code deletes them."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.identity.model import AuditAct, AuditEntry
from portal.storage.database import Moment, metadata

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("act", sa.String(30), nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)


class AuditStore:
    """Keeps who did what, in the transaction of what was done."""

    def note(self, connection: Connection, entry: AuditEntry) -> None:
        """Add a line."""
        connection.execute(
            sa.insert(audit).values(
                at=entry.at,
                actor=entry.actor,
                act=entry.act.value,
                about=entry.about,
                detail=entry.detail,
            )
        )

    def latest(self, connection: Connection, limit: int, skip: int = 0) -> list[AuditEntry]:
        """Return lines, the newest first."""
        query = sa.select(audit).order_by(audit.c.id.desc()).limit(limit).offset(skip)
        return [
            AuditEntry(row.at, row.actor, AuditAct(row.act), row.about, row.detail)
            for row in connection.execute(query)
        ]
