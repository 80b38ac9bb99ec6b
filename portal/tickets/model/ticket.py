"""A ticket, its place in the queue, its conversation and its history."""

from dataclasses import dataclass
from datetime import datetime

from portal.kernel.locale import Locale
from portal.tickets.model.report import Attachment, Intake
from portal.tickets.model.terms import AuthorKind, Kind, Missing, Priority, Queue, State


@dataclass(frozen=True)
class QueueEntry:
    """A ticket as the queue sees it; nothing else about it can move its place (R4).

    `entered_at` is aware: when it entered the queue, which is not when it was written.
    `sequence` is unique and grows with every ticket.
    """

    reference: str
    kind: Kind
    priority: Priority
    entered_at: datetime
    sequence: int

    def __post_init__(self) -> None:
        if self.entered_at.utcoffset() is None:
            raise ValueError("entered_at needs a time zone: the queue compares moments")


@dataclass(frozen=True)
class Message:
    """One contribution to the conversation; not `public` means a note among staff.

    `asked_for` is what support needs from the customer to go on.
    """

    id: str
    author_kind: AuthorKind
    author_name: str
    text: str
    at: datetime
    public: bool = True
    attachments: tuple[Attachment, ...] = ()
    asked_for: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class Ticket:
    """One problem on its way to being solved. Times are aware.

    `account` is the number of the account it is about, as the directory knows it.
    """

    id: int
    reference: str
    state: State
    kind: Kind
    priority: Priority
    queue: Queue
    product: str
    flow: str
    outcome: str
    locale: Locale
    intake: Intake
    created_at: datetime
    updated_at: datetime
    entered_at: datetime | None = None
    answered_at: datetime | None = None
    solved_at: datetime | None = None
    assignee: str = ""
    account: str = ""

    @property
    def subject(self) -> str:
        """What it is about, in one line."""
        return self.intake.report.subject

    @property
    def entry(self) -> QueueEntry | None:
        """Its place card for the queue, or None where it was never in it."""
        if self.entered_at is None:
            return None
        return QueueEntry(self.reference, self.kind, self.priority, self.entered_at, self.id)


@dataclass(frozen=True)
class Record:
    """One line of a ticket's history; `what` is an event of the state rules, or a staff act."""

    at: datetime
    actor: str
    actor_kind: AuthorKind
    what: str
    detail: str = ""


@dataclass(frozen=True)
class StoredFile:
    """An attachment with its place in the private file store."""

    attachment: Attachment
    stored: str
    ticket_id: int
    message_id: str
    public: bool = True


@dataclass(frozen=True)
class Conversation:
    """A ticket with all that was said and done."""

    ticket: Ticket
    messages: tuple[Message, ...]
    records: tuple[Record, ...]


@dataclass(frozen=True)
class TicketArrived:
    """Event: a ticket entered the queue."""

    ticket: Ticket
