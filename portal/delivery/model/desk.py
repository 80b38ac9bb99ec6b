"""A ticket on its way to the help desk that the provider already has.

`TicketEvent` is what a webhook carries, and the source of the published JSON Schema: what stands
here is a promise to those who read it, and may only grow.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError


class EventType(StrEnum):
    """What happened to a ticket."""

    CREATED = "ticket.created"
    UPDATED = "ticket.updated"


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True, hide_input_in_errors=True)


class Customer(_Wire):
    """Who asks. The address is proven."""

    name: str
    email: str


class Fact(_Wire):
    """One thing that is known about the problem, in the customer's language."""

    label: str
    value: str
    origin: str
    """`told` by the customer, `tried` by them, or `seen` from the provider's network."""
    state: str
    """`ok`, `fail`, `unknown`, or empty for a plain fact."""


class Link(_Wire):
    """One link of the chain between customer and service."""

    link: str
    """`program`, `device`, `connection`, `provider`, `recipient` or `domain`."""
    state: str
    """`ok`, `fail` or `unknown`."""


class Report(_Wire):
    """What the customer wrote, in their language; secrets are masked."""

    steps: tuple[str, ...]
    expected: str
    observed: str
    since: str
    often: str
    changed: str
    own_view: str
    """How urgent the customer finds it; it never raises the priority."""


class Permission(_Wire):
    """What support may do with the customer's things."""

    consent: str
    """`look`, `change`, or empty where nobody was asked."""
    consent_for: str
    """What may be changed, after a backup."""
    given_at: AwareDatetime | None = None
    """When it was given; null where that is not known."""
    given_by: str = ""
    """The person who gave it."""


class Agreement(_Wire):
    """Paid work that somebody agreed to before the ticket was sent."""

    price: str
    """What the work is called in the provider's price list."""
    agreed_at: AwareDatetime
    agreed_by: str


class File(_Wire):
    """A file that came with the message."""

    id: str
    name: str
    size: int
    """Bytes."""
    mime: str
    sha256: str
    url: str
    """Where support reads it, signed in."""
    content: str | None = None
    """Base64; null where it is too large to be sent along."""


class Said(_Wire):
    """A message of the customer's, with its files."""

    id: str
    author: str
    text: str
    at: AwareDatetime
    files: tuple[File, ...]


class TicketData(_Wire):
    """The ticket as it stood when the event happened."""

    reference: str
    url: str
    """The ticket's page for support."""
    subject: str
    kind: str
    """`incident` or `request`."""
    kind_reason: str
    priority: str
    """`low`, `medium` or `high`; computed from what cannot be used."""
    priority_reason: str
    state: str
    queue: str
    """`technical` or `billing`."""
    product: str
    flow: str
    """The conversation that led to the ticket."""
    outcome: str
    """Where that conversation ended."""
    locale: str
    """The customer's language: es, en or cs."""
    domain: str
    access: str
    """The fullest access that the product gives: panel, root, administered or registration."""
    call_when_solved: bool
    created_at: AwareDatetime
    entered_at: AwareDatetime | None
    """When it entered the queue; waiting counts from here."""
    customer: Customer
    report: Report
    permission: Permission
    agreement: Agreement | None = None
    """Null where nothing is charged, or nobody was asked."""
    known: tuple[Fact, ...]
    chain: tuple[Link, ...]
    articles: tuple[str, ...]
    """Keys of the articles that were read and did not help."""
    flags: tuple[str, ...]
    text: str
    """All of it as a report to read, in the house's language."""
    message: Said | None
    """The first message of a new ticket, or what is new; null for a mere change of state."""


class TicketEvent(_Wire):
    """A ticket entered the queue, or its customer added something."""

    type: EventType
    timestamp: AwareDatetime
    data: TicketData


@dataclass(frozen=True)
class Dispatch:
    """An event in the outbox.

    `stored` leads from a file's id to its place in our store. `left_out` is the sentence for when
    files cannot go along; their names and the ticket's page follow it.
    """

    event: TicketEvent
    stored: Mapping[str, str] = field(default_factory=dict, repr=False)
    left_out: str = ""

    @property
    def files(self) -> tuple[File, ...]:
        """The files of the message that the event is about."""
        message = self.event.data.message
        return message.files if message else ()

    def to_payload(self) -> dict[str, Any]:
        """Return it as plain data for the outbox."""
        event = self.event.model_dump(mode="json")
        return {"event": event, "stored": dict(self.stored), "left_out": self.left_out}

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """Build it from the outbox's plain data. Raises ValueError where it is no dispatch."""
        try:
            event = TicketEvent.model_validate(payload["event"])
            return cls(event, dict(payload["stored"]), str(payload["left_out"]))
        except (KeyError, TypeError, ValidationError) as error:
            raise ValueError("the payload is not a ticket for a help desk") from error


def event_schema() -> dict[str, Any]:
    """Return the JSON Schema of `TicketEvent`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TicketEvent.model_json_schema(mode="serialization"),
    }
