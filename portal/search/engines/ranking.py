"""The best documents of one segment for a query, found by looking at few of them.

The score of a document is the sum over the query's terms, of each the best of its ways to be said.
Lists come with the heaviest first, and are gone down in step; what nobody has seen by then cannot
score more than the heads of all lists together, so that one may stop when enough are above that.
Where lists are so flat that it takes too long, the documents that have most of the words were
looked at first, and the rest is let be.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import nlargest
from itertools import chain, repeat
from typing import Final, NamedTuple, Protocol

from portal.search.engines.blocks import Block, to_ids
from portal.search.engines.ledger import STEMS

_FIRST_STEP: Final = 48  # documents of each list to look at before asking whether that is enough
_LOOKS: Final = 40_000  # for a weight, until one stops all the same: some 5 ms
_FEWEST: Final = 600  # documents looked at in any case
_TOGETHER: Final = 800  # documents with most of the words that are looked at first
_PHRASE: Final = 2000  # documents with a phrase that are looked at

Way = tuple[tuple[str, float], ...]
"""Stems that must all be there, each with what its weight is to be multiplied by."""


Picker = Callable[[Sequence[int]], list[float]]


class Source(NamedTuple):
    """What one way of saying a term finds: the heaviest first, and what gives each its points."""

    ids: Sequence[int]
    pick: Picker
    bits: int

    def at(self, place: int) -> float:
        """Return what the document at `place` is given, nothing past the end.

        Of a common term the list ends before its documents do: what comes then is let be.
        """
        return self.pick(self.ids[place : place + 1])[0] if place < len(self.ids) else 0.0


@dataclass(frozen=True)
class Asked:
    """A query over one segment: the sources of each of its terms, and what a whole title adds."""

    terms: Sequence[Sequence[Source]]
    extra: Mapping[int, float]

    @property
    def bits(self) -> int:
        """Return all documents that have any of it."""
        found = 0
        for number in self.extra:
            found |= 1 << number
        for sources in self.terms:
            found |= _any(sources)
        return found


class Terms(Protocol):
    """What is asked of a segment."""

    def find(self, field: str, term: str) -> Block | None:
        """Return the block of `term`, None where no document has it."""
        ...


def ask(
    segment: Terms, terms: Iterable[Iterable[Way]], whole: Mapping[tuple[str, str], float]
) -> Asked:
    """Return what `terms` find in `segment`, and `whole` terms, which have a field and a worth."""
    found = [[s for way in ways if (s := _source(segment, way))] for ways in terms]
    extra: dict[int, float] = {}
    for (field, term), worth in whole.items():
        block = segment.find(field, term)
        for number in block.ids if block else ():
            extra[number] = extra.get(number, 0.0) + worth
    return Asked([sources for sources in found if sources], extra)


def _source(segment: Terms, way: Way) -> Source | None:
    blocks = [(segment.find(STEMS, stem), factor) for stem, factor in way]
    there = [(block, factor) for block, factor in blocks if block is not None]
    if len(there) < len(blocks):
        return None
    if len(there) > 1:
        return _phrase(there)
    ((block, factor),) = there
    return Source(block.ids, partial(block.pick, factor=factor), block.bits)


def _phrase(blocks: Sequence[tuple[Block, float]]) -> Source | None:
    """Return what has all of `blocks`."""
    bits = blocks[0][0].bits
    for block, _ in blocks:
        bits &= block.bits
    if not bits:
        return None
    rarest = min((block for block, _ in blocks), key=lambda block: block.total)
    if bits.bit_count() <= _PHRASE:
        ids: Iterable[int] = to_ids(bits)
    else:
        here = _bytes(bits, rarest.size)
        ids = (n for n in rarest.ids if here[n >> 3] >> (n & 7) & 1)
    here_ids = list(ids)
    columns = [block.pick(here_ids, factor) for block, factor in blocks]
    weights = dict(zip(here_ids, map(sum, zip(*columns, strict=True)), strict=True))
    ranked = sorted(weights, key=weights.__getitem__, reverse=True)
    return Source(ranked, lambda wanted: list(map(weights.get, wanted, repeat(0.0))), bits)


class _Scores:
    """The scores of the documents looked at so far, of those that are `wanted`."""

    def __init__(self, asked: Asked, wanted: int, size: int) -> None:
        self.found: dict[int, float] = {}
        self._terms = [[source.pick for source in sources] for sources in asked.terms]
        self._wanted = _bytes(wanted, size)

    def take(self, ids: Iterable[int]) -> None:
        """Look at `ids`, each once. This is where a search spends its time."""
        found, wanted = self.found, self._wanted
        new = [n for n in ids if n not in found and wanted[n >> 3] >> (n & 7) & 1]
        if not new:
            return
        columns = [self._term(picks, new) for picks in self._terms]
        found.update(zip(new, map(sum, zip(*columns, strict=True)), strict=True))

    @staticmethod
    def _term(picks: Sequence[Picker], ids: Sequence[int]) -> Iterable[float]:
        """Return what a term gives each of `ids`: what the best way of saying it does."""
        columns = [pick(ids) for pick in picks]
        return columns[0] if len(columns) == 1 else map(max, *columns)

    def has_enough(self, limit: int, bound: float) -> bool:
        """Return whether `limit` documents have more than `bound`."""
        return len(self.found) >= limit and nlargest(limit, self.found.values())[-1] > bound


def best(asked: Asked, wanted: int, size: int, limit: int) -> list[tuple[float, int]]:
    """Return the `limit` best of the documents `wanted` (as bits), with the best score first."""
    scores = _Scores(asked, wanted, size)
    scores.take(asked.extra)
    for number in scores.found:
        scores.found[number] += asked.extra[number]
    most = max(_FEWEST, _LOOKS // (sum(map(len, asked.terms)) or 1))
    if wanted.bit_count() > most:
        scores.take(_with_most_words(asked.terms, wanted))
    for bound in _go_down(asked.terms, scores.take):
        if bound <= 0 or len(scores.found) > most or scores.has_enough(limit, bound):
            break
    ranked = nlargest(limit, ((score, -number) for number, score in scores.found.items()))
    return [(score, -number) for score, number in ranked]


def _go_down(
    terms: Sequence[Sequence[Source]], take: Callable[[Iterable[int]], None]
) -> Iterator[float]:
    """Look at ever more of each list, and yield what those not seen may still have."""
    place, step = 0, _FIRST_STEP
    every = list(chain.from_iterable(terms))
    while True:
        take(dict.fromkeys(chain.from_iterable(s.ids[place : place + step] for s in every)))
        place += step
        step *= 2
        yield sum(max(source.at(place) for source in sources) for sources in terms)


def _with_most_words(terms: Sequence[Sequence[Source]], wanted: int) -> Iterator[int]:
    """Yield the documents with most of the terms, as long as they are not too many."""
    levels = [wanted] + [0] * len(terms)
    for sources in terms:
        bits = _any(sources)
        for level in range(len(terms), 0, -1):
            levels[level] |= levels[level - 1] & bits
    seen = 0
    for level in range(len(terms), 1, -1):
        new = levels[level] & ~seen
        if new.bit_count() > _TOGETHER:
            return
        yield from to_ids(new)
        seen |= levels[level]


def _any(sources: Iterable[Source]) -> int:
    found = 0
    for source in sources:
        found |= source.bits
    return found


def _bytes(bits: int, size: int) -> bytes:
    return bits.to_bytes(size // 8 + 1, "little")
