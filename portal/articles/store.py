"""Votes on articles."""

from datetime import datetime

import sqlalchemy as sa

from portal.articles.model import Reason, Vote
from portal.kernel.locale import Locale
from portal.storage.database import Database, Moment, metadata

votes = sa.Table(
    "vote",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("article_key", sa.String(100), nullable=False),
    sa.Column("locale", sa.String(2), nullable=False),
    sa.Column("useful", sa.Boolean, nullable=False),
    sa.Column("reason", sa.String(20)),
    sa.Column("comment", sa.Text, nullable=False, server_default=""),
    sa.Column("given_at", Moment, nullable=False),
    sa.Index("ix_vote_article", "article_key", "locale"),
)


class VoteStore:
    """Keeps votes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, vote: Vote, given_at: datetime) -> None:
        """Keep a new vote."""
        with self._database.write() as connection:
            connection.execute(
                sa.insert(votes).values(
                    id=vote.id,
                    article_key=vote.article,
                    locale=vote.locale.value,
                    useful=vote.useful,
                    reason=vote.reason.value if vote.reason else None,
                    comment=vote.comment,
                    given_at=given_at,
                )
            )

    def explain(self, vote_id: str, reason: Reason, comment: str) -> None:
        """Add a reason to the vote `vote_id`; nothing happens where there is none."""
        with self._database.write() as connection:
            connection.execute(
                sa.update(votes)
                .where(votes.c.id == vote_id)
                .values(reason=reason.value, comment=comment)
            )

    def find(self, vote_id: str) -> Vote | None:
        """Return the vote `vote_id`, or None."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(votes).where(votes.c.id == vote_id)).first()
        if row is None:
            return None
        reason = Reason(row.reason) if row.reason else None
        return Vote(row.id, row.article_key, Locale(row.locale), row.useful, reason, row.comment)
