"""What visitors have answered and written so far, kept until it is a ticket or forgotten.

`owner` is the browser's secret, empty before the first draft.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from portal.kernel.clock import Clock
from portal.kernel.errors import NotFound
from portal.kernel.ids import hash_token, new_id
from portal.storage.database import Database, Transaction
from portal.tickets.model import Attachment
from portal.tickets.service.uploads import UploadDesk
from portal.wizard.model import Facts, Flow
from portal.wizard.rules.checking import is_declared
from portal.wizard.store.drafts import Draft, DraftStore


@dataclass(frozen=True)
class DraftDesk:
    """Keeps drafts with their files; who leaves one alone for `days` loses it."""

    database: Database
    store: DraftStore
    uploads: UploadDesk
    clock: Clock
    days: int
    mask: Callable[[str], str] = str

    def find(self, owner: str, flow: str) -> Draft | None:
        """Return the owner's open draft of `flow`, or None."""
        if not owner:
            return None
        with self.database.read() as connection:
            return self.store.find(connection, hash_token(owner), flow)

    def start(self, owner: str, flow: str) -> Draft:
        """Return the owner's draft of `flow`, a new one where there is none."""
        with self.database.write() as connection:
            found = self.store.find(connection, hash_token(owner), flow)
            if found is not None:
                return found
            draft = Draft(new_id(), flow, new_id())
            self.store.add(connection, hash_token(owner), draft, self.clock.now())
            return draft

    def give(self, owner: str, flow: Flow, fact: str, value: str) -> Draft:
        """Keep a private fact in the owner's draft of `flow`, secrets in free text masked."""
        draft = self.start(owner, flow.flow)
        is_text = flow.facts[fact].type == "text"
        given = {**draft.given, fact: self.mask(value) if is_text else value}
        with self.database.write() as connection:
            self.store.save(connection, draft, self.clock.now(), given=given)
        return replace(draft, given=given)

    def keep(self, draft: Draft, found: Facts) -> None:
        """Keep what checks found in the draft, unless it has become a ticket."""
        if not found or draft.reference:
            return
        with self.database.write() as connection:
            self.store.add_given(connection, draft, found, self.clock.now())

    def carry(self, owner: str, source: str, target: Flow) -> None:
        """Give the draft of `target` what `source` found out, as far as both ask for it."""
        before = self.find(owner, source)
        if before is None or not before.given:
            return
        draft = self.start(owner, target.flow)
        shared = {n: value for n, value in before.given.items() if is_declared(n, target)}
        with self.database.write() as connection:
            self.store.save(connection, draft, self.clock.now(), given={**shared, **draft.given})

    def save_form(self, draft: Draft, form: dict[str, Any]) -> Draft:
        """Keep the ticket form as it is now."""
        with self.database.write() as connection:
            self.store.save(connection, draft, self.clock.now(), form=form)
        return replace(draft, form=form)

    def note(self, draft: Draft, **more: object) -> Draft:
        """Keep `more` beside the answers of the draft, each under its name."""
        with self.database.write() as connection:
            now = self.clock.now()
            notes = self.store.add_note(connection, draft, more, now)
        return replace(draft, notes=notes)

    def find_noted(self, owner: str, name: str) -> list[Draft]:
        """Return the owner's drafts, sent or not, that have a note `name`, the oldest first."""
        if not owner:
            return []
        with self.database.read() as connection:
            return self.store.find_noted(connection, hash_token(owner), name)

    def used_for(self, draft: Draft, reference: str) -> Callable[[Transaction], None]:
        """Return what turns the draft into a part of the ticket `reference`, in a transaction."""
        return lambda connection: self.store.mark_sent(connection, draft, reference)

    def attach(self, draft: Draft, name: str, content: bytes) -> Draft:
        """Add a file to the draft; the very same one is added once, however often it is sent.

        Raises UploadRefused or Unavailable.
        """
        held = [attachment.size for attachment, _ in draft.files]
        attachment, stored = self.uploads.take(name, content, held)
        if any(_are_same(attachment, other) for other, _ in draft.files):  # the form sent again
            self.uploads.drop(stored)
            return draft
        with self.database.write() as connection:
            self.store.add_file(connection, draft, attachment, stored, self.clock.now())
        return replace(draft, files=(*draft.files, (attachment, stored)))

    def detach(self, draft: Draft, file_id: str) -> Draft:
        """Remove a file from the draft; nothing happens where it is not there."""
        with self.database.write() as connection:
            stored = self.store.remove_file(connection, draft, file_id)
        if stored is not None:
            self.uploads.drop(stored)
        left = tuple((a, s) for a, s in draft.files if a.id != file_id)
        return replace(draft, files=left)

    def find_file(self, draft: Draft, file_id: str) -> tuple[Attachment, bytes]:
        """Return a file of the draft. Raises NotFound."""
        for attachment, stored in draft.files:
            if attachment.id == file_id:
                return attachment, self.uploads.load(stored)
        raise NotFound(file_id)

    def find_submission(self, owner: str, submission_id: str) -> Draft | None:
        """Return the owner's draft, sent or not, with this submission id, or None."""
        if not owner:
            return None
        with self.database.read() as connection:
            return self.store.find_submission(connection, hash_token(owner), submission_id)

    def find_sent(self, owner: str, reference: str) -> Draft | None:
        """Return what is left of the owner's draft that became `reference`, or None."""
        if not owner:
            return None
        with self.database.read() as connection:
            return self.store.find_sent(connection, hash_token(owner), reference)

    def purge(self) -> int:
        """Delete drafts nobody touched for long; returns how many files went with them."""
        before = self.clock.now() - timedelta(days=self.days)
        with self.database.write() as connection:
            gone = self.store.purge(connection, before)
        for stored in gone:
            self.uploads.drop(stored)
        return len(gone)


def _are_same(one: Attachment, other: Attachment) -> bool:
    return (one.name, one.sha256) == (other.name, other.sha256)
