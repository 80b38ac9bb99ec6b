"""R11: "call me when it is solved", wished or not, changed on the ticket's page at any time."""

from dataclasses import replace

from portal.tickets.model import State, Ticket
from portal.tickets.rules.state import Refusal, StepRefused
from portal.tickets.service.customer import CustomerTickets
from portal.tickets.service.tools import Tools, writer_of

CALL, NO_CALL = "call_wished", "call_not_wished"
"""What the history says."""


class Wishes:
    """Keeps whether support calls."""

    def __init__(self, tools: Tools, customers: CustomerTickets) -> None:
        self._tools, self._customers = tools, customers

    def call_when_solved(self, visitor: str, reference: str, phone: str) -> Ticket:
        """Call `phone` once it is solved; an empty one means that nobody calls.

        Raises NotFound, or StepRefused where the ticket is solved or closed.
        """
        tools = self._tools
        self._customers.demand(visitor, reference)
        with tools.database.write() as connection:
            ticket = tools.get_locked(connection, reference)
            if ticket.state in {State.SOLVED, State.CLOSED}:
                is_over = ticket.state is State.CLOSED
                raise StepRefused(Refusal.CLOSED if is_over else Refusal.ALREADY_SOLVED)
            wished = replace(
                ticket.intake,
                report=replace(ticket.intake.report, call_when_solved=bool(phone)),
                phone=phone,
            )
            if wished == ticket.intake:
                return ticket
            tools.tickets.set_intake(connection, ticket, wished, tools.clock.now())
            actor = writer_of(ticket)
            tools.record(connection, ticket, actor, CALL if phone else NO_CALL)
            ticket = tools.tickets.get_by_id(connection, ticket.id)
            tools.tell_more(connection, ticket)
        return ticket
