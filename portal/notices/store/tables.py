"""The tables of notices."""

import sqlalchemy as sa

from portal.storage.database import Moment, metadata

notices = sa.Table(
    "notice",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("title", sa.JSON, nullable=False),
    sa.Column("text", sa.JSON, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("ends_at", Moment),
    sa.Column("products", sa.JSON, nullable=False),
    sa.Column("symptoms", sa.JSON, nullable=False),
    sa.Column("keywords", sa.JSON, nullable=False),
    sa.Column("affected", sa.JSON, nullable=False),
    sa.Column("version", sa.String(32), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("published_at", Moment),
    sa.Column("closed_at", Moment),
    sqlite_autoincrement=True,  # an address is never given twice
)

updates = sa.Table(
    "notice_update",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("notice_id", sa.ForeignKey("notice.id", ondelete="CASCADE"), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("progress", sa.String(20), nullable=False),
    sa.Column("text", sa.JSON, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Index("ix_notice_update_notice", "notice_id", "at"),
)

records = sa.Table(
    "notice_record",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("notice_id", sa.ForeignKey("notice.id", ondelete="CASCADE"), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("what", sa.String(20), nullable=False),
    sa.Column("detail", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_notice_record_notice", "notice_id"),
)

followers = sa.Table(
    "notice_follower",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("notice_id", sa.ForeignKey("notice.id", ondelete="CASCADE"), nullable=False),
    sa.Column("mailbox", sa.String(64), nullable=False),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("locale", sa.String(2), nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("confirmed_at", Moment),
    sa.UniqueConstraint("notice_id", "mailbox"),
)

links = sa.Table(
    "notice_link",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column(
        "follower_id", sa.ForeignKey("notice_follower.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("purpose", sa.String(10), nullable=False),
    sa.Column("expires_at", Moment),
    sa.Index("ix_notice_link_follower", "follower_id"),
)

arrivals = sa.Table(
    "notice_arrival",
    metadata,
    sa.Column("reference", sa.String(32), primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("product", sa.String(20), nullable=False),
    sa.Column("flow", sa.String(60), nullable=False),
    sa.Column("outcome", sa.String(60), nullable=False),
    sa.Column("symptom", sa.String(60), nullable=False),
    sa.Column("domain", sa.String(254), nullable=False),
    sa.Column("server", sa.String(254), nullable=False),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("settled", sa.Boolean, nullable=False),
    sa.Index("ix_notice_arrival_at", "at"),
)

collected = sa.Table(
    "notice_ticket",
    metadata,
    sa.Column("reference", sa.String(32), primary_key=True),
    sa.Column("notice_id", sa.ForeignKey("notice.id", ondelete="CASCADE"), nullable=False),
    sa.Column("joined_at", Moment, nullable=False),
    sa.Index("ix_notice_ticket_notice", "notice_id"),
)

generation = sa.Table(
    "notice_generation",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("value", sa.String(32), nullable=False),
)
