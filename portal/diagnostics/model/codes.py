"""What is known of error codes and messages: what each means, whose it is, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal.kernel.locale import Locale

Texts = Mapping[Locale, str]
"""One text in every locale."""


class Family(StrEnum):
    """Where an error shows itself: it decides how its code is written, and who is in between."""

    OUTLOOK = "outlook"
    SMTP = "smtp"
    LOGIN = "login"
    BROWSER = "browser"
    HTTP = "http"
    CLOUDFLARE = "cloudflare"
    DATABASE = "database"
    WORDPRESS = "wordpress"
    FTP = "ftp"


ALL_FAMILIES = frozenset(Family)
MAIL_FAMILIES = frozenset({Family.OUTLOOK, Family.SMTP, Family.LOGIN})


class Verdict(StrEnum):
    """Who can put it right; the same words as a flow's outcomes."""

    CUSTOMER = "customer"
    NETWORK = "network"
    THIRD_PARTY = "third_party"
    RECIPIENT = "recipient"
    PROVIDER = "provider"
    UNKNOWN = "unknown"


class Link(StrEnum):
    """A part of the way between a person and what they want to reach."""

    PROGRAM = "program"
    DEVICE = "device"
    CONNECTION = "connection"
    PROVIDER = "provider"
    RECIPIENT = "recipient"
    DOMAIN = "domain"
    SITE = "site"


@dataclass(frozen=True)
class Cause:
    """One of the things that an error can come from; `tell` says how to know that it is this."""

    verdict: Verdict
    link: Link | None = None
    tell: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Start:
    """The flow that leads on from here, and the answers to its pages that the error gives."""

    flow: str
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ErrorCode:
    """One thing that error messages say, whatever its numbers.

    Each of `codes` says it alone; `like` are patterns of such codes (`5.7.6??`). `phrases` say it
    in words; `*` in one stands for a few words. `seen_with` are codes that come along and prove
    nothing. A general one gives way to any that is more precise. `causes` begin with the most
    frequent.
    """

    id: str
    family: Family
    title: Texts
    meaning: Texts
    causes: tuple[Cause, ...]
    steps: tuple[Texts, ...] = ()
    codes: tuple[str, ...] = ()
    like: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    seen_with: tuple[str, ...] = ()
    is_general: bool = False
    articles: tuple[str, ...] = ()
    start: Start | None = None
    note: Texts = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What its page is called in an address: its first code, or its id where it has none."""
        return self.codes[0] if self.codes else self.id

    @property
    def verdict(self) -> Verdict:
        """Who can most often put it right; unknown where several are as likely."""
        return self.causes[0].verdict

    @property
    def shown(self) -> tuple[str, ...]:
        """The codes to show beside it, those that only come along last."""
        return (*self.codes, *self.like, *self.seen_with)


@dataclass(frozen=True)
class Codes:
    """The whole catalogue, in its file's order."""

    entries: tuple[ErrorCode, ...] = ()

    def find(self, entry_id: str) -> ErrorCode | None:
        """Return the entry called `entry_id`, or None."""
        return next((entry for entry in self.entries if entry.id == entry_id), None)

    def near(self, entry: ErrorCode, most: int) -> tuple[ErrorCode, ...]:
        """Return entries of the same family that stand around `entry`, in the file's order."""
        family = [e for e in self.entries if e.family is entry.family]
        at = family.index(entry)
        first = max(0, min(at - most // 2, len(family) - most - 1))
        return tuple(e for e in family[first : first + most + 1] if e is not entry)[:most]
