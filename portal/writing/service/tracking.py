"""Takes note of what each translation is based on.

A file that changed on the disk is a translation of its source as that then was: the worker looks
for those, and every save looks at its article's languages first. A change from the desk says
itself what it is based on.
"""

from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from portal.articles.catalogue import Library
from portal.articles.model import Article
from portal.kernel.clock import Clock
from portal.kernel.errors import NotFound
from portal.storage.database import Database, Transaction
from portal.writing.model import Deed, Revision, Seen, Significance
from portal.writing.rules.standing import digest_of, size_of
from portal.writing.service.versions import Versions, every_version, source_in, versions_of
from portal.writing.store import WritingStore, standings

if TYPE_CHECKING:
    from portal.articles.files import Stamp

_AT_ONCE = 100
"""Articles looked at in one transaction, so that a first look stops nobody for long."""


class Tracking:
    """Keeps what translations are based on. One thread at a time looks at all of them."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database, self._library, self._clock = database, library, clock
        self._store = WritingStore()
        self._looked: dict[PurePosixPath, Stamp] = {}

    def look(self) -> int:
        """Take note of what changed on the disk; return how many articles were looked at."""
        stamps = self._library.folder.stamps()
        changed = (
            versions
            for versions in every_version(self._library)
            if any(self._looked.get(a.path) != stamps.get(a.path) for a in versions.values())
        )
        count = 0
        while some := list(islice(changed, _AT_ONCE)):
            count += len(some)
            with self._database.write() as connection:
                self._store.lock(connection)
                for versions in some:
                    self._look_at(connection, versions)
        self._looked = stamps
        return count

    def look_around(self, connection: Transaction, path: PurePosixPath) -> None:
        """Take note of what changed on the disk in the languages of the article at `path`.

        Ask inside the transaction that then changes one of them, with the store's lock.
        """
        article = self._library.catalogue.articles.get(path)
        if article is not None:
            self._look_at(connection, versions_of(self._library, article))

    def _look_at(self, connection: Transaction, versions: Versions) -> None:
        source = source_in(versions)
        text = self._read(source.path) if source else None
        if source is None or text is None or len(versions) == 1:
            return
        digest = digest_of(text)
        known = standings.find_seen(connection, source.path)
        if known is None or known.digest != digest:
            self._keep_found(connection, source.path, text)
            standings.keep_seen(connection, source.path, Seen(digest), self._clock.now())
        for article in versions.values():
            if article is not source:
                self._look_at_one(connection, article.path, source.path, digest)

    def _look_at_one(
        self, connection: Transaction, path: PurePosixPath, source: PurePosixPath, base: str
    ) -> None:
        """Take a translation that changed on the disk for one of its source as it is now.

        So is one whose source is another file than it was.
        """
        text = self._read(path)
        if text is None:
            return
        digest, known = digest_of(text), standings.find_seen(connection, path)
        is_same = known is not None and known.digest == digest
        if known and is_same and standings.has_digest(connection, source, known.base):
            return
        standings.keep_seen(connection, path, Seen(digest, base), self._clock.now())

    def _keep_found(self, connection: Transaction, path: PurePosixPath, text: str) -> None:
        """Keep the source's text, so that a translation can be compared with it later."""
        last, digest = standings.last_given(connection, path), digest_of(text)
        if last is None and standings.has_digest(connection, path, digest):
            return  # a draft of the desk
        if last is not None and digest_of(last) == digest:
            return
        size = Significance.TYPO if last is None else size_of(last, text)
        found = Revision(0, text, "", self._clock.now(), "", size, Deed.FOUND)
        self._store.add_revision(connection, path, found)

    def _read(self, path: PurePosixPath) -> str | None:
        try:
            return self._library.folder.read(path)
        except (OSError, ValueError):
            return None

    def note(self, connection: Transaction, path: PurePosixPath, text: str, based_on: str) -> None:
        """Keep that the desk wrote `text`; an empty `based_on` leaves what it is based on."""
        known = standings.find_seen(connection, path)
        base = based_on or (known.base if known else "")
        standings.keep_seen(connection, path, Seen(digest_of(text), base), self._clock.now())

    def mark_current(self, article: Article, based_on: str) -> None:
        """Keep that a translation, as it is, says what its source's text `based_on` says.

        Raises NotFound where the source has no such text.
        """
        source = source_in(versions_of(self._library, article))
        with self._database.write() as connection:
            self._store.lock(connection)
            self.look_around(connection, article.path)
            if source is None or not standings.has_digest(connection, source.path, based_on):
                raise NotFound(based_on)
            self.note(connection, article.path, self._read(article.path) or "", based_on)
