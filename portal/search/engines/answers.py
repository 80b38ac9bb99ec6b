"""From what is asked to answers: the best of all segments, counts, and titles to suggest."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from heapq import nlargest
from typing import Any, Final

from portal.search.engines.ledger import STEMS, worths
from portal.search.engines.meaning import WHOLE, find_meaning, ways, weigh
from portal.search.engines.ranking import Asked, Way, ask, best
from portal.search.engines.reading import Part, Reading
from portal.search.engines.segment import Segment
from portal.search.engines.titles import find_titles
from portal.search.model import Alternative, Found, Match, Query, Suggestion, Weight, Window
from portal.search.rules.fields import analyse

_AT_LEAST: Final = 50
"""Hits to look for at least, so that the first pages come from the same look."""

_FACETS: Final = {"kind": "kinds", "category": "categories", "product": "products"}

_Asked = Sequence[tuple[Part, Asked]]


class Answers:
    """Answers from one state of an index; threads take turns, which costs nothing under the GIL."""

    def __init__(self, parts: Iterable[Part], lock: threading.Lock) -> None:
        """`lock` is shared by all who read the same segments."""
        self._reading, self._lock = Reading(list(parts)), lock

    def search(self, query: Query, window: Window) -> Found:
        """Return the hits of `query` in `window`."""
        with self._lock:
            meaning = find_meaning(query, self._reading)
            stems: set[str] = set()
            terms = [list(self._said(ways(term), stems)) for term in meaning.terms]
            whole = {(name, text): worth for name, worth in WHOLE.items() for text in meaning.whole}
            asked = [(part, ask(part.segment, terms, whole)) for part in self._reading.parts]
            total, matches = _choose(asked, window)
            return Found(
                total=total,
                matches=matches,
                stems=frozenset(stems),
                corrections=meaning.corrections,
                **_counts(asked),
            )

    def _said(self, said: Iterable[Alternative], stems: set[str]) -> Iterable[Way]:
        """Yield those ways that are in some text; single stems among them are to be marked."""
        for way in said:
            rarities = [self._reading.rarity(stem) for stem in way.stems]
            if all(rarities):
                if len(way.stems) == 1:  # of a phrase, single words say too little
                    stems.update(way.stems)
                share = way.weight / len(way.stems)
                yield tuple((s, share * r) for s, r in zip(way.stems, rarities, strict=True))

    def explain(self, query: Query, id_: str) -> tuple[Weight, ...]:
        """Return what made the document `id_` rank where it does."""
        with self._lock:
            place = self._reading.find(id_)
            if place is None:
                return ()
            segment, number = place
            worth = _by_field(segment, number, self._reading.rarity)

            def has(name: str, term: str) -> bool:
                block = segment.find(name, term)
                return block is not None and bool(block.bits >> number & 1)

            return weigh(find_meaning(query, self._reading), worth, has)

    def suggest(self, words: tuple[str, ...], limit: int) -> list[Suggestion]:
        """Return the titles in which most of `words` begin a word; shorter titles first."""
        with self._lock:
            parts = self._reading.parts
            looks = [
                (part.segment, *find_titles(part.segment, words, part.alive, limit, len(parts)))
                for part in parts
            ]
            most = max((fitting for _, fitting, _ in looks), default=0)
            found = [
                (fit, segment.card(number))
                for segment, fitting, hits in looks
                if fitting == most
                for fit, number in hits
            ]
        best_first = sorted(found, key=lambda f: (f[0], f[1].title))
        return [Suggestion(c.title, c.place, c.url) for _, c in best_first[:limit]]

    def known(self, ids: Iterable[str]) -> set[str]:
        """Return those of `ids` that are there."""
        with self._lock:
            return {id_ for id_ in ids if self._reading.find(id_)}


def _choose(asked: _Asked, window: Window) -> tuple[int, tuple[Match, ...]]:
    """Return how many hits are in `window` and its part of them, the best first."""
    depth = window.offset + window.limit
    total, hits = 0, []
    for place, (part, found) in enumerate(asked):
        segment = part.segment
        wanted = found.bits & part.alive & _let_through(segment, window)
        total += wanted.bit_count()
        ranked = best(found, wanted, segment.size, max(depth, _AT_LEAST)) if wanted else []
        hits += [(score, -place, -number) for score, number in ranked]
    matches = []
    for score, place, number in nlargest(depth, hits)[window.offset :]:
        row = asked[-place][0].segment.row(-number)
        matches.append(Match(row.document, score, row.folded))
    return total, tuple(matches)


def _let_through(segment: Segment, window: Window) -> int:
    """Return the documents that `window` lets through, as bits."""
    wanted = (1 << segment.size) - 1
    for name, value in zip(_FACETS, (window.kind, window.category, window.product), strict=True):
        if value:
            wanted &= segment.facets.get(f"{name}:{value}", 0)
    return wanted


def _counts(asked: _Asked) -> Mapping[str, Any]:
    """Return how many hits there are of each kind, of each category and for each product."""
    counts: dict[str, dict[str, int]] = {plural: {} for plural in _FACETS.values()}
    for part, found in asked:
        hits = found.bits & part.alive
        for term, bits in part.segment.facets.items() if hits else ():
            count = (hits & bits).bit_count()
            if count:
                name, _, value = term.partition(":")
                counted = counts[_FACETS[name]]
                counted[value] = counted.get(value, 0) + count
    return counts


def _by_field(
    segment: Segment, number: int, rarity: Callable[[str], float]
) -> Callable[[str], Mapping[str, float]]:
    """Return what says what a stem is worth in each field of a document.

    Only the sum over fields is kept; the shares come from a new look at the texts that are kept.
    """
    row = segment.row(number)
    whole = replace(row.document, keywords=row.keywords)
    shares: dict[str, dict[str, float]] = {}
    for stem, name, worth in worths(analyse(whole)):
        shares.setdefault(stem, {})[name] = worth

    def worth_of(stem: str) -> Mapping[str, float]:
        block = segment.find(STEMS, stem)
        (weight,) = block.pick([number], rarity(stem)) if block else (0.0,)
        if not weight:
            return {}
        found = shares.get(stem, {"body": 1.0})
        points = weight / sum(found.values())
        return {name: points * share for name, share in found.items()}

    return worth_of
