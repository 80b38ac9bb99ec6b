"""Kill processes of the portal, one or all, while customers send tickets with files (P1-P3, P5).

`python -m tests.crash.submit_kill --kills 300 --database sqlite` (or `postgres`, with a server of
its own) prints a table. Every ticket that was acknowledged is there once, whole, its files byte for
byte; no ticket of the store is half, acknowledged or not; each message was delivered, repeated at
most once for each kill of the worker and channel, and then the same to the last byte. Anything
else ends with status 1.
"""

import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import sqlalchemy as sa

from portal.app import build
from portal.delivery.store.tables import outbox
from portal.settings import Settings
from tests.conftest_postgres import find_programs, running
from tests.crash.customers import work
from tests.crash.intentions import Ledger
from tests.crash.judging import Findings, judge
from tests.crash.postbox import Postbox, taking_mail
from tests.crash.running import Running, Victim, prepare

_CUSTOMERS = 8
_PAUSE = (0.1, 1.0)  # seconds between kills
_VICTIMS: dict[Victim, int] = {
    "a web process": 72,
    "the worker": 20,
    "the web server": 3,
    "everything": 5,
}
_WITH_THE_WORKER: tuple[Victim, ...] = ("the worker", "everything")
_PROGRESS = 3.0  # seconds to wait at most for a ticket between kills, so that some are finished
_AIM = 0.06  # seconds after something began, in which the kill falls
_DRAIN = 300.0
_RANDOM = random.Random()  # whom to kill and when, no secrets


@click.command()
@click.option("--kills", default=300, show_default=True, help="how often to kill")
@click.option(
    "--database", type=click.Choice(["sqlite", "postgres"]), default="sqlite", show_default=True
)
def main(kills: int, database: str) -> None:
    """Run the kills and print what was found; ends with status 1 where anything was wrong."""
    if database == "postgres" and find_programs() is None:
        click.echo("PostgreSQL's programs are not installed: nothing was tried.", err=True)
        return
    with tempfile.TemporaryDirectory() as name, _database(database) as url, taking_mail() as mail:
        postbox, port = mail
        sys.exit(_experiment(database, kills, prepare(Path(name), url, port), postbox))


@contextmanager
def _database(kind: str) -> Iterator[str]:
    """Yield the address of an empty database; nothing for the file that is the default."""
    programs = find_programs() if kind == "postgres" else None
    if programs is None:
        yield ""
        return
    with running(programs) as address:
        yield address


def _experiment(kind: str, kills: int, settings: Settings, postbox: Postbox) -> int:
    began, ledger, stop = time.monotonic(), Ledger(), threading.Event()
    portal = Running(settings, settings.data / "log")
    portal.start()
    customers = [
        threading.Thread(target=work, args=(settings.url, ledger, postbox, stop), daemon=True)
        for _ in range(_CUSTOMERS)
    ]
    for customer in customers:
        customer.start()
    try:
        killed = _kill_all(portal, ledger, postbox, kills)
        stop.set()
        for customer in customers:
            customer.join()
        _drain(portal, settings)
    finally:
        portal.kill("everything")
    ends = sum(killed[victim] for victim in _WITH_THE_WORKER)
    found = judge(settings, ledger, postbox, ends)
    _print(kind, killed, ledger, found)
    click.echo(f"slowest start                 {portal.slowest:>8.1f} s")
    click.echo(f"whole run                     {time.monotonic() - began:>8.0f} s")
    faults = [*found.all, *ledger.surprises]
    for fault in faults:
        click.echo(f"  {fault}")
    return int(bool(faults))


def _kill_all(portal: Running, ledger: Ledger, postbox: Postbox, kills: int) -> Counter[Victim]:
    killed: Counter[Victim] = Counter()
    while killed.total() < kills:
        time.sleep(_RANDOM.uniform(*_PAUSE))
        _wait_for_progress(ledger)
        living: list[Victim] = [victim for victim in _VICTIMS if portal.find(victim)]
        (victim,) = _RANDOM.choices(living, [_VICTIMS[one] for one in living])
        _wait_for_moment(victim, ledger, postbox)
        portal.kill(victim)
        killed[victim] += 1
        if victim == "everything":
            portal.start()
    return killed


def _wait_for_progress(ledger: Ledger) -> None:
    before, until = len(ledger.acknowledged), time.monotonic() + _PROGRESS
    while len(ledger.acknowledged) == before and time.monotonic() < until:
        time.sleep(0.02)


def _wait_for_moment(victim: Victim, ledger: Ledger, postbox: Postbox) -> None:
    """Half of the time strike while something is being written or sent; else at once."""
    if _RANDOM.random() < 0.5:
        return
    if victim in _WITH_THE_WORKER and _RANDOM.random() < 0.8:
        postbox.wait_for_news(1)
    else:
        ledger.wait_for_sending(1)
    time.sleep(_RANDOM.uniform(0, _AIM))


def _drain(portal: Running, settings: Settings) -> None:
    """Let everything that waits be sent.

    A message that a killed worker had taken waits for some minutes; no worker lives that could
    have it, so they are made to be over.
    """
    portal.kill("everything")
    services = build(settings)
    with services.database.write() as connection:
        connection.execute(sa.update(outbox).values(leased_until=None))
    portal.start()
    until = time.monotonic() + _DRAIN
    while services.outbox.waiting(1) and time.monotonic() < until:
        time.sleep(0.2)
    services.database.close()


def _print(kind: str, killed: Counter[Victim], ledger: Ledger, found: Findings) -> None:
    rows = {
        f"kills on {kind}": killed.total(),
        **{f"  of {victim}": count for victim, count in killed.items()},
        "requests tried again": ledger.retries,
        "tickets begun": len(ledger.intended),
        "tickets acknowledged": len(ledger.acknowledged),
        "tickets confirmed": len(ledger.confirmed),
        "tickets kept": found.tickets,
        "acknowledged and lost": len(found.lost),
        "halved": len(found.halved),
        "doubled": len(found.doubled),
        "files compared": found.files,
        "different": len(found.different),
        "messages delivered": found.sent,
        "repeated, with the same id": found.repeated,
        "delivered wrongly": len(found.delivery),
        "answers no kill explains": len(ledger.surprises),
    }
    for name, value in rows.items():
        click.echo(f"{name:<30}{value:>8}")


if __name__ == "__main__":
    main()
