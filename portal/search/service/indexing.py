"""Keeping the index true to what the sources have. Only the worker and commands do this."""

from collections.abc import Callable, Iterable, Mapping

from portal.kernel.locale import LOCALES, Locale
from portal.search.model import Batch, Health, SearchDocument, Synced
from portal.search.ports import SearchEngine, SearchSource
from portal.search.rules.fields import digest

Progress = Callable[[Locale, int, int], None]
"""Told the locale, how many documents are done, and how many there are."""

_Wanted = dict[Locale, dict[str, SearchDocument]]


class Indexing:
    """Compares sources and index, and carries the difference over. One thread at a time."""

    def __init__(self, engine: SearchEngine, sources: Iterable[SearchSource]) -> None:
        self._engine, self._sources = engine, list(sources)
        self._digests: dict[Locale, dict[str, tuple[SearchDocument, str]]] = {}

    def add_source(self, source: SearchSource) -> None:
        """Let what `source` has be found too, from the next `sync` on."""
        self._sources.append(source)

    def sync(self, progress: Progress | None = None) -> Synced:
        """Make the index hold what the sources have now, in every locale.

        An index that is missing, broken, made by another version or asked to be is rebuilt.
        Raises Unavailable where another process writes or the disk refuses, and whatever a source
        raises; the index is then as it was.
        """
        done = [self._sync(*item, progress) for item in self._wanted().items()]
        return Synced(
            sum(d.changed for d in done),
            sum(d.removed for d in done),
            tuple(locale for d in done for locale in d.rebuilt),
        )

    def rebuild(self, progress: Progress | None = None) -> Synced:
        """Make every locale's index anew. Raises as `sync`."""
        for locale, wanted in self._wanted().items():
            self._rebuild(locale, wanted, progress)
        return Synced(rebuilt=LOCALES)

    def verify(self) -> dict[Locale, Health]:
        """Read every index through and say how it is; `sync` mends what is not good."""
        return {locale: self._engine.health(locale) for locale in LOCALES}

    def is_broken(self) -> bool:
        """Return whether `sync` would make an index anew; it takes a look at each of its files."""
        return any(self._engine.digests(locale) is None for locale in LOCALES)

    def tidy(self) -> None:
        """Make the indexes small and fast again; for the night. Raises Unavailable."""
        for locale in LOCALES:
            self._engine.tidy(locale)

    def _sync(
        self, locale: Locale, wanted: Mapping[str, SearchDocument], progress: Progress | None
    ) -> Synced:
        held = self._engine.digests(locale)
        if held is None:
            self._rebuild(locale, wanted, progress)
            return Synced(rebuilt=(locale,))
        upserts = self._changed(locale, wanted, held)
        batch = Batch(upserts, frozenset(key for key in held if key not in wanted))
        if batch:
            self._engine.apply(locale, batch)
        return Synced(len(upserts), len(batch.deletes))

    def _rebuild(
        self, locale: Locale, wanted: Mapping[str, SearchDocument], progress: Progress | None
    ) -> None:
        def tell(done: int) -> None:
            if progress is not None:
                progress(locale, done, len(wanted))

        self._engine.rebuild(locale, wanted, tell)

    def _wanted(self) -> _Wanted:
        wanted: _Wanted = {locale: {} for locale in LOCALES}
        for source in self._sources:
            for document in source.documents():
                wanted[document.locale][document.id] = document
        return wanted

    def _changed(
        self, locale: Locale, wanted: Mapping[str, SearchDocument], held: Mapping[str, str]
    ) -> dict[str, SearchDocument]:
        """Return those `wanted` that are not as they are held.

        A digest is made once for each object: sources hand in the same ones again.
        """
        known, changed = self._digests.setdefault(locale, {}), {}
        for key, document in wanted.items():
            made = known.get(key)
            if made is None or made[0] is not document:
                made = known[key] = document, digest(document)
            if held.get(key) != made[1]:
                changed[key] = document
        for key in [key for key in known if key not in wanted]:
            del known[key]
        return changed
