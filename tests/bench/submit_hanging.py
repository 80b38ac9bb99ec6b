"""How long a submit and a confirmation take while the mail server and the help desk hang (P4).

Both take the connection and never answer; every kind of help desk in turn, each with workers of its
own. The other side's answers are nobody's business but the worker's, so that nothing may be felt.
"""

import logging
import re
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from portal.app import Services, build, create_app
from portal.app.jobs import deliverers
from portal.delivery.model import MAIL, Mail
from portal.settings import Settings
from portal.tickets.model import Ticket
from portal.tickets.service import Submission
from tests.factories import new_ticket

_ROUNDS = 100
_GOAL_MS = 300
_DESKS = ("mail", "webhook", "osticket", "zammad", "zendesk", "freshdesk")
_TOKEN = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def main(words: Sequence[str]) -> None:
    """Print the times, for each help desk and for all together; `words` may say how many rounds."""
    rounds = int(words[0]) if words else _ROUNDS
    everything: list[float] = []
    logging.disable(logging.WARNING)  # the workers are left behind with their database
    with _hanging() as port:
        for desk in _DESKS:
            times = _measure(desk, port, rounds)
            everything += times
            print(f"mail and {desk} hang: {_words(times)}")
    print(f"submit and confirm, every channel hanging: {_words(everything)} (goal {_GOAL_MS} ms)")


def _words(times: list[float]) -> str:
    ranked = sorted(times)
    median, p99 = ranked[len(ranked) // 2], ranked[min(len(ranked) * 99 // 100, len(ranked) - 1)]
    return f"p50 {median * 1e3:.1f} ms, p99 {p99 * 1e3:.1f} ms, {len(ranked)} requests"


@contextmanager
def _hanging() -> Iterator[int]:
    """Yield the port of a server that takes every connection and never says a word."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0), backlog=64) as door:

        def hold() -> None:
            while True:
                try:
                    held.append(door.accept()[0])
                except OSError:
                    return

        threading.Thread(target=hold, daemon=True).start()
        yield int(door.getsockname()[1])


def _measure(desk: str, port: int, rounds: int) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        services = build(_settings(desk, port, Path(folder)))
        app = create_app(services=services)
        stop = threading.Event()
        workers = [
            threading.Thread(target=one.run, args=(stop,), daemon=True)
            for one in deliverers(services).values()
        ]
        for worker in workers:
            worker.start()
        try:
            return [seconds for _ in range(rounds) for seconds in _one(services, app)]
        finally:
            stop.set()
            services.database.close()


def _settings(desk: str, port: int, folder: Path) -> Settings:
    here = f"http://127.0.0.1:{port}"
    more: dict[str, Any] = {
        "desk": desk,
        "desk_address": "queue@desk.example" if desk == "mail" else here,
        "desk_token": "" if desk == "mail" else _TOKEN,
        "desk_user": "agent@faro.example",
        "desk_group": "Users",
    }
    (folder / "articles").mkdir()
    return Settings(
        data=folder / "data",
        articles=folder / "articles",
        index=folder / "index",
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        **more,
    )


def _one(services: Services, app: Any) -> Iterator[float]:
    with app.test_request_context("/"):
        began = time.perf_counter()
        file = services.uploads.take("outlook.log", b"[RX] 421 try again later\n" * 1000, [])
        submission = Submission(new_ticket(), (file,), f"192.0.2.{time.time_ns()}")
        ticket = services.intake.submit(submission).ticket
        yield time.perf_counter() - began
        token = _token(services, ticket)
        began = time.perf_counter()
        services.intake.confirm(token, "A" * 43)
        yield time.perf_counter() - began


def _token(services: Services, ticket: Ticket) -> str:
    rows = services.outbox.waiting(limit=100_000)
    mails = (Mail.from_payload(row.payload) for row in rows if row.channel == MAIL)
    text = next(mail.text for mail in mails if mail.reference == ticket.reference)
    found = re.search(r"/tickets/confirm/([\w-]+)", text)
    assert found is not None
    return found[1]
