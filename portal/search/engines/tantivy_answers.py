"""Answers from one state of an index of tantivy's."""

import threading
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import tantivy
from tantivy import Query as Clause

from portal.kernel.locale import Locale
from portal.search.engines.meaning import BOOSTS, WHOLE, Meaning, find_meaning, ways, weigh
from portal.search.engines.rows import Row, unpack_card, unpack_row
from portal.search.engines.tantivy_terms import FACETS, all_of, any_of, term
from portal.search.engines.tantivy_words import Words
from portal.search.engines.titles import choose_titles
from portal.search.model import (
    Alternative,
    Found,
    Match,
    Query,
    SearchDocument,
    Suggestion,
    Weight,
    Window,
)
from portal.search.rules.fields import PREFIXES
from portal.search.rules.spelling import Vocabulary

_MOST_VALUES: Final = 1000  # of a facet, counted
_CANDIDATES: Final = 100
_MATCHED: Final = 1000.0  # what a word of a title that fits is worth; more than lengths can be
_CARDS: Final = 2048


class _Lexicon:
    """The terms of one state of an index."""

    def __init__(self, searcher: tantivy.Searcher, words: Words) -> None:
        self._searcher, self._words, self._state = searcher, words, object()

    def frequency(self, field: str, term: str) -> int:
        """Return how many documents have `term` in `field`; those just deleted count too."""
        return self._searcher.doc_freq(field, term)

    def vocabulary(self) -> Vocabulary:
        """Return the words of all texts; read at the first misspelling."""
        return self._words.of(self._state, self._searcher)


class _Rows:
    """What is kept of each document."""

    def __init__(self, searcher: tantivy.Searcher, locale: Locale) -> None:
        self._searcher, self._locale = searcher, locale

    def card(self, segment: int, number: int) -> SearchDocument:
        """Return a document without its keywords and texts."""
        row = self._searcher.doc(tantivy.DocAddress(segment, number))
        return unpack_card(_stored(row, "card"), self._locale)

    def whole(self, at: tantivy.DocAddress) -> Row:
        """Return all that is kept of a document."""
        row = self._searcher.doc(at)
        return unpack_row(_stored(row, "card"), _stored(row, "text"), self._locale)


