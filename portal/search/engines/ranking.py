"""Which documents fit a query, from what an engine's library knows about single stems.

The score of a document is the sum over the query's terms, of each the best of its ways to be
said. What a stem gives each document is kept for as long as the index does not change: people
ask with the same words, and adding kept numbers costs a hundredth of reading postings.
"""

import time
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from portal.search.engines.meaning import WHOLE, Lexicon, Meaning, find_meaning, ways, weigh
from portal.search.model import Alternative, Query, Term, Weight

_KEPT = 1_000_000
"""How many numbers to keep, some 12 MB."""

Impact = tuple["array[int]", "array[float]"]
"""Documents by number, and what a stem gives each."""


class Postings(Lexicon, Protocol):
    """What ranking asks of one unchanging state of an index. Any of these may raise."""

    def scored(self, stem: str) -> Iterable[tuple[int, float]]:
        """Yield documents with `stem`, and what it is worth there; one may come twice."""
        ...

    def worth(self, stem: str, number: int) -> Mapping[str, float]:
        """Return what `stem` is worth in each field of the document `number` that has it."""
        ...

    def having(self, field: str, term: str) -> Iterable[int]:
        """Yield the documents that have `term` in `field`."""
        ...


@dataclass
class Ranked:
    """Documents by number with their scores, and what the words turned out to mean."""

    scores: dict[int, float] = field(default_factory=dict)
    stems: set[str] = field(default_factory=set)
    corrections: dict[str, str] = field(default_factory=dict)
    is_partial: bool = False


class Ranking:
    """Scores documents of one state of an index. One thread at a time."""

    def __init__(self, postings: Postings, budget: float) -> None:
        """`budget` is how many seconds a query may take before its commonest words are left out."""
        self._postings, self._budget = postings, budget
        self._impacts: OrderedDict[str, Impact] = OrderedDict()
        self._kept = 0

    def rank(self, query: Query) -> Ranked:
        """Return the documents that fit `query`."""
        meaning = find_meaning(query, self._postings)
        ranked = Ranked(corrections=meaning.corrections)
        deadline = time.monotonic() + self._budget
        rarest_first = sorted(meaning.terms, key=lambda t: self._postings.frequency("body", t.stem))
        for term in rarest_first:
            if ranked.scores and time.monotonic() > deadline:
                ranked.is_partial = True
                break
            self._add(self._term_scores(term, ranked.stems), ranked.scores)
        self._add_whole(meaning, ranked)
        return ranked

    def explain(self, query: Query, number: int) -> tuple[Weight, ...]:
        """Return what makes the document `number` rank where it does."""
        return weigh(
            find_meaning(query, self._postings),
            lambda stem: self._postings.worth(stem, number),
            lambda name, term: number in self._postings.having(name, term),
        )

    def _term_scores(self, term: Term, stems: set[str]) -> dict[int, float]:
        scores: dict[int, float] = {}
        for way in ways(term):
            found = self._together(way)
            if found and len(way.stems) == 1:  # of a phrase, single words say too little
                stems.update(way.stems)
            for document, score in found.items():
                if score > scores.get(document, 0.0):
                    scores[document] = score
        return scores

    def _together(self, alternative: Alternative) -> dict[int, float]:
        weight = alternative.weight / len(alternative.stems)
        found = self._scores(alternative.stems[0], weight)
        for stem in alternative.stems[1:]:
            more = self._scores(stem, weight)
            found = {d: score + more[d] for d, score in found.items() if d in more}
        return found

    def _scores(self, stem: str, weight: float) -> dict[int, float]:
        documents, worth = self._impact(stem)
        if weight == 1.0:
            return dict(zip(documents, worth, strict=True))
        return {d: weight * score for d, score in zip(documents, worth, strict=True)}

    def _impact(self, stem: str) -> Impact:
        kept = self._impacts.get(stem)
        if kept is not None:
            self._impacts.move_to_end(stem)
            return kept
        scores: dict[int, float] = {}
        for document, score in self._postings.scored(stem):
            scores[document] = scores.get(document, 0.0) + score
        impact = array("l", scores.keys()), array("d", scores.values())
        self._impacts[stem] = impact
        self._kept += len(scores) + 10
        while self._kept > _KEPT and len(self._impacts) > 1:
            _, (documents, _) = self._impacts.popitem(last=False)
            self._kept -= len(documents) + 10
        return impact

    @staticmethod
    def _add(more: dict[int, float], scores: dict[int, float]) -> None:
        if not scores:
            scores.update(more)
            return
        for document, score in more.items():
            scores[document] = scores.get(document, 0.0) + score

    def _add_whole(self, meaning: Meaning, ranked: Ranked) -> None:
        """Let exact titles, errors and whole keywords come first, as typed or as meant."""
        for place, worth in WHOLE.items():
            for text in meaning.whole:
                for document in self._postings.having(place, text):
                    ranked.scores[document] = ranked.scores.get(document, 0.0) + worth
