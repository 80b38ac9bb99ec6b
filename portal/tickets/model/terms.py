"""The words of tickets: kinds, priorities, states, and who may do what."""

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


class Consent(StrEnum):
    """What support may do with the customer's things (R17)."""

    LOOK = "look"
    CHANGE = "change"


class AuthorKind(StrEnum):
    """Who speaks in a message."""

    CUSTOMER = "customer"
    STAFF = "staff"
    SYSTEM = "system"


class Missing(StrEnum):
    """What support may ask the customer for, from a chosen list."""

    ERROR_TEXT = "error_text"
    PICTURE = "picture"
    STEPS = "steps"
    WHEN = "when"
    OTHER_DEVICE = "other_device"
    CHANGES = "changes"
    WHICH = "which"
    MESSAGE_FILE = "message_file"
    CONSENT = "consent"
    TRY_AGAIN = "try_again"


class Act(StrEnum):
    """What staff do with a message."""

    REPLY = "reply"
    ASK = "ask"
    NOTE = "note"
    SOLVE = "solve"
