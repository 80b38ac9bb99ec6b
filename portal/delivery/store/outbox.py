"""The outbox in the database: rows taken with a lease, so that a killed worker loses none.

A lease is known by its end: whoever took a row later holds a later end, and the word of the one
before about a failure no longer counts. That a message was sent always counts.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.delivery.model import DESK, MAIL, Mail, OutboxRow, State
from portal.delivery.model.desk import Dispatch, EventType
from portal.delivery.rules import clean_header, message_id, network_key
from portal.delivery.store.lines import find_link, keep_link
from portal.delivery.store.tables import hash_mailbox, outbox, read_row
from portal.delivery.store.view import OutboxView
from portal.kernel.ids import new_id
from portal.storage.database import Database

_ERROR_LIMIT = 300
_NOTHING = "{}"


class OutboxStore(OutboxView):
    """Keeps messages until they are sent. `domain` is the right side of every Message-ID."""

    def __init__(self, database: Database, domain: str) -> None:
        super().__init__(database)
        self._domain = domain

    def enqueue(
        self, connection: Connection, mail: Mail, now: datetime, network: str | None = None
    ) -> str:
        """Add `mail` inside the caller's write transaction, and return the row's id."""
        return self._add(
            connection,
            now,
            channel=MAIL,
            payload=json.dumps(mail.to_payload()),
            reference=mail.reference,
            purpose=mail.purpose,
            mailbox_hash=hash_mailbox(mail.to),
            network=network_key(network) if network else None,
        )

    def enqueue_for_desk(self, connection: Connection, dispatch: Dispatch, now: datetime) -> str:
        """Add `dispatch` after all that the desk is told of the ticket; return the row's id.

        The caller's transaction holds the ticket, so that two cannot get the same step.
        """
        reference = dispatch.event.data.reference
        last = sa.select(sa.func.coalesce(sa.func.max(outbox.c.step), 0)).where(
            outbox.c.channel == DESK, outbox.c.reference == reference
        )
        return self._add(
            connection,
            now,
            channel=DESK,
            payload=json.dumps(dispatch.to_payload()),
            reference=reference,
            purpose=dispatch.event.type.value,
            step=connection.execute(last).scalar_one() + 1,
        )

    def _add(self, connection: Connection, now: datetime, **values: object) -> str:
        row_id = new_id()
        connection.execute(
            sa.insert(outbox).values(
                id=row_id,
                message_id=message_id(row_id, self._domain),
                state=State.WAITING.value,
                due_at=now,
                created_at=now,
                **values,
            )
        )
        return row_id

    # -- the worker's side

    def lease(
        self, channel: str, now: datetime, length: timedelta, limit: int = 1
    ) -> list[OutboxRow]:
        """Take up to `limit` due messages for `length`; nobody else gets them meanwhile."""
        return self._lease((*_free(channel, now), outbox.c.due_at <= now), now + length, limit)

    def lease_due(self, channel: str, now: datetime, length: timedelta) -> OutboxRow | None:
        """Take the due message whose turn comes first."""
        return next(iter(self.lease(channel, now, length)), None)

    def lease_probe(self, channel: str, now: datetime, length: timedelta) -> OutboxRow | None:
        """Take the waiting message whose turn comes first, due or not, to try the channel with.

        What fails gets a later turn, so that the next probe is another message.
        """
        return next(iter(self._lease(_free(channel, now), now + length, 1)), None)

    def _lease(
        self, conditions: Sequence[sa.ColumnElement[bool]], until: datetime, limit: int
    ) -> list[OutboxRow]:
        query = (
            sa.select(outbox)
            .where(*conditions)
            .order_by(outbox.c.due_at, outbox.c.created_at, outbox.c.id)
            .limit(limit)
        )
        with self.database.read() as connection:  # an idle worker takes no write lock
            if connection.execute(query.limit(1)).first() is None:
                return []
        with self.database.write() as connection:
            rows = connection.execute(query.with_for_update(skip_locked=True)).all()
            ids = [row.id for row in rows]
            connection.execute(
                sa.update(outbox).where(outbox.c.id.in_(ids)).values(leased_until=until)
            )
            return [
                replace(read_row(row), leased_until=until, remote=find_link(connection, row))
                for row in rows
            ]

    def mark_sent(self, row_id: str, now: datetime, remote: str = "") -> None:
        """Record that the message arrived, and forget its text; holds whoever has the lease.

        `remote` is what the other side calls the message's reference, for what is sent next.
        """
        with self.database.write() as connection:
            if remote:
                keep_link(connection, row_id, remote)
            connection.execute(
                sa.update(outbox)
                .where(outbox.c.id == row_id, outbox.c.state != State.SENT.value)
                .values(
                    state=State.SENT.value,
                    payload=_NOTHING,
                    attempts=outbox.c.attempts + 1,
                    leased_until=None,
                    settled_at=now,
                )
            )

    def mark_failed(self, row: OutboxRow, due_at: datetime, error: str) -> bool:
        """Put the message back until `due_at`; return False if its lease was lost meanwhile."""
        return self._settle(row, error, due_at=due_at)

    def park(self, row: OutboxRow, now: datetime, error: str) -> bool:
        """Set the message aside for staff; return False if its lease was lost meanwhile."""
        return self._settle(row, error, state=State.PARKED.value, settled_at=now)

    def _settle(self, row: OutboxRow, error: str, **values: object) -> bool:
        with self.database.write() as connection:
            result = connection.execute(
                sa.update(outbox)
                .where(
                    outbox.c.id == row.id,
                    outbox.c.state == State.WAITING.value,
                    outbox.c.leased_until == row.leased_until,
                )
                .values(
                    attempts=outbox.c.attempts + 1,
                    leased_until=None,
                    last_error=clean_header(error, _ERROR_LIMIT),
                    **values,
                )
            )
        return result.rowcount == 1

    def park_all(self, channel: str, now: datetime, error: str) -> int:
        """Set all that waits for `channel` aside, as nothing will be taken; return how many."""
        with self.database.write() as connection:
            result = connection.execute(
                sa.update(outbox)
                .where(outbox.c.channel == channel, outbox.c.state == State.WAITING.value)
                .values(
                    state=State.PARKED.value,
                    settled_at=now,
                    leased_until=None,
                    last_error=clean_header(error, _ERROR_LIMIT),
                )
            )
        return int(result.rowcount)

    def make_due(self, channel: str, now: datetime) -> int:
        """Make all that waits for `channel` due, as it works again; return how many."""
        with self.database.write() as connection:
            result = connection.execute(
                sa.update(outbox)
                .where(
                    outbox.c.channel == channel,
                    outbox.c.state == State.WAITING.value,
                    outbox.c.due_at > now,
                )
                .values(due_at=now)
            )
        return int(result.rowcount)


def _free(channel: str, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        outbox.c.channel == channel,
        outbox.c.state == State.WAITING.value,
        sa.or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= now),
        sa.or_(outbox.c.step == 0, ~_something_before()),
    )


def _something_before() -> sa.Exists:
    """Say that the help desk has to be told something else of the same ticket first.

    What was given up does not hold up the rest, but for the ticket itself: without that the desk
    would not know what the rest is about.
    """
    earlier = outbox.alias("earlier")
    is_in_the_way = sa.or_(
        earlier.c.state == State.WAITING.value,
        sa.and_(
            earlier.c.state == State.PARKED.value, earlier.c.purpose == EventType.CREATED.value
        ),
    )
    return sa.exists().where(
        earlier.c.channel == outbox.c.channel,
        earlier.c.reference == outbox.c.reference,
        earlier.c.step < outbox.c.step,
        is_in_the_way,
    )
