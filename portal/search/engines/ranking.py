"""Which documents fit a query, from what an engine's library knows about single stems.

The score of a document is the sum over the query's terms, of each the best of its ways to be
said. What a stem gives each document is kept for as long as the index does not change: people
ask with the same words, and adding kept numbers costs a hundredth of reading postings.
"""

import time
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from portal.kernel.text import fold
from portal.search.model import Alternative, Query, Term
from portal.search.rules.languages import stem as stem_of
from portal.search.rules.spelling import Vocabulary

CORRECTION_WEIGHT = 0.7
COMPLETION_WEIGHT = 0.5
_EXACT = 100.0
"""What the whole title, or an error named in the title, is worth: more than words ever add."""

_KEY = 15.0
"""The same for a keyword, which several documents may share."""

_KEPT = 1_000_000
"""How many numbers to keep, some 12 MB."""

_RARELY = 10
"""A word that stands in keywords only is a known slip if what it may mean is so much commoner."""

Impact = tuple["array[int]", "array[float]"]
"""Documents by number, and what a stem gives each."""


class Postings(Protocol):
    """What ranking asks of one unchanging state of an index. Any of these may raise."""

    def scored(self, stem: str) -> Iterable[tuple[int, float]]:
        """Yield documents with `stem`, and what it is worth there; one may come twice."""
        ...

    def having(self, field: str, term: str) -> Iterable[int]:
        """Yield the documents that have `term` in `field`."""
        ...

    def frequency(self, field: str, term: str) -> int:
        """Return how many documents have `term` in `field`."""
        ...

    def is_read(self, word: str, stem: str) -> bool:
        """Return whether some text that readers see has the word, or another with its stem."""
        ...

    def vocabulary(self) -> Vocabulary:
        """Return the words of all texts."""
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
        ranked = Ranked()
        terms = [self._extended(term, query, ranked) for term in query.terms]
        deadline = time.monotonic() + self._budget
        for term in sorted(terms, key=lambda t: self._postings.frequency("body", t.stem)):
            if ranked.scores and time.monotonic() > deadline:
                ranked.is_partial = True
                break
            self._add(self._term_scores(term, ranked.stems), ranked.scores)
        self._add_whole(query, ranked)
        return ranked

    def _extended(self, term: Term, query: Query, ranked: Ranked) -> Term:
        """Return `term` with what was probably meant where nobody writes it so."""
        if query.is_literal or term.is_code or self._postings.is_read(term.word, term.stem):
            return term
        weight, meant = self._meant(term, is_last=term is query.terms[-1])
        if not meant:
            return term
        vocabulary = self._postings.vocabulary()
        if weight == CORRECTION_WEIGHT:
            ranked.corrections[term.word] = vocabulary.written(meant[0])
        more = tuple(
            Alternative((stem_of(vocabulary.written(word), query.locale),), weight)
            for word in meant
        )
        return Term(
            term.word, term.stem, term.start, term.end, alternatives=more + term.alternatives
        )

    def _meant(self, term: Term, *, is_last: bool) -> tuple[float, Sequence[str]]:
        vocabulary = self._postings.vocabulary()
        in_keywords = self._postings.frequency("keywords", term.stem)
        if is_last and not in_keywords:
            completions = vocabulary.completions(term.word)
            if completions:
                return COMPLETION_WEIGHT, completions
        likely = [
            word
            for word in vocabulary.corrections(term.word)
            if vocabulary.counts[word] >= _RARELY * in_keywords
        ]
        return CORRECTION_WEIGHT, likely

    def _term_scores(self, term: Term, stems: set[str]) -> dict[int, float]:
        scores = self._scores(term.stem, 1.0)
        if scores:
            stems.add(term.stem)
        for alternative in term.alternatives:
            found = self._together(alternative)
            if found and len(alternative.stems) == 1:  # of a phrase, single words say too little
                stems.update(alternative.stems)
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

    def _add_whole(self, query: Query, ranked: Ranked) -> None:
        """Let exact titles, errors and whole keywords come first, as typed or as meant."""
        meant = [fold(ranked.corrections.get(word, word)) for word in query.words]
        codes = [term.word for term in query.terms if term.is_error]
        whole = {" ".join(query.words), " ".join(meant), *codes} - {""}
        for place, worth in (("exact", _EXACT), ("keys", _KEY)):
            for text in whole:
                for document in self._postings.having(place, text):
                    ranked.scores[document] = ranked.scores.get(document, 0.0) + worth
