"""What every use case of tickets works with, and the steps that several share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from portal.delivery.service import Outbox
from portal.identity.model import Permission, Ruling
from portal.identity.service import Authority
from portal.kernel.clock import Clock
from portal.kernel.errors import NotFound
from portal.kernel.ids import hash_token, new_token
from portal.site import Policy
from portal.storage.database import Database, Transaction
from portal.tickets.mails import TicketMails
from portal.tickets.model import (
    Attachment,
    AuthorKind,
    Intake,
    Message,
    Queue,
    Record,
    State,
    Ticket,
    TicketArrived,
)
from portal.tickets.rules.state import Event, Progress, Step
from portal.tickets.service.news import HelpDesk, News
from portal.tickets.store import AccessStore, ApprovalStore, ConversationStore, TicketStore
from portal.tickets.store.access import Link, Purpose

_MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Actor:
    """Who does something to a ticket."""

    name: str
    kind: AuthorKind


CLOCK = Actor("", AuthorKind.SYSTEM)
"""Who does what nobody asked for: its time had come."""


def writer_of(ticket: Ticket) -> Actor:
    """Return who wrote the ticket, as the one who does something to it."""
    return Actor(ticket.intake.person.name, AuthorKind.CUSTOMER)


@dataclass(frozen=True)
class Tools:
    """Stores, mail, clock and numbers, built once."""

    database: Database
    tickets: TicketStore
    talk: ConversationStore
    access: AccessStore
    outbox: Outbox
    mails: TicketMails
    clock: Clock
    policy: Policy
    mask: Callable[[str], str]
    emit: Callable[[object], None]
    desk: HelpDesk | None = None
    authority: Authority | None = None
    approvals: ApprovalStore = field(default_factory=ApprovalStore)

    def rule(self, ticket: Intake, queue: Queue) -> Ruling:
        """Return whose account a ticket is about and who has to approve it (R16).

        It may ask far away: never in a transaction.
        """
        if self.authority is None:
            return Ruling()
        return self.authority.rule(ticket.person.email, ticket.domain, Permission(queue.value))

    def take(self, connection: Transaction, ticket: Ticket, step: Step, actor: Actor) -> Ticket:
        """Keep a step of the ticket and its line in the history; return the ticket as it is now."""
        now = self.clock.now()
        self.tickets.advance(connection, ticket, step.progress, now)
        self.record(connection, ticket, actor, step.event.value)
        ticket = self.tickets.get_by_id(connection, ticket.id)
        if step.event is Event.ENTERED:
            self.tell_of_new(connection, ticket)
        return ticket

    def tell_of_new(self, connection: Transaction, ticket: Ticket) -> None:
        """Tell the help desk of a ticket that has entered the queue, with its first message."""
        if self.desk is None:
            return
        messages = self.talk.conversation(connection, ticket).messages
        first = next((m for m in messages if m.author_kind is AuthorKind.CUSTOMER), None)
        files = first.attachments if first else ()
        found = (self.talk.find_file(connection, ticket.id, file.id) for file in files)
        stored = {file.attachment.id: file.stored for file in found if file}
        self.desk.tell(connection, News(ticket, first, is_new=True, at=self.clock.now()), stored)

    def tell_more(
        self,
        connection: Transaction,
        ticket: Ticket,
        message: Message | None = None,
        files: Sequence[tuple[Attachment, str]] = (),
    ) -> None:
        """Tell the help desk what the customer said or did; `files` came with `message`."""
        if self.desk is None:
            return
        if message is not None:
            message = replace(message, attachments=tuple(file for file, _ in files))
        stored = {file.id: name for file, name in files}
        self.desk.tell(connection, News(ticket, message, is_new=False, at=self.clock.now()), stored)

    def record(
        self, connection: Transaction, ticket: Ticket, actor: Actor, what: str, detail: str = ""
    ) -> None:
        """Add a line to the ticket's history."""
        line = Record(self.clock.now(), actor.name, actor.kind, what, detail)
        self.talk.note(connection, ticket.id, line)

    def new_link(self, connection: Transaction, ticket: Ticket) -> str:
        """Keep and return a fresh token that opens the ticket's page."""
        token = new_token()
        until = self.clock.now() + self.policy.keep_months * _MONTH
        link = Link(ticket.id, Purpose.OPEN, until, None)
        self.access.add_link(connection, hash_token(token), link)
        return token

    def get_locked(self, connection: Transaction, reference: str) -> Ticket:
        """Return the ticket called `reference`, ours until the transaction ends.

        Raises NotFound.
        """
        ticket = self.tickets.lock(connection, reference)
        if ticket is None:
            raise NotFound(reference)
        return ticket

    def get_for_staff(self, connection: Transaction, reference: str) -> Ticket:
        """Return the ticket called `reference`; for support, unconfirmed ones do not exist.

        Raises NotFound.
        """
        ticket = self.tickets.find(connection, reference)
        if ticket is None or ticket.state is State.UNCONFIRMED:
            raise NotFound(reference)
        return ticket

    def tell_of_arrival(self, ticket: Ticket) -> None:
        """Say that `ticket` has arrived, if it has; never in a transaction, which may yet fail."""
        if ticket.state is State.NEW:
            self.emit(TicketArrived(ticket))


def progress_of(ticket: Ticket) -> Progress:
    """Return where `ticket` stands, for the state rules."""
    return Progress(ticket.state, ticket.entered_at, ticket.answered_at, ticket.solved_at)
