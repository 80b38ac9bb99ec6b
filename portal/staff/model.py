"""What support sees of many tickets at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.delivery.model import OutboxAct, OutboxRow, Stop
from portal.tickets.model import Ticket
from portal.tickets.rules.queue import PlaceExplained


class View(StrEnum):
    """The lists that support can look at; technical and billing are separate teams (R12)."""

    ANSWER = "answer"
    WAITING = "waiting"
    SOLVED = "solved"
    BILLING = "billing"


class Leaving(StrEnum):
    """How a message stands that has not left yet."""

    WAITING = "waiting"
    RETRYING = "retrying"
    PARKED = "parked"


@dataclass(frozen=True)
class Row:
    """A ticket in a list. `place` is None outside the queue; `waited` runs since `since`."""

    ticket: Ticket
    since: datetime
    waited: timedelta
    place: PlaceExplained | None = None
    is_overdue: bool = False


@dataclass(frozen=True)
class Board:
    """One list, and how long all lists are; `view` is None for what a search found."""

    rows: tuple[Row, ...]
    counts: dict[View, int]
    view: View | None = None
    query: str = ""


@dataclass(frozen=True)
class Outgoing:
    """What has still to be sent. `counts` are of all messages, the lists are cut."""

    waiting: tuple[OutboxRow, ...]
    parked: tuple[OutboxRow, ...]
    counts: Mapping[Leaving, int]
    stops: tuple[Stop, ...]
    acts: tuple[OutboxAct, ...]


@dataclass(frozen=True)
class Standing:
    """Where a ticket stands among those of its team; `after` is the reference of the next."""

    place: PlaceExplained
    total: int
    after: str = ""
