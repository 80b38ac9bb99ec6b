"""What notices need of the features above them: arriving tickets, whose they are, symptoms."""

import logging
from collections.abc import Callable, Sequence

from portal.delivery.mails import Letters
from portal.delivery.rules import mailbox_key
from portal.kernel.errors import PortalError
from portal.kernel.ids import hash_token
from portal.kernel.text import fold, squeeze
from portal.notices.catalogue import NoticeSource
from portal.notices.mails import NoticeMails
from portal.notices.model import Fingerprint, Holder, Joined, Symptom
from portal.notices.service import FailureWatch, Notices, NoticeTools
from portal.search.service import Indexing
from portal.storage.database import Transaction
from portal.tickets.mails import open_link
from portal.tickets.model import Kind, State, Ticket, TicketArrived
from portal.tickets.rules.state import ALIVE
from portal.tickets.service import Tools
from portal.wizard.model import UNKNOWN
from portal.wizard.rules.symptom import symptom_question
from portal.wizard.service.wizard import Wizard

_log = logging.getLogger(__name__)


def build_notices(tools: Tools, wizard: Wizard, letters: Letters) -> Notices:
    """Return notices over the tickets' own database, outbox and clock."""
    own = NoticeTools(
        database=tools.database,
        outbox=tools.outbox,
        mails=NoticeMails(letters),
        clock=tools.clock,
        policy=tools.policy,
        tickets=CollectedTickets(tools, letters),
    )
    return Notices.build(own, symptoms_of(wizard))


def connect_notices(
    notices: Notices, listeners: list[Callable[[object], None]], indexing: Indexing
) -> None:
    """Let notices hear of arriving tickets, and let them be found."""
    listeners.append(hand_over_to(notices.watch))
    indexing.add_source(NoticeSource(notices.board.findable))


class CollectedTickets:
    """Tickets as a notice that collects them sees them."""

    def __init__(self, tools: Tools, letters: Letters) -> None:
        self._tools, self._letters = tools, letters

    def holders(self, connection: Transaction, references: Sequence[str]) -> list[Holder]:
        """Return who filed those that are still open, each with a fresh link to its page."""
        tools = self._tools
        return [
            Holder(
                reference=ticket.reference,
                email=ticket.intake.person.email,
                locale=ticket.locale,
                link=open_link(self._letters, ticket, tools.new_link(connection, ticket)),
            )
            for ticket in self._find(connection, references)
            if ticket.state in ALIVE
        ]

    def describe(self, connection: Transaction, references: Sequence[str]) -> list[Joined]:
        """Return what the tickets are about, confirmed ones only, in the order asked."""
        return [
            Joined(ticket.reference, ticket.subject, ticket.state in ALIVE)
            for ticket in self._find(connection, references)
        ]

    def _find(self, connection: Transaction, references: Sequence[str]) -> list[Ticket]:
        found = [self._tools.tickets.find(connection, reference) for reference in references]
        return [ticket for ticket in found if ticket and ticket.state is not State.UNCONFIRMED]


def hand_over_to(watch: FailureWatch) -> Callable[[object], None]:
    """Return a listener that gives `watch` the fingerprint of each incident that arrives.

    The ticket is in the queue by then: what goes wrong here is logged, and costs only a flag.
    """

    def listen(event: object) -> None:
        if not isinstance(event, TicketArrived) or event.ticket.kind is not Kind.INCIDENT:
            return
        try:
            watch.take(fingerprint_of(event.ticket))
        except PortalError as error:
            _log.warning("no fingerprint of %s: %s", event.ticket.reference, error)

    return listen


def fingerprint_of(ticket: Ticket) -> Fingerprint:
    """Return what tells that another ticket is about the same failure."""
    intake = ticket.intake
    return Fingerprint(
        reference=ticket.reference,
        at=ticket.entered_at or ticket.created_at,
        product=ticket.product,
        flow=ticket.flow,
        outcome=ticket.outcome,
        symptom=intake.symptom,
        domain=intake.domain.rpartition("@")[2].lower(),
        server=squeeze(fold(intake.server)),
        person=hash_token(mailbox_key(intake.person.email)),
    )


def symptoms_of(wizard: Wizard) -> Callable[[], tuple[Symptom, ...]]:
    """Return what lists the symptoms that the wizard's flows ask about, as they are then."""

    def load() -> tuple[Symptom, ...]:
        found: dict[str, Symptom] = {}
        for flow in wizard.shelf.flows.values():
            question = symptom_question(flow)
            for option in question.options if question else ():
                if option.id != UNKNOWN:
                    symptom = Symptom(option.id, flow.product, option.text)
                    found.setdefault(option.id, symptom)
        return tuple(found.values())

    return load
