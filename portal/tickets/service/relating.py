"""Tickets that belong together: one problem told twice (R9), two problems told at once (R8)."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.kernel.errors import Conflict, Invalid
from portal.storage.database import Transaction
from portal.tickets.model import AuthorKind, Intake, Message, Report, Ticket
from portal.tickets.rules.state import ALIVE, beside
from portal.tickets.service.tools import Actor, Tools, progress_of
from portal.tickets.store import NewTicket
from portal.tickets.store.relations import Related, Relation, RelationStore


@dataclass(frozen=True)
class Part:
    """The second problem of a ticket: what it is, and which messages are about it.

    The same `sending` twice is the same ticket.
    """

    subject: str
    observed: str
    message_ids: tuple[str, ...]
    sending: str


class RelatedTickets:
    """Links tickets and splits one in two; both sides have it on their record."""

    def __init__(self, tools: Tools) -> None:
        self._tools, self._store = tools, RelationStore()

    def of(self, ticket: Ticket) -> list[Related]:
        """Return what belongs to `ticket`."""
        with self._tools.database.read() as connection:
            return self._store.of(connection, ticket.id)

    def link(self, reference: str, other: str, author: str) -> None:
        """Say that two tickets are about the same problem; the older one comes first.

        Raises NotFound, or Invalid where it is the same ticket. Linking twice changes nothing.
        """
        if reference == other:
            raise Invalid("a ticket is no duplicate of itself")
        tools, now = self._tools, self._tools.clock.now()
        with tools.database.write() as connection:
            older, newer = self._both(connection, reference, other)
            if self._store.link(connection, (older.id, newer.id), Relation.DUPLICATE, now):
                self._record_both(connection, older, newer, author, "linked")

    def unlink(self, reference: str, other: str, author: str) -> None:
        """Take back that two tickets are about the same. Raises NotFound."""
        tools = self._tools
        with tools.database.write() as connection:
            older, newer = self._both(connection, reference, other)
            if self._store.unlink(connection, (older.id, newer.id)):
                self._record_both(connection, older, newer, author, "unlinked")

    def split(self, reference: str, part: Part, author: str) -> Ticket:
        """Make the second problem a ticket of its own, in the same place of the queue (R8).

        It takes the chosen messages and their files along; the customer is told, with its link.
        Raises NotFound, Invalid where it has no subject or no words, Conflict where the ticket is
        solved or closed.
        """
        if not part.subject.strip() or not part.observed.strip():
            raise Invalid("the second problem needs a subject and what happens")
        tools, now = self._tools, self._tools.clock.now()
        with tools.database.write() as connection:
            ticket = tools.get_locked(connection, reference)
            known = tools.tickets.find_submission(connection, part.sending)
            if known is not None:
                return known
            if ticket.state not in ALIVE:
                raise Conflict("only a ticket that is open can be split")
            fresh = _second(ticket, part, tools.mask)
            new = tools.tickets.add(connection, fresh, beside(progress_of(ticket)), now)
            if new is None:
                return tools.tickets.get_submission(connection, part.sending)
            new = tools.tickets.set_account(connection, new, ticket.account)
            self._fill(connection, ticket, new, part)
            self._store.link(connection, (ticket.id, new.id), Relation.SPLIT, now)
            self._record_both(connection, ticket, new, author, "split")
            mail = tools.mails.split(ticket, new, tools.new_link(connection, new))
            tools.outbox.enqueue(connection, mail, now)
            tools.tell_of_new(connection, new)
        return new

    def _fill(self, connection: Transaction, ticket: Ticket, new: Ticket, part: Part) -> None:
        """Give the new ticket its first message, the chosen ones, and those who may read it."""
        tools, person = self._tools, new.intake.person
        messages = tools.talk.conversation(connection, ticket).messages
        first = messages[0].at if messages else ticket.created_at
        told = Message(
            part.sending, AuthorKind.CUSTOMER, person.name, new.intake.report.observed, first
        )
        tools.talk.say(connection, new.id, told)
        chosen = [m.id for m in messages[1:] if m.id in part.message_ids]  # the report stays
        if chosen:
            self._store.move(connection, chosen, ticket.id, new.id)
        self._store.share_visits(connection, ticket.id, new.id)

    def _both(self, connection: Transaction, reference: str, other: str) -> tuple[Ticket, Ticket]:
        """Return the two tickets, the older one first. Raises NotFound."""
        found = (self._tools.get_for_staff(connection, name) for name in (reference, other))
        older, newer = sorted(found, key=lambda ticket: ticket.id)
        return older, newer

    def _record_both(
        self, connection: Transaction, one: Ticket, other: Ticket, author: str, what: str
    ) -> None:
        actor = Actor(author, AuthorKind.STAFF)
        self._tools.record(connection, one, actor, what, other.reference)
        back = "split_from" if what == "split" else what
        self._tools.record(connection, other, actor, back, one.reference)


def _second(ticket: Ticket, part: Part, mask: Callable[[str], str]) -> NewTicket:
    """Return the second problem as a ticket: the same person and place, facts of its own.

    What the wizard found was found about the first problem and stays there.
    """
    before = ticket.intake
    report = Report(
        subject=mask(part.subject.strip()),
        observed=mask(part.observed.strip()),
        consent=before.report.consent,
        consent_for=before.report.consent_for,
        call_when_solved=before.report.call_when_solved,
    )
    intake = Intake(
        report=report,
        person=before.person,
        access=before.access,
        domain=before.domain,
        background=before.background,
        server=before.server,
        phone=before.phone,
        kind_reason=before.kind_reason,
        priority_reason=before.priority_reason,
    )
    return NewTicket(
        submission_id=part.sending,
        kind=ticket.kind,
        priority=ticket.priority,
        queue=ticket.queue,
        product=ticket.product,
        flow=ticket.flow,
        outcome=ticket.outcome,
        locale=ticket.locale,
        intake=intake,
    )
