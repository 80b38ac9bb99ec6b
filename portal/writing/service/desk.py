"""One article on the desk: opened, saved, sent to review, published, on time or at once.

A save is one transaction with the writing of the file inside it. The file is replaced whole; where
the process ends between file and commit, the file is new and the next save finds and keeps it as
a text that came over the disk. So no text is ever lost, and none is half.
"""

from dataclasses import replace
from datetime import date, datetime
from pathlib import PurePosixPath

from portal.articles.catalogue import Library
from portal.articles.files import MAX_BYTES
from portal.articles.model import FrontMatter, Status
from portal.articles.rules import read_source
from portal.kernel.clock import Clock
from portal.kernel.errors import Conflict, NotFound, Unavailable
from portal.kernel.findings import Finding, Level
from portal.storage.database import Database, Transaction
from portal.storage.files import write_durably
from portal.writing.files import line_of
from portal.writing.model import Author, Deed, Revision, Sheet, Significance, Work
from portal.writing.rules.front import rewrite
from portal.writing.rules.phases import GATED, Step, phase_of, status_after, steps_of
from portal.writing.rules.redirects import old_addresses
from portal.writing.service.checking import CheckService
from portal.writing.service.memory import Memory
from portal.writing.service.saving import (
    NotInTime,
    Save,
    TextConflict,
    TextRefused,
    TextUnreadable,
    in_review,
    revision_of,
    schedule_after,
)
from portal.writing.service.tracking import Tracking
from portal.writing.store import RepositoryStore, WritingStore

_STILL_WRITTEN = frozenset({Status.DRAFT, Status.IN_REVIEW})
_BACK_TO_FILE = frozenset({Step.DISCARD, Step.ARCHIVE})


