"""R23: somebody's own tickets as a list: by where they stand and by the words in them."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.tickets.model import State, Ticket
from portal.tickets.store.rows import load_ticket
from portal.tickets.store.tables import messages, tickets


@dataclass(frozen=True)
class Wanted:
    """Which of the tickets `ids` to list: in one of `states`, with all of the folded `words`."""

    ids: Sequence[int]
    states: Collection[State]
    words: tuple[str, ...] = ()


def count_by_state(connection: Connection, ids: Sequence[int]) -> Counter[State]:
    """Return how many of the tickets `ids` are in each state."""
    query = (
        sa.select(tickets.c.state, sa.func.count())
        .where(tickets.c.id.in_(ids))
        .group_by(tickets.c.state)
    )
    return Counter({State(state): count for state, count in connection.execute(query)})


def count_wanted(connection: Connection, wanted: Wanted) -> int:
    """Return how many tickets are `wanted`."""
    query = sa.select(sa.func.count()).select_from(tickets).where(_is_wanted(wanted))
    return int(connection.execute(query).scalar_one())


def list_wanted(connection: Connection, wanted: Wanted, limit: int, offset: int) -> list[Ticket]:
    """Return the tickets `wanted`, the one that changed last first."""
    query = (
        sa.select(tickets)
        .where(_is_wanted(wanted))
        .order_by(tickets.c.updated_at.desc(), tickets.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [load_ticket(row) for row in connection.execute(query)]


def _is_wanted(wanted: Wanted) -> sa.ColumnElement[bool]:
    states = [state.value for state in wanted.states]
    found = [_has(word) for word in wanted.words]
    return sa.and_(tickets.c.id.in_(wanted.ids), tickets.c.state.in_(states), *found)


def _has(word: str) -> sa.ColumnElement[bool]:
    """Return whether the word stands in the report or in what was said in public."""
    said = sa.exists().where(
        messages.c.ticket_id == tickets.c.id,
        messages.c.public,
        messages.c.folded.contains(word, autoescape=True),
    )
    return tickets.c.folded.contains(word, autoescape=True) | said
