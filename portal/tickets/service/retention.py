"""R23: tickets are kept for as long as the policy says, and then go with all that hangs on them.

Rows go first, in one transaction with what other features keep about the ticket; then the files.
Where that is cut short, a file that no row names is swept later.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.kernel.errors import PortalError
from portal.storage.database import Transaction
from portal.tickets.rules.retention import OWED, UNKEPT, crowding, is_over, months_before
from portal.tickets.service.elsewhere import Elsewhere
from portal.tickets.service.tools import Tools
from portal.tickets.service.uploads import UploadDesk
from portal.tickets.store import erasing, mailboxes
from portal.tickets.store.mailboxes import Deletion

_MB = 1_000_000

Forget = Callable[[Transaction, Sequence[str]], object]
"""Deletes what another feature keeps about the tickets of these references."""


class Why(StrEnum):
    """Why a ticket goes."""

    EXPIRED = "expired"
    WISHED = "wished"
    CROWDED = "crowded"


@dataclass(frozen=True)
class Removal:
    """A ticket that went, or would go, with so many files."""

    reference: str
    why: Why
    files: int


@dataclass(frozen=True)
class Swept:
    """What a run deleted, or with a dry run would delete."""

    removed: tuple[Removal, ...] = ()

    def count(self, why: Why) -> int:
        """Return how many tickets went for this reason."""
        return Counter(one.why for one in self.removed)[why]

    @property
    def files(self) -> int:
        """How many files went with them."""
        return sum(one.files for one in self.removed)


class Retention:
    """Deletes what the policy no longer keeps.

    `forget` are what other features delete with a ticket, `elsewhere` what with an address.
    """

    def __init__(
        self,
        tools: Tools,
        uploads: UploadDesk,
        forget: Sequence[Forget] = (),
        elsewhere: Sequence[Elsewhere] = (),
    ) -> None:
        self._tools, self._uploads, self._forget = tools, uploads, forget
        self._elsewhere = elsewhere

    def run(self, *, dry: bool = False) -> Swept:
        """Delete what was kept for long enough, and what somebody wanted deleted; say what."""
        expired = self._expired()
        removed = [*self._remove(expired, Why.EXPIRED, dry=dry)]
        known = set(expired)
        for wish in self._due():
            theirs = [one for one in self._of(wish) if one not in known]
            gone = [*self._remove(theirs, Why.WISHED, dry=dry)]
            removed += gone
            if not dry:
                self._settle(wish, gone)
        return Swept((*removed, *self.make_room(dry=dry).removed))

    def make_room(self, *, dry: bool = False) -> Swept:
        """Delete the oldest unconfirmed tickets where their files pass the quota."""
        with self._tools.database.read() as connection:
            held = erasing.unconfirmed(connection)
        over = crowding(held, self._tools.policy.unconfirmed_mb * _MB)
        found = [(one.ticket_id, one.reference) for one in over]
        return Swept(tuple(self._remove(found, Why.CROWDED, dry=dry)))

    def _expired(self) -> list[tuple[int, str]]:
        now, months = self._tools.clock.now(), self._tools.policy.keep_months
        with self._tools.database.read() as connection:
            before = months_before(now, months)
            resting = erasing.resting_since(connection, before, OWED | UNKEPT)
        return [
            (one.ticket_id, one.reference)
            for one in resting
            if is_over(one.state, one.last_change, now, months)
        ]

    def _due(self) -> list[Deletion]:
        with self._tools.database.read() as connection:
            return mailboxes.due(connection, self._tools.clock.now())

    def _of(self, wish: Deletion) -> list[tuple[int, str]]:
        with self._tools.database.read() as connection:
            return erasing.of_address(connection, wish.email)

    def _remove(
        self, found: Sequence[tuple[int, str]], why: Why, *, dry: bool
    ) -> Iterable[Removal]:
        references = dict(found)
        for lot in erasing.in_lots([*references]):
            names = self._erase(lot, [references[one] for one in lot], dry=dry)
            for ticket_id in lot:
                yield Removal(references[ticket_id], why, len(names[ticket_id]))
            for stored in () if dry else (name for held in names.values() for name in held):
                self._drop(stored)

    def _erase(
        self, ids: Sequence[int], references: Sequence[str], *, dry: bool
    ) -> dict[int, list[str]]:
        if dry:
            with self._tools.database.read() as connection:
                return {one: erasing.file_names(connection, [one]) for one in ids}
        with self._tools.database.write() as connection:
            names = {one: erasing.file_names(connection, [one]) for one in ids}
            for forget in self._forget:
                forget(connection, references)
            erasing.erase(connection, ids)
        return names

    def _drop(self, stored: str) -> None:
        try:
            self._uploads.drop(stored)
        except PortalError:  # the store is away; what no row names is swept later
            return

    def _settle(self, wish: Deletion, gone: Sequence[Removal]) -> None:
        now = self._tools.clock.now()
        done = Deletion(
            wish.id,
            "",
            wish.asked_at,
            wish.due_at,
            done_at=now,
            tickets=len(gone),
            files=sum(one.files for one in gone),
        )
        with self._tools.database.write() as connection:
            held = [name for e in self._elsewhere for name in e.forget(connection, wish.email)]
            mailboxes.forget_address(connection, wish.email)
            mailboxes.settle(connection, done, now)
        for stored in held:
            self._drop(stored)
