"""The fingerprints of tickets that came lately, until somebody decided what they are."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.notices.model import Fingerprint
from portal.notices.store.tables import arrivals, collected

_LONGEST = {
    name: column.type.length
    for name, column in arrivals.c.items()
    if isinstance(column.type, sa.String)
}


class ArrivalStore:
    """Keeps fingerprints, in the transaction of the caller."""

    def add(self, connection: Connection, fingerprint: Fingerprint) -> None:
        """Keep the fingerprint of a ticket; one that is known stays as it is."""
        values = {
            name: value[: _LONGEST[name]] if isinstance(value, str) else value
            for name, value in asdict(fingerprint).items()
        }
        with suppress(sa.exc.IntegrityError), connection.begin_nested():
            connection.execute(sa.insert(arrivals).values(**values, settled=False))

    def since(
        self, connection: Connection, moment: datetime, *, open_only: bool = True
    ) -> list[Fingerprint]:
        """Return what came since `moment`; `open_only` leaves out what was decided about."""
        query = sa.select(arrivals).where(arrivals.c.at >= moment).order_by(arrivals.c.at)
        if open_only:
            query = query.where(arrivals.c.settled.is_(False))
        return [
            Fingerprint(
                reference=row.reference,
                at=row.at,
                product=row.product,
                flow=row.flow,
                outcome=row.outcome,
                symptom=row.symptom,
                domain=row.domain,
                server=row.server,
                person=row.person,
            )
            for row in connection.execute(query)
        ]

    def settle(self, connection: Connection, references: Iterable[str]) -> None:
        """Keep that somebody decided about these tickets: they raise no flag any more."""
        connection.execute(
            sa.update(arrivals).where(arrivals.c.reference.in_([*references])).values(settled=True)
        )

    def purge(self, connection: Connection, before: datetime) -> None:
        """Delete what came before then."""
        connection.execute(sa.delete(arrivals).where(arrivals.c.at < before))

    def forget(self, connection: Connection, references: Iterable[str]) -> None:
        """Delete what is kept about these tickets, which are deleted themselves."""
        gone = [*references]
        connection.execute(sa.delete(arrivals).where(arrivals.c.reference.in_(gone)))
        connection.execute(sa.delete(collected).where(collected.c.reference.in_(gone)))
