"""What time does to tickets without anybody asking; the worker calls it now and then."""

from datetime import datetime, timedelta

from portal.kernel.errors import PortalError
from portal.tickets.model import Conversation, State, Ticket
from portal.tickets.rules import state
from portal.tickets.rules.retention import is_reminder_due
from portal.tickets.service.customer import has_agreed
from portal.tickets.service.submit import TicketIntake
from portal.tickets.service.tools import CLOCK, Tools, progress_of
from portal.tickets.service.uploads import UploadDesk

REMINDED = "reminded"
"""What the history says when the customer was told that a solved ticket closes soon."""


class TicketUpkeep:
    """Forgets what nobody confirmed, and closes what nobody reopened."""

    def __init__(self, tools: Tools, intake: TicketIntake, uploads: UploadDesk) -> None:
        self._tools, self._intake, self._uploads = tools, intake, uploads

    def purge_unconfirmed(self) -> None:
        """Delete tickets nobody confirmed in time, and their files."""
        for stored in self._intake.purge():
            self._uploads.drop(stored)

    def close_solved(self) -> int:
        """Close the solved tickets that can no longer be reopened (R24); return how many."""
        tools, now = self._tools, self._tools.clock.now()
        with tools.database.read() as connection:
            solved = tools.tickets.in_states(connection, [State.SOLVED])
        days = tools.policy.reopen_days
        due = [t for t in solved if not state.can_reopen(progress_of(t), now, days)]
        return sum(self._close(ticket.reference) for ticket in due)

    def remind_of_closing(self) -> int:
        """Mail the customers whose solved tickets close soon (R24), once; return how many."""
        tools, now = self._tools, self._tools.clock.now()
        with tools.database.read() as connection:
            solved = tools.tickets.in_states(connection, [State.SOLVED])
        return sum(self._remind(t.reference) for t in solved if self._is_reminder_due(t, now))

    def _is_reminder_due(self, ticket: Ticket, now: datetime) -> bool:
        policy = self._tools.policy
        return ticket.solved_at is not None and is_reminder_due(
            ticket.solved_at, now, policy.reopen_days, policy.closing_notice_days
        )

    def _remind(self, reference: str) -> bool:
        tools = self._tools
        with tools.database.write() as connection:
            ticket = tools.tickets.lock(connection, reference)
            now = tools.clock.now()
            if ticket is None or ticket.solved_at is None or not self._is_reminder_due(ticket, now):
                return False
            whole = tools.talk.conversation(connection, ticket)
            if has_agreed(whole) or _was_reminded(whole, ticket.solved_at):
                return False
            tools.record(connection, ticket, CLOCK, REMINDED)
            closes_at = ticket.solved_at + timedelta(days=tools.policy.reopen_days)
            mail = tools.mails.closing(ticket, closes_at, tools.new_link(connection, ticket))
            tools.outbox.enqueue(connection, mail, now)
        return True

    def _close(self, reference: str) -> bool:
        tools = self._tools
        try:
            with tools.database.write() as connection:
                ticket = tools.get_locked(connection, reference)
                now, days = tools.clock.now(), tools.policy.reopen_days
                tools.take(connection, ticket, state.close(progress_of(ticket), now, days), CLOCK)
        except PortalError:  # it moved on meanwhile; what stays due comes again next time
            return False
        return True


def _was_reminded(conversation: Conversation, solved_at: datetime) -> bool:
    return any(r.what == REMINDED and r.at >= solved_at for r in conversation.records)
