"""What each file said when we last looked, and what of its source a translation lacks.

Functions take the connection of the caller's transaction, so that a save is kept whole.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.storage.database import Moment, metadata
from portal.writing.model import Deed, Edit, Seen, Significance
from portal.writing.store.texts import revisions

seen = sa.Table(
    "article_seen",
    metadata,
    sa.Column("path", sa.String(255), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("base", sa.String(64), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_article_seen_at", "at"),
    sa.Index("ix_article_seen_base", "base"),
)

_GIVEN = revisions.c.deed.in_([Deed.PUBLISHED.value, Deed.FOUND.value])
_REAL = revisions.c.significance.in_([Significance.MEDIUM.value, Significance.MAJOR.value])

Bases = Mapping[tuple[PurePosixPath, PurePosixPath], list[int]]
"""By translation and source: the source's revisions that say what the translation says."""


def find_seen(connection: Connection, path: PurePosixPath) -> Seen | None:
    """Return what `path` said when we last looked, or None if we never did."""
    row = connection.execute(sa.select(seen).where(seen.c.path == str(path))).first()
    return Seen(row.digest, row.base) if row else None


def keep_seen(connection: Connection, path: PurePosixPath, one: Seen, now: datetime) -> None:
    """Keep what `path` says now instead of what it said."""
    values = {"digest": one.digest, "base": one.base, "at": now}
    known = sa.update(seen).where(seen.c.path == str(path)).values(**values)
    if not connection.execute(known).rowcount:
        connection.execute(sa.insert(seen).values(path=str(path), **values))


def stamp(connection: Connection) -> tuple[int, str]:
    """Return what changes as soon as anything here does."""
    row = connection.execute(sa.select(sa.func.count(), sa.func.max(seen.c.at))).one()
    return row[0], str(row[1])


def edits(
    connection: Connection, path: PurePosixPath | None = None
) -> dict[PurePosixPath, list[Edit]]:
    """Return the changes that are more than a typo, of `path` or of every article."""
    query = sa.select(
        revisions.c.path, revisions.c.number, revisions.c.significance, revisions.c.at
    ).where(_GIVEN, _REAL)
    if path is not None:
        query = query.where(revisions.c.path == str(path))
    found: dict[PurePosixPath, list[Edit]] = defaultdict(list)
    for row in connection.execute(query.order_by(revisions.c.number)):
        edit = Edit(row.number, Significance(row.significance), row.at)
        found[PurePosixPath(row.path)].append(edit)
    return found


def bases(connection: Connection, path: PurePosixPath | None = None) -> Bases:
    """Return which revisions say what a translation is based on, of `path` or of all."""
    query = sa.select(seen.c.path, revisions.c.path.label("source"), revisions.c.number).join(
        revisions, revisions.c.digest == seen.c.base
    )
    if path is not None:
        query = query.where(seen.c.path == str(path))
    found: dict[tuple[PurePosixPath, PurePosixPath], list[int]] = defaultdict(list)
    for row in connection.execute(query):
        found[PurePosixPath(row.path), PurePosixPath(row.source)].append(row.number)
    return found


def find_text(connection: Connection, path: PurePosixPath, digest: str) -> str | None:
    """Return the newest text of `path` called `digest`, or None."""
    query = sa.select(revisions.c.text).where(
        revisions.c.path == str(path), revisions.c.digest == digest
    )
    return connection.execute(query.order_by(revisions.c.number.desc()).limit(1)).scalar()


def has_digest(connection: Connection, path: PurePosixPath, digest: str) -> bool:
    """Return whether a revision of `path` is called `digest`."""
    same = sa.and_(revisions.c.path == str(path), revisions.c.digest == digest)
    return connection.execute(sa.select(sa.exists().where(same))).scalar_one()


def last_given(connection: Connection, path: PurePosixPath) -> str | None:
    """Return the text of `path` that readers got last, as far as it was kept, or None."""
    query = sa.select(revisions.c.text).where(revisions.c.path == str(path), _GIVEN)
    return connection.execute(query.order_by(revisions.c.number.desc()).limit(1)).scalar()
