"""R9: the customer's own tickets that are about the same, and adding to one instead of filing.

Nothing is ever merged by itself: both ways are offered, and who asks decides.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from portal.identity.rules.customers import VISIT_DAYS
from portal.kernel.errors import NotFound
from portal.kernel.ids import hash_token, new_id
from portal.kernel.locale import Locale
from portal.storage.database import Transaction
from portal.tickets.model import AuthorKind, Message, State, Ticket
from portal.tickets.rules import state
from portal.tickets.rules.duplicates import (
    Concern,
    Judges,
    can_take_more,
    concern_of,
    is_comparable,
    similar,
)
from portal.tickets.rules.uploads import Refusal, UploadRefused
from portal.tickets.service.confirming import get_unconfirmed
from portal.tickets.service.customer import Added, Contribution, CustomerTickets
from portal.tickets.service.tools import Tools, progress_of, writer_of

_COMPARED = 50
"""So many of one's own tickets are compared, the newest; nobody remembers the others."""


@dataclass(frozen=True)
class Own:
    """A ticket of one's own that is about the same; a closed one can only be gone on from."""

    ticket: Ticket
    can_take_more: bool


class Duplicates:
    """Finds what was told already. `most` bytes fit into a ticket's files together."""

    def __init__(self, tools: Tools, judges: Judges, most: int = 25_000_000) -> None:
        self._tools, self._judges, self._most = tools, judges, most
        self._customers = CustomerTickets(tools)

    def of_visitor(self, visitor: str, concern: Concern, locale: Locale) -> tuple[Own, ...]:
        """Return the tickets that `visitor` may see and that are about the same, likeliest first.

        `visitor` is the browser's secret; without one there are none.
        """
        return self._alike(concern, self._customers.list(visitor), locale)

    def of_link(self, token: str) -> tuple[Own, ...]:
        """Return the tickets of the confirmed address that are like the one to be confirmed.

        Whoever holds the link reads that address (policy, decision 8). Raises NotFound or Gone.
        """
        with self._tools.database.read() as connection:
            ticket = get_unconfirmed(self._tools, connection, token)
            others = self._tools.tickets.of_mailbox(
                connection, ticket.intake.person.email, _COMPARED
            )
        return self._alike(concern_of(ticket), others, ticket.locale)

    def _alike(self, concern: Concern, others: Iterable[Ticket], locale: Locale) -> tuple[Own, ...]:
        now, policy = self._tools.clock.now(), self._tools.policy
        recent = [t for t in others if is_comparable(t, now, policy.duplicates_days)][:_COMPARED]
        found = similar(concern, recent, self._judges, locale)[: policy.duplicates_shown]
        return tuple(Own(t, can_take_more(t, now, policy.reopen_days)) for t in found)

    def add(
        self,
        visitor: str,
        reference: str,
        contribution: Contribution,
        also: Callable[[Transaction], None],
    ) -> Added:
        """Add what was found so far to a ticket; `also` runs in the same transaction.

        The same contribution twice is one message. Raises NotFound, StepRefused, or UploadRefused
        where the files do not fit any more.
        """
        tools = self._tools
        with tools.database.write() as connection:
            added = self._customers.say(connection, visitor, reference, contribution)
            size = tools.talk.bytes_of(connection, added.ticket.id)
            if added.is_new and contribution.files and size > self._most:
                raise UploadRefused(Refusal.TOO_LARGE_TOGETHER)
            also(connection)
        return added

    def merge(self, token: str, reference: str, visitor: str, text: str) -> Ticket:
        """Put the ticket of a confirmation link into the older one `reference` of its writer.

        `text` says what the newer one told. The address is proven by this, so `visitor` may see
        the older ticket. Raises NotFound, Gone or StepRefused.
        """
        tools = self._tools
        now = tools.clock.now()
        with tools.database.write() as connection:
            names = sorted((reference, get_unconfirmed(tools, connection, token).reference))
            locked = {name: tools.get_locked(connection, name) for name in names}
            # as it is now that nobody else has it
            fresh = get_unconfirmed(tools, connection, token)
            older = locked[reference]
            if not _is_same_person(older, fresh):
                raise NotFound(reference)
            step = state.customer_reply(progress_of(older), now, tools.policy.reopen_days)
            actor = writer_of(older)
            message = Message(
                new_id(), AuthorKind.CUSTOMER, fresh.intake.person.name, tools.mask(text), now
            )
            tools.talk.say(connection, older.id, message)
            files = tools.talk.hand_over(connection, fresh.id, older.id, message.id)
            older = tools.take(connection, older, step, actor)
            tools.record(connection, older, actor, "joined", fresh.reference)
            tools.tell_more(connection, older, message, files)
            tools.take(connection, fresh, state.merge(progress_of(fresh)), actor)
            tools.record(connection, fresh, actor, "joined_to", older.reference)
            tools.access.point_to(connection, hash_token(token), older.id, now)
            until = now + timedelta(days=VISIT_DAYS)
            tools.access.let_in(connection, hash_token(visitor), older.id, until)
        return older


def _is_same_person(older: Ticket, fresh: Ticket) -> bool:
    """Return whether both were written from one address, and the older one proved it."""
    mailboxes = {t.intake.person.email.casefold() for t in (older, fresh)}
    return len(mailboxes) == 1 and older.state is not State.UNCONFIRMED
