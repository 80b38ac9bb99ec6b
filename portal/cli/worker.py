"""`portal worker`: mail, search index and clean-up, behind the web processes."""

import logging
import signal
import sys
import threading
import time
from collections.abc import Iterable
from queue import SimpleQueue

import click
from flask import Flask

from portal.app import build
from portal.app.jobs import Job, jobs
from portal.app.logs import configure
from portal.cli.lifeline import on_end_of
from portal.settings import Settings
from portal.storage import migrate
from portal.web.i18n import speaking_app

_log = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds that the jobs have to finish what they do."""


@click.command()
@click.option("--lifeline", type=int, default=None, hidden=True)
def worker(lifeline: int | None) -> None:
    """Deliver mail, follow the articles, keep the search index, clean up.

    `serve` runs one by itself. More of them, on other machines too, share the work.
    """
    wishes: SimpleQueue[str] = SimpleQueue()  # safe to fill from a signal handler, unlike an Event
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: wishes.put("a signal"))
    if lifeline is not None:
        on_end_of(lifeline, lambda: wishes.put("the end of the server"))
        sys.stdin.read()  # it ends when we may begin
    settings = Settings()
    configure(settings.log_level)
    services = build(settings)
    migrate.upgrade(services.database)
    stop = threading.Event()
    app = speaking_app(settings.locale, services.site.timezone)
    threads = start(jobs(services), stop, app)
    _log.info("the worker runs")
    _log.info("the worker stops after %s", wishes.get())
    stop.set()
    finish(threads, PATIENCE)


def start(work: Iterable[Job], stop: threading.Event, app: Flask) -> list[threading.Thread]:
    """Begin each job in a thread of its own; mails are put in words in the context of `app`."""

    def repeat(job: Job) -> None:
        with app.app_context():
            job.repeat(stop)

    threads = [
        threading.Thread(target=repeat, args=(job,), name=job.name, daemon=True) for job in work
    ]
    for thread in threads:
        thread.start()
    return threads


def finish(threads: Iterable[threading.Thread], patience: float) -> None:
    """Wait for `threads` up to `patience` seconds together; name those that go on."""
    until = time.monotonic() + patience
    for thread in threads:
        thread.join(max(until - time.monotonic(), 0))
        if thread.is_alive():
            _log.warning("%s was not finished in time", thread.name)
