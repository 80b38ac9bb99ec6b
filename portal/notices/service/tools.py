"""What every use case of notices works with, and the telling that several share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from portal.delivery.rules import mailbox_key
from portal.delivery.service import Outbox
from portal.kernel.clock import Clock
from portal.kernel.ids import hash_token, new_token
from portal.notices.mails import NoticeMails
from portal.notices.model import Done, Holder, Joined, Notice, Update
from portal.notices.store import ArrivalStore, FollowerStore, NoticeStore, Purpose
from portal.site import Policy
from portal.storage.database import Database, Transaction


class TicketDirectory(Protocol):
    """What notices ask of tickets, a feature above them; references nobody knows are left out."""

    def holders(self, connection: Transaction, references: Sequence[str]) -> list[Holder]:
        """Return who filed those that are still open, each with a fresh link to its page."""
        ...

    def describe(self, connection: Transaction, references: Sequence[str]) -> list[Joined]:
        """Return what the tickets are about, confirmed ones only, in the order asked."""
        ...


@dataclass(frozen=True)
class NoticeTools:
    """Stores, mail, clock and numbers, built once."""

    database: Database
    outbox: Outbox
    mails: NoticeMails
    clock: Clock
    policy: Policy
    tickets: TicketDirectory
    notices: NoticeStore = field(default_factory=NoticeStore)
    followers: FollowerStore = field(default_factory=FollowerStore)
    arrivals: ArrivalStore = field(default_factory=ArrivalStore)

    def note(
        self, connection: Transaction, notice_id: int, actor: str, what: str, detail: str = ""
    ) -> None:
        """Add a line to the notice's record."""
        self.notices.note(connection, notice_id, Done(self.clock.now(), actor, what, detail))

    def tell_holders(
        self,
        connection: Transaction,
        notice: Notice,
        references: Iterable[str],
        update: Update | None = None,
    ) -> set[str]:
        """Mail those whose tickets the notice collected; returns their mailboxes' keys."""
        now, told = self.clock.now(), set()
        for holder in self.tickets.holders(connection, [*references]):
            mail = self.mails.told_holder(notice, update, holder)
            self.outbox.enqueue(connection, mail, now)
            told.add(mailbox_key(holder.email))
        return told

    def tell_everybody(self, connection: Transaction, notice: Notice, update: Update) -> None:
        """Mail an update to the collected tickets' people and the followers, one mail to each."""
        now = self.clock.now()
        references = self.notices.references(connection, notice.id)
        told = self.tell_holders(connection, notice, references, update)
        for follower in self.followers.confirmed(connection, notice.id):
            if mailbox_key(follower.email) in told:
                continue
            token = new_token()
            self.followers.add_link(connection, hash_token(token), follower, Purpose.STOP)
            mail = self.mails.told_follower(notice, update, follower, token)
            self.outbox.enqueue(connection, mail, now)
