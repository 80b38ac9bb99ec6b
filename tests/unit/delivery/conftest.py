"""Mails to send, a database of each kind, and a clock and channel that tests move by hand."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typing_extensions import override

from portal.delivery.model import Mail, OutboxRow, State
from portal.delivery.ports import Channel, DeliveryFailure
from portal.delivery.store import OutboxStore, tables
from portal.kernel.locale import Locale
from portal.storage.database import Database, metadata
from tests.conftest_postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass
class HandClock:
    """Stands still until moved."""

    moment: datetime = START

    def now(self) -> datetime:
        return self.moment

    def move(self, **span: float) -> datetime:
        self.moment += timedelta(**span)
        return self.moment


@dataclass
class MemoryChannel(Channel):
    """Keeps what it was given; fails as told, for all or for one recipient."""

    failure: DeliveryFailure | None = None
    failures: dict[str, DeliveryFailure] = field(default_factory=dict)
    tried: list[str] = field(default_factory=list)
    sent: list[OutboxRow] = field(default_factory=list)

    @override
    def deliver(self, row: OutboxRow) -> None:
        to = row.payload["to"]
        self.tried.append(to)
        failure = self.failure or self.failures.get(to)
        if failure is not None:
            raise failure
        self.sent.append(row)

    @override
    def close(self) -> None:
        pass


def make_mail(to: str = "marta@customer.example", **changes: object) -> Mail:
    fields: dict[str, object] = {
        "subject": "Your ticket FARO-4821",
        "text": "Hello,\n\nyour ticket is with us: https://help.faro.example/t/secret-token\n",
        "locale": Locale.EN,
        "reference": "FARO-4821",
        "purpose": "received",
    }
    return Mail(to=to, **{**fields, **changes})  # type: ignore[arg-type]  # fields of any kind


def make_row(mail: Mail | None = None, row_id: str = "0a" * 16) -> OutboxRow:
    mail = mail or make_mail()
    return OutboxRow(
        id=row_id,
        message_id=f"<{row_id}@faro.example>",
        channel="mail",
        payload=mail.to_payload(),
        state=State.WAITING,
        attempts=0,
        due_at=START,
        leased_until=None,
        last_error="",
        created_at=START,
        reference=mail.reference,
        purpose=mail.purpose,
    )


def add(store: OutboxStore, database: Database, mail: Mail, now: datetime = START) -> str:
    with database.write() as connection:
        return store.enqueue(connection, mail, now)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """The embedded database, and the large installation's."""
    if request.param == "sqlite":
        yield from _opened(f"sqlite:///{tmp_path / 'portal.db'}")
    else:
        yield from _opened(request.getfixturevalue("postgres_url"))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    yield from _opened(f"sqlite:///{tmp_path / 'portal.db'}")


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    ours = [tables.outbox, tables.links, tables.stops, tables.acts, tables.arrivals]
    metadata.create_all(database.engine, tables=ours)
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> OutboxStore:
    return OutboxStore(database, "faro.example")
