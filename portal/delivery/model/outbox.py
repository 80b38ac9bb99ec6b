"""What is sent, and how far it has come."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from portal.kernel.locale import Locale

MAIL = "mail"
"""The channel of mails; which server or folder stands behind it is the settings' matter."""

DESK = "desk"
"""The channel to the help desk that the provider already has; the settings say which."""

COUNTED_ALONE = frozenset({"sign-in"})
"""Purposes of mails that have a limit of their own at each mailbox.

Who was mailed about tickets can still come in, and the other way round.
"""

EXTRA_HEADERS = frozenset({"X-Auto-Response-Suppress", "X-Portal-Purpose", "X-Portal-Ticket"})
"""The only headers a feature may add to a mail."""


class State(StrEnum):
    """How far a message has come; parked waits for a person."""

    WAITING = "waiting"
    SENT = "sent"
    PARKED = "parked"


@dataclass(frozen=True)
class Mail:
    """A plain-text mail to one person. `to` and `reply_to` are bare addresses.

    `reference` says what it is about (a ticket's number), `purpose` what it is for
    (`confirmation`, `reply`); both are for staff and figures, and are ours, not a visitor's.
    Raises ValueError for a header outside EXTRA_HEADERS.
    """

    to: str
    subject: str
    text: str = field(repr=False)
    locale: Locale
    reference: str
    purpose: str
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = set(self.headers) - EXTRA_HEADERS
        if unknown:
            raise ValueError(f"headers that no mail of ours may have: {sorted(unknown)}")

    def to_payload(self) -> dict[str, Any]:
        """Return it as plain data for the outbox."""
        return {**asdict(self), "locale": self.locale.value, "headers": dict(self.headers)}

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """Build it from the outbox's plain data. Raises ValueError where it is no mail."""
        try:
            return cls(**{**payload, "locale": Locale(payload["locale"])})
        except (KeyError, TypeError) as error:
            raise ValueError("the payload is not a mail") from error


@dataclass(frozen=True)
class OutboxRow:
    """A message in the outbox.

    `message_id` is the same at every attempt, so that a receiver can tell a repeat. `payload` is
    emptied once the message is sent: it may hold links that work like keys.

    `step` counts what is sent about one reference to a help desk, from 1; mails have none. `remote`
    is what the help desk calls that reference, once it has said so.
    """

    id: str
    message_id: str
    channel: str
    payload: Mapping[str, Any] = field(repr=False)
    state: State
    attempts: int
    due_at: datetime
    leased_until: datetime | None
    last_error: str
    created_at: datetime
    reference: str
    purpose: str
    step: int = 0
    remote: str = ""


@dataclass(frozen=True)
class Sender:
    """Who mails come from: a name for people, and a bare address that takes answers."""

    name: str
    address: str


@dataclass(frozen=True)
class MailLimits:
    """How many mails visitors who are not verified may cause within an hour."""

    per_mailbox: int
    per_network: int


@dataclass(frozen=True)
class MessageSent:
    """Event: a message was accepted by its channel."""

    row_id: str
    channel: str
    purpose: str


@dataclass(frozen=True)
class MessageParked:
    """Event: a message was given up and waits for staff."""

    row_id: str
    channel: str
    purpose: str
    reference: str
    reason: str


@dataclass(frozen=True)
class ChannelDown:
    """Event: a channel stopped working; it is tried with one message at a time."""

    channel: str
    reason: str


@dataclass(frozen=True)
class ChannelUp:
    """Event: a channel that was down, or not yet tried, delivered a message."""

    channel: str


@dataclass(frozen=True)
class Stop:
    """A channel whose other side wants no more messages, until staff say otherwise."""

    channel: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class OutboxAct:
    """What a person did with messages, for the record; `what` names the message or `all`."""

    at: datetime
    actor: str
    what: str
    channel: str
    reference: str
