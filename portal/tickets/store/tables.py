"""The tables of tickets."""

import sqlalchemy as sa

from portal.storage.database import Moment, metadata

tickets = sa.Table(
    "ticket",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("submission_id", sa.String(64), nullable=False, unique=True),
    sa.Column("reference", sa.String(32), nullable=False, unique=True),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("priority", sa.String(10), nullable=False),
    sa.Column("queue", sa.String(20), nullable=False),
    sa.Column("product", sa.String(20), nullable=False),
    sa.Column("flow", sa.String(60), nullable=False),
    sa.Column("outcome", sa.String(60), nullable=False),
    sa.Column("locale", sa.String(2), nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("person_name", sa.Text, nullable=False),
    sa.Column("person_email", sa.String(254), nullable=False),
    sa.Column("intake", sa.JSON, nullable=False),
    sa.Column("folded", sa.Text, nullable=False, server_default=""),
    sa.Column("assignee", sa.Text, nullable=False, server_default=""),
    sa.Column("account", sa.String(64), nullable=False, server_default=""),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("updated_at", Moment, nullable=False),
    sa.Column("entered_at", Moment),
    sa.Column("answered_at", Moment),
    sa.Column("solved_at", Moment),
    sa.Index("ix_ticket_queue", "state", "queue"),
    sa.Index("ix_ticket_email", "person_email"),
    sa.Index("ix_ticket_account", "account"),
    sqlite_autoincrement=True,  # a reference is never given twice, also after a purge
)

messages = sa.Table(
    "ticket_message",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("ticket_id", sa.ForeignKey("ticket.id", ondelete="CASCADE"), nullable=False),
    sa.Column("author_kind", sa.String(10), nullable=False),
    sa.Column("author_name", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("public", sa.Boolean, nullable=False),
    sa.Column("asked_for", sa.String(200), nullable=False, server_default=""),
    sa.Column("folded", sa.Text, nullable=False, server_default=""),
    sa.Column("at", Moment, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),  # tells apart what was said at one moment
    sa.Index("ix_ticket_message_ticket", "ticket_id", "at"),
)

attachments = sa.Table(
    "ticket_attachment",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("ticket_id", sa.ForeignKey("ticket.id", ondelete="CASCADE"), nullable=False),
    sa.Column("message_id", sa.ForeignKey("ticket_message.id", ondelete="CASCADE"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("mime", sa.String(100), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("stored", sa.String(32), nullable=False, unique=True),
    sa.Index("ix_ticket_attachment_ticket", "ticket_id"),
)

records = sa.Table(
    "ticket_record",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("ticket_id", sa.ForeignKey("ticket.id", ondelete="CASCADE"), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("actor_kind", sa.String(10), nullable=False),
    sa.Column("what", sa.String(40), nullable=False),
    sa.Column("detail", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_ticket_record_ticket", "ticket_id"),
)

links = sa.Table(
    "ticket_link",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("ticket_id", sa.ForeignKey("ticket.id", ondelete="CASCADE"), nullable=False),
    sa.Column("purpose", sa.String(10), nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("used_at", Moment),
)

approvals = sa.Table(
    "ticket_approval",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("ticket_id", sa.ForeignKey("ticket.id", ondelete="CASCADE"), nullable=False),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Index("ix_ticket_approval_ticket", "ticket_id"),
)

visits = sa.Table(
    "ticket_visit",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("ticket_id", sa.ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("expires_at", Moment, nullable=False),
)

mailbox_links = sa.Table(
    "ticket_mailbox_link",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("is_opened", sa.Boolean, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
)
"""Mailed links to one's own data, and the browsers that opened one."""

deletions = sa.Table(
    "ticket_deletion",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("withdrawn_at", Moment),
    sa.Column("done_at", Moment),
    sa.Column("tickets", sa.Integer, nullable=False, server_default="0"),
    sa.Column("files", sa.Integer, nullable=False, server_default="0"),
    sa.Index("ix_ticket_deletion_email", "email"),
)
"""Who wants what they told us deleted; the address goes once it is done."""
