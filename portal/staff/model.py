"""What support sees of many tickets at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.delivery.model import OutboxAct, OutboxRow, Stop
from portal.kernel.product import Product
from portal.tickets.model import Act, Kind, Missing, Person, Priority, Queue, Ticket
from portal.tickets.rules.queue import PlaceExplained


class View(StrEnum):
    """The ready-made lists; technical and billing are separate teams (R12)."""

    ANSWER = "answer"
    MINE = "mine"
    WAITING = "waiting"
    APPROVAL = "approval"
    SOLVED = "solved"
    BILLING = "billing"


class Where(StrEnum):
    """Where tickets stand, as support looks for them; what waits for us is the queue."""

    QUEUE = "queue"
    WAITING = "waiting"
    APPROVAL = "approval"
    OPEN = "open"
    SOLVED = "solved"
    CLOSED = "closed"
    ALL = "all"


class Whose(StrEnum):
    """Who works on tickets: the one who looks, or nobody yet."""

    MINE = "mine"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Filters:
    """What a list shows; None and empty narrow nothing. The order follows from R4 alone."""

    where: Where = Where.QUEUE
    team: Queue | None = None
    product: Product | None = None
    kind: Kind | None = None
    priority: Priority | None = None
    whose: Whose | None = None
    overdue: bool = False
    query: str = ""


@dataclass(frozen=True)
class SavedView:
    """Filters that somebody kept under a name; `query` is how an address writes them."""

    id: str
    name: str
    query: str


class Leaving(StrEnum):
    """How a message stands that has not left yet."""

    WAITING = "waiting"
    RETRYING = "retrying"
    PARKED = "parked"


@dataclass(frozen=True)
class Asked:
    """Who may approve a ticket, and until when they were asked."""

    people: tuple[Person, ...]
    until: datetime


@dataclass(frozen=True)
class Row:
    """A ticket in a list. `place` is None outside the queue; `waited` runs since `since`.

    `asked` are those who have to approve it, while it waits for that (R16).
    """

    ticket: Ticket
    since: datetime
    waited: timedelta
    place: PlaceExplained | None = None
    is_overdue: bool = False
    asked: Asked | None = None


@dataclass(frozen=True)
class Board:
    """One list, and how long the ready-made ones are.

    `view` is None where filters or a search made the list; `saved` are the member's own lists.
    `is_cut` says that there are more than are shown.
    """

    rows: tuple[Row, ...]
    counts: Mapping[View, int]
    filters: Filters
    view: View | None
    saved: tuple[SavedView, ...] = ()
    is_cut: bool = False


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


@dataclass(frozen=True)
class Reply:
    """A reply at hand in one language; `act` is what it does, `asks` what it asks for."""

    key: str
    name: str
    text: str
    act: Act = Act.REPLY
    asks: tuple[Missing, ...] = ()
