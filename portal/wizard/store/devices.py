"""Codes that let another device answer, what was answered, and wrong codes that were tried."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.storage.database import Moment, Transaction, metadata, take_turns
from portal.wizard.rules.devices import MOST_REPORTS, Device, Report

links = sa.Table(
    "wizard_device_link",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("code", sa.String(64), nullable=False, unique=True),
    sa.Column("draft_id", sa.ForeignKey("wizard_draft.id", ondelete="CASCADE"), nullable=False),
    sa.Column("about", sa.String(64), nullable=False),
    sa.Column("product", sa.String(20), nullable=False),
    sa.Column("shown", sa.Text, nullable=False),
    sa.Column("device", sa.String(64), nullable=False),
    sa.Column("network", sa.String(64), nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Index("ix_wizard_device_link_draft", "draft_id", "about"),
)

reports = sa.Table(
    "wizard_device_report",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("draft_id", sa.ForeignKey("wizard_draft.id", ondelete="CASCADE"), nullable=False),
    sa.Column("about", sa.String(64), nullable=False),
    sa.Column("device", sa.String(64), nullable=False),
    sa.Column("network", sa.String(64), nullable=False),
    sa.Column("family", sa.String(20), nullable=False),
    sa.Column("answer", sa.String(10), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("draft_id", "about", "device"),
)

tries = sa.Table(
    "wizard_device_try",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("network", sa.String(64), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_wizard_device_try_network", "network", "at"),
)

_COUNTING = "reports of devices"


@dataclass(frozen=True)
class Link:
    """A code that asks another device about one thing; `code` is what is kept of it.

    `about` is a hash of the thing, `shown` the thing as a stranger may see it, and `first` the
    browser that asks.
    """

    id: str
    code: str
    draft_id: str
    about: str
    product: str
    shown: str
    first: Device
    expires_at: datetime


class DeviceStore:
    """Keeps links and reports of drafts."""

    def add_link(self, connection: Transaction, link: Link) -> None:
        """Keep a new link."""
        connection.execute(
            sa.insert(links).values(
                id=link.id,
                code=link.code,
                draft_id=link.draft_id,
                about=link.about,
                product=link.product,
                shown=link.shown,
                device=link.first.id,
                network=link.first.network,
                expires_at=link.expires_at,
            )
        )

    def find_link(self, connection: Transaction, code: str) -> Link | None:
        """Return the link whose code is kept as `code`, expired or not, or None."""
        row = connection.execute(sa.select(links).where(links.c.code == code)).first()
        return _link(row) if row else None

    def latest_link(self, connection: Transaction, draft_id: str, about: str) -> Link | None:
        """Return the newest link of the draft about this thing, expired or not, or None."""
        mine = (links.c.draft_id == draft_id) & (links.c.about == about)
        query = sa.select(links).where(mine).order_by(links.c.expires_at.desc(), links.c.id)
        row = connection.execute(query).first()
        return _link(row) if row else None

    def reports(
        self, connection: Transaction, draft_id: str, about: str, since: datetime
    ) -> tuple[Report, ...]:
        """Return what devices reported about this thing after `since`, oldest first."""
        mine = (reports.c.draft_id == draft_id) & (reports.c.about == about)
        query = sa.select(reports).where(mine, reports.c.at > since)
        found = connection.execute(query.order_by(reports.c.at, reports.c.id))
        return tuple(
            Report(Device(row.device, row.network), row.answer, row.family, row.at) for row in found
        )

    def report(self, connection: Transaction, link: Link, report: Report) -> bool:
        """Keep what a device reports, in place of what it said before; False where it is full."""
        take_turns(connection, _COUNTING)
        mine = (reports.c.draft_id == link.draft_id) & (reports.c.about == link.about)
        same = mine & (reports.c.device == report.device.id)
        connection.execute(sa.delete(reports).where(same))
        query = sa.select(sa.func.count()).select_from(reports).where(mine)
        if connection.execute(query).scalar_one() >= MOST_REPORTS:
            return False
        connection.execute(
            sa.insert(reports).values(
                draft_id=link.draft_id,
                about=link.about,
                device=report.device.id,
                network=report.device.network,
                family=report.family,
                answer=report.answer,
                at=report.at,
            )
        )
        return True

    def count_tries(self, connection: Transaction, network: str, since: datetime) -> int:
        """Return how many wrong codes came from `network` after `since`; no other counts now."""
        take_turns(connection, _COUNTING)
        query = sa.select(sa.func.count()).select_from(tries)
        found = connection.execute(query.where(tries.c.network == network, tries.c.at > since))
        return int(found.scalar_one())

    def add_try(self, connection: Transaction, network: str, now: datetime) -> None:
        """Keep that a wrong code came from `network`."""
        connection.execute(sa.insert(tries).values(network=network, at=now))

    def purge(self, connection: Transaction, before: datetime) -> int:
        """Delete links, reports and tries from before; return how many."""
        return sum(_purged(connection, before))


def _purged(connection: Transaction, before: datetime) -> Iterator[int]:
    yield connection.execute(sa.delete(links).where(links.c.expires_at < before)).rowcount
    yield connection.execute(sa.delete(reports).where(reports.c.at < before)).rowcount
    yield connection.execute(sa.delete(tries).where(tries.c.at < before)).rowcount


def _link(row: sa.Row[tuple[object, ...]]) -> Link:
    return Link(
        row.id, row.code, row.draft_id, row.about, row.product, row.shown,
        Device(row.device, row.network), row.expires_at,
    )  # fmt: skip
