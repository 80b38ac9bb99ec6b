"""What was written before: saved texts, and those that somebody has not saved yet."""

from datetime import datetime
from pathlib import PurePosixPath

from portal.kernel.clock import Clock
from portal.kernel.errors import NotFound
from portal.storage.database import Database
from portal.writing.model import Author, Revision, Sheet, Unsaved
from portal.writing.store import WritingStore


class Memory:
    """Finds texts again."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock, self._store = database, clock, WritingStore()

    def keep_unsaved(self, path: PurePosixPath, text: str, author: Author) -> datetime:
        """Keep what somebody is writing; return when."""
        now = self._clock.now()
        with self._database.write() as connection:
            self._store.keep_unsaved(connection, path, author.id, Unsaved(text, now))
        return now

    def find_unsaved(self, sheet: Sheet, author: Author) -> Unsaved | None:
        """Return what `author` wrote and did not save, where it differs from the sheet."""
        with self._database.read() as connection:
            found = self._store.find_unsaved(connection, sheet.path, author.id)
        return found if found and found.text != sheet.text else None

    def forget_unsaved(self, path: PurePosixPath, author: Author) -> None:
        """Forget what `author` wrote and did not save."""
        with self._database.write() as connection:
            self._store.forget_unsaved(connection, path, author.id)

    def history(self, path: PurePosixPath) -> list[Revision]:
        """Return the saved texts of an article, the newest first."""
        with self._database.read() as connection:
            return self._store.history(connection, path)

    def get_revision(self, path: PurePosixPath, number: int) -> Revision:
        """Return one saved text. Raises NotFound."""
        found = next((r for r in self.history(path) if r.number == number), None)
        if found is None:
            raise NotFound(str(number))
        return found
