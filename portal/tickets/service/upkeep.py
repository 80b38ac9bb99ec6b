"""What time does to tickets without anybody asking; the worker calls it now and then."""

from portal.kernel.errors import PortalError
from portal.tickets.model import AuthorKind, State
from portal.tickets.rules import state
from portal.tickets.service.submit import TicketIntake
from portal.tickets.service.tools import Actor, Tools, progress_of
from portal.tickets.service.uploads import UploadDesk

_CLOCK = Actor("", AuthorKind.SYSTEM)


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

    def _close(self, reference: str) -> bool:
        tools = self._tools
        try:
            with tools.database.write() as connection:
                ticket = tools.get_locked(connection, reference)
                now, days = tools.clock.now(), tools.policy.reopen_days
                tools.take(connection, ticket, state.close(progress_of(ticket), now, days), _CLOCK)
        except PortalError:  # it moved on meanwhile; what stays due comes again next time
            return False
        return True
