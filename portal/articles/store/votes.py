"""Votes on articles."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, time

import sqlalchemy as sa

from portal.articles.model import Answers, Question, Reason, Vote
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
    sa.Column("question", sa.String(10), nullable=False, server_default="helpful"),
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
                    question=vote.question.value,
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
        return Vote(
            row.id,
            row.article_key,
            Locale(row.locale),
            row.useful,
            reason,
            row.comment,
            Question(row.question),
        )

    def answers(self, due: Mapping[tuple[str, Locale], date]) -> dict[tuple[str, Locale], Answers]:
        """Return whether readers say that articles still apply, each counted from its day in `due`.

        Articles that nobody answered for are left out.
        """
        if not due:
            return {}
        first = datetime.combine(min(due.values()), time(), UTC)
        query = sa.select(votes.c.article_key, votes.c.locale, votes.c.useful, votes.c.given_at)
        asked = query.where(votes.c.question == Question.CURRENT.value, votes.c.given_at >= first)
        said: Counter[tuple[str, Locale, bool]] = Counter()
        with self._database.read() as connection:
            for row in connection.execute(asked):
                day = due.get((row.article_key, Locale(row.locale)))
                if day is not None and row.given_at.date() >= day:
                    said[row.article_key, Locale(row.locale), row.useful] += 1
        return {
            (key, code): Answers(said[key, code, True], said[key, code, False])
            for key, code in {(key, code) for key, code, _ in said}
        }
