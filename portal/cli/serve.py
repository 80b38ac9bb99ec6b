"""`portal serve`: everything that a small provider runs, with one command."""

import errno
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from portal.cli.lifeline import Lifeline
from portal.cli.supervisor import Child, Plan, Supervisor
from portal.kernel.errors import Conflict

if TYPE_CHECKING:
    from portal.settings import Settings

_SHOWN = 10
_PATIENT = 15  # of 19, the least urgent
_FREE_PATIENCE = 3.0  # seconds for a server that was killed a moment ago to let go of the port
_FREE_STEP = 0.1


@click.command()
@click.pass_context
def serve(ctx: click.Context) -> None:
    """Run the portal: the web, and one worker behind it, until Ctrl-C or SIGTERM."""
    lifeline = Lifeline()
    web = Child("web server", _web_command)
    web.warm_up(lifeline)
    try:
        settings = _check_settings()
    except BaseException:
        web.kill()
        raise
    worker = Child("worker", _worker_command)
    worker.warm_up(lifeline)
    click.echo(where_mail_goes(settings))
    reports: list[subprocess.Popen[bytes]] = []
    plan = Plan(
        web=web,
        worker=worker,
        is_ready=lambda: is_ready(settings),
        on_ready=lambda: reports.append(_announce(settings)),
        tell=lambda text: click.echo(text, err=True),
    )
    try:
        ctx.exit(Supervisor(plan, lifeline).run())
    finally:
        for report in reports:
            report.kill()
            report.wait()


def _check_settings() -> "Settings":
    """Return the settings; say the likeliest mistakes before the web does anything."""
    from portal.settings import Settings  # only now: it takes time that the web may use
    from portal.site import SiteFiles, load_site

    settings = Settings()
    load_site(SiteFiles(settings.data))
    wait_for_port(settings.host, settings.port)
    return settings


def _web_command(lifeline: int) -> Sequence[str]:
    return [sys.executable, "-m", "portal", "webserver", str(lifeline)]


def _worker_command(lifeline: int) -> Sequence[str]:
    return [sys.executable, "-m", "portal", "worker", "--lifeline", str(lifeline)]


def where_mail_goes(settings: "Settings") -> str:
    """Return a sentence on where mails are sent."""
    if settings.smtp_host:
        return f"Mail goes to {settings.smtp_host}, port {settings.smtp_port}."
    return f"Mail is written to {settings.data / 'mail'}; set PORTAL_SMTP_HOST to send it."


def wait_for_port(host: str, port: int, patience: float = _FREE_PATIENCE) -> None:
    """Return when nobody listens on `port`.

    Raises Conflict where somebody still does after `patience` seconds, or OSError where one may
    not listen there. The server itself would share the port with another without a word.
    """
    until = time.monotonic() + patience
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    while True:
        try:
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
                return
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                reason = os.strerror(error.errno or 0)
                raise OSError(error.errno, f"{reason}: {host}, port {port}") from None
        if time.monotonic() >= until:
            raise Conflict(f"Port {port} of {host} is in use: stop what uses it, or set PORT.")
        time.sleep(_FREE_STEP)


def is_ready(settings: "Settings") -> bool:
    """Return whether the web says that it can serve."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    connection = http.client.HTTPConnection(host, settings.port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": urlsplit(settings.url).netloc})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _announce(settings: "Settings") -> "subprocess.Popen[bytes]":
    """Print where the portal is, and let writers know meanwhile what is wrong in their files.

    In a process of its own: one that ends with a thread in the middle of loading libraries aborts.
    What readers wait for goes before it.
    """
    click.echo(f"The portal is ready: {settings.url}/")
    options = ["--first", str(_SHOWN), "--behind-index"]
    command = [sys.executable, "-m", "portal", "check", *options]
    look = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr)  # noqa: S603  # our own command
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, look.pid, _PATIENT)
    return look
