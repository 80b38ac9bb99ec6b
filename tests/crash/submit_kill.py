"""Kills the whole portal, web and worker, while clients submit tickets with files.

Promises P1 and P2: every ticket that was acknowledged is there once, with its file byte for byte
and its confirmation mail, and no ticket in the store is half, acknowledged or not.

    python -m tests.crash.submit_kill --kills 10
"""

import argparse
import hashlib
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path

import sqlalchemy as sa

from portal.app import build
from portal.delivery.store.tables import outbox
from portal.settings import Settings
from portal.site import DEFAULTS
from portal.storage.files import FileName
from portal.tickets.store.tables import attachments, messages, tickets

_ROOT = Path(__file__).parents[2]
_PATH = (
    "shows=browser_error&service_kind=hosting&others=all&browser_says=timeout"
    "&other_net=fails&usable=unusable&kept_where=unknown"
)
_CLIENTS = 4
_BOUNDARY = "----a-boundary-of-ours"


@dataclass
class Ledger:
    """What clients were told: reference → digest of the file they sent."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    tried: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, reference: str, digest: str) -> None:
        """Keep an acknowledgement."""
        with self.lock:
            self.acknowledged[reference] = digest


_ABOUT = {
    "all": "1",
    "name": "Anna Priest",
    "relation": "holder",
    "operator": "nobody",
    "consent": "look",
}


class Client:
    """One browser without script that files one ticket."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def file_ticket(self, marker: str, content: bytes) -> str:
        """Walk the website flow to the end and return the reference. Raises OSError."""
        flow = f"{self._base}/en/contact/website"
        ask = f"{flow}/domain?shows=browser_error&service_kind=hosting&others=all"
        self._post(ask, self._token(self._get(ask)), value=f"{marker}.example")
        self._post(f"{flow}/ticket/start?{_PATH}", self._token(self._get(f"{flow}/?{_PATH}")))
        about = f"{flow}/about?{_PATH}"
        self._post(about, self._token(self._get(about)), **_ABOUT)
        form = f"{flow}/ticket?{_PATH}"
        self._send_form(form, self._token(self._get(form)), marker, content)
        check = f"{flow}/check?{_PATH}"
        page = self._get(check)
        found = re.search(r'name="submission" value="([^"]+)"', page)
        if not found:
            raise OSError("the form was not taken")
        _, url = self._post(check, self._token(page), submission=found[1])
        return url.rpartition("/")[2].partition("?")[0]

    def _get(self, url: str) -> str:
        with self._opener.open(url, timeout=20) as answer:
            return str(answer.read().decode())

    def _post(self, url: str, token: str, **fields: str) -> tuple[str, str]:
        data = urllib.parse.urlencode({"csrf_token": token, **fields}).encode()
        with self._opener.open(url, data, timeout=20) as answer:
            return answer.read().decode(), answer.url

    def _send_form(self, url: str, token: str, marker: str, content: bytes) -> None:
        fields = [
            ("csrf_token", token),
            ("subject", f"The site {marker}.example does not open: connection timed out"),
            ("step", f"Open Chrome and type https://{marker}.example"),
            ("step", "Press Enter and wait for a minute"),
            ("expected", "The home page of the workshop opens"),
            ("observed", "Chrome shows ERR_CONNECTION_TIMED_OUT after a minute"),
            ("consent", "look"),
            ("name", "Anna Priest"),
            ("email", f"{marker}@example.com"),
            ("action", "check"),
        ]
        body = b"".join(_part(name, value.encode()) for name, value in fields)
        body += _part("files", content, file="log.txt") + f"--{_BOUNDARY}--\r\n".encode()
        kind = f"multipart/form-data; boundary={_BOUNDARY}"
        request = urllib.request.Request(url, body, {"Content-Type": kind})
        with self._opener.open(request, timeout=20):
            pass

    @staticmethod
    def _token(page: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        if not found:
            raise OSError("no form on the page")
        return found[1]


def _part(name: str, value: bytes, file: str = "") -> bytes:
    named = f'; filename="{file}"' if file else ""
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + value + b"\r\n"


def _work(base: str, ledger: Ledger, stop: threading.Event) -> None:
    while not stop.is_set():
        marker = f"m{random.getrandbits(64):x}"
        content = (marker + "\n").encode() * random.randint(50, 5000)
        with ledger.lock:
            ledger.tried += 1
        try:
            reference = Client(base).file_ticket(marker, content)
        except (OSError, urllib.error.HTTPError, ValueError):
            time.sleep(0.1)  # it is dead just now
            continue
        if reference.startswith("FARO-"):
            ledger.note(reference, hashlib.sha256(content).hexdigest())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _prepare(folder: Path) -> Settings:
    """Make a portal that lets one network address send as many mails as it likes."""
    site = folder / "data" / "site"
    site.mkdir(parents=True)
    policy = (DEFAULTS / "policy.yml").read_text()
    policy = re.sub(r"mails_per_network_hour: \d+", "mails_per_network_hour: 1000000", policy)
    (site / "policy.yml").write_text(policy)
    return Settings(
        PORT=_free_port(),
        PORTAL_DATA=folder / "data",
        PORTAL_INDEX=folder / "index",
        PORTAL_ARTICLES=_ROOT / "articles",
    )


def _start(settings: Settings) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "PORT": str(settings.port),
        "PORTAL_DATA": str(settings.data),
        "PORTAL_INDEX": str(settings.index),
        "PORTAL_ARTICLES": str(settings.articles),
        "PORTAL_LOG_LEVEL": "ERROR",
    }
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(
        [sys.executable, "-m", "portal", "serve"],
        cwd=_ROOT,
        env=environment,
        stdout=quiet,
        stderr=quiet,
        start_new_session=True,
    )
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{settings.url}/readyz", timeout=2):
                return server
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the portal did not come back after a kill")


