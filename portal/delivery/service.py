"""What features ask of the outbox: keep a mail, and may this visitor cause one more."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.engine import Connection  # noqa: TID251  # only passed through, for the type

from portal.delivery.model import Mail, MailLimits, OutboxRow
from portal.delivery.model.desk import Dispatch
from portal.delivery.rules import is_within, limits_since
from portal.delivery.store import OutboxStore
from portal.delivery.store.counts import caused_by, hold_counts, sent_to

_PAGE = 200


class Outbox:
    """The way out for every feature's messages."""

    def __init__(self, store: OutboxStore, limits: MailLimits) -> None:
        self._store, self._limits = store, limits

    def enqueue(
        self, connection: Connection, mail: Mail, now: datetime, network: str | None = None
    ) -> str:
        """Keep `mail` in the caller's write transaction, so that it exists with its cause or not.

        Give `network`, the visitor's address, exactly when somebody not verified causes the mail:
        only those count against the limits. Returns the row's id.
        """
        return self._store.enqueue(connection, mail, now, network)

    def enqueue_for_desk(self, connection: Connection, dispatch: Dispatch, now: datetime) -> str:
        """Keep `dispatch` for the help desk in the caller's write transaction; return its id.

        The desk is told of a ticket in this order.
        """
        return self._store.enqueue_for_desk(connection, dispatch, now)

    def may_mail(
        self,
        connection: Connection,
        mailbox: str,
        network: str,
        now: datetime,
        purpose: str = "",
    ) -> bool:
        """Return whether a visitor at `network` may cause one more mail to `mailbox`.

        A `purpose` of COUNTED_ALONE has a limit of its own at the mailbox; a network has one for
        all. Ask inside the write transaction that then enqueues it: two who ask at once wait for
        each other, so that the limit is exact.
        """
        hold_counts(connection, mailbox, network)
        since = limits_since(now)
        return is_within(
            self._limits,
            sent_to(connection, mailbox, since, purpose),
            caused_by(connection, network, since),
        )

    def waiting(self, limit: int = _PAGE) -> list[OutboxRow]:
        """Return what is not sent yet, oldest first."""
        return self._store.waiting(limit)

    def parked(self, limit: int = _PAGE) -> list[OutboxRow]:
        """Return what was given up and needs a person, oldest first."""
        return self._store.parked(limit)

    def requeue(self, row_ids: Iterable[str], now: datetime) -> int:
        """Try parked messages again from the start; return how many there were."""
        return self._store.requeue(row_ids, now)

    def forget_sent(self, before: datetime) -> int:
        """Delete the traces of mails sent before `before`, at least an hour ago; return how many.

        Within the hour they are what the limits count.
        """
        return self._store.forget_sent(before)
