"""Changed texts that wait, revisions, and texts kept while they are written.

Methods take the connection of the caller's transaction, so that a save is kept whole.
"""

from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.storage.database import Moment, metadata, take_turns
from portal.writing.model import Deed, Revision, Schedule, Significance, Unsaved, Work
from portal.writing.rules.standing import digest_of

_PATH = sa.String(255)

works = sa.Table(
    "article_work",
    metadata,
    sa.Column("path", _PATH, primary_key=True),
    sa.Column("text", sa.Text),
    sa.Column("in_review", sa.Boolean, nullable=False),
    sa.Column("reviewer", sa.Text, nullable=False),
    sa.Column("publish_at", Moment),
    sa.Column("scheduled_by", sa.Text, nullable=False),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("updated_at", Moment, nullable=False),
    sa.Column("based_on", sa.String(64), nullable=False, server_default=""),
    sa.Index("ix_article_work_publish_at", "publish_at"),
)

revisions = sa.Table(
    "article_revision",
    metadata,
    sa.Column("path", _PATH, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("significance", sa.String(10), nullable=False),
    sa.Column("deed", sa.String(10), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Index("ix_article_revision_digest", "digest"),
)

unsaved = sa.Table(
    "article_unsaved",
    metadata,
    sa.Column("path", _PATH, primary_key=True),
    sa.Column("member_id", sa.ForeignKey("staff_member.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)


class WritingStore:
    """Keeps what the desk knows of articles besides their files."""

    def lock(self, connection: Connection) -> None:
        """Let one save at a time look at a file and write it."""
        take_turns(connection, "articles")

    def find_work(self, connection: Connection, path: PurePosixPath) -> Work:
        """Return what is under way at `path`; an empty one where nothing is."""
        row = connection.execute(sa.select(works).where(works.c.path == str(path))).first()
        return _work(row) if row else Work()

    def all_work(self, connection: Connection) -> dict[PurePosixPath, Work]:
        """Return everything under way, by path."""
        rows = connection.execute(sa.select(works))
        return {PurePosixPath(row.path): _work(row) for row in rows}

    def due(self, connection: Connection, now: datetime) -> list[PurePosixPath]:
        """Return what is to be published by `now`."""
        query = sa.select(works.c.path).where(works.c.publish_at <= now).order_by(works.c.path)
        return [PurePosixPath(path) for path in connection.execute(query).scalars()]

    def keep_work(
        self, connection: Connection, path: PurePosixPath, work: Work, now: datetime
    ) -> None:
        """Keep `work` instead of what was under way at `path`."""
        values: dict[str, Any] = {
            "text": work.text,
            "in_review": work.in_review,
            "reviewer": work.reviewer,
            "publish_at": work.schedule.at if work.schedule else None,
            "scheduled_by": work.schedule.by if work.schedule else "",
            "problem": work.problem,
            "version": work.version,
            "author": work.author,
            "updated_at": now,
            "based_on": work.based_on,
        }
        known = sa.update(works).where(works.c.path == str(path)).values(**values)
        if not connection.execute(known).rowcount:
            connection.execute(sa.insert(works).values(path=str(path), **values))

    def add_revision(self, connection: Connection, path: PurePosixPath, one: Revision) -> None:
        """Keep a revision; its number is the next, whatever it says."""
        last = sa.select(sa.func.max(revisions.c.number)).where(revisions.c.path == str(path))
        number = (connection.execute(last).scalar() or 0) + 1
        connection.execute(
            sa.insert(revisions).values(
                path=str(path),
                number=number,
                text=one.text,
                author=one.author,
                at=one.at,
                comment=one.comment,
                significance=one.significance.value,
                deed=one.deed.value,
                digest=digest_of(one.text),
            )
        )

    def history(self, connection: Connection, path: PurePosixPath) -> list[Revision]:
        """Return the revisions of an article, the newest first."""
        query = sa.select(revisions).where(revisions.c.path == str(path))
        rows = connection.execute(query.order_by(revisions.c.number.desc()))
        return [_revision(row) for row in rows]

    def find_revision(
        self, connection: Connection, path: PurePosixPath, number: int
    ) -> Revision | None:
        """Return one revision of an article, or None."""
        same = sa.and_(revisions.c.path == str(path), revisions.c.number == number)
        row = connection.execute(sa.select(revisions).where(same)).first()
        return _revision(row) if row else None

    def has_text(self, connection: Connection, path: PurePosixPath, text: str) -> bool:
        """Return whether a revision of the article holds exactly `text`."""
        same = sa.and_(revisions.c.path == str(path), revisions.c.text == text)
        return connection.execute(sa.select(sa.exists().where(same))).scalar_one()

    def keep_unsaved(
        self, connection: Connection, path: PurePosixPath, member_id: str, text: Unsaved
    ) -> None:
        """Keep what a member is writing, instead of what was kept before."""
        self.forget_unsaved(connection, path, member_id)
        connection.execute(
            sa.insert(unsaved).values(
                path=str(path), member_id=member_id, text=text.text, at=text.at
            )
        )

    def find_unsaved(
        self, connection: Connection, path: PurePosixPath, member_id: str
    ) -> Unsaved | None:
        """Return what a member wrote and did not save, or None."""
        query = sa.select(unsaved).where(_own(path, member_id))
        row = connection.execute(query).first()
        return Unsaved(row.text, row.at) if row else None

    def forget_unsaved(self, connection: Connection, path: PurePosixPath, member_id: str) -> None:
        """Forget what a member wrote and did not save."""
        connection.execute(sa.delete(unsaved).where(_own(path, member_id)))


def _own(path: PurePosixPath, member_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(unsaved.c.path == str(path), unsaved.c.member_id == member_id)


def _work(row: Any) -> Work:  # noqa: ANN401  # a row of the table above
    schedule = Schedule(row.publish_at, row.scheduled_by) if row.publish_at else None
    return Work(
        text=row.text,
        in_review=row.in_review,
        reviewer=row.reviewer,
        schedule=schedule,
        problem=row.problem,
        version=row.version,
        author=row.author,
        updated_at=row.updated_at,
        based_on=row.based_on,
    )


def _revision(row: Any) -> Revision:  # noqa: ANN401  # the same
    return Revision(
        number=row.number,
        text=row.text,
        author=row.author,
        at=row.at,
        comment=row.comment,
        significance=Significance(row.significance),
        deed=Deed(row.deed),
    )
