"""What was said and done about a ticket, and the files that came with it."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.kernel.text import fold
from portal.tickets.model import (
    Attachment,
    AuthorKind,
    Conversation,
    Message,
    Missing,
    Record,
    StoredFile,
    Ticket,
)
from portal.tickets.store.tables import attachments, messages, records


class ConversationStore:
    """Keeps messages, files' facts and history, in the transaction of the caller."""

    def say(
        self,
        connection: Connection,
        ticket_id: int,
        message: Message,
        stored: Sequence[tuple[Attachment, str]] = (),
    ) -> bool:
        """Keep a message and its files' facts; `stored` pairs each file with its stored name.

        Returns False, and keeps nothing, where a message with this id is kept already.
        """
        known = connection.execute(sa.select(messages.c.id).where(messages.c.id == message.id))
        if known.first() is not None:
            return False
        said = sa.select(sa.func.count()).where(messages.c.ticket_id == ticket_id)
        connection.execute(
            sa.insert(messages).values(
                id=message.id,
                ticket_id=ticket_id,
                author_kind=message.author_kind.value,
                author_name=message.author_name,
                text=message.text,
                public=message.public,
                asked_for=" ".join(message.asked_for),
                folded=fold(" ".join((message.text, *(file.name for file, _ in stored)))),
                at=message.at,
                number=said.scalar_subquery(),
            )
        )
        for attachment, name in stored:
            connection.execute(
                sa.insert(attachments).values(
                    id=attachment.id,
                    ticket_id=ticket_id,
                    message_id=message.id,
                    name=attachment.name,
                    size=attachment.size,
                    mime=attachment.mime,
                    sha256=attachment.sha256,
                    stored=name,
                )
            )
        return True

    def hand_over(
        self, connection: Connection, ticket_id: int, to_id: int, message_id: str
    ) -> list[tuple[Attachment, str]]:
        """Give all files of a ticket to the message of another; returns them with stored names."""
        mine = attachments.c.ticket_id == ticket_id
        moved = [
            (Attachment(row.id, row.name, row.size, row.mime, row.sha256), row.stored)
            for row in connection.execute(sa.select(attachments).where(mine))
        ]
        connection.execute(
            sa.update(attachments).where(mine).values(ticket_id=to_id, message_id=message_id)
        )
        return moved

    def note(self, connection: Connection, ticket_id: int, record: Record) -> None:
        """Add a line to the ticket's history."""
        connection.execute(
            sa.insert(records).values(
                ticket_id=ticket_id,
                at=record.at,
                actor=record.actor,
                actor_kind=record.actor_kind.value,
                what=record.what,
                detail=record.detail,
            )
        )

    def conversation(self, connection: Connection, ticket: Ticket) -> Conversation:
        """Return the ticket with all that was said and done, oldest first."""
        files: dict[str, list[Attachment]] = {}
        for row in connection.execute(
            sa.select(attachments)
            .where(attachments.c.ticket_id == ticket.id)
            .order_by(attachments.c.name)
        ):
            found = Attachment(row.id, row.name, row.size, row.mime, row.sha256)
            files.setdefault(row.message_id, []).append(found)
        said = connection.execute(
            sa.select(messages)
            .where(messages.c.ticket_id == ticket.id)
            .order_by(messages.c.at, messages.c.number, messages.c.id)
        )
        done = connection.execute(
            sa.select(records).where(records.c.ticket_id == ticket.id).order_by(records.c.id)
        )
        return Conversation(
            ticket,
            tuple(
                Message(
                    id=row.id,
                    author_kind=AuthorKind(row.author_kind),
                    author_name=row.author_name,
                    text=row.text,
                    at=row.at,
                    public=row.public,
                    attachments=tuple(files.get(row.id, ())),
                    asked_for=tuple(Missing(name) for name in row.asked_for.split()),
                )
                for row in said
            ),
            tuple(
                Record(row.at, row.actor, AuthorKind(row.actor_kind), row.what, row.detail)
                for row in done
            ),
        )

    def last_records(
        self, connection: Connection, ticket_ids: Sequence[int], among: Collection[str]
    ) -> dict[int, Record]:
        """Return each ticket's last line of history that is one of `among`, by row number."""
        last = (
            sa.select(sa.func.max(records.c.id))
            .where(records.c.ticket_id.in_(ticket_ids), records.c.what.in_(among))
            .group_by(records.c.ticket_id)
        )
        rows = connection.execute(sa.select(records).where(records.c.id.in_(last)))
        return {
            row.ticket_id: Record(
                row.at, row.actor, AuthorKind(row.actor_kind), row.what, row.detail
            )
            for row in rows
        }

    def find_file(
        self, connection: Connection, ticket_id: int, attachment_id: str
    ) -> StoredFile | None:
        """Return a file of this ticket, or None: a file is only found through its ticket."""
        row = connection.execute(
            sa.select(attachments, messages.c.public)
            .join(messages, messages.c.id == attachments.c.message_id)
            .where(attachments.c.ticket_id == ticket_id, attachments.c.id == attachment_id)
        ).first()
        if row is None:
            return None
        found = Attachment(row.id, row.name, row.size, row.mime, row.sha256)
        return StoredFile(found, row.stored, ticket_id, row.message_id, row.public)

    def bytes_of(self, connection: Connection, ticket_id: int) -> int:
        """Return how many bytes the ticket's files have together."""
        query = sa.select(sa.func.coalesce(sa.func.sum(attachments.c.size), 0)).where(
            attachments.c.ticket_id == ticket_id
        )
        return int(connection.execute(query).scalar_one())

    def stored_names(self, connection: Connection) -> set[str]:
        """Return the stored name of every file that a ticket holds."""
        return set(connection.execute(sa.select(attachments.c.stored)).scalars())
