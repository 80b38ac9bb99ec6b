"""From a finished form to a place in the queue.

A submission is kept whole (ticket, files' facts, the confirmation mail) or not at all, and the
same submission twice is one ticket (R9, P3). Nobody at support sees it before its address is
confirmed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from portal.identity.model import Ruling
from portal.identity.rules import account_key
from portal.identity.rules.customers import VISIT_DAYS
from portal.kernel.errors import TooMany
from portal.kernel.ids import hash_token
from portal.storage.database import Transaction
from portal.tickets.model import Attachment, AuthorKind, Message, State, Ticket
from portal.tickets.rules import state
from portal.tickets.service.approvals import ask_to_approve
from portal.tickets.service.confirming import get_unconfirmed, mail_confirmation
from portal.tickets.service.suspensions import demand_unsuspended
from portal.tickets.service.tools import Actor, Tools, progress_of, writer_of
from portal.tickets.store import NewTicket
from portal.tickets.store.access import Purpose

_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Submission:
    """A ticket as the wizard hands it in. `network` is the visitor's, shortened to a prefix.

    `visitor` is the browser's secret: who is signed in with it and gives the same address needs
    no confirmation.
    """

    ticket: NewTicket
    files: tuple[tuple[Attachment, str], ...]
    network: str
    visitor: str = ""


@dataclass(frozen=True)
class Submitted:
    """The ticket that a submission became, now or when it was sent before."""

    ticket: Ticket
    is_new: bool


class TicketIntake:
    """Takes tickets in."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def submit(
        self,
        submission: Submission,
        also: Callable[[Transaction, Ticket], None] = lambda _, __: None,
    ) -> Submitted:
        """Keep the ticket and mail its confirmation; `also` runs in the same transaction.

        Where its writer is signed in it goes on at once: into the queue, or to be approved.

        Raises TooMany where the address or the network was mailed too often, Suspended where its
        writer is known and may not file (R15).
        """
        tools, new = self._tools, submission.ticket
        now = tools.clock.now()
        ruling = self._rule_if_proven(submission)
        with tools.database.write() as connection:
            known = tools.tickets.find_submission(connection, new.submission_id)
            if known is not None:
                return Submitted(known, is_new=False)
            if ruling is not None:  # whoever has not proven the address is told of nobody
                demand_unsuspended(tools, connection, new.intake.person.email)
            begun = state.start(
                now,
                confirmed=ruling is not None,
                needs_approval=ruling is not None and bool(ruling.approvers),
            )
            ticket = tools.tickets.add(connection, new, begun, now)
            if ticket is None:
                found = tools.tickets.get_submission(connection, new.submission_id)
                return Submitted(found, is_new=False)
            person = new.intake.person
            first = Message(
                new.submission_id, AuthorKind.CUSTOMER, person.name, _first_words(new), now
            )
            tools.talk.say(connection, ticket.id, first, submission.files)
            actor = Actor(person.name, AuthorKind.CUSTOMER)
            tools.record(connection, ticket, actor, "created")
            if ruling is None:
                mail_confirmation(tools, connection, ticket, submission.network)
            else:
                ticket = self._take_proven(connection, ticket, ruling, submission.visitor)
            also(connection, ticket)
        tools.tell_of_arrival(ticket)
        return Submitted(ticket, is_new=True)

    def _rule_if_proven(self, submission: Submission) -> Ruling | None:
        """Return the ruling on a ticket whose writer is signed in with its address, or None."""
        tools, intake = self._tools, submission.ticket.intake
        if not submission.visitor:
            return None
        now, visitor = tools.clock.now(), hash_token(submission.visitor)
        with tools.database.read() as connection:
            customer = tools.access.signed_in(connection, visitor, now)
            waiting = tools.approvals.count_waiting(connection, intake.person.email, now - _HOUR)
        if customer is None or account_key(customer.email) != account_key(intake.person.email):
            return None
        ruling = tools.rule(intake, submission.ticket.queue)
        if ruling.approvers and waiting >= tools.policy.mails_per_mailbox_hour:
            raise TooMany("too many tickets wait for approval", 3600)
        return ruling

    def _take_proven(
        self, connection: Transaction, ticket: Ticket, ruling: Ruling, visitor: str
    ) -> Ticket:
        """Put the ticket on the record as one whose writer is known."""
        tools = self._tools
        if ticket.state is State.NEW:
            actor = writer_of(ticket)
            tools.record(connection, ticket, actor, state.Event.ENTERED.value)
            tools.tell_of_new(connection, ticket)
        return self._admit(connection, ticket, ruling, visitor)

    def _admit(
        self, connection: Transaction, ticket: Ticket, ruling: Ruling, visitor: str
    ) -> Ticket:
        """Let the writer see the ticket, and tell them and those who approve where it stands."""
        tools, now = self._tools, self._tools.clock.now()
        until = now + timedelta(days=VISIT_DAYS)
        tools.access.let_in(connection, hash_token(visitor), ticket.id, until)
        ticket = tools.tickets.set_account(connection, ticket, ruling.account)
        if ticket.state is State.AWAITING_APPROVAL:
            ask_to_approve(tools, connection, ticket, ruling.approvers)
            return ticket
        mail = tools.mails.entered(ticket, tools.new_link(connection, ticket))
        tools.outbox.enqueue(connection, mail, now)
        return ticket

    def resend(self, reference: str, email: str, network: str) -> None:
        """Mail a fresh link to the ticket's own address: to confirm it, or to open its page.

        Does nothing where reference and address do not belong together or the limits are
        reached, and says nothing about it: the answer is the same for everybody.
        """
        tools, now = self._tools, self._tools.clock.now()
        with tools.database.write() as connection:
            ticket = tools.tickets.lock(connection, reference.strip().upper())
            if ticket is None or not _is_of(ticket, email):
                return
            mailbox = ticket.intake.person.email
            if not tools.outbox.may_mail(connection, mailbox, network, now):
                return
            if ticket.state is State.UNCONFIRMED:
                mail_confirmation(tools, connection, ticket, network)
                return
            mail = tools.mails.link(ticket, tools.new_link(connection, ticket))
            tools.outbox.enqueue(connection, mail, now, network=network)

    def get_unconfirmed(self, token: str) -> Ticket:
        """Return the ticket that the confirmation link `token` is for.

        Raises NotFound, or Gone where it has expired or was used.
        """
        with self._tools.database.read() as connection:
            return get_unconfirmed(self._tools, connection, token)

    def confirm(self, token: str, visitor: str) -> Ticket:
        """Take the address as proven: the ticket enters the queue, `visitor` may see it.

        Where its writer may not ask on the account, it goes to those who approve first (R16).

        Raises NotFound or Gone, or Suspended where its writer may not file (R15).
        """
        tools = self._tools
        now = tools.clock.now()
        before = self.get_unconfirmed(token)
        ruling = tools.rule(before.intake, before.queue)
        with tools.database.write() as connection:
            tools.get_locked(connection, get_unconfirmed(tools, connection, token).reference)
            # as it is now that nobody else has it
            ticket = get_unconfirmed(tools, connection, token)
            demand_unsuspended(tools, connection, ticket.intake.person.email)
            tools.access.use_link(connection, hash_token(token), now)
            needs_approval = bool(ruling.approvers)
            step = state.confirm(progress_of(ticket), now, needs_approval=needs_approval)
            actor = writer_of(ticket)
            ticket = tools.take(connection, ticket, step, actor)
            ticket = self._admit(connection, ticket, ruling, visitor)
        tools.tell_of_arrival(ticket)
        return ticket

    def find_confirmed(self, token: str, visitor: str) -> Ticket | None:
        """Return the ticket that `visitor` confirmed with `token` before, or None.

        For the second click on the same button, and for Back.
        """
        tools = self._tools
        with tools.database.read() as connection:
            link = tools.access.find_link(connection, hash_token(token), Purpose.CONFIRM)
            seen = tools.access.tickets_of(connection, hash_token(visitor), tools.clock.now())
            if link is None or link.ticket_id not in seen:
                return None
            return tools.tickets.get_by_id(connection, link.ticket_id)

    def purge(self) -> list[str]:
        """Delete tickets nobody confirmed in time; returns their stored files, to delete."""
        tools = self._tools
        now = tools.clock.now()
        with tools.database.write() as connection:
            tools.access.purge(connection, now)
            before = now - timedelta(days=tools.policy.confirmation_days)
            return tools.tickets.purge_unconfirmed(connection, before)


def _is_of(ticket: Ticket, email: str) -> bool:
    return ticket.intake.person.email.casefold() == email.strip().casefold()


def _first_words(new: NewTicket) -> str:
    report = new.intake.report
    return report.observed or report.expected