class Desk:
    """What writers do with one article."""

    def __init__(
        self,
        database: Database,
        library: Library,
        checks: CheckService,
        clock: Clock,
        *,
        is_in_git: bool = False,
    ) -> None:
        """`is_in_git`: what readers get is also to be committed."""
        self._database, self._library, self._checks = database, library, checks
        self._clock, self._store = clock, WritingStore()
        self.memory = Memory(database, clock)
        self._pending = RepositoryStore() if is_in_git else None
        self._tracking = Tracking(database, library, clock)

    def open(self, path: PurePosixPath) -> Sheet:
        """Return the article at `path`. Raises NotFound."""
        with self._database.read() as connection:
            work = self._store.find_work(connection, path)
        return self._sheet(path, work)

    def _sheet(self, path: PurePosixPath, work: Work) -> Sheet:
        disk = self._read(path)
        if work.text == disk:  # the process ended between file and commit
            work = replace(work, text=None)
        text = disk if work.text is None else work.text
        source, _ = read_source(path, text)
        return Sheet(path, text, disk, phase_of(self._status(path, disk), work), work, source)

    def _status(self, path: PurePosixPath, disk: str) -> Status:
        """Return what readers take the file for; a broken one counts as its last good version."""
        status = _says(path, disk)
        if status is not None:
            return status
        shown = self._library.catalogue.articles.get(path)
        return shown.head.status if shown else Status.DRAFT

    def _read(self, path: PurePosixPath) -> str:
        folder = self._library.folder
        if path not in folder.stamps():
            raise NotFound(str(path))
        try:
            return folder.read(path)
        except FileNotFoundError as error:
            raise NotFound(str(path)) from error
        except (OSError, ValueError) as error:
            raise TextUnreadable(path, line_of(error), str(error)) from error

    def create(self, path: PurePosixPath, text: str, author: Author) -> None:
        """Begin an article. Raises Conflict where there is a file already."""
        with self._database.write() as connection:
            self._store.lock(connection)
            if (self._library.folder.root / path).exists():
                raise Conflict(str(path))
            self._keep(connection, path, _revision(text, author.name, self._clock.now()))
            self._tracking.note(connection, path, text, "")
            self._write(path, text)
        self._library.refresh()

    def today(self) -> date:
        """Return the day on which drafts begin."""
        return self._clock.now().date()

    def check(self, path: PurePosixPath, text: str) -> list[Finding]:
        """Return what the rules say of `text` at `path` before it is published."""
        if _says(path, text) in _STILL_WRITTEN:
            text = rewrite(text, {"status": Status.PUBLISHED.value})
        return self._checks.check_text(path, text)

    def save(self, path: PurePosixPath, save: Save, author: Author) -> Sheet:
        """Keep a text and do the step that goes with it; return the article as it is then.

        Raises TextConflict, TextRefused, NotInTime, NotFound. Whatever is raised, what the writer
        sent is kept as unsaved.
        """
        now = self._clock.now()
        self.memory.keep_unsaved(path, save.text, author)
        if save.step is Step.SCHEDULE and (save.publish_at is None or save.publish_at <= now):
            raise NotInTime
        sheet = self.apply(path, save, author.name)
        self.memory.forget_unsaved(path, author)
        return sheet

    def apply(self, path: PurePosixPath, save: Save, author: str) -> Sheet:
        """Do what `save` asks for, in the name of `author`.

        Raises TextConflict, TextRefused, NotFound, or Unavailable where the disk is full.
        """
        text = self._demand_sound(path, save)
        with self._database.write() as connection:
            self._store.lock(connection)
            self._tracking.look_around(connection, path)
            sheet = self._sheet(path, self._store.find_work(connection, path))
            if sheet.base != save.base and sheet.text != text:
                raise TextConflict(sheet)
            if save.step not in steps_of(sheet.phase, sheet.work):
                raise Conflict(str(path))
            self._carry_out(connection, sheet, replace(save, text=text), author)
        self._library.refresh()
        return self.open(path)

    def _demand_sound(self, path: PurePosixPath, save: Save) -> str:
        """Return the text with its old addresses. Raises TextRefused."""
        if save.step in _BACK_TO_FILE:
            return save.text
        source, findings = read_source(path, save.text)
        if len(save.text.encode(errors="replace")) > MAX_BYTES:
            findings = [Finding(path, 1, "too-long", f"is larger than {MAX_BYTES} bytes")]
        if source is None or findings:
            raise TextRefused(findings)
        text = _with_redirects(save.text, source.head, self._head_on_disk(path))
        if save.step in GATED:
            text = rewrite(text, {"status": Status.PUBLISHED.value})
            errors = [f for f in self.check(path, text) if f.level is Level.ERROR]
            if errors:
                raise TextRefused(errors)
        return text

    def _head_on_disk(self, path: PurePosixPath) -> FrontMatter | None:
        source, _ = read_source(path, self._read(path))
        return source.head if source else None

    def _carry_out(self, connection: Transaction, sheet: Sheet, save: Save, author: str) -> None:
        """Keep what there was and what there is now, then write the file if it changes."""
        now, path = self._clock.now(), sheet.path
        self._keep_others(connection, sheet, save, author)
        status = self._status(path, sheet.disk)
        after = status_after(save.step, status)
        text = sheet.disk if save.step in _BACK_TO_FILE else save.text
        text = rewrite(text, {"status": after.value}) if _says(path, text) != after else text
        waits = status is Status.PUBLISHED and save.step not in {Step.PUBLISH, Step.ARCHIVE}
        is_new_text = waits and text != sheet.disk and save.step is not Step.DISCARD
        based_on = save.based_on or sheet.work.based_on
        work = Work(
            text=text if is_new_text else None,
            in_review=in_review(save.step, sheet.work),
            reviewer=save.reviewer,
            schedule=schedule_after(save, sheet.work, author),
            version=sheet.work.version + 1,
            author=author,
            based_on=based_on if is_new_text else "",
        )
        self._store.keep_work(connection, path, work, now)
        self._store.add_revision(connection, path, revision_of(save, text, author, now))
        if not waits:
            self._tracking.note(connection, path, text, based_on)
        if not waits and self._pending is not None:
            self._pending.add_pending(connection, path, now)
        if not waits and text != sheet.disk:
            self._write(path, text)

    def _keep_others(self, connection: Transaction, sheet: Sheet, save: Save, author: str) -> None:
        """Keep what came over the disk, and what a writer leaves aside."""
        now, path = self._clock.now(), sheet.path
        if not self._store.has_text(connection, path, sheet.disk):
            found = Revision(0, sheet.disk, "", now, "", Significance.TYPO, Deed.FOUND)
            self._store.add_revision(connection, path, found)
        if save.step in _BACK_TO_FILE and not self._store.has_text(connection, path, save.text):
            left = Revision(0, save.text, author, now, "", Significance.TYPO, Deed.SAVED)
            self._store.add_revision(connection, path, left)

    def _write(self, path: PurePosixPath, text: str) -> None:
        try:
            write_durably(self._library.folder.root / path, text.encode())
        except OSError as error:
            raise Unavailable("the article could not be written") from error

    def _keep(self, connection: Transaction, path: PurePosixPath, revision: Revision) -> None:
        work = replace(self._store.find_work(connection, path), text=None, author=revision.author)
        work = replace(work, version=work.version + 1, schedule=None, problem="")
        self._store.keep_work(connection, path, work, revision.at)
        self._store.add_revision(connection, path, revision)


def _says(path: PurePosixPath, text: str) -> Status | None:
    source, _ = read_source(path, text)
    return source.head.status if source else None


def _with_redirects(text: str, new: FrontMatter, old: FrontMatter | None) -> str:
    wanted = old_addresses(old, new.slug, new.redirect_from)
    return text if wanted == new.redirect_from else rewrite(text, {"redirect_from": wanted})


def _revision(text: str, author: str, now: datetime) -> Revision:
    return Revision(0, text, author, now, "", Significance.MEDIUM, Deed.SAVED)
