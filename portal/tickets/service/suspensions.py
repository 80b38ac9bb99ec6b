"""R15: suspending a contact, ending it early, and asking whether somebody may file."""

from datetime import datetime

from portal.kernel.errors import Invalid, NotFound
from portal.kernel.ids import hash_token, new_id
from portal.storage.database import Transaction
from portal.tickets.model import AuthorKind, Ticket
from portal.tickets.rules.suspension import (
    Standing,
    Suspended,
    Suspension,
    find_gaps,
    find_holding,
    standing_of,
)
from portal.tickets.service.tools import Actor, Tools
from portal.tickets.store.suspensions import SuspensionStore

_MOST = 200
_STORE = SuspensionStore()


class Suspensions:
    """Who cannot file, and who decided it."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def suspend(
        self, reference: str, reason: str, until: datetime | None, author: str
    ) -> Suspension:
        """Suspend who wrote the ticket, until then or for good, and tell them by mail.

        Raises NotFound, or Invalid where there is no reason or `until` has passed.
        """
        tools, now = self._tools, self._tools.clock.now()
        if find_gaps(reason, until, now, for_good=until is None):
            raise Invalid("why, and until when that is still to come")
        with tools.database.write() as connection:
            ticket = tools.get_for_staff(connection, reference)
            suspension = Suspension(
                id=new_id(),
                email=ticket.intake.person.email,
                reason=tools.mask(reason.strip()),
                by=author,
                since=now,
                until=until,
                reference=reference,
            )
            _STORE.add(connection, suspension)
            actor = Actor(author, AuthorKind.STAFF)
            tools.record(connection, ticket, actor, "suspended", suspension.reason)
            mail = tools.mails.people.suspended(ticket, suspension)
            tools.outbox.enqueue(connection, mail, now)
        return suspension

    def end(self, suspension_id: str, reason: str, author: str) -> Suspension:
        """End it early; it stays on the record. Raises NotFound, or Invalid without a reason."""
        if not reason.strip():
            raise Invalid("ending a suspension needs a reason")
        tools, now = self._tools, self._tools.clock.now()
        with tools.database.write() as connection:
            found = _STORE.find(connection, suspension_id)
            if found is None:
                raise NotFound("no such suspension")
            _STORE.end(connection, suspension_id, now, author, tools.mask(reason.strip()))
            ticket = tools.tickets.find(connection, found.reference) if found.reference else None
            if ticket is not None and found.ended_at is None:
                actor = Actor(author, AuthorKind.STAFF)
                tools.record(connection, ticket, actor, "unsuspended", tools.mask(reason.strip()))
        return found

    def record(self) -> list[tuple[Suspension, Standing]]:
        """Return the latest suspensions with how they stand, those that hold first."""
        now = self._tools.clock.now()
        with self._tools.database.read() as connection:
            found = [(s, standing_of(s, now)) for s in _STORE.latest(connection, _MOST)]
        return sorted(found, key=lambda pair: pair[1] is not Standing.HOLDS)

    def now(self) -> datetime:
        """Return the time by which suspensions hold."""
        return self._tools.clock.now()

    def find_of(self, email: str) -> Suspension | None:
        """Return what keeps the person who reads `email` from filing now, or None."""
        with self._tools.database.read() as connection:
            return _holding(self._tools, connection, email)

    def find_of_visitor(self, visitor: str, reference: str = "") -> Suspension | None:
        """Return what keeps the person of this browser from filing, or answering `reference`.

        Who is not signed in is whoever reads the mailbox of a ticket that they may see; nobody is
        told of anybody else's.
        """
        tools, hashed = self._tools, hash_token(visitor)
        if not visitor:
            return None
        with tools.database.read() as connection:
            seen = tools.access.tickets_of(connection, hashed, tools.clock.now())
            ticket = tools.tickets.find(connection, reference) if reference else None
            if ticket is not None and ticket.id not in seen:
                return None
            email = speaker_of(tools, connection, visitor, ticket)
            return _holding(tools, connection, email) if email else None

    def demand(self, visitor: str) -> None:
        """Let go on whoever is not signed in as somebody suspended. Raises Suspended."""
        found = self.find_of_visitor(visitor)
        if found is not None:
            raise Suspended(found)


def demand_unsuspended(tools: Tools, connection: Transaction, email: str) -> None:
    """Let go on who may file. Raises Suspended."""
    found = _holding(tools, connection, email)
    if found is not None:
        raise Suspended(found)


def speaker_of(tools: Tools, connection: Transaction, visitor: str, ticket: Ticket | None) -> str:
    """Return the address of who speaks in this browser: signed in, or the reader of the mailbox."""
    signed_in = tools.access.signed_in(connection, hash_token(visitor), tools.clock.now())
    if signed_in is not None:
        return signed_in.email
    return ticket.intake.person.email if ticket else ""


def _holding(tools: Tools, connection: Transaction, email: str) -> Suspension | None:
    return find_holding(_STORE.of_mailbox(connection, email), tools.clock.now())
