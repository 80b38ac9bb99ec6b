"""The web processes under `portal serve`, in a process of their own.

What they need is prepared once, before they part from each other: articles are rendered once, and
the memory is shared. Where the system starts processes afresh instead, each prepares its own.
"""

import gc
import os
import sys
from collections.abc import Callable
from typing import Any

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from portal.app import Services, build, create_app
from portal.app.logs import configure
from portal.cli.lifeline import end_with_parent, on_end_of
from portal.settings import Settings
from portal.storage import migrate

STOP_SECONDS = 8
"""How long a request may take to its end when the server is stopped."""

_OUR_LOG: dict[str, Any] = {
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {"propagate": True}},
}
_prepared: Services | None = None


def prepare(settings: Settings) -> Services:
    """Return the services with the database up to date and the articles read.

    No connection stays open: processes must not share one. What is made here stays, so the search
    for garbage neither runs meanwhile, which would double the time, nor looks at it ever again,
    which would end its being shared.
    """
    gc.disable()
    services = build(settings)
    migrate.upgrade(services.database)
    services.articles.library.refresh()
    services.database.close()
    gc.freeze()
    gc.enable()
    return services


def load_app() -> Callable[..., Any]:
    """Return the application, in a web process; it ends when its server does."""
    end_with_parent()
    settings = Settings()
    configure(settings.log_level)
    return create_app(settings, _prepared, watch=True)


@click.command(hidden=True)
@click.argument("lifeline", type=int)
def webserver(lifeline: int) -> None:
    """Serve until told to stop, or until the end of the process that holds `lifeline`."""
    global _prepared  # the only way into a process that is a copy of this one
    on_end_of(lifeline, lambda: os._exit(1))
    sys.stdin.read()  # it ends when we may begin
    settings = Settings()
    configure(settings.log_level)
    _prepared = prepare(settings)
    Server(
        "portal.cli.webserver:load_app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=settings.threads,
        websockets=False,
        factory=True,
        log_access=False,
        log_level=LogLevels.warning,
        log_dictconfig=_OUR_LOG,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    ).serve(target_loader=load_app, wrap_loader=False)
