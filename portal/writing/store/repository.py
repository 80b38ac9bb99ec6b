"""What waits to be committed, and how the errands with the repository stand."""

from datetime import datetime
from pathlib import PurePosixPath

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.storage.database import Moment, metadata
from portal.writing.model.repository import Errand, Pending, Progress
from portal.writing.store.texts import revisions

pending = sa.Table(
    "article_commit",
    metadata,
    sa.Column("path", sa.String(255), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Moment, nullable=False),
)

errands = sa.Table(
    "article_errand",
    metadata,
    sa.Column("errand", sa.String(10), primary_key=True),
    sa.Column("asked_at", Moment),
    sa.Column("done_at", Moment),
    sa.Column("problem", sa.String(20), nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("since", Moment),
    sa.Column("next_at", Moment),
)


class RepositoryStore:
    """Keeps what is to be done with the repository. Methods take the caller's transaction."""

    def add_pending(self, connection: Connection, path: PurePosixPath, now: datetime) -> None:
        """Let the newest revision of `path` be committed."""
        last = sa.select(sa.func.max(revisions.c.number)).where(revisions.c.path == str(path))
        number = connection.execute(last).scalar()
        if number is not None:
            values = {"path": str(path), "number": number, "at": now}
            connection.execute(sa.insert(pending).values(**values))

    def pending(self, connection: Connection) -> list[Pending]:
        """Return what is to be committed, in the order in which it was saved."""
        query = sa.select(pending).order_by(pending.c.at, pending.c.path, pending.c.number)
        rows = connection.execute(query)
        return [Pending(PurePosixPath(row.path), row.number, row.at) for row in rows]

    def forget_pending(self, connection: Connection, one: Pending) -> None:
        """Forget what is committed, or need not be."""
        same = sa.and_(pending.c.path == str(one.path), pending.c.number == one.number)
        connection.execute(sa.delete(pending).where(same))

    def progress(self, connection: Connection, errand: Errand) -> Progress:
        """Return how `errand` stands."""
        query = sa.select(errands).where(errands.c.errand == errand.value)
        row = connection.execute(query).first()
        if row is None:
            return Progress(errand)
        return Progress(
            errand=errand,
            asked_at=row.asked_at,
            done_at=row.done_at,
            problem=row.problem,
            detail=row.detail,
            failures=row.failures,
            since=row.since,
            next_at=row.next_at,
        )

    def keep_progress(self, connection: Connection, progress: Progress) -> None:
        """Keep how an errand stands."""
        values = {
            "asked_at": progress.asked_at,
            "done_at": progress.done_at,
            "problem": progress.problem,
            "detail": progress.detail,
            "failures": progress.failures,
            "since": progress.since,
            "next_at": progress.next_at,
        }
        name = progress.errand.value
        known = sa.update(errands).where(errands.c.errand == name).values(**values)
        if not connection.execute(known).rowcount:
            connection.execute(sa.insert(errands).values(errand=name, **values))
