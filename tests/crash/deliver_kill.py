"""Kill a delivering process between send and mark, again and again, and count the mails (P1, P5).

`python -m tests.crash.deliver_kill --kills 100` prints how many of the kept mails never arrived,
and which arrived more than once. Allowed are none lost, at most one repeat for each kill, and a
repeat only as the same message with the same Message-ID.
"""

import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Condition, Event
from typing import Any

import click
from aiosmtpd.controller import Controller
from typing_extensions import override

from portal.delivery.channels.smtp import SmtpChannel, SmtpServer
from portal.delivery.model import MAIL, Mail, OutboxRow, Sender
from portal.delivery.store import OutboxStore
from portal.delivery.worker import Deliverer
from portal.kernel.clock import SystemClock
from portal.kernel.locale import LOCALES
from portal.storage.database import Database, metadata

_DOMAIN = "faro.example"
_LEASE = timedelta(seconds=1)
_MAILS_PER_KILL = 5
_GAP = 0.03  # seconds that a send and its mark are pulled apart, at most
_RANDOM = random.Random()  # moments to kill at, no secrets


@dataclass
class Postbox:
    """Counts what arrives, by Message-ID and whole content."""

    arrived: list[tuple[str, bytes]] = field(default_factory=list)
    news: Condition = field(default_factory=Condition)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's
        lines = envelope.content.decode("ascii").splitlines()
        message_id = next(li.split(": ")[1] for li in lines if li.startswith("Message-ID: "))
        with self.news:
            self.arrived.append((message_id, envelope.content))
            self.news.notify_all()
        return "250 accepted"

    def wait_for(self, count: int, seconds: float) -> None:
        """Return when `count` mails have arrived, or after `seconds`."""
        with self.news:
            self.news.wait_for(lambda: len(self.arrived) >= count, seconds)


class SlowToReturn(SmtpChannel):
    """Takes a moment after each send, so that kills fall into it."""

    @override
    def deliver(self, row: OutboxRow) -> None:
        super().deliver(row)
        time.sleep(_RANDOM.uniform(0, _GAP))


@click.command()
@click.option("--kills", default=10, show_default=True, help="how often to kill")
@click.option("--database", default="", help="SQLAlchemy address; a new SQLite file without it")
@click.option("--seconds", default=120, show_default=True, help="when to give up")
@click.option(
    "--port", default=0, hidden=True, help="deliver to this port, as the one to be killed"
)
def main(kills: int, database: str, seconds: int, port: int) -> None:
    """Run the experiment; ends with 1 where a promise was broken."""
    if port:
        _deliver(database, port)
        return
    with tempfile.TemporaryDirectory() as folder:
        url = database or f"sqlite:///{Path(folder) / 'portal.db'}"
        sys.exit(_experiment(url, kills, time.monotonic() + seconds))


def _deliver(url: str, port: int) -> None:
    channel = SlowToReturn(
        SmtpServer("127.0.0.1", port, "none"), Sender("Faro", f"support@{_DOMAIN}")
    )
    store = OutboxStore(Database(url), _DOMAIN)
    deliverer = Deliverer(store, {MAIL: channel}, SystemClock(), lambda _: None, lease=_LEASE)
    deliverer.run(Event(), timedelta(seconds=0.05))


def _experiment(url: str, kills: int, give_up: float) -> int:
    database, postbox = Database(url), Postbox()
    metadata.create_all(database.engine)
    store = OutboxStore(database, _DOMAIN)
    kept = _keep(database, store, kills * _MAILS_PER_KILL)
    port = _free_port()
    server = Controller(postbox, hostname="127.0.0.1", port=port)
    server.start()
    done = 0
    try:
        while done < kills and store.waiting(1) and time.monotonic() < give_up:
            done += _kill_one(url, port, postbox)
        _finish(url, port, store, give_up)
        return _report(kept, store, postbox, done)
    finally:
        server.stop()
        database.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _keep(database: Database, store: OutboxStore, messages: int) -> list[str]:
    """Keep so many mails, and return their rows' ids."""
    kept, now = [], SystemClock().now()
    for number in range(messages):
        locale = LOCALES[number % len(LOCALES)]
        to, text = f"customer{number}@customer.example", f"Mensaje, zpráva, message {number}\n"
        mail = Mail(to, f"FARO-{number}", text, locale, f"FARO-{number}", "received")
        with database.write() as connection:
            kept.append(store.enqueue(connection, mail, now))
    return kept


def _start(url: str, port: int) -> subprocess.Popen[bytes]:
    words = ["-m", "tests.crash.deliver_kill", "--database", url, "--port", str(port)]
    return subprocess.Popen([sys.executable, *words])  # ourselves


def _kill_one(url: str, port: int, postbox: Postbox) -> int:
    """Let a new process send one to three mails, and kill it about when it marks the last."""
    worker = _start(url, port)
    postbox.wait_for(len(postbox.arrived) + _RANDOM.randint(1, 3), 5)
    time.sleep(_RANDOM.uniform(0, _GAP))
    worker.kill()
    worker.wait()
    return 1


def _finish(url: str, port: int, store: OutboxStore, give_up: float) -> None:
    worker = _start(url, port)
    while store.waiting(1) and time.monotonic() < give_up:
        time.sleep(0.1)
    worker.kill()
    worker.wait()


def _report(kept: list[str], store: OutboxStore, postbox: Postbox, kills: int) -> int:
    arrived = Counter(message_id for message_id, _ in postbox.arrived)
    expected = {f"<{row_id}@{_DOMAIN}>" for row_id in kept}
    lost = sorted(expected - set(arrived))
    doubled = {name: count for name, count in arrived.items() if count > 1}
    repeats = sum(doubled.values()) - len(doubled)
    changed = len(set(postbox.arrived)) - len(arrived)
    stuck = len(store.waiting(len(kept))) + len(store.parked(len(kept)))
    click.echo(f"kept {len(kept)}, killed {kills} times, arrived {len(arrived)}")
    click.echo(f"lost {len(lost)} {lost}")
    click.echo(f"repeated {repeats} (at most {kills}) {doubled}")
    click.echo(
        f"repeats that differ {changed}, unknown {len(set(arrived) - expected)}, left {stuck}"
    )
    return int(bool(lost or changed or stuck or repeats > kills))


if __name__ == "__main__":
    main()
