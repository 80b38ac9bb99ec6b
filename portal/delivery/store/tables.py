"""The table of messages, and how its rows are read."""

import hashlib
import json
from typing import Any

import sqlalchemy as sa

from portal.delivery.model import OutboxRow, State
from portal.delivery.rules import mailbox_key
from portal.storage.database import Moment, metadata

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("message_id", sa.String(300), nullable=False),
    sa.Column("channel", sa.String(20), nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("leased_until", Moment),
    sa.Column("last_error", sa.Text, nullable=False, server_default=""),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("settled_at", Moment),
    sa.Column("reference", sa.String(64), nullable=False, server_default=""),
    sa.Column("purpose", sa.String(40), nullable=False, server_default=""),
    sa.Column("mailbox_hash", sa.String(64)),
    sa.Column("network", sa.String(64)),
    sa.Column("step", sa.Integer, nullable=False, server_default="0"),
    sa.Index("ix_outbox_reference", "channel", "reference", "step"),
    sa.Index("ix_outbox_due", "channel", "state", "due_at"),
    sa.Index("ix_outbox_mailbox", "mailbox_hash", "created_at"),
    sa.Index("ix_outbox_network", "network", "created_at"),
)


links = sa.Table(
    "outbox_link",
    metadata,
    sa.Column("channel", sa.String(20), primary_key=True),
    sa.Column("reference", sa.String(64), primary_key=True),
    sa.Column("remote", sa.String(300), nullable=False),
)

stops = sa.Table(
    "outbox_stop",
    metadata,
    sa.Column("channel", sa.String(20), primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)

acts = sa.Table(
    "outbox_act",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("what", sa.String(40), nullable=False),
    sa.Column("channel", sa.String(20), nullable=False),
    sa.Column("reference", sa.String(64), nullable=False),
)

arrivals = sa.Table(
    "desk_event",
    metadata,
    sa.Column("id", sa.String(100), primary_key=True),
    sa.Column("at", Moment, nullable=False),
)


def hash_mailbox(address: str) -> str:
    """Return what is kept of a mailbox to count its mails by."""
    return hashlib.sha256(mailbox_key(address).encode("utf-8", "replace")).hexdigest()


def read_row(row: sa.Row[Any]) -> OutboxRow:
    """Return the database's row as the model's."""
    return OutboxRow(
        id=row.id,
        message_id=row.message_id,
        channel=row.channel,
        payload=json.loads(row.payload),
        state=State(row.state),
        attempts=row.attempts,
        due_at=row.due_at,
        leased_until=row.leased_until,
        last_error=row.last_error,
        created_at=row.created_at,
        reference=row.reference,
        purpose=row.purpose,
        step=row.step,
    )
