"""Searching and suggesting for visitors. What goes wrong inside never reaches them."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from portal.kernel.clock import Clock
from portal.kernel.locale import Locale, fallbacks
from portal.search.model import Explained, Found, Hit, Query, Results, Searched, Suggestion, Window
from portal.search.ports import SearchEngine
from portal.search.rules.age import IsOld, never, put_back
from portal.search.rules.hits import make_hits, respell
from portal.search.rules.synonyms import Synonyms
from portal.search.rules.understand import clean_text, understand
from portal.search.service.indexing import Indexing

log = logging.getLogger(__name__)

DEEPEST = 500
"""How many hits can be paged through; nobody reads further, and reaching deep costs."""

_MOST = 50
_FEW = 3
"""With fewer hits than this, what exists in other languages only is offered too."""

_OTHERS = 5
_SUGGESTIONS = 6
_REMEMBERED = 512
_MILLISECOND = timedelta(milliseconds=1)

_Key = tuple[str, Locale, str, Window]


@dataclass
class _Remembered:
    """Results by index generation and query, the latest asked kept. Threads share it."""

    results: OrderedDict[_Key, Results]
    lock: threading.Lock

    def find(self, key: _Key) -> Results | None:
        with self.lock:
            if key in self.results:
                self.results.move_to_end(key)
            return self.results.get(key)

    def keep(self, key: _Key, results: Results) -> None:
        with self.lock:
            self.results[key] = results
            while len(self.results) > _REMEMBERED:
                self.results.popitem(last=False)


class SearchService:
    """What pages and the API ask of search; `indexing` is for the worker and commands."""

    def __init__(
        self,
        indexing: Indexing,
        engine: SearchEngine,
        synonyms: Mapping[Locale, Synonyms],
        clock: Clock,
        emit: Callable[[object], None],
        mask: Callable[[str], str] = str,
    ) -> None:
        """`emit` takes a Searched for each search; `mask` hides secrets in its query."""
        self.indexing = indexing
        self.is_old: IsOld = never
        self._engine, self._synonyms = engine, synonyms
        self._clock, self._emit, self._mask = clock, emit, mask
        self._remembered = _Remembered(OrderedDict(), threading.Lock())

    def search(
        self,
        text: str,
        locale: Locale,
        window: Window | None = None,
        *,
        is_counted: bool = True,
    ) -> Results:
        """Return what fits `text` in `locale`; `window` is held to 50 hits, 500 deep.

        What nobody typed into a search is not `is_counted` among the searches.
        """
        started_at = self._clock.now()
        wanted = _bounded(window or Window())
        key = (self._engine.generation(locale), locale, clean_text(text), wanted)
        results = self._remembered.find(key)
        if results is None:
            results = self._search(key[2], locale, wanted)
            if results.is_final:
                self._remembered.keep(key, results)
        if is_counted and results.query and wanted.offset == 0:
            self._tell(results)
        took = (self._clock.now() - started_at) / _MILLISECOND
        return replace(results, took_ms=round(took), generation=key[0])

    def suggest(self, text: str, locale: Locale, limit: int = _SUGGESTIONS) -> list[Suggestion]:
        """Return titles for somebody who has typed `text` so far."""
        words = understand(text, locale).words
        return self._engine.suggest(words, locale, limit) if words else []

    def explain(self, results: Results) -> dict[str, Explained]:
        """Return why each hit of `results` ranks where it does, by its document's id."""
        query = self._understood(results.query, results.locale)
        asked = len(query.terms)
        return {
            id_: Explained(self._engine.explain(query, id_), asked)
            for id_ in (hit.document.id for hit in results.hits)
        }

    def _understood(self, text: str, locale: Locale) -> Query:
        return understand(text, locale, self._synonyms.get(locale, Synonyms()))

    def _search(self, text: str, locale: Locale, window: Window) -> Results:
        query = self._understood(text, locale)
        if not query.words:
            return Results(query.text, locale, window=window)
        found = put_back(self._engine.search(query, window), self.is_old)
        is_few = found.total < _FEW and window.offset == 0 and not found.is_degraded
        return Results(
            query=query.text,
            locale=locale,
            total=found.total,
            did_you_mean=respell(query, found.corrections),
            hits=make_hits(found, locale, locale),
            others=self._others(text, locale, window) if is_few else (),
            kinds=found.kinds,
            categories=found.categories,
            products=found.products,
            window=window,
            is_degraded=found.is_degraded,
            is_final=not found.is_degraded,
        )

    def _others(self, text: str, locale: Locale, window: Window) -> tuple[Hit, ...]:
        """Return hits in other languages that have no translation into `locale`."""
        hits: list[Hit] = []
        taken: set[str] = set()
        for other in fallbacks(locale)[1:]:
            wanted = replace(window, limit=2 * _OTHERS)
            found: Found = self._engine.search(understand(text, other), wanted)
            ids = {match.document.id for match in found.matches} - taken
            new = ids - self._engine.known(locale, ids)
            hits += [h for h in make_hits(found, other, locale) if h.document.id in new]
            taken |= ids
        return tuple(hits[:_OTHERS])

    def _tell(self, results: Results) -> None:
        try:
            self._emit(Searched(self._mask(results.query), results.locale, results.total))
        except Exception:  # who counts searches must not stop them
            log.exception("a search could not be counted")


def _bounded(window: Window) -> Window:
    offset = max(0, min(window.offset, DEEPEST))
    return replace(window, offset=offset, limit=max(1, min(window.limit, _MOST)))
