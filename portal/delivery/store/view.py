"""What staff see of the outbox, and what they can do with it."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from portal.delivery.model import OutboxAct, OutboxRow, State
from portal.delivery.store.tables import acts, outbox, read_row, stops
from portal.storage.database import Database


class OutboxView:
    """The outbox as staff look at it."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def waiting(self, limit: int) -> list[OutboxRow]:
        """Return what waits, oldest first."""
        return self._list(State.WAITING, limit)

    def parked(self, limit: int) -> list[OutboxRow]:
        """Return what was given up, oldest first."""
        return self._list(State.PARKED, limit)

    def _list(self, state: State, limit: int) -> list[OutboxRow]:
        query = (
            sa.select(outbox)
            .where(outbox.c.state == state.value)
            .order_by(outbox.c.created_at, outbox.c.id)
            .limit(limit)
        )
        with self.database.read() as connection:
            return [read_row(row) for row in connection.execute(query)]

    def counts(self) -> Counter[tuple[str, State]]:
        """Return how many messages there are by channel and state."""
        query = sa.select(
            outbox.c.channel, outbox.c.state, sa.func.count().label("number")
        ).group_by(outbox.c.channel, outbox.c.state)
        with self.database.read() as connection:
            rows = connection.execute(query).all()
        return Counter({(row.channel, State(row.state)): row.number for row in rows})

    def retrying(self) -> int:
        """Return how many messages wait that were tried before."""
        query = (
            sa.select(sa.func.count())
            .select_from(outbox)
            .where(outbox.c.state == State.WAITING.value, outbox.c.attempts > 0)
        )
        with self.database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def find(self, row_id: str) -> OutboxRow | None:
        """Return the message called `row_id`, or None."""
        with self.database.read() as connection:
            row = connection.execute(sa.select(outbox).where(outbox.c.id == row_id)).first()
        return read_row(row) if row else None

    def try_now(self, row: OutboxRow | None, act: OutboxAct) -> int:
        """Make `row` due at once, or all that were given up; note who did it. Return how many.

        A channel that was stopped is tried again. A message that is being sent stays as it is.
        """
        moved = outbox.c.state == State.PARKED.value
        if row is not None:
            moved = sa.and_(outbox.c.id == row.id, outbox.c.state != State.SENT.value)
        else:
            moved = sa.and_(moved, outbox.c.channel == act.channel)
        values = {"state": State.WAITING.value, "due_at": act.at, "settled_at": None}
        again = sa.case((outbox.c.state == State.PARKED.value, 0), else_=outbox.c.attempts)
        with self.database.write() as connection:
            result = connection.execute(
                sa.update(outbox).where(moved).values(**values, attempts=again)
            )
            if result.rowcount:
                connection.execute(sa.delete(stops).where(stops.c.channel == act.channel))
                connection.execute(
                    sa.insert(acts).values(
                        at=act.at,
                        actor=act.actor,
                        what=act.what,
                        channel=act.channel,
                        reference=act.reference,
                    )
                )
        return int(result.rowcount)

    def acts(self, limit: int) -> list[OutboxAct]:
        """Return what people did with messages, the latest first."""
        query = sa.select(acts).order_by(acts.c.id.desc()).limit(limit)
        with self.database.read() as connection:
            return [
                OutboxAct(row.at, row.actor, row.what, row.channel, row.reference)
                for row in connection.execute(query)
            ]

    def requeue(self, row_ids: Iterable[str], now: datetime) -> int:
        """Let parked messages wait anew, with all their attempts; return how many there were."""
        with self.database.write() as connection:
            result = connection.execute(
                sa.update(outbox)
                .where(outbox.c.id.in_(list(row_ids)), outbox.c.state == State.PARKED.value)
                .values(state=State.WAITING.value, attempts=0, due_at=now, settled_at=None)
            )
        return int(result.rowcount)

    def forget_sent(self, before: datetime) -> int:
        """Delete rows sent before the moment `before`; return how many."""
        with self.database.write() as connection:
            result = connection.execute(
                sa.delete(outbox).where(
                    outbox.c.state == State.SENT.value, outbox.c.settled_at < before
                )
            )
        return int(result.rowcount)
