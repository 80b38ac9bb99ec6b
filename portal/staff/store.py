"""Looks through the tickets in ways that only support needs, and keeps each member's lists."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.staff.model import Filters, SavedView, Where, Whose
from portal.staff.rules.listing import search_terms
from portal.storage.database import metadata
from portal.tickets.model import Queue, State, Ticket
from portal.tickets.rules.state import ALIVE, IN_QUEUE
from portal.tickets.store.rows import load_ticket
from portal.tickets.store.tables import tickets

MOST = 100
"""How many tickets one list shows."""

_SEEN = tickets.c.state != State.UNCONFIRMED.value  # for support it does not exist yet
_STATES: dict[Where, frozenset[State]] = {
    Where.QUEUE: IN_QUEUE,
    Where.WAITING: frozenset({State.WAITING}),
    Where.APPROVAL: frozenset({State.AWAITING_APPROVAL}),
    Where.OPEN: ALIVE,
    Where.SOLVED: frozenset({State.SOLVED}),
    Where.CLOSED: frozenset({State.CLOSED}),
    Where.ALL: frozenset(State) - {State.UNCONFIRMED},
}

views = sa.Table(
    "staff_view",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("member_id", sa.ForeignKey("staff_member.id", ondelete="CASCADE"), nullable=False),
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    sa.UniqueConstraint("member_id", "name", name="uq_staff_view_name"),
)


class BoardStore:
    """Reads lists of tickets."""

    def counts(self, connection: Connection) -> dict[tuple[State, Queue], int]:
        """Return how many tickets there are by state and team."""
        query = (
            sa.select(tickets.c.state, tickets.c.queue, sa.func.count().label("number"))
            .where(_SEEN)
            .group_by(tickets.c.state, tickets.c.queue)
        )
        return {(State(r.state), Queue(r.queue)): r.number for r in connection.execute(query)}

    def count_of(self, connection: Connection, member: str, states: Collection[State]) -> int:
        """Return how many tickets in `states` bear the member's name."""
        query = sa.select(sa.func.count()).where(
            tickets.c.assignee == member, tickets.c.state.in_([s.value for s in states])
        )
        return int(connection.execute(query.select_from(tickets)).scalar_one())

    def find(self, connection: Connection, filters: Filters, member: str) -> list[Ticket]:
        """Return what `filters` leave, the one touched last first.

        All of it where it is the queue, whose order is not the database's; else one more than a
        list shows.
        """
        query = (
            sa.select(tickets)
            .where(_SEEN, *_conditions(filters, member))
            .order_by(tickets.c.updated_at.desc(), tickets.c.id.desc())
        )
        if filters.where is not Where.QUEUE:
            query = query.limit(MOST + 1)
        return [load_ticket(row) for row in connection.execute(query)]

    def others_of(
        self, connection: Connection, ticket: Ticket, states: Sequence[State]
    ) -> list[Ticket]:
        """Return the same address's other tickets in `states`."""
        query = (
            sa.select(tickets)
            .where(
                tickets.c.person_email == ticket.intake.person.email,
                tickets.c.id != ticket.id,
                tickets.c.state.in_([state.value for state in states]),
            )
            .order_by(tickets.c.updated_at.desc(), tickets.c.id.desc())
            .limit(MOST)
        )
        return [load_ticket(row) for row in connection.execute(query)]


def _conditions(filters: Filters, member: str) -> list[sa.ColumnElement[bool]]:
    states = [state.value for state in _STATES[filters.where]]
    found: list[sa.ColumnElement[bool]] = [tickets.c.state.in_(states)]
    for name, column in (
        ("team", tickets.c.queue),
        ("product", tickets.c.product),
        ("kind", tickets.c.kind),
        ("priority", tickets.c.priority),
    ):
        wanted = getattr(filters, name)
        if wanted is not None:
            found.append(column == wanted.value)
    if filters.whose is not None:
        found.append(tickets.c.assignee == (member if filters.whose is Whose.MINE else ""))
    return [*found, *(_holds(term) for term in search_terms(filters.query))]


def _holds(term: str) -> sa.ColumnElement[bool]:
    """Say that a term stands in the reference, subject, person's name or address, or domain."""
    places = (
        tickets.c.reference,
        tickets.c.subject,
        tickets.c.person_name,
        tickets.c.person_email,
        tickets.c.intake["domain"].as_string(),
    )
    return sa.or_(*(place.icontains(term, autoescape=True) for place in places))


class ViewStore:
    """Keeps each member's lists, in the transaction of the caller."""

    def of(self, connection: Connection, member_id: str) -> list[SavedView]:
        """Return the lists of the member, by name."""
        query = sa.select(views).where(views.c.member_id == member_id).order_by(views.c.name)
        return [SavedView(row.id, row.name, row.query) for row in connection.execute(query)]

    def keep(self, connection: Connection, member_id: str, view: SavedView) -> None:
        """Keep a list; one of the same name gives way."""
        mine = views.c.member_id == member_id
        connection.execute(sa.delete(views).where(mine, views.c.name == view.name))
        connection.execute(
            sa.insert(views).values(
                id=view.id, member_id=member_id, name=view.name, query=view.query
            )
        )

    def forget(self, connection: Connection, member_id: str, view_id: str) -> None:
        """Delete a list of the member."""
        mine = (views.c.member_id == member_id) & (views.c.id == view_id)
        connection.execute(sa.delete(views).where(mine))
