"""A mail server that takes everything, and keeps count of what came and under which name."""

import asyncio
import hashlib
import random
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from threading import Condition
from typing import Any

from aiosmtpd.controller import Controller

DESK = "queue@desk.example"
_GAP = 0.05  # seconds between taking a message and saying so, at most: kills fall into it
_LINK = re.compile(r"http://\S+/tickets/confirm/[\w-]+")
_RANDOM = random.Random()  # how long, no secrets


@dataclass(frozen=True)
class Letter:
    """What came: its Message-ID, the digest of all of it, and those of its files."""

    message_id: str
    digest: str
    files: tuple[tuple[str, str], ...]


@dataclass
class Postbox:
    """What came, and the newest link to confirm by address."""

    letters: list[Letter] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    news: Condition = field(default_factory=Condition)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's
        mail = message_from_bytes(envelope.content, policy=policy.default)
        parts = [(p.get_filename(), p.get_payload(decode=True)) for p in mail.iter_attachments()]
        files = tuple((str(name), _sha256(content)) for name, content in parts)
        with self.news:
            self.letters.append(Letter(mail["Message-ID"], _sha256(envelope.content), files))
            body = mail.get_body()
            link = _LINK.search(body.get_content()) if body else None
            if link:
                self.links[envelope.rcpt_tos[0]] = link[0]
            self.news.notify_all()
        await asyncio.sleep(_RANDOM.uniform(0, _GAP))
        return "250 accepted"

    def wait_for_news(self, seconds: float) -> None:
        """Return when something comes, after `seconds` at most."""
        with self.news:
            self.news.wait(seconds)


def _sha256(content: Any) -> str:
    return hashlib.sha256(content).hexdigest()


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def taking_mail() -> Iterator[tuple[Postbox, int]]:
    """Yield a running postbox and its port."""
    postbox, port = Postbox(), free_port()
    server = Controller(postbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield postbox, port
    finally:
        server.stop()
