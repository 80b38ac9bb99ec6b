"""R23: everything of one's own, to take along or to have deleted, for whoever reads the mailbox.

A ticket's link is enough to read that ticket, but not to take or delete all of an address: that
needs a link of its own, mailed when it is wished, or a customer who is signed in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.kernel.errors import Gone, NotFound
from portal.kernel.ids import hash_token, new_token
from portal.kernel.locale import Locale
from portal.storage.database import Transaction
from portal.tickets.model import Conversation, State, StoredFile
from portal.tickets.rules import state
from portal.tickets.service.elsewhere import Elsewhere, Part
from portal.tickets.service.tools import Tools, progress_of, writer_of
from portal.tickets.store import erasing, mailboxes
from portal.tickets.store.mailboxes import Deletion, own_key

LINK_DAYS = 1
"""How long a mailed link to one's own data works."""

_VISIT = timedelta(hours=1)
_LATEST = 100


@dataclass(frozen=True)
class Holdings:
    """What we keep of an address, and whether it is to be deleted.

    `is_fresh` says that a mailed link was opened in this browser within the hour; `beside` counts
    what is kept beside the tickets.
    """

    email: str
    tickets: int
    files: int
    since: datetime | None
    alive: int
    is_fresh: bool
    deletion: Deletion | None
    beside: Mapping[Part, int]

    @property
    def has_any(self) -> bool:
        """Whether there is anything to delete."""
        return bool(self.tickets) or any(self.beside.values())


