"""What a ticket is made of, as plain values; deciding about them is the rules' part."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """Whether the customer could have done it with full access (R3)."""

    INCIDENT = "incident"
    REQUEST = "request"


class Priority(StrEnum):
    """How much cannot be used (R2); computed, never chosen."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class State(StrEnum):
    """Where a ticket stands; the first two are not yet in the queue."""

    UNCONFIRMED = "unconfirmed"
    AWAITING_APPROVAL = "awaiting_approval"
    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    SOLVED = "solved"
    CLOSED = "closed"


class Access(StrEnum):
    """The fullest access that a product gives its customer."""

    PANEL = "panel"
    ROOT = "root"
    ADMINISTERED = "administered"
    REGISTRATION = "registration"


class Queue(StrEnum):
    """The team that answers (R12)."""

    TECHNICAL = "technical"
    BILLING = "billing"


class Effect(StrEnum):
    """What the problem does to the service, as the answers tell it."""

    UNUSABLE = "unusable"
    DEGRADED = "degraded"
    QUESTION = "question"


class Consent(StrEnum):
    """What support may do with the customer's things (R17)."""

    LOOK = "look"
    CHANGE = "change"


class AuthorKind(StrEnum):
    """Who speaks in a message."""

    CUSTOMER = "customer"
    STAFF = "staff"
    SYSTEM = "system"


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
class Report:
    """What the customer wrote; `own_view` is kept beside the priority and never enters it."""

    subject: str = ""
    steps: tuple[str, ...] = ()
    expected: str = ""
    observed: str = ""
    since: str = ""
    often: str = ""
    changed: str = ""
    consent: Consent | None = None
    consent_for: str = ""
    call_when_solved: bool = False
    own_view: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file's facts; `size` is in bytes, `sha256` in hex of what is stored."""

    id: str
    name: str
    size: int
    mime: str
    sha256: str


@dataclass(frozen=True)
class Message:
    """One contribution to the conversation; not `public` means a note among staff."""

    id: str
    author_kind: AuthorKind
    author_name: str
    text: str
    at: datetime
    public: bool = True
    attachments: tuple[Attachment, ...] = ()
