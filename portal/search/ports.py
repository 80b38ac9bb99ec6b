"""The two things that search can have more than one of: sources and engines."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from portal.kernel.locale import Locale
from portal.search.model import (
    Batch,
    Found,
    Health,
    Query,
    SearchDocument,
    Suggestion,
    Weight,
    Window,
)


class SearchSource(Protocol):
    """Something whose things can be found: articles, error codes, scope entries, notices, flows.

    Ids begin with the source's own word and a colon, so that sources never collide. A source that
    cannot say everything it has raises; an answer that leaves things out removes them from search.
    An unchanged thing should be the same object each time: that makes comparing it free.
    """

    def documents(self) -> Iterable[SearchDocument]:
        """Return all that can be found now, in every locale."""
        ...


class SearchEngine(Protocol):
    """Keeps one index per locale and searches it.

    Reading (`search`, `explain`, `suggest`, `known`, `generation`) never raises, whatever has
    happened to the files: it answers from the last good generation, or with nothing and
    `is_degraded`. It may be called by any number of threads and processes while one writer works,
    and sees what the writer did within a second.

    Writing (`apply`, `rebuild`, `tidy`) takes its turn behind other writers, of this and other
    processes. It raises Unavailable where the turn does not come or the disk refuses; the index is
    then as it was. A crash at any moment leaves the generation before or the one after. A batch
    may name an id twice over its life, never twice at once.
    """

    def search(self, query: Query, window: Window) -> Found:
        """Return what fits `query`, the best first; equal ones in a stable order."""
        ...

    def explain(self, query: Query, id_: str) -> tuple[Weight, ...]:
        """Return what made the document `id_` rank where it does, the weightiest first."""
        ...

    def suggest(self, words: tuple[str, ...], locale: Locale, limit: int) -> list[Suggestion]:
        """Return titles that have a word beginning with each of `words`, which are folded."""
        ...

    def known(self, locale: Locale, ids: Iterable[str]) -> set[str]:
        """Return those of `ids` that the index of `locale` has."""
        ...

    def generation(self, locale: Locale) -> str:
        """Return a name for the state that readers see; it changes with every write."""
        ...

    def digests(self, locale: Locale) -> Mapping[str, str] | None:
        """Return the digest of every document held, or None where a rebuild is needed."""
        ...

    def health(self, locale: Locale) -> Health:
        """Read every file of the index through and say how it is; `digests` wants a broken one."""
        ...

    def apply(self, locale: Locale, batch: Batch) -> None:
        """Carry `batch` out as one new generation."""
        ...

    def rebuild(
        self,
        locale: Locale,
        documents: Mapping[str, SearchDocument],
        progress: Callable[[int], None],
    ) -> None:
        """Make the index anew; `progress` is told how many documents are done, now and then."""
        ...

    def tidy(self, locale: Locale) -> None:
        """Do what makes searching faster and can wait for the night."""
        ...
