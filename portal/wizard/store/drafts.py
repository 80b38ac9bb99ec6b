"""Drafts: what a visitor told that no address may say, the form in progress, and its files.

A draft belongs to the browser that holds its cookie, and to one flow.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.kernel.errors import Conflict
from portal.storage.database import Moment, Transaction, metadata
from portal.tickets.model import Attachment
from portal.wizard.model import Facts
from portal.wizard.rules.second import NOTE

drafts = sa.Table(
    "wizard_draft",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("owner", sa.String(64), nullable=False),
    sa.Column("flow", sa.String(60), nullable=False),
    sa.Column("submission_id", sa.String(64), nullable=False, unique=True),
    sa.Column("given", sa.JSON, nullable=False),
    sa.Column("form", sa.JSON, nullable=False),
    sa.Column("notes", sa.JSON, nullable=False, server_default="{}"),
    sa.Column("reference", sa.String(32), nullable=False, server_default=""),
    sa.Column("touched_at", Moment, nullable=False),
    sa.Index("ix_wizard_draft_owner", "owner", "flow"),
)

files = sa.Table(
    "wizard_file",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("draft_id", sa.ForeignKey("wizard_draft.id", ondelete="CASCADE"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("mime", sa.String(100), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("stored", sa.String(32), nullable=False, unique=True),
    sa.Column("added_at", Moment, nullable=False),
    sa.Index("ix_wizard_file_draft", "draft_id"),
)


@dataclass(frozen=True)
class Draft:
    """An unfinished way through a flow; `reference` once it became a ticket, or part of one.

    `notes` are what is remembered beside the answers: about the person, and what was read.
    """

    id: str
    flow: str
    submission_id: str
    given: dict[str, Any] = field(default_factory=dict)
    form: dict[str, Any] = field(default_factory=dict)
    reference: str = ""
    files: tuple[tuple[Attachment, str], ...] = ()
    notes: dict[str, Any] = field(default_factory=dict)


class DraftStore:
    """Keeps drafts; `owner` is the hash of the browser's secret."""

    def find(self, connection: Transaction, owner: str, flow: str) -> Draft | None:
        """Return the owner's open draft of `flow`, or None."""
        row = connection.execute(
            sa.select(drafts)
            .where(drafts.c.owner == owner, drafts.c.flow == flow, drafts.c.reference == "")
            .order_by(drafts.c.touched_at.desc())
        ).first()
        return self._draft(connection, row) if row else None

    def find_sent(self, connection: Transaction, owner: str, reference: str) -> Draft | None:
        """Return the owner's draft that became the ticket `reference`, or None."""
        row = connection.execute(
            sa.select(drafts).where(drafts.c.owner == owner, drafts.c.reference == reference)
        ).first()
        return self._draft(connection, row) if row else None

    def find_submission(
        self, connection: Transaction, owner: str, submission_id: str
    ) -> Draft | None:
        """Return the owner's draft, sent or not, that is submitted under this id, or None."""
        row = connection.execute(
            sa.select(drafts).where(
                drafts.c.owner == owner, drafts.c.submission_id == submission_id
            )
        ).first()
        return self._draft(connection, row) if row else None

    def find_noted(self, connection: Transaction, owner: str, name: str) -> list[Draft]:
        """Return the owner's drafts, sent or not, that have a note `name`, the oldest first."""
        mine = sa.select(drafts).where(drafts.c.owner == owner).order_by(drafts.c.touched_at)
        rows = connection.execute(mine).all()
        return [self._draft(connection, row) for row in rows if row.notes.get(name)]

    def add(self, connection: Transaction, owner: str, draft: Draft, now: datetime) -> None:
        """Keep a new draft."""
        connection.execute(
            sa.insert(drafts).values(
                id=draft.id,
                owner=owner,
                flow=draft.flow,
                submission_id=draft.submission_id,
                given=draft.given,
                form=draft.form,
                notes=draft.notes,
                touched_at=now,
            )
        )

    def save(
        self,
        connection: Transaction,
        draft: Draft,
        now: datetime,
        *,
        given: dict[str, Any] | None = None,
        form: dict[str, Any] | None = None,
    ) -> None:
        """Keep what was given or written meanwhile."""
        values: dict[str, Any] = {"touched_at": now}
        if given is not None:
            values["given"] = given
        if form is not None:
            values["form"] = form
        connection.execute(sa.update(drafts).where(drafts.c.id == draft.id).values(values))

    def add_given(self, connection: Transaction, draft: Draft, more: Facts, now: datetime) -> None:
        """Keep `more` beside what the draft holds by now: finding it out may have taken long."""
        held = connection.execute(
            sa.select(drafts.c.given).where(drafts.c.id == draft.id).with_for_update()
        ).scalar_one_or_none()
        if held is not None:
            self.save(connection, draft, now, given={**held, **more})

    def add_note(
        self, connection: Transaction, draft: Draft, more: dict[str, Any], now: datetime
    ) -> dict[str, Any]:
        """Keep `more` among the notes that the draft holds by now; return them all."""
        held = connection.execute(
            sa.select(drafts.c.notes).where(drafts.c.id == draft.id).with_for_update()
        ).scalar_one_or_none()
        notes = {**(held or {}), **more}
        connection.execute(
            sa.update(drafts).where(drafts.c.id == draft.id).values(notes=notes, touched_at=now)
        )
        return notes

    def add_file(
        self,
        connection: Transaction,
        draft: Draft,
        attachment: Attachment,
        stored: str,
        now: datetime,
    ) -> None:
        """Keep the facts of a file that is on the disk already."""
        connection.execute(
            sa.insert(files).values(
                id=attachment.id,
                draft_id=draft.id,
                name=attachment.name,
                size=attachment.size,
                mime=attachment.mime,
                sha256=attachment.sha256,
                stored=stored,
                added_at=now,
            )
        )

    def remove_file(self, connection: Transaction, draft: Draft, file_id: str) -> str | None:
        """Forget a file; returns its stored name, to delete, or None where there is none."""
        mine = (files.c.draft_id == draft.id) & (files.c.id == file_id)
        stored = connection.execute(sa.select(files.c.stored).where(mine)).scalar()
        connection.execute(sa.delete(files).where(mine))
        return stored

    def mark_sent(self, connection: Transaction, draft: Draft, reference: str) -> None:
        """Turn the draft into what is left of it: its files are the ticket's now.

        Raises Conflict where it became another ticket meanwhile.
        """
        is_free = drafts.c.reference.in_(("", reference))
        done = connection.execute(
            sa.update(drafts)
            .where(drafts.c.id == draft.id, is_free)
            .values(
                reference=reference,
                given={},
                form={"email": draft.form.get("email", "")},
                notes={NOTE: draft.notes[NOTE]} if draft.notes.get(NOTE) else {},
            )
        )
        if not done.rowcount:
            raise Conflict("the draft became another ticket")
        connection.execute(sa.delete(files).where(files.c.draft_id == draft.id))

    def purge(self, connection: Transaction, before: datetime) -> list[str]:
        """Delete drafts not touched since `before`; returns their stored files, to delete."""
        doomed = sa.select(drafts.c.id).where(drafts.c.touched_at < before)
        query = sa.select(files.c.stored).where(files.c.draft_id.in_(doomed))
        gone = list(connection.execute(query).scalars())
        connection.execute(sa.delete(drafts).where(drafts.c.id.in_(doomed)))
        return gone

    def forget_sent(self, connection: Transaction, references: Collection[str]) -> None:
        """Delete what is left of the drafts that became these tickets."""
        connection.execute(sa.delete(drafts).where(drafts.c.reference.in_(references)))

    def stored_names(self, connection: Transaction) -> set[str]:
        """Return the stored name of every file that a draft holds."""
        return set(connection.execute(sa.select(files.c.stored)).scalars())

    def _draft(self, connection: Transaction, row: sa.Row[Any]) -> Draft:
        found = connection.execute(
            sa.select(files).where(files.c.draft_id == row.id).order_by(files.c.added_at)
        )
        held = tuple((Attachment(f.id, f.name, f.size, f.mime, f.sha256), f.stored) for f in found)
        return Draft(
            row.id, row.flow, row.submission_id, row.given, row.form, row.reference, held, row.notes
        )