def _kill(server: "subprocess.Popen[bytes]") -> None:
    """Kill every process of the portal at once, as a power cut would."""
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def main() -> None:
    """Run the kills and print what was found; ends with status 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=10)
    kills = parser.parse_args().kills
    with tempfile.TemporaryDirectory() as name:
        settings = _prepare(Path(name))
        ledger, stop = Ledger(), threading.Event()
        server = _start(settings)
        arguments = (settings.url, ledger, stop)
        clients = [threading.Thread(target=_work, args=arguments) for _ in range(_CLIENTS)]
        for client in clients:
            client.start()
        slowest = 0.0
        for _ in range(kills):
            time.sleep(random.uniform(0.5, 3))
            _kill(server)
            began = time.monotonic()
            server = _start(settings)
            slowest = max(slowest, time.monotonic() - began)
        stop.set()
        for client in clients:
            client.join()
        _kill(server)
        faults = _judge(settings, ledger)
        print(f"{kills} kills, ready again after {slowest:.1f} s at most")
        print(f"{ledger.tried} tickets begun, {len(ledger.acknowledged)} acknowledged")
        print(f"{len(faults)} lost, halved, doubled or different")
        for fault in faults:
            print("  ", fault)
        sys.exit(1 if faults else 0)


def _judge(settings: Settings, ledger: Ledger) -> list[str]:
    services = build(settings)
    faults = []
    with services.database.read() as connection:
        rows = {row.id: row for row in connection.execute(sa.select(tickets))}
        said = set(connection.execute(sa.select(messages.c.ticket_id)).scalars())
        mailed = set(connection.execute(sa.select(outbox.c.reference)).scalars())
        files = {row.ticket_id: row for row in connection.execute(sa.select(attachments))}
    known = {row.reference: row for row in rows.values()}
    faults += [f"{r}: acknowledged and gone" for r in ledger.acknowledged if r not in known]
    for row in rows.values():
        file = files.get(row.id)
        if row.id not in said or file is None or row.reference not in mailed:
            faults.append(f"{row.reference}: half")
            continue
        content = services.attachments.load(FileName(file.stored))
        digest = hashlib.sha256(content).hexdigest()
        if digest != file.sha256 or ledger.acknowledged.get(row.reference, digest) != digest:
            faults.append(f"{row.reference}: its file is different")
    subjects = [row.subject for row in rows.values()]
    faults += [f"twice: {s}" for s in {s for s in subjects if subjects.count(s) > 1}]
    services.database.close()
    return faults


if __name__ == "__main__":
    main()
