"""Tickets and where they stand.

Methods that write take the connection of the caller's transaction, so that a use case is kept
whole or not at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.kernel.ids import new_id
from portal.kernel.locale import Locale
from portal.kernel.text import fold
from portal.tickets.model import (
    Intake,
    Kind,
    Priority,
    Queue,
    QueueEntry,
    State,
    Ticket,
)
from portal.tickets.rules.state import Progress
from portal.tickets.store.rows import dump_intake, load_ticket, searched_text
from portal.tickets.store.tables import attachments, links, tickets

_FIRST_NUMBER = 1000


@dataclass(frozen=True)
class NewTicket:
    """What a ticket is made of before it has a number."""

    submission_id: str
    kind: Kind
    priority: Priority
    queue: Queue
    product: str
    flow: str
    outcome: str
    locale: Locale
    intake: Intake


class TicketStore:
    """Keeps tickets. `prefix` begins every reference."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def add(
        self, connection: Connection, new: NewTicket, progress: Progress, now: datetime
    ) -> Ticket | None:
        """Keep a new ticket and return it with its number.

        Returns None, and keeps nothing, where another transaction was faster with the same
        submission.
        """
        values = {
            "submission_id": new.submission_id,
            "reference": new_id(),  # replaced below, in this transaction
            "kind": new.kind.value,
            "priority": new.priority.value,
            "queue": new.queue.value,
            "product": new.product,
            "flow": new.flow,
            "outcome": new.outcome,
            "locale": new.locale.value,
            "subject": new.intake.report.subject,
            "person_name": new.intake.person.name,
            "person_email": new.intake.person.email,
            "intake": dump_intake(new.intake),
            "folded": searched_text(new.intake),
            "created_at": now,
            "updated_at": now,
            **_progress_values(progress),
        }
        query = sa.insert(tickets).values(values).returning(tickets.c.id)
        try:
            with connection.begin_nested():
                number: int = connection.execute(query).scalar_one()
        except sa.exc.IntegrityError:
            return None
        reference = f"{self._prefix}-{_FIRST_NUMBER + number}"
        connection.execute(
            sa.update(tickets)
            .where(tickets.c.id == number)
            .values(reference=reference, folded=tickets.c.folded + " " + fold(reference))
        )
        return self._get(connection, tickets.c.id == number)

    def find_submission(self, connection: Connection, submission_id: str) -> Ticket | None:
        """Return the ticket made of `submission_id`, or None."""
        return self._find(connection, tickets.c.submission_id == submission_id)

    def find(self, connection: Connection, reference: str) -> Ticket | None:
        """Return the ticket called `reference`, or None."""
        return self._find(connection, tickets.c.reference == reference)

    def get_submission(self, connection: Connection, submission_id: str) -> Ticket:
        """Return the ticket made of `submission_id`. Raises sqlalchemy's NoResultFound."""
        return self._get(connection, tickets.c.submission_id == submission_id)

    def get_by_id(self, connection: Connection, ticket_id: int) -> Ticket:
        """Return the ticket with this row number. Raises sqlalchemy's NoResultFound."""
        return self._get(connection, tickets.c.id == ticket_id)

    def lock(self, connection: Connection, reference: str) -> Ticket | None:
        """Return the ticket called `reference`, ours alone until the transaction ends, or None."""
        query = sa.select(tickets).where(tickets.c.reference == reference).with_for_update()
        row = connection.execute(query).first()
        return load_ticket(row) if row else None

    def in_states(self, connection: Connection, states: Iterable[State]) -> list[Ticket]:
        """Return every ticket in one of `states`, oldest number first."""
        wanted = [state.value for state in states]
        query = sa.select(tickets).where(tickets.c.state.in_(wanted)).order_by(tickets.c.id)
        return [load_ticket(row) for row in connection.execute(query)]

    def entries(
        self, connection: Connection, states: Iterable[State], queue: Queue
    ) -> list[QueueEntry]:
        """Return the place cards of `queue`, in no order; cheaper than whole tickets."""
        wanted = [state.value for state in states]
        query = sa.select(
            tickets.c.reference,
            tickets.c.kind,
            tickets.c.priority,
            tickets.c.entered_at,
            tickets.c.id,
        ).where(
            tickets.c.state.in_(wanted),
            tickets.c.queue == queue.value,
            tickets.c.entered_at.is_not(None),
        )
        return [
            QueueEntry(
                row.reference, Kind(row.kind), Priority(row.priority), row.entered_at, row.id
            )
            for row in connection.execute(query)
        ]

    def among(self, connection: Connection, ids: Sequence[int]) -> list[Ticket]:
        """Return the tickets with these row numbers, newest first."""
        query = sa.select(tickets).where(tickets.c.id.in_(ids)).order_by(tickets.c.id.desc())
        return [load_ticket(row) for row in connection.execute(query)]

    def of_mailbox(self, connection: Connection, email: str, limit: int) -> list[Ticket]:
        """Return the tickets written from `email`, confirmed or not, newest first."""
        is_theirs = sa.func.lower(tickets.c.person_email) == email.lower()
        query = sa.select(tickets).where(is_theirs).order_by(tickets.c.id.desc()).limit(limit)
        return [load_ticket(row) for row in connection.execute(query)]

    def advance(
        self, connection: Connection, ticket: Ticket, progress: Progress, now: datetime
    ) -> None:
        """Keep where the ticket stands now."""
        values = {**_progress_values(progress), "updated_at": now}
        connection.execute(sa.update(tickets).where(tickets.c.id == ticket.id).values(values))

    def set_account(self, connection: Connection, ticket: Ticket, account: str) -> Ticket:
        """Keep whose account the ticket is about, and return it as it is now."""
        connection.execute(
            sa.update(tickets).where(tickets.c.id == ticket.id).values(account=account)
        )
        return self.get_by_id(connection, ticket.id)

    def assign(self, connection: Connection, ticket: Ticket, name: str, now: datetime) -> None:
        """Keep who works on the ticket."""
        connection.execute(
            sa.update(tickets)
            .where(tickets.c.id == ticket.id)
            .values(assignee=name, updated_at=now)
        )

    def reprioritise(
        self, connection: Connection, ticket: Ticket, priority: Priority, now: datetime
    ) -> None:
        """Keep a changed priority; the reason is the record's."""
        connection.execute(
            sa.update(tickets)
            .where(tickets.c.id == ticket.id)
            .values(priority=priority.value, updated_at=now)
        )

    def rekind(self, connection: Connection, ticket: Ticket, kind: Kind, now: datetime) -> None:
        """Keep a changed kind; the reason is the record's."""
        connection.execute(
            sa.update(tickets)
            .where(tickets.c.id == ticket.id)
            .values(kind=kind.value, updated_at=now)
        )

    def set_intake(
        self, connection: Connection, ticket: Ticket, intake: Intake, now: datetime
    ) -> None:
        """Keep what changed in what came with the ticket."""
        connection.execute(
            sa.update(tickets)
            .where(tickets.c.id == ticket.id)
            .values(intake=dump_intake(intake), updated_at=now)
        )

    def purge_unconfirmed(self, connection: Connection, before: datetime) -> list[str]:
        """Delete unconfirmed tickets from before `before`; returns their stored files, to delete.

        One that was mailed another link stays as long as that link: purge links first.
        """
        doomed = sa.select(tickets.c.id).where(
            tickets.c.state == State.UNCONFIRMED.value,
            tickets.c.created_at < before,
            ~sa.exists().where(links.c.ticket_id == tickets.c.id),
        )
        names = connection.execute(
            sa.select(attachments.c.stored).where(attachments.c.ticket_id.in_(doomed))
        ).scalars()
        gone = list(names)
        connection.execute(sa.delete(tickets).where(tickets.c.id.in_(doomed)))
        return gone

    def _find(self, connection: Connection, condition: sa.ColumnElement[bool]) -> Ticket | None:
        row = connection.execute(sa.select(tickets).where(condition)).first()
        return load_ticket(row) if row else None

    def _get(self, connection: Connection, condition: sa.ColumnElement[bool]) -> Ticket:
        return load_ticket(connection.execute(sa.select(tickets).where(condition)).one())


def _progress_values(progress: Progress) -> dict[str, object]:
    return {
        "state": progress.state.value,
        "entered_at": progress.entered_at,
        "answered_at": progress.answered_at,
        "solved_at": progress.solved_at,
    }