class TantivyAnswers:
    """Answers from one state of an index. Threads share it: the library's reader is unchanging."""

    def __init__(self, searcher: tantivy.Searcher, locale: Locale, words: Words) -> None:
        """`words` outlives the state."""
        self._searcher = searcher
        self._lexicon, self._lock = _Lexicon(searcher, words), threading.Lock()
        rows = _Rows(searcher, locale)  # no method of ours is cached: a circle would keep us alive
        self._whole, self._card = rows.whole, lru_cache(_CARDS)(rows.card)

    def search(self, query: Query, window: Window) -> Found:
        """Return the hits of `query` in `window`."""
        with self._lock:  # the words of all texts are read once, not by every thread
            meaning = find_meaning(query, self._lexicon)
        stems: set[str] = set()
        clause = self._clause(meaning, stems)
        if clause is None:
            return Found(corrections=meaning.corrections)
        kinds, categories, products = self._counts(meaning)
        narrowed = _narrowed(clause, window)
        found = self._searcher.search(narrowed, window.limit, offset=window.offset)
        return Found(
            total=found.count,  # type: ignore[attr-defined]  # left out of the library's types
            matches=tuple(self._match(at, score) for score, at in found.hits),
            stems=frozenset(stems),
            corrections=meaning.corrections,
            kinds=kinds,
            categories=categories,
            products=products,
        )

    def _match(self, at: tantivy.DocAddress, score: float) -> Match:
        row = self._whole(at)
        return Match(row.document, score, row.folded)

    def _clause(self, meaning: Meaning, stems: set[str]) -> Clause | None:
        """Return what to ask, and put the stems that count into `stems`; None finds nothing."""
        wanted = []
        for asked in meaning.terms:
            said = [(way, clause) for way in ways(asked) if (clause := self._way(way))]
            stems.update(way.stems[0] for way, _ in said if len(way.stems) == 1)
            if said:
                wanted.append(Clause.disjunction_max_query([clause for _, clause in said]))
        for name, worth in WHOLE.items():
            there = [t for t in meaning.whole if self._lexicon.frequency(name, t)]
            wanted += [Clause.const_score_query(term(name, text), worth) for text in there]
        return any_of(wanted) if wanted else None

    def _way(self, way: Alternative) -> Clause | None:
        """Return what has all stems of `way`; None where one of them is nowhere."""
        clauses = [self._stem(stem) for stem in way.stems]
        if not all(clauses):
            return None
        together = all_of(clause for clause in clauses if clause)
        return Clause.boost_query(together, way.weight / len(clauses))

    def _stem(self, stem: str) -> Clause | None:
        there = [name for name in BOOSTS if self._lexicon.frequency(name, stem)]
        if not there:
            return None
        return any_of(Clause.boost_query(term(name, stem), BOOSTS[name]) for name in there)

    def _counts(self, meaning: Meaning) -> list[dict[str, int]]:
        """Return how many hits there are of each kind, of each category and for each product.

        What finds them here knows no weights, and looks into one field instead of six.
        """
        clauses = [
            all_of(term("stems", stem) for stem in way.stems)
            for said in meaning.terms
            for way in ways(said)
        ]
        clauses += [term(name, text) for name in WHOLE for text in meaning.whole]
        wanted = {name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in FACETS}
        found = self._searcher.aggregate(any_of(clauses), wanted)
        return [{b["key"]: b["doc_count"] for b in found[name]["buckets"]} for name in FACETS]

    def explain(self, query: Query, id_: str) -> tuple[Weight, ...]:
        """Return what made the document `id_` rank where it does."""
        with self._lock:
            meaning = find_meaning(query, self._lexicon)

        def score(name: str, text: str) -> float:
            here = Clause.const_score_query(term("id", id_), 0.0)
            hits = self._searcher.search(all_of([here, term(name, text)]), 1).hits
            return float(hits[0][0]) if hits else 0.0

        def worth(stem: str) -> dict[str, float]:
            found = {name: boost * score(name, stem) for name, boost in BOOSTS.items()}
            return {name: points for name, points in found.items() if points}

        return weigh(meaning, worth, lambda name, text: score(name, text) > 0)

    def suggest(self, words: tuple[str, ...], limit: int) -> list[Suggestion]:
        """Return the titles in which most of `words` begin a word; shorter titles first."""
        typed = {word[: PREFIXES.stop - 1] for word in words if len(word) >= PREFIXES.start}
        terms = [term("prefixes", beginning) for beginning in sorted(typed)]
        if not terms:
            return []
        fits = [Clause.const_score_query(clause, _MATCHED) for clause in terms]
        hits = self._searcher.search(any_of([*fits, *terms]), _CANDIDATES, count=False).hits
        most = max((score // _MATCHED for score, _ in hits), default=0)
        best = [at for score, at in hits if score // _MATCHED == most]
        cards = [self._card(at.segment_ord, at.doc) for at in best]
        return choose_titles(cards, words, limit)

    def known(self, ids: Iterable[str]) -> set[str]:
        """Return those of `ids` that are there."""
        return {i for i in ids if self._searcher.search(term("id", i), 1, count=False).hits}


def _stored(row: tantivy.Document, name: str) -> bytes:
    value = row.get_first(name)
    return bytes(value) if value else b""


def _narrowed(clause: Clause, window: Window) -> Clause:
    """Let only what `window` wants through; that changes no score."""
    wanted = zip(FACETS, (window.kind, window.category, window.product), strict=True)
    chosen = [Clause.const_score_query(term(name, v), 0.0) for name, v in wanted if v]
    return all_of([clause, *chosen]) if chosen else clause
