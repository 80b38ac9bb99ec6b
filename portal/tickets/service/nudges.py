"""R10, R13: asking how it is going, once; then the ticket's page says what is known."""

from datetime import datetime

from portal.kernel.ids import new_id
from portal.tickets.model import AuthorKind, Conversation, Message
from portal.tickets.rules.nudge import NudgeDecision, Nudging, decide_nudge
from portal.tickets.rules.state import IN_QUEUE
from portal.tickets.service.archive import NUDGED
from portal.tickets.service.customer import CustomerTickets
from portal.tickets.service.tools import Actor, Tools

_SEEN_BY_ALL = frozenset(
    {"answered", "asked_customer", "reprioritised", "rekinded", "solved", "reopened"}
)


class Nudges:
    """Takes the question, where it is time for it."""

    def __init__(self, tools: Tools, customers: CustomerTickets) -> None:
        self._tools, self._customers = tools, customers
        self.clock = tools.clock

    def look(self, conversation: Conversation) -> NudgeDecision | None:
        """Return what becomes of the question now; None where the ticket is not in the queue."""
        ticket = conversation.ticket
        if ticket.entered_at is None or ticket.state not in IN_QUEUE:
            return None
        return decide_nudge(
            ticket.entered_at,
            _last(conversation, {NUDGED}, AuthorKind.CUSTOMER),
            _last(conversation, _SEEN_BY_ALL, AuthorKind.STAFF),
            self._tools.clock.now(),
            self._tools.policy.ask_after_minutes,
        )

    def ask(self, visitor: str, reference: str, words: str) -> Nudging | None:
        """Ask how it is going: support sees it on the ticket; only where it is time, and once.

        `words` are what a connected help desk reads. Returns how it stood before. Raises NotFound.
        """
        tools, now = self._tools, self._tools.clock.now()
        self._customers.demand(visitor, reference)
        with tools.database.write() as connection:
            ticket = tools.get_locked(connection, reference)
            decision = self.look(tools.talk.conversation(connection, ticket))
            if decision is not None and decision.verdict is Nudging.OPEN:
                name = ticket.intake.person.name
                tools.record(connection, ticket, Actor(name, AuthorKind.CUSTOMER), NUDGED)
                asked = Message(new_id(), AuthorKind.CUSTOMER, name, words, now)
                tools.tell_more(connection, ticket, asked)
        return decision.verdict if decision else None


def _last(
    conversation: Conversation, among: set[str] | frozenset[str], who: AuthorKind
) -> datetime | None:
    found = [r.at for r in conversation.records if r.what in among and r.actor_kind is who]
    return found[-1] if found else None
