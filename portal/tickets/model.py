"""What a ticket is made of, as plain values; deciding about them is the rules' part."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.kernel.locale import Locale


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
class Person:
    """Who asks: what they call themselves and where they can be reached."""

    name: str
    email: str


class Origin(StrEnum):
    """Where a fact comes from: the customer said it or tried it, their browser or we saw it."""

    TOLD = "told"
    TRIED = "tried"
    SEEN = "seen"
    BROWSER = "browser"


@dataclass(frozen=True)
class Known:
    """One fact the wizard found out: what, how it stands, and where it comes from.

    `state` is ok, fail, unknown, or empty for a plain fact.
    """

    label: str
    value: str
    origin: Origin
    state: str = ""


class Relation(StrEnum):
    """What a person is to the account, by their own word (R16)."""

    HOLDER = "holder"
    CONTACT = "contact"
    AGENT = "agent"
    OTHER = "other"


class Operator(StrEnum):
    """Who else changes things there (R26)."""

    NOBODY = "nobody"
    TECHNICIAN = "technician"
    AGENCY = "agency"
    PROVIDER = "provider"
    UNKNOWN = "unknown"


class Keeper(StrEnum):
    """Where something is kept: with us, with somebody else (R26)."""

    OURS = "ours"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


KEPT = ("domain", "dns", "mail", "site")
"""What may be kept in different places, in the order of `Background.kept`."""


@dataclass(frozen=True)
class Background:
    """Who asks, to the account, and who else has a hand in it; asked once and remembered.

    `acts_for` is whom they act for. `kept` says of each of KEPT where it is kept, as far as it
    was said. `consented_at` is when the permission of R17 was given, an aware moment in ISO form.
    """

    relation: Relation | None = None
    acts_for: str = ""
    operator: Operator | None = None
    operator_name: str = ""
    kept: tuple[tuple[str, Keeper], ...] = ()
    consented_at: str = ""


@dataclass(frozen=True)
class ChainLink:
    """One link of the chain between customer and service; `state` is ok, fail or unknown."""

    link: str
    state: str


@dataclass(frozen=True)
class DeviceTried:
    """Another device on which it was tried; `answer` is works or fails, `at` a moment in ISO form.

    `family` is its browser, empty where not known; `network` the line it was on, shortened.
    """

    family: str
    network: str
    answer: str
    at: str

    @property
    def tried_at(self) -> datetime:
        """Return when it was tried."""
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class PriceAgreed:
    """That somebody agreed to pay for work, before the ticket was sent (R19).

    `price` is the work's name in the price list; `at` is a moment in ISO format, UTC.
    """

    price: str
    at: str
    by: str


@dataclass(frozen=True)
class Intake:
    """Everything that came with a ticket, as the technician reads it. Secrets are masked.

    `articles` were offered and did not help, `read` were opened on the way; `follows` is the
    reference of a closed ticket that this one goes on from. `symptom` is an answer's id in the
    flow, the same in every language; `server` is what the customer calls theirs. `answers` and
    `given` are the way through the flow, so that a follow-up ticket need not ask again; `phone` is
    where to call when it is solved.
    """

    report: Report
    person: Person
    known: tuple[Known, ...] = ()
    chain: tuple[ChainLink, ...] = ()
    kind_reason: str = ""
    priority_reason: str = ""
    articles: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    access: str = ""
    domain: str = ""
    background: Background = Background()
    read: tuple[str, ...] = ()
    follows: str = ""
    devices: tuple[DeviceTried, ...] = ()
    symptom: str = ""
    server: str = ""
    price: PriceAgreed | None = None
    phone: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    given: tuple[tuple[str, str | int], ...] = ()


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
