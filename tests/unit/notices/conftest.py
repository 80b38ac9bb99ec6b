"""Notices on a real database, with tickets and a clock that the test moves."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.delivery.mails import Letters
from portal.delivery.model import Mail, MailLimits
from portal.delivery.service import Outbox
from portal.delivery.store import OutboxStore
from portal.kernel.ids import new_id
from portal.kernel.locale import Locale
from portal.notices.mails import NoticeMails
from portal.notices.model import (
    Facts,
    Fingerprint,
    Holder,
    Joined,
    Kind,
    Notice,
    Progress,
    Update,
)
from portal.notices.service import Draft, Notices, NoticeTools
from portal.site import SiteFiles, load_site
from portal.storage.database import Database, Transaction, metadata
from portal.web import i18n
from tests.conftest_postgres import postgres_server, postgres_url
from tests.fakes import START, FixedClock

__all__ = ["postgres_server", "postgres_url"]

HOUR = timedelta(hours=1)
AUTHOR = "Lucía Vega"


def facts(**changes: Any) -> Facts:
    """Return what an incident of mail says; `changes` replace its fields."""
    said: dict[str, Any] = {
        "kind": Kind.INCIDENT,
        "title": {Locale.EN: "Mail from Gmail arrives late"},
        "text": {Locale.EN: "No message is lost."},
        "since": START - HOUR,
        "products": ("mail",),
    }
    return Facts(**{**said, **changes})


def planned(**changes: Any) -> Facts:
    """Return what planned work tomorrow says."""
    times = {"since": START + 24 * HOUR, "ends_at": START + 26 * HOUR}
    return facts(**{"kind": Kind.PLANNED, **times, **changes})


def notice(number: int = 1, **changes: Any) -> Notice:
    """Return a published incident; `changes` replace what it says, or when it closed."""
    closed_at = changes.pop("closed_at", None)
    return Notice(number, facts(**changes), new_id(), START - HOUR, closed_at)


def arrival(number: int, minute: float = 0, **changes: Any) -> Fingerprint:
    """Return the fingerprint of a ticket that came `minute` minutes after the start."""
    known: dict[str, Any] = {
        "reference": f"FARO-{number}",
        "at": START + timedelta(minutes=minute),
        "product": "mail",
        "flow": "mail",
        "outcome": "o_ticket",
        "symptom": "cannot_send",
        "person": f"person {number}",
    }
    return Fingerprint(**{**known, **changes})


def update(
    text: str = "We found the cause.", progress: Progress = Progress.IDENTIFIED, **more: Any
) -> Update:
    """Return an update in English."""
    said = {Locale.EN: text}
    return Update(more.get("id", new_id()), START, progress, more.get("said", said), AUTHOR)


@dataclass
class FakeTickets:
    """Tickets by reference: whose they are, and whether they are open."""

    known: dict[str, str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)

    def holders(self, connection: Transaction, references: Sequence[str]) -> list[Holder]:
        """Return who filed those that are still open."""
        return [
            Holder(r, self.known[r], Locale.ES, f"https://help.example/es/tickets/open/{r}")
            for r in references
            if r in self.known and r not in self.closed
        ]

    def describe(self, connection: Transaction, references: Sequence[str]) -> list[Joined]:
        """Return what the tickets are about."""
        return [
            Joined(r, f"About {r}", r not in self.closed) for r in references if r in self.known
        ]


@dataclass
class House:
    """Everything around notices, and short ways to what tests need."""

    tools: NoticeTools
    clock: FixedClock
    tickets: FakeTickets

    def __post_init__(self) -> None:
        self.notices = Notices.build(self.tools, lambda: ())
        self.desk, self.board = self.notices.desk, self.notices.board
        self.following, self.watch = self.notices.following, self.notices.watch

    def publish(self, said: Facts | None = None) -> Notice:
        draft = self.desk.create(Draft(said or facts()), AUTHOR)
        return self.desk.publish(draft.key, AUTHOR)

    def mails(self, purpose: str = "") -> list[Mail]:
        rows = self.tools.outbox.waiting(limit=1000)
        found = [Mail.from_payload(row.payload) for row in rows]
        return [mail for mail in found if purpose in {"", mail.purpose}]

    def token(self, purpose: str) -> str:
        """Return the secret in the newest mail that has one for `purpose`."""
        found = [m.text for m in self.mails() if f"/notices/{purpose}/" in m.text]
        return found[-1].split(f"/notices/{purpose}/")[1].split()[0]

    def follow(self, notice: Notice, email: str = "ana@example.com") -> None:
        self.following.ask(notice, email, Locale.EN, "192.0.2.7")
        self.following.confirm(self.token("confirm"))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_at(f"sqlite:///{tmp_path / 'portal.db'}", tmp_path) as found:
        yield found


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """For what the databases could do differently: keys taken twice, rows locked, long texts."""
    url = f"sqlite:///{tmp_path / 'portal.db'}"
    if request.param != "sqlite":
        url = request.getfixturevalue("postgres_url")
    with house_at(url, tmp_path) as found:
        yield found


@contextmanager
def house_at(url: str, folder: Path) -> Iterator[House]:
    """Yield notices over the database at `url`, within a request."""
    database = Database(url)
    ours = [t for t in metadata.sorted_tables if t.name.startswith(("notice", "outbox"))]
    metadata.create_all(database.engine, tables=ours)
    site, clock, tickets = load_site(SiteFiles(folder)), FixedClock(), FakeTickets()
    tools = NoticeTools(
        database=database,
        outbox=Outbox(OutboxStore(database, "help.example"), MailLimits(3, 30)),
        mails=NoticeMails(Letters(site, "https://help.example")),
        clock=clock,
        policy=site.policy,
        tickets=tickets,
    )
    app = Flask("notices")
    i18n.install(app, Locale.EN, site.timezone)
    with app.test_request_context("/"):
        yield House(tools, clock, tickets)
    database.close()
