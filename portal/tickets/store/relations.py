"""Which tickets belong together: the same problem twice, or two that came as one (R8, R9)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.storage.database import Moment, metadata
from portal.tickets.store.tables import attachments, messages, tickets, visits


class Relation(StrEnum):
    """How the second ticket belongs to the first."""

    DUPLICATE = "duplicate"
    SPLIT = "split"


@dataclass(frozen=True)
class Related:
    """A ticket that belongs to another; `is_first` says that it is the older side of it."""

    reference: str
    subject: str
    relation: Relation
    is_first: bool


relations = sa.Table(
    "ticket_relation",
    metadata,
    sa.Column("first_id", sa.ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("second_id", sa.ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("relation", sa.String(10), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_ticket_relation_second", "second_id"),
)


class RelationStore:
    """Keeps what belongs together, in the transaction of the caller."""

    def link(
        self, connection: Connection, pair: tuple[int, int], relation: Relation, now: datetime
    ) -> bool:
        """Keep that the second of `pair` belongs to the first; False where it is kept already."""
        if connection.execute(sa.select(relations.c.at).where(_between(pair))).first():
            return False
        connection.execute(
            sa.insert(relations).values(
                first_id=pair[0], second_id=pair[1], relation=relation.value, at=now
            )
        )
        return True

    def unlink(self, connection: Connection, pair: tuple[int, int]) -> bool:
        """Forget that two are the same; a split stays, it happened. False where nothing was."""
        duplicates = relations.c.relation == Relation.DUPLICATE.value
        done = connection.execute(sa.delete(relations).where(_between(pair), duplicates))
        return done.rowcount > 0

    def of(self, connection: Connection, ticket_id: int) -> list[Related]:
        """Return what belongs to the ticket, in the order in which it was linked."""
        other = sa.case(
            (relations.c.first_id == ticket_id, relations.c.second_id),
            else_=relations.c.first_id,
        )
        query = (
            sa.select(
                tickets.c.reference,
                tickets.c.subject,
                relations.c.relation,
                (relations.c.second_id == ticket_id).label("is_first"),
            )
            .join(tickets, tickets.c.id == other)
            .where((relations.c.first_id == ticket_id) | (relations.c.second_id == ticket_id))
            .order_by(relations.c.at, tickets.c.id)
        )
        return [
            Related(row.reference, row.subject, Relation(row.relation), bool(row.is_first))
            for row in connection.execute(query)
        ]

    def move(
        self, connection: Connection, message_ids: list[str], from_id: int, to_id: int
    ) -> None:
        """Give messages of a ticket, and their files, to another."""
        mine = (messages.c.ticket_id == from_id) & messages.c.id.in_(message_ids)
        theirs = (attachments.c.ticket_id == from_id) & attachments.c.message_id.in_(message_ids)
        connection.execute(sa.update(attachments).where(theirs).values(ticket_id=to_id))
        connection.execute(sa.update(messages).where(mine).values(ticket_id=to_id))

    def share_visits(self, connection: Connection, from_id: int, to_id: int) -> None:
        """Let every browser that may see a ticket see the other too."""
        seen = sa.select(visits.c.hash, sa.literal(to_id), visits.c.expires_at).where(
            visits.c.ticket_id == from_id
        )
        connection.execute(sa.insert(visits).from_select(["hash", "ticket_id", "expires_at"], seen))


def _between(pair: tuple[int, int]) -> sa.ColumnElement[bool]:
    first, second = pair
    there = (relations.c.first_id == first) & (relations.c.second_id == second)
    back = (relations.c.first_id == second) & (relations.c.second_id == first)
    return there | back
