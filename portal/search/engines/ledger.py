"""Gathers what every term has in a new segment, from documents and from segments that it replaces.

What a stem is worth in a document is one number: BM25 of each field times the field's boost, all
but the rarity of the stem, which depends on the other documents and is known when somebody asks.
A document's length is measured by what is typical, so that the numbers stay true while others
come and go.
"""

import json
import zlib
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Protocol

from portal.search.engines.blocks import Block, pack
from portal.search.engines.meaning import BOOSTS, READ
from portal.search.model import SearchDocument
from portal.search.rules.fields import Fields, analyse

K1: Final = 1.2
B: Final = 0.75
TYPICAL: Final = {
    "title": 5.0,
    "headings": 3.0,
    "summary": 9.0,
    "body": 110.0,
    "keywords": 14.0,
    "codes": 10.0,
}
"""How many words a field has, on the average of our own articles and error pages; those that
readers see come first."""

PLAIN: Final = ("exact", "keys", "prefixes", "facets")
"""Kinds of terms that a document has or has not."""

STEMS: Final = "stems"
TABLES: Final = "tables"
BEGINS: Final = "^"
"""Before a prefix: the whole title begins so, not only a word of it."""

_WHOLE: Final = 64
"""A segment of at most so many documents is read at once: that takes less than looking it up."""

_Gathered = tuple["array[int]", "array[float]"]


def worths(terms: Fields) -> Iterator[tuple[str, str, float]]:
    """Yield each stem of a document with its field and its worth there, what is seen first."""
    for name in TYPICAL:
        counts = terms.codes if name == "codes" else terms.scored[name]
        damping = K1 * (1 - B + B * counts.total() / TYPICAL[name])
        most = BOOSTS[name] * (K1 + 1)
        for stem, count in counts.items():
            yield stem, name, most * count / (count + damping)


def facets_of(kind: str, category: str, products: Sequence[str]) -> Iterator[str]:
    """Yield the terms by which a document is chosen, those that it has."""
    named = [("kind", kind), ("category", category), *(("product", p) for p in products)]
    return (f"{name}:{value}" for name, value in named if value)


class Kept(Protocol):
    """A segment that another one replaces."""

    def blocks(self, field: str) -> Iterator[tuple[str, Block]]:
        """Yield each term of `field` with its block."""
        ...

    @property
    def titles(self) -> Sequence[str]:
        """The folded titles, by document."""
        ...

    def counts(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """Return the words of the texts and how they are spelt, with how many documents have it."""
        ...


class Ledger:
    """The terms of a segment that is being written."""

    def __init__(self) -> None:
        self.titles: list[str] = []
        self._stems: dict[str, _Gathered] = {}
        self._hidden: Counter[str] = Counter()
        self._plain: dict[str, dict[str, list[int]]] = {name: {} for name in PLAIN}
        self._words: Counter[str] = Counter()
        self._spellings: Counter[str] = Counter()

    def add(self, document: SearchDocument) -> None:
        """Take the next document."""
        number, terms = len(self.titles), analyse(document)
        self._add_stems(number, terms)
        self.titles.append(terms.title)
        begins = {BEGINS + p for p in terms.prefixes if terms.title.startswith(p)}
        facets = set(facets_of(document.kind, document.category, document.products))
        kinds = (terms.exact, terms.keys, terms.prefixes | begins, facets)
        for name, values in zip(PLAIN, kinds, strict=True):
            plain = self._plain[name]
            for value in values:
                plain.setdefault(value, []).append(number)
        self._words.update(terms.words)
        self._spellings.update(terms.spellings)

    def _add_stems(self, number: int, terms: Fields) -> None:
        total: dict[str, float] = {}
        seen = 0
        for stem, name, worth in worths(terms):
            if name in READ:
                seen += stem not in total
            total[stem] = total.get(stem, 0.0) + worth
        self._hidden.update(list(total)[seen:])
        stems = self._stems
        for stem, worth in total.items():
            gathered = stems.get(stem)
            if gathered is None:
                gathered = stems[stem] = array("I"), array("f")
            gathered[0].append(number)
            gathered[1].append(worth)

    def take(self, segment: Kept, alive: Sequence[int], gone: Sequence[SearchDocument]) -> None:
        """Take what a segment has of its documents `alive`; those `gone` leave no word behind."""
        new = {old: len(self.titles) + place for place, old in enumerate(alive)}
        for stem, block in segment.blocks(STEMS):
            self._take_stem(stem, block, new)
        for name in PLAIN:
            for value, block in segment.blocks(name):
                left = [new[number] for number in block.ids if number in new]
                if left:
                    self._plain[name].setdefault(value, []).extend(left)
        titles = segment.titles
        self.titles += [titles[number] for number in alive]
        words, spellings = segment.counts()
        self._words.update(words)
        self._spellings.update(spellings)
        for document in gone:
            self._forget(analyse(document))

    def _take_stem(self, stem: str, block: Block, new: Mapping[int, int]) -> None:
        left = [(new[n], w) for n, w in zip(*block.all(), strict=True) if n in new]
        if not left:
            return
        ids, weights = self._stems.setdefault(stem, (array("I"), array("f")))
        ids.extend([number for number, _ in left])
        weights.extend([weight for _, weight in left])
        self._hidden[stem] += round(block.hidden * len(left) / block.total)

    def _forget(self, terms: Fields) -> None:
        self._words.subtract(terms.words)
        self._spellings.subtract(terms.spellings)

    def fields(self) -> dict[str, dict[str, bytes]]:
        """Return everything as fields of terms, each with its bytes."""
        if len(self.titles) <= _WHOLE:
            return {TABLES: {"all": self._at_once()}}
        size = len(self.titles)
        found = {
            STEMS: {
                stem: pack(size, ids, weights, self._hidden[stem])
                for stem, (ids, weights) in self._stems.items()
            },
            TABLES: {
                "titles": zlib.compress(json.dumps(self.titles).encode(), 1),
                "words": zlib.compress(json.dumps(self._counted()).encode(), 1),
            },
        }
        by_length = [len(title) for title in self.titles].__getitem__
        for name, terms in self._plain.items():
            found[name] = {
                t: pack(size, sorted(ids, key=by_length), None) for t, ids in terms.items()
            }
        return found

    def _at_once(self) -> bytes:
        stems = {}
        for stem, (ids, weights) in self._stems.items():
            heaviest_first = sorted(zip(weights, ids, strict=True), key=lambda one: -one[0])
            stems[stem] = (self._hidden[stem], *zip(*heaviest_first, strict=True))
        tables = {"titles": self.titles, "words": self._counted()}
        return zlib.compress(json.dumps({STEMS: stems, TABLES: tables, **self._plain}).encode(), 1)

    def _counted(self) -> tuple[dict[str, int], dict[str, int]]:
        return dict(+self._words), dict(+self._spellings)
