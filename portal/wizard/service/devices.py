"""Asking another device whether it fails there too: codes out, answers in.

A code is made of the link's id with a key of ours, so that it can be shown again without being
kept; what is kept of it is another keyed hash.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.kernel.clock import Clock
from portal.kernel.errors import NotFound, TooMany
from portal.kernel.ids import hash_token, new_id
from portal.storage.database import Database
from portal.wizard.rules.devices import FRESH, Answer, Device, Report, code_of, read_code
from portal.wizard.store.devices import DeviceStore, Link

_TRIES_SPAN = timedelta(hours=1)
_MOST_TRIES = 10


@dataclass(frozen=True)
class Invitation:
    """A code to show, and until when it works."""

    code: str
    expires_at: datetime


@dataclass(frozen=True)
class Asker:
    """Who asks: which draft, from which browser; `about` is what is to be tried, in full."""

    draft_id: str
    device: Device
    about: str


class DeviceDesk:
    """Keeps what devices say. `key` is the installation's secret, `minutes` the life of a code."""

    def __init__(self, database: Database, clock: Clock, key: bytes, minutes: int) -> None:
        self._database, self._clock, self._key = database, clock, key
        self._life = timedelta(minutes=minutes)
        self._store = DeviceStore()

    def invite(self, asker: Asker, product: str, shown: str) -> Invitation:
        """Return the code that works now for what is asked, a new one where there is none."""
        found = self.find_invitation(asker)
        if found is not None:
            return found
        link_id = new_id()
        code = code_of(self._digest("code", link_id))
        link = Link(
            id=link_id,
            code=self._kept(code),
            draft_id=asker.draft_id,
            about=hash_token(asker.about),
            product=product,
            shown=shown,
            first=asker.device,
            expires_at=self._clock.now() + self._life,
        )
        with self._database.write() as connection:
            self._store.add_link(connection, link)
        return Invitation(code, link.expires_at)

    def find_invitation(self, asker: Asker) -> Invitation | None:
        """Return the code that works now for what is asked, or None.

        One that was made on another network does not: the first device would be mistaken.
        """
        with self._database.read() as connection:
            link = self._store.latest_link(connection, asker.draft_id, hash_token(asker.about))
        if link is None or link.expires_at <= self._clock.now() or link.first != asker.device:
            return None
        return Invitation(code_of(self._digest("code", link.id)), link.expires_at)

    def open(self, code: str, network: str) -> Link:
        """Return what the code asks for.

        Raises NotFound for a code that is wrong or too old, TooMany where one guesses from
        `network`.
        """
        written = read_code(code)
        if written is None:
            raise NotFound("code")
        now = self._clock.now()
        with self._database.read() as connection:
            link = self._store.find_link(connection, self._kept(written))
        if link is not None and link.expires_at > now:
            return link
        with self._database.write() as connection:
            if self._store.count_tries(connection, network, now - _TRIES_SPAN) >= _MOST_TRIES:
                raise TooMany("code", int(_TRIES_SPAN.total_seconds()))
            self._store.add_try(connection, network, now)
        raise NotFound("code")

    def find_report(self, link: Link, device: str) -> Report | None:
        """Return what the browser `device` reported to this question, or None."""
        since = self._clock.now() - FRESH
        with self._database.read() as connection:
            told = self._store.reports(connection, link.draft_id, link.about, since)
        return next((report for report in told if report.device.id == device), None)

    def answer(self, link: Link, device: Device, family: str, answer: Answer) -> None:
        """Keep what a device says; a second time it changes its mind.

        Raises TooMany where as many devices as anybody can have answered already.
        """
        report = Report(device, answer, family, self._clock.now())
        with self._database.write() as connection:
            is_kept = self._store.report(connection, link, report)
        if not is_kept:
            raise TooMany("devices", int(self._life.total_seconds()))

    def purge(self) -> int:
        """Delete what no longer counts; returns how many rows."""
        with self._database.write() as connection:
            return self._store.purge(connection, self._clock.now() - FRESH)

    def _kept(self, code: str) -> str:
        return self._digest("kept", code).hex()

    def _digest(self, purpose: str, text: str) -> bytes:
        return hmac.digest(self._key, f"second device, {purpose}: {text}".encode(), "sha256")