class OwnData:
    """Shows, exports and deletes what belongs to an address. `visitor` is the browser's secret."""

    def __init__(self, tools: Tools, elsewhere: Sequence[Elsewhere] = ()) -> None:
        self._tools, self._elsewhere = tools, elsewhere

    def mail_link(self, email: str, locale: Locale, network: str) -> None:
        """Mail a link to the address; the answer is the same whether we know it or not."""
        tools, now, token = self._tools, self._tools.clock.now(), new_token()
        with tools.database.write() as connection:
            if not tools.outbox.may_mail(connection, email, network, now):
                return
            until = now + timedelta(days=LINK_DAYS)
            mailboxes.add_link(connection, hash_token(token), email, until, is_opened=False)
            mail = tools.mails.people.own_data(email, locale, token)
            tools.outbox.enqueue(connection, mail, now, network=network)

    def demand_link(self, token: str) -> None:
        """Raise Gone unless the link `token` still works."""
        with self._tools.database.read() as connection:
            now = self._tools.clock.now()
            if not mailboxes.find_address(connection, hash_token(token), now, is_opened=False):
                raise Gone("the link was used or has expired")

    def open_link(self, token: str, visitor: str) -> str:
        """Use the link up and return the browser's new secret, which reaches the data for an hour.

        What `visitor`, the one it had, may see goes along; it is worth nothing any more, as
        somebody else may have put it there. Raises Gone.
        """
        tools, now, fresh = self._tools, self._tools.clock.now(), new_token()
        with tools.database.write() as connection:
            key = hash_token(token)
            email = mailboxes.find_address(connection, key, now, is_opened=False)
            if email is None:
                raise Gone("the link was used or has expired")
            mailboxes.forget_link(connection, key)
            if visitor:
                tools.access.renew(connection, hash_token(visitor), hash_token(fresh))
            mine, until = own_key(hash_token(fresh)), now + _VISIT
            mailboxes.add_link(connection, mine, email, until, is_opened=True)
        return fresh

    def address(self, visitor: str) -> str:
        """Return the address that `visitor` has proven, empty where there is none."""
        if not visitor:
            return ""
        with self._tools.database.read() as connection:
            return self._address(connection, visitor)

    def _address(self, connection: Transaction, visitor: str) -> str:
        tools, now = self._tools, self._tools.clock.now()
        opened = self._opened(connection, visitor)
        if opened:
            return opened
        customer = tools.access.signed_in(connection, hash_token(visitor), now)
        return customer.email if customer else ""

    def _opened(self, connection: Transaction, visitor: str) -> str:
        key, now = own_key(hash_token(visitor)), self._tools.clock.now()
        return mailboxes.find_address(connection, key, now, is_opened=True) or ""

    def _demand(self, connection: Transaction, visitor: str) -> str:
        email = self._address(connection, visitor) if visitor else ""
        if not email:
            raise NotFound("no address was proven")
        return email

    def holdings(self, visitor: str) -> Holdings:
        """Return what is kept of the proven address. Raises NotFound where there is none."""
        tools = self._tools
        with tools.database.read() as connection:
            email = self._demand(connection, visitor)
            ids = [found for found, _ in erasing.of_address(connection, email)]
            tickets = tools.tickets.among(connection, ids)
            return Holdings(
                email=email,
                tickets=len(tickets),
                files=len(erasing.file_names(connection, ids)),
                since=min((t.created_at for t in tickets), default=None),
                alive=sum(t.state in state.ALIVE for t in tickets),
                is_fresh=bool(self._opened(connection, visitor)),
                deletion=mailboxes.pending(connection, email),
                beside={one.part: one.count(connection, email) for one in self._elsewhere},
            )

    def conversations(self, visitor: str) -> Iterator[tuple[Conversation, list[StoredFile]]]:
        """Yield every ticket of the proven address with its public files, oldest first.

        Raises NotFound at the first step where no address is proven.
        """
        tools = self._tools
        with tools.database.read() as connection:
            email = self._demand(connection, visitor)
            ids = [found for found, _ in erasing.of_address(connection, email)]
        for ticket_id in ids:
            with tools.database.read() as connection:
                found = tools.tickets.among(connection, [ticket_id])
                if not found:  # deleted since
                    continue
                whole = tools.talk.conversation(connection, found[0])
                files = [
                    stored
                    for message in whole.messages
                    if message.public
                    for one in message.attachments
                    if (stored := tools.talk.find_file(connection, ticket_id, one.id))
                ]
            yield whole, files

    def ask_deletion(self, visitor: str, locale: Locale) -> Deletion:
        """Keep the wish to delete everything; nobody works on the open tickets any more.

        Raises NotFound where no mailed link was opened here within the hour.
        """
        tools, now = self._tools, self._tools.clock.now()
        due_at = now + timedelta(days=tools.policy.deletion_days)
        with tools.database.write() as connection:
            email = self._opened(connection, visitor) if visitor else ""
            if not email:
                raise NotFound("no mailed link was opened")
            known = mailboxes.pending(connection, email)
            if known is not None:
                return known
            wish = mailboxes.ask_deletion(connection, email, now, due_at)
            mail = tools.mails.people.deletion(email, locale, due_at)
            tools.outbox.enqueue(connection, mail, now)
            for _, reference in erasing.of_address(connection, email):
                self._let_go(connection, reference)
        return wish

    def _let_go(self, connection: Transaction, reference: str) -> None:
        tools, now = self._tools, self._tools.clock.now()
        ticket = tools.get_locked(connection, reference)
        actor = writer_of(ticket)
        tools.record(connection, ticket, actor, "deletion_wished")
        if ticket.state in state.ALIVE:
            ticket = tools.take(connection, ticket, state.solve(progress_of(ticket), now), actor)
        if ticket.state is not State.UNCONFIRMED:
            tools.tell_more(connection, ticket)

    def keep_after_all(self, visitor: str) -> bool:
        """Take the wish back; what was let go of can be reopened. Raises NotFound."""
        tools = self._tools
        with tools.database.write() as connection:
            email = self._demand(connection, visitor)
            withdrawn = mailboxes.withdraw(connection, email, tools.clock.now())
            for _, reference in erasing.of_address(connection, email) if withdrawn else ():
                ticket = tools.get_locked(connection, reference)
                actor = writer_of(ticket)
                tools.record(connection, ticket, actor, "deletion_withdrawn")
        return withdrawn

    def leave(self, visitor: str) -> None:
        """Let the browser reach the data no longer."""
        with self._tools.database.write() as connection:
            mailboxes.forget_link(connection, own_key(hash_token(visitor)))

    def wishes(self) -> list[Deletion]:
        """Return who wants, or wanted, to be deleted, for staff; the newest first."""
        with self._tools.database.read() as connection:
            return mailboxes.latest(connection, _LATEST)
