"""The tables. Counters and searches are kept in the order in which they are summed."""

import sqlalchemy as sa

from portal.storage.database import Moment, metadata

steps = sa.Table(
    "insight_step",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("flow", sa.String(60), nullable=False),
    sa.Column("node", sa.String(60), nullable=False),
    sa.Column("articles", sa.JSON, nullable=False),
    sa.Column("locale", sa.String(2), nullable=False),
    sa.Column("trip", sa.BigInteger, nullable=False),
    sa.Index("ix_insight_step_at", "at"),
    sa.Index("ix_insight_step_trip", "trip"),
)

counts = sa.Table(
    "insight_count",
    metadata,
    sa.Column("kind", sa.String(30), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("flow", sa.String(60), primary_key=True),
    sa.Column("node", sa.String(60), primary_key=True),
    sa.Column("article", sa.String(100), primary_key=True),
    sa.Column("locale", sa.String(2), primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)

queries = sa.Table(
    "insight_query",
    metadata,
    sa.Column("locale", sa.String(2), primary_key=True),
    sa.Column("query", sa.String(120), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("searches", sa.Integer, nullable=False),
    sa.Column("empty", sa.Integer, nullable=False),
    sa.Column("people", sa.Integer, nullable=False),
    sa.Column("followed", sa.Integer, nullable=False),
    sa.Column("seen", sa.JSON(none_as_null=True)),
    sa.Column("seen_followed", sa.JSON(none_as_null=True)),
    sqlite_with_rowid=False,
)

secrets = sa.Table(
    "insight_secret",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("secret", sa.String(64), nullable=False),
)
