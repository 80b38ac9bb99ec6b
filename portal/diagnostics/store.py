"""Which addresses were to be released, when, and what came of it: the record, and the limit."""

from datetime import datetime

import sqlalchemy as sa

from portal.diagnostics.model.findings import Release
from portal.storage.database import Moment, Transaction, metadata, take_turns

releases = sa.Table(
    "firewall_release",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("address", sa.String(64), nullable=False),
    sa.Column("network", sa.String(64), nullable=False),
    sa.Column("result", sa.String(10), nullable=False, server_default=""),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_firewall_release_address", "address", "at"),
    sa.Index("ix_firewall_release_network", "network", "at"),
)


class ReleaseStore:
    """Keeps the record of releases."""

    def count(
        self, connection: Transaction, address: str, network: str, since: datetime
    ) -> tuple[int, int]:
        """Return how often the address and its network asked after `since`; no other counts now."""
        take_turns(connection, "releases from the firewall")
        here = releases.c.address == address
        around = releases.c.network == network
        return _count(connection, here, since), _count(connection, around, since)

    def begin(self, connection: Transaction, address: str, network: str, now: datetime) -> int:
        """Keep that a release is asked for, before anything is done; returns its number."""
        query = sa.insert(releases).values(address=address, network=network, at=now)
        return int(connection.execute(query.returning(releases.c.id)).scalar_one())

    def end(self, connection: Transaction, release_id: int, result: Release) -> None:
        """Keep what came of it."""
        query = sa.update(releases).where(releases.c.id == release_id)
        connection.execute(query.values(result=result.value))

    def everything(self, connection: Transaction) -> list[tuple[str, str, datetime]]:
        """Return the record, newest first: address, result, when."""
        query = sa.select(releases).order_by(releases.c.id.desc())
        return [(row.address, row.result, row.at) for row in connection.execute(query)]

    def purge(self, connection: Transaction, before: datetime) -> int:
        """Delete what is from before; returns how many rows."""
        return connection.execute(sa.delete(releases).where(releases.c.at < before)).rowcount


def _count(connection: Transaction, where: sa.ColumnElement[bool], since: datetime) -> int:
    query = sa.select(sa.func.count()).select_from(releases).where(where, releases.c.at > since)
    return int(connection.execute(query).scalar_one())
