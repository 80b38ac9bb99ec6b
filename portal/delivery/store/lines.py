"""What is known of the other side: its names for our references, and whether it wants no more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.delivery.model import State, Stop
from portal.delivery.rules import clean_header
from portal.delivery.store.tables import arrivals, hash_mailbox, links, outbox, stops
from portal.storage.database import Database

_REASON_LIMIT = 300


def find_link(connection: Connection, row: sa.Row[Any]) -> str:
    """Return what the other side calls the reference of the outbox's `row`, or an empty text."""
    if not row.step:
        return ""
    query = sa.select(links.c.remote).where(
        links.c.channel == row.channel, links.c.reference == row.reference
    )
    return connection.execute(query).scalar() or ""


def keep_link(connection: Connection, row_id: str, remote: str) -> None:
    """Keep what the other side calls the reference of the message `row_id`."""
    row = connection.execute(
        sa.select(outbox.c.channel, outbox.c.reference).where(outbox.c.id == row_id)
    ).first()
    if row is None:
        return
    mine = sa.and_(links.c.channel == row.channel, links.c.reference == row.reference)
    connection.execute(sa.delete(links).where(mine))
    connection.execute(
        sa.insert(links).values(channel=row.channel, reference=row.reference, remote=remote)
    )


class LineStore:
    """Keeps which channels were stopped by their other side."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stop(self, channel: str, now: datetime, reason: str) -> None:
        """Send nothing more through `channel`; the first reason counts."""
        with self._database.write() as connection:
            known = connection.execute(sa.select(stops.c.at).where(stops.c.channel == channel))
            if known.first() is None:
                connection.execute(
                    sa.insert(stops).values(
                        channel=channel, at=now, reason=clean_header(reason, _REASON_LIMIT)
                    )
                )

    def find_stop(self, channel: str) -> Stop | None:
        """Return since when and why `channel` is stopped, or None."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(stops).where(stops.c.channel == channel)).first()
        return Stop(row.channel, row.at, row.reason) if row else None


def note_arrival(connection: Connection, event_id: str, now: datetime) -> bool:
    """Keep that the help desk's event `event_id` came; return False where it had come before."""
    known = connection.execute(sa.select(arrivals.c.id).where(arrivals.c.id == event_id))
    if known.first() is not None:
        return False
    try:
        with connection.begin_nested():
            connection.execute(sa.insert(arrivals).values(id=event_id, at=now))
    except sa.exc.IntegrityError:  # the same event beside us was faster
        return False
    return True


def forget_arrivals(connection: Connection, before: datetime) -> None:
    """Forget events that came before the moment `before`."""
    connection.execute(sa.delete(arrivals).where(arrivals.c.at < before))


def forget_unsent(connection: Connection, mailbox: str, spared: Sequence[str] = ()) -> None:
    """Delete what waits for `mailbox`, but for mails of the purposes `spared`."""
    connection.execute(
        sa.delete(outbox).where(
            outbox.c.mailbox_hash == hash_mailbox(mailbox),
            outbox.c.purpose.not_in(spared),
            outbox.c.state != State.SENT.value,
        )
    )


def forget_about(connection: Connection, references: Sequence[str]) -> None:
    """Delete every message about these references, sent or not, and what others call them."""
    connection.execute(sa.delete(outbox).where(outbox.c.reference.in_(references)))
    connection.execute(sa.delete(links).where(links.c.reference.in_(references)))
