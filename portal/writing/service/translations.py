"""How translations stand to their sources: computed from what each is based on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from portal.articles.catalogue import Library
from portal.articles.model import Article
from portal.articles.rules import Source, read_source
from portal.kernel.clock import Clock
from portal.kernel.errors import NotFound, Unavailable
from portal.kernel.locale import Locale
from portal.storage.database import Database
from portal.writing.model import Standing
from portal.writing.rules.blocks import Block, compare_blocks
from portal.writing.rules.standing import digest_of, missed
from portal.writing.service.tracking import Tracking
from portal.writing.service.versions import Versions, every_version, source_in, versions_of
from portal.writing.store import standings

_ASK_EVERY = timedelta(milliseconds=500)


@dataclass(frozen=True)
class Original:
    """What a translator reads beside their own text.

    `digest` names the text; `blocks` say what changed since the one that the translation is based
    on, as far as that is known.
    """

    article: Article
    digest: str
    blocks: tuple[Block, ...]


class Translations:
    """Says which translations are behind. Threads share it."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database, self._library, self._clock = database, library, clock
        self._stamp: tuple[tuple[int, str], datetime] | None = None
        self.tracking = Tracking(database, library, clock)

    def all(self) -> Mapping[PurePosixPath, Standing]:
        """Return how every translation stands, by path."""
        with self._database.read() as connection:
            edits, bases = standings.edits(connection), standings.bases(connection)
        found: dict[PurePosixPath, Standing] = {}
        for versions in every_version(self._library):
            source = source_in(versions)
            if source is None:
                continue
            for path in (a.path for a in versions.values() if a is not source):
                lacks = missed(edits.get(source.path, ()), bases.get((path, source.path), ()))
                found[path] = Standing(source.path, lacks)
        return found

    def find(self, article: Article) -> Standing | None:
        """Return how `article` stands to its source; None where it is none of a translation."""
        source = source_in(self._versions(article))
        if source is None or source.path == article.path:
            return None
        with self._database.read() as connection:
            edits = standings.edits(connection, source.path).get(source.path, ())
            bases = standings.bases(connection, article.path).get((article.path, source.path), ())
        return Standing(source.path, missed(edits, bases))

    def _versions(self, article: Article) -> Versions:
        """Return the languages of `article`; looking through all files is for drafts only."""
        read = self._library.catalogue.translations(article.head.key)
        is_read = any(a.path == article.path for a in read.values())
        return read if is_read else versions_of(self._library, article)

    def source_of(self, article: Article) -> Article | None:
        """Return what `article` is translated from; None where it is the source itself."""
        source = source_in(versions_of(self._library, article))
        return source if source and source.path != article.path else None

    def pair(self, key: str, locale: Locale) -> tuple[Article, Article | None]:
        """Return the source of the article `key`, and its translation into `locale` if there is.

        Raises NotFound where there is no such article, or it is the source itself.
        """
        every = self._library.catalogue.articles.values()
        known = next((a for a in every if a.head.key == key), None)
        versions = versions_of(self._library, known) if known else {}
        source = source_in(versions)
        if source is None or source.locale is locale:
            raise NotFound(key)
        return source, versions.get(locale)

    def original(self, source: Article, translation: Article) -> Original:
        """Return what `source` says, with what changed since `translation` was made of it."""
        text = self._library.folder.read(source.path)
        with self._database.read() as connection:
            known = standings.find_seen(connection, translation.path)
            base = standings.find_text(connection, source.path, known.base) if known else None
        was = _readable(source.path, base) if base is not None else None
        blocks = compare_blocks(was, _readable(source.path, text))
        return Original(source, digest_of(text), blocks)

    def stamp(self) -> tuple[int, str]:
        """Return what changes when a standing does; the database is asked twice a second at most.

        Public pages are made anew when it changes.
        """
        now, kept = self._clock.now(), self._stamp
        if kept is not None and kept[1] <= now < kept[1] + _ASK_EVERY:
            return kept[0]
        try:
            with self._database.read() as connection:
                found = standings.stamp(connection)
        except Unavailable:
            found = kept[0] if kept else (0, "")
        self._stamp = found, now
        return found


def _readable(path: PurePosixPath, text: str) -> str:
    """Return title, summary and text of an article file; all of it where it cannot be read."""
    source: Source | None = read_source(path, text)[0]
    if source is None:
        return text
    return f"{source.head.title}\n\n{source.head.summary}\n\n{source.body}"
