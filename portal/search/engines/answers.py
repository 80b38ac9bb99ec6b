"""From scores to answers: the window asked for, counts, and titles to suggest."""

import functools
import heapq
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol

from portal.search.engines.ranking import Postings, Ranking
from portal.search.model import (
    Found,
    Match,
    Query,
    SearchDocument,
    Suggestion,
    Weight,
    Window,
)
from portal.search.rules.fields import PREFIXES
from portal.search.rules.tokens import tokenize

_COUNTED = 5000
"""More hits than these are not counted by kind and category: nobody chooses among them so."""

_CANDIDATES = 200
_CARDS = 1024


Facet = tuple[str, str, tuple[str, ...]]
"""Kind, category and products."""


class Reading(Postings, Protocol):
    """One unchanging state of an index. Not safe for threads; any of these may raise."""

    def facet(self, number: int) -> Facet:
        """Return what the document `number` may be chosen by."""
        ...

    def card(self, number: int) -> SearchDocument:
        """Return the document `number` without its keywords and texts."""
        ...

    def whole(self, number: int) -> SearchDocument:
        """Return the document `number` without its keywords."""
        ...


class Answers:
    """Answers from one state of an index; threads take turns, which costs nothing under the GIL."""

    def __init__(self, reading: Reading, budget: float) -> None:
        self._reading = reading
        self._ranking = Ranking(reading, budget)
        self._lock = threading.Lock()
        self._facet = functools.cache(reading.facet)
        self._card = functools.lru_cache(_CARDS)(reading.card)
        self._whole = functools.lru_cache(_CARDS // 4)(reading.whole)

    def search(self, query: Query, window: Window) -> Found:
        """Return the hits of `query` in `window`."""
        with self._lock:
            ranked = self._ranking.rank(query)
            scores = ranked.scores
            counted = scores if len(scores) <= _COUNTED else {}
            facets = Counter(map(self._facet, counted))
            order = [(-score, d) for d, score in scores.items() if self._is_in(window, d)]
            best = heapq.nsmallest(window.offset + window.limit, order)
            matches = [Match(self._whole(d), -score) for score, d in best[window.offset :]]
        kinds, categories, products = _counts(facets)
        return Found(
            total=len(order),
            matches=tuple(matches),
            stems=frozenset(ranked.stems),
            corrections=ranked.corrections,
            kinds=kinds,
            categories=categories,
            products=products,
            is_partial=ranked.is_partial,
        )

    def _is_in(self, window: Window, number: int) -> bool:
        if not (window.kind or window.category or window.product):
            return True
        kind, category, products = self._facet(number)
        return (
            window.kind in {"", kind}
            and window.category in {"", category}
            and window.product in {"", *products}
        )

    def explain(self, query: Query, id_: str) -> tuple[Weight, ...]:
        """Return what made the document `id_` rank where it does."""
        with self._lock:
            number = next(iter(self._reading.having("id", id_)), None)
            return () if number is None else self._ranking.explain(query, number)

    def suggest(self, words: tuple[str, ...], limit: int) -> list[Suggestion]:
        """Return the titles in which most of `words` begin a word; shorter titles first."""
        with self._lock:
            counts: Counter[int] = Counter()
            for word in set(words):
                if len(word) >= PREFIXES.start:
                    counts.update(set(self._reading.having("prefixes", word[: PREFIXES.stop - 1])))
            most = max(counts.values(), default=0)
            best = [number for number, count in counts.items() if count == most][:_CANDIDATES]
            return choose_titles([self._card(number) for number in best], words, limit)

    def known(self, ids: Iterable[str]) -> set[str]:
        """Return those of `ids` that are there."""
        with self._lock:
            return {i for i in ids if any(True for _ in self._reading.having("id", i))}


def _counts(facets: Mapping[Facet, int]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Return how many there are of each kind, of each category and for each product."""
    kinds: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    products: Counter[str] = Counter()
    for (kind, category, names), count in facets.items():
        kinds[kind] += count
        categories[category] += count
        for name in names:
            products[name] += count
    return kinds, categories, products


def choose_titles(
    cards: Iterable[SearchDocument], words: tuple[str, ...], limit: int
) -> list[Suggestion]:
    """Return the titles of `cards` that fit best what is being typed."""
    typed = " ".join(words)
    best = sorted(cards, key=lambda c: (*_fit(c.title, typed, words), c.title))
    return [Suggestion(c.title, c.place, c.url) for c in best[:limit]]


def _fit(title: str, typed: str, words: tuple[str, ...]) -> tuple[bool, int, int]:
    """Return how badly `title` fits: not by its beginning, words missing whole, length."""
    folded = _folded(title)
    missing = sum(f" {word}" not in folded for word in words)
    return not folded.startswith(f" {typed}"), missing, len(title)


@functools.lru_cache(4096)
def _folded(title: str) -> str:
    """Return the folded words of `title`, each with a space before it."""
    return "".join(f" {token.form}" for token in tokenize(title))
