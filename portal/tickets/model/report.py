"""What comes in with a ticket: the customer's words, files, and what the wizard found out."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from portal.tickets.model.background import Background, Person
from portal.tickets.model.terms import Consent


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
    background: Background = field(default_factory=Background)
    read: tuple[str, ...] = ()
    follows: str = ""
    devices: tuple[DeviceTried, ...] = ()
    symptom: str = ""
    server: str = ""
    price: PriceAgreed | None = None
    phone: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    given: tuple[tuple[str, str | int], ...] = ()
