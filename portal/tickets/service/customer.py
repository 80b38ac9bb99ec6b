"""A ticket as its customer sees it, and what they may do with it.

A ticket is only ever reached through what lets this browser see it: for anybody else it does
not exist.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from portal.identity.rules.customers import VISIT_DAYS
from portal.kernel.errors import Gone, NotFound
from portal.kernel.ids import hash_token
from portal.storage.database import Transaction
from portal.tickets.model import (
    Attachment,
    AuthorKind,
    Conversation,
    Message,
    State,
    StoredFile,
    Ticket,
)
from portal.tickets.rules import state
from portal.tickets.service.standing import PlaceInQueue, find_place
from portal.tickets.service.suspensions import demand_unsuspended, speaker_of
from portal.tickets.service.tools import Actor, Tools, progress_of, writer_of
from portal.tickets.store.access import Purpose


@dataclass(frozen=True)
class Added:
    """What became of a contribution: not new where it was sent before."""

    ticket: Ticket
    event: state.Event
    is_new: bool
    is_masked: bool


@dataclass(frozen=True)
class Contribution:
    """What a customer adds; each of `files` with its stored name."""

    message_id: str
    text: str
    files: tuple[tuple[Attachment, str], ...] = ()


class CustomerTickets:
    """What the holder of a ticket's link can do. `visitor` is the browser's secret."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def open_link(self, token: str, visitor: str) -> Ticket:
        """Let `visitor` see the ticket of a mailed link. Raises NotFound or Gone."""
        tools = self._tools
        now = tools.clock.now()
        with tools.database.write() as connection:
            link = tools.access.find_link(connection, hash_token(token), Purpose.OPEN)
            if link is None:
                raise NotFound("no such link")
            if link.expires_at <= now:
                raise Gone("the link has expired")
            until = now + timedelta(days=VISIT_DAYS)
            tools.access.let_in(connection, hash_token(visitor), link.ticket_id, until)
            return tools.tickets.get_by_id(connection, link.ticket_id)

    def list(self, visitor: str) -> list[Ticket]:
        """Return the tickets that `visitor` may see, newest first."""
        tools = self._tools
        if not visitor:
            return []
        with tools.database.read() as connection:
            ids = tools.access.tickets_of(connection, hash_token(visitor), tools.clock.now())
            return tools.tickets.among(connection, ids)

    def forget(self, visitor: str) -> None:
        """Let `visitor` see nothing any more, as after using somebody else's computer."""
        with self._tools.database.write() as connection:
            self._tools.access.forget_visitor(connection, hash_token(visitor))

    def get(self, visitor: str, reference: str) -> Conversation:
        """Return the ticket and what was said in public. Raises NotFound."""
        tools = self._tools
        with tools.database.read() as connection:
            ticket = self._mine(connection, visitor, reference)
            whole = tools.talk.conversation(connection, ticket)
        return replace(whole, messages=tuple(m for m in whole.messages if m.public))

    def place(self, ticket: Ticket) -> PlaceInQueue:
        """Return where `ticket` stands, with what the 40-minute rule allows (R4, R10)."""
        return find_place(self._tools, ticket)

    def add(
        self,
        visitor: str,
        reference: str,
        message_id: str,
        text: str,
        files: tuple[tuple[Attachment, str], ...] = (),
    ) -> Added:
        """Add what the customer says and sends (R14); the same `message_id` twice is one message.

        Raises NotFound, StepRefused where the ticket is closed for good, or Suspended (R15).
        """
        with self._tools.database.write() as connection:
            return self.say(connection, visitor, reference, Contribution(message_id, text, files))

    def say(
        self, connection: Transaction, visitor: str, reference: str, contribution: Contribution
    ) -> Added:
        """Do as `add` does, in the transaction of the caller."""
        tools, now = self._tools, self._tools.clock.now()
        self._mine(connection, visitor, reference)
        ticket = tools.get_locked(connection, reference)
        demand_unsuspended(tools, connection, speaker_of(tools, connection, visitor, ticket))
        step = state.customer_reply(progress_of(ticket), now, tools.policy.reopen_days)
        name = ticket.intake.person.name
        masked = tools.mask(contribution.text)
        message = Message(contribution.message_id, AuthorKind.CUSTOMER, name, masked, now)
        is_new = tools.talk.say(connection, ticket.id, message, contribution.files)
        if is_new:
            ticket = tools.take(connection, ticket, step, Actor(name, AuthorKind.CUSTOMER))
            tools.tell_more(connection, ticket, message, contribution.files)
        return Added(ticket, step.event, is_new=is_new, is_masked=masked != contribution.text)

    def bytes_of(self, visitor: str, reference: str) -> int:
        """Return how many bytes the ticket's files have together. Raises NotFound."""
        with self._tools.database.read() as connection:
            ticket = self._mine(connection, visitor, reference)
            return self._tools.talk.bytes_of(connection, ticket.id)

    def solve(self, visitor: str, reference: str) -> Ticket:
        """Take the customer's word that it is solved; to support's own, it is a yes.

        Raises NotFound or StepRefused.
        """
        tools, now = self._tools, self._tools.clock.now()
        with tools.database.write() as connection:
            self._mine(connection, visitor, reference)
            ticket = tools.get_locked(connection, reference)
            actor = writer_of(ticket)
            if ticket.state is not State.SOLVED:
                step = state.solve(progress_of(ticket), now)
                ticket = tools.take(connection, ticket, step, actor)
                tools.tell_more(connection, ticket)
                return ticket
            if not has_agreed(tools.talk.conversation(connection, ticket)):
                tools.record(connection, ticket, actor, state.Event.SOLVED.value)
            return ticket

    def find_file(self, visitor: str, reference: str, attachment_id: str) -> StoredFile:
        """Return a public file of the ticket. Raises NotFound."""
        tools = self._tools
        with tools.database.read() as connection:
            ticket = self._mine(connection, visitor, reference)
            found = tools.talk.find_file(connection, ticket.id, attachment_id)
        if found is None or not found.public:
            raise NotFound("no such file")
        return found

    def demand(self, visitor: str, reference: str) -> None:
        """Raise NotFound unless `visitor` may see the ticket."""
        with self._tools.database.read() as connection:
            self._mine(connection, visitor, reference)

    def _mine(self, connection: Transaction, visitor: str, reference: str) -> Ticket:
        tools = self._tools
        ticket = tools.tickets.find(connection, reference)
        seen = (
            tools.access.tickets_of(connection, hash_token(visitor), tools.clock.now())
            if visitor
            else []
        )
        if ticket is None or ticket.id not in seen:
            raise NotFound(reference)
        return ticket


def has_agreed(conversation: Conversation) -> bool:
    """Return whether the last word about "solved" is the customer's own."""
    solved = [r for r in conversation.records if r.what == state.Event.SOLVED]
    return bool(solved) and solved[-1].actor_kind is AuthorKind.CUSTOMER
