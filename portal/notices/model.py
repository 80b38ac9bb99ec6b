"""Notices, their followers, and the arrivals that may be a mass failure, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from portal.kernel.locale import Locale

Words = Mapping[Locale, str]
"""One text by locale; a locale that has none is missing."""


class Kind(StrEnum):
    """Something that broke, or work that was announced before it began."""

    INCIDENT = "incident"
    PLANNED = "planned"


class Progress(StrEnum):
    """How far an update says we are. There is no estimate among them (R5)."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"


class Phase(StrEnum):
    """Where a notice stands in time."""

    DRAFT = "draft"
    PLANNED = "planned"
    CURRENT = "current"
    PAST = "past"


@dataclass(frozen=True)
class Update:
    """What was found or done at one moment; `author` is for staff only."""

    id: str
    at: datetime
    progress: Progress
    text: Words
    author: str = ""


@dataclass(frozen=True)
class Facts:
    """What a notice says, as staff write it.

    `products` and `symptoms` decide whom the wizard shows it; none means everybody. `affected`
    are domains and servers. Only planned work has an end, which is a fact, not an estimate.
    """

    kind: Kind
    title: Words
    text: Words
    since: datetime
    ends_at: datetime | None = None
    products: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    affected: tuple[str, ...] = ()


_LONGEST_KEY = 9


def number_of(key: str) -> int:
    """Return the number of the notice at the address `key`; 0, which none has, where it is none."""
    return int(key) if key.isascii() and key.isdecimal() and len(key) <= _LONGEST_KEY else 0


@dataclass(frozen=True)
class Notice:
    """A notice with its updates, oldest first. `version` changes with every change."""

    id: int
    facts: Facts
    version: str
    published_at: datetime | None = None
    closed_at: datetime | None = None
    updates: tuple[Update, ...] = ()

    @property
    def key(self) -> str:
        """What stands in its address."""
        return str(self.id)

    @property
    def progress(self) -> Progress:
        """How far the latest update says we are."""
        return self.updates[-1].progress if self.updates else Progress.INVESTIGATING

    @property
    def changed_at(self) -> datetime:
        """When readers were last told something."""
        known = [self.published_at or self.facts.since, *(u.at for u in self.updates)]
        return max(known)


@dataclass(frozen=True)
class Done:
    """One line of a notice's record: who did what."""

    at: datetime
    actor: str
    what: str
    detail: str = ""


@dataclass(frozen=True)
class Follower:
    """Somebody who asked for mails about a notice; not `confirmed_at` means not proven yet."""

    id: str
    notice_id: int
    email: str = field(repr=False)
    locale: Locale
    asked_at: datetime
    confirmed_at: datetime | None = None


@dataclass(frozen=True)
class Holder:
    """Somebody whose ticket was collected by a notice; `link` opens the ticket's page."""

    reference: str
    email: str = field(repr=False)
    locale: Locale
    link: str = field(repr=False)


@dataclass(frozen=True)
class Joined:
    """A ticket that a notice collected, as staff see it in a list."""

    reference: str
    subject: str
    is_alive: bool


@dataclass(frozen=True)
class Fingerprint:
    """What tells that two tickets are about the same failure. `person` is a hash."""

    reference: str
    at: datetime
    product: str
    flow: str
    outcome: str
    symptom: str = ""
    domain: str = ""
    server: str = ""
    person: str = ""


@dataclass(frozen=True)
class Suspicion:
    """A possible mass failure: similar tickets within a short time, oldest first.

    `server` is what all of them name; where it is empty, they share product and symptom.
    """

    key: str
    product: str
    symptom: str
    server: str
    tickets: tuple[Fingerprint, ...]

    @property
    def since(self) -> datetime:
        """When the first of the tickets came."""
        return self.tickets[0].at

    @property
    def references(self) -> tuple[str, ...]:
        """The tickets' numbers."""
        return tuple(ticket.reference for ticket in self.tickets)


@dataclass(frozen=True)
class Symptom:
    """A symptom that the wizard asks about, with the product it belongs to and its words."""

    value: str
    product: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class Shown:
    """The published notices as readers see them now; each list in its own order.

    `stamp` names this state: it is another one as soon as anything that is shown changes.
    """

    current: tuple[Notice, ...] = ()
    planned: tuple[Notice, ...] = ()
    past: tuple[Notice, ...] = ()
    stamp: tuple[str, int] = ("", 0)

    @property
    def every(self) -> tuple[Notice, ...]:
        """All of them: what fails now first."""
        return (*self.current, *self.planned, *self.past)
