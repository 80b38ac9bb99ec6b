"""R16: what somebody not authorised asks for goes to the account's authorised contacts.

Each gets a link of their own; the first answer counts. The mail holds nothing that the writer of
the ticket chose: it is read behind the link.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.identity.model import Contact, Grant, Permission
from portal.kernel.errors import Gone, Invalid, NotFound, PortalError
from portal.kernel.ids import hash_token, new_token
from portal.storage.database import Transaction
from portal.tickets.model import AuthorKind, Person, State, Ticket
from portal.tickets.rules import state
from portal.tickets.service.tools import CLOCK, Actor, Tools, progress_of
from portal.tickets.store.approvals import Request


@dataclass(frozen=True)
class Asked:
    """A ticket that waits for its approval, and the contact who is asked."""

    ticket: Ticket
    contact: Person


@dataclass(frozen=True)
class Decision:
    """What a contact answers; a "no" needs its reason."""

    is_approved: bool
    reason: str = ""


class Approvals:
    """What authorised contacts can do about tickets that others wrote."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def get(self, token: str) -> Asked:
        """Return what the link `token` is about.

        Raises NotFound, or Gone where it has expired, somebody has answered, or the contact may
        not approve any more.
        """
        with self._tools.database.read() as connection:
            asked = self._linked(connection, token)
        self._demand_authority(asked)
        return asked

    def _linked(self, connection: Transaction, token: str) -> Asked:
        tools = self._tools
        request = tools.approvals.find(connection, hash_token(token))
        if request is None:
            raise NotFound("no such link")
        ticket = tools.tickets.get_by_id(connection, request.ticket_id)
        is_open = ticket.state is State.AWAITING_APPROVAL
        if request.expires_at <= tools.clock.now() or not is_open:
            raise Gone("the link has expired or somebody has answered")
        return Asked(ticket, request.contact)

    def _demand_authority(self, asked: Asked) -> None:
        authority = self._tools.authority
        if authority and not authority.may_approve(asked.contact.email, asked.ticket.account):
            raise Gone("the contact may not approve any more")

    def decide(self, token: str, decision: Decision) -> Ticket:
        """Do as the contact of the link answers. Raises NotFound, Gone, or Invalid."""
        asked = self.get(token)
        with self._tools.database.write() as connection:
            self._tools.get_locked(connection, asked.ticket.reference)
            asked = self._linked(connection, token)
            ticket = self._settle(connection, asked, decision)
        self._tools.tell_of_arrival(ticket)
        return ticket

    def waits_until(self, ticket: Ticket) -> datetime | None:
        """Return when `ticket` is closed unless somebody answers; None where it does not wait."""
        if ticket.state is not State.AWAITING_APPROVAL:
            return None
        with self._tools.database.read() as connection:
            asked = self._tools.approvals.asked(connection, ticket.id)
        return max((request.expires_at for request in asked), default=None)

    def find(self, visitor: str, reference: str) -> Asked | None:
        """Return the ticket if it waits, and `visitor` is signed in as one who may approve it."""
        with self._tools.database.read() as connection:
            return self._seen(connection, visitor, reference)

    def _seen(self, connection: Transaction, visitor: str, reference: str) -> Asked | None:
        tools = self._tools
        now = tools.clock.now()
        customer = tools.access.signed_in(connection, hash_token(visitor), now)
        ticket = tools.tickets.find(connection, reference)
        if customer is None or ticket is None or ticket.state is not State.AWAITING_APPROVAL:
            return None
        if Grant(ticket.account, Permission.APPROVE) not in customer.grants:
            return None
        return Asked(ticket, self._person(connection, ticket, customer.email))

    def _person(self, connection: Transaction, ticket: Ticket, email: str) -> Person:
        asked = self._tools.approvals.asked(connection, ticket.id)
        known = (r.contact for r in asked if r.contact.email.casefold() == email.casefold())
        return next(known, Person(email, email))

    def decide_as(self, visitor: str, reference: str, decision: Decision) -> Ticket:
        """Do as the contact who is signed in answers. Raises NotFound or Invalid."""
        with self._tools.database.write() as connection:
            self._tools.get_locked(connection, reference)
            asked = self._seen(connection, visitor, reference)
            if asked is None:
                raise NotFound(reference)
            ticket = self._settle(connection, asked, decision)
        self._tools.tell_of_arrival(ticket)
        return ticket

    def _settle(self, connection: Transaction, asked: Asked, decision: Decision) -> Ticket:
        tools, now, ticket = self._tools, self._tools.clock.now(), asked.ticket
        actor = Actor(asked.contact.name or asked.contact.email, AuthorKind.SYSTEM)
        if decision.is_approved:
            ticket = tools.take(connection, ticket, state.approve(progress_of(ticket), now), actor)
            mail = tools.mails.entered(ticket, tools.new_link(connection, ticket))
            tools.outbox.enqueue(connection, mail, now)
            return ticket
        reason = tools.mask(decision.reason.strip())
        if not reason:
            raise Invalid("say why not")
        step = state.decline(progress_of(ticket))
        return self._close(connection, ticket, step, actor, reason)

    def _close(
        self, connection: Transaction, ticket: Ticket, step: state.Step, actor: Actor, why: str = ""
    ) -> Ticket:
        tools, now = self._tools, self._tools.clock.now()
        tools.tickets.advance(connection, ticket, step.progress, now)
        tools.record(connection, ticket, actor, step.event.value, why)
        mail = tools.mails.approvals.not_approved(ticket, why, tools.new_link(connection, ticket))
        tools.outbox.enqueue(connection, mail, now)
        return tools.tickets.get_by_id(connection, ticket.id)

    def expire(self) -> int:
        """Close the tickets that nobody answered in time, tell their writers, return how many."""
        tools = self._tools
        with tools.database.read() as connection:
            due = tools.approvals.lapsed(connection, tools.clock.now())
        return sum(self._expire(reference) for reference in due)

    def _expire(self, reference: str) -> bool:
        tools = self._tools
        try:
            with tools.database.write() as connection:
                ticket = tools.get_locked(connection, reference)
                self._close(connection, ticket, state.lapse(progress_of(ticket)), CLOCK)
        except PortalError:  # it moved on meanwhile
            return False
        return True


def ask_to_approve(
    tools: Tools, connection: Transaction, ticket: Ticket, contacts: Iterable[Contact]
) -> None:
    """Mail each of `contacts` a link to approve or decline, and tell the writer of the ticket."""
    now = tools.clock.now()
    until = now + timedelta(days=tools.policy.approval_days)
    for contact in contacts:
        token = new_token()
        request = Request(ticket.id, Person(contact.name, contact.email), until)
        tools.approvals.add(connection, hash_token(token), request)
        mail = tools.mails.approvals.approval(ticket, request.contact, token, until)
        tools.outbox.enqueue(connection, mail, now)
    mail = tools.mails.approvals.awaiting(ticket, tools.new_link(connection, ticket))
    tools.outbox.enqueue(connection, mail, now)
