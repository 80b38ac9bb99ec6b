"""What the help desk that the provider already has is told of tickets.

It is kept in the transaction that makes it so: a ticket is in the queue together with its message
to the help desk, or neither is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from portal.delivery.model.desk import Dispatch, TicketEvent
from portal.storage.database import Transaction
from portal.tickets.model import Message, Ticket


@dataclass(frozen=True)
class News:
    """What happened to `ticket`: it is new, or has a new `message`, or stands elsewhere."""

    ticket: Ticket
    message: Message | None
    is_new: bool
    at: datetime


class Writer(Protocol):
    """Puts news in words of the house."""

    def write(self, news: News) -> TicketEvent:
        """Return the event, with the report to read in it."""
        ...

    def left_out(self) -> str:
        """Return the sentence before the names of files that could not go along."""
        ...


class HelpDesk:
    """Tells the help desk, through the outbox."""

    def __init__(
        self, enqueue: Callable[[Transaction, Dispatch, datetime], object], writer: Writer
    ) -> None:
        self._enqueue, self._writer = enqueue, writer

    def tell(self, connection: Transaction, news: News, stored: Mapping[str, str]) -> None:
        """Keep the message about `news`; `stored` leads from its files' ids to the store's names.

        The caller holds the ticket.
        """
        dispatch = Dispatch(self._writer.write(news), stored, self._writer.left_out())
        self._enqueue(connection, dispatch, news.at)
