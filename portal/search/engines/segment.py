"""One segment of an index, open. It never changes, and lives on while others come beside it.

What was read of it once stays in memory as long as there is room, so that a new generation, which
adds a small segment and takes documents away, costs readers next to nothing.
"""

import json
import zlib
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any, Final, Protocol

from portal.kernel.locale import Locale
from portal.kernel.text import fold
from portal.search.engines.blocks import Block, unpack
from portal.search.engines.ledger import PLAIN, STEMS, TABLES
from portal.search.engines.rows import Row, unpack_card, unpack_row
from portal.search.model import SearchDocument
from portal.search.rules.spelling import Vocabulary

_KEPT: Final = 4_000_000
"""How many numbers of blocks to keep, some 30 MB."""

_CARDS: Final = 4096
_ROWS: Final = 512
_HALF: Final = 2


class Shelf(Protocol):
    """Where a library keeps a segment. Any of these may raise anything."""

    size: int
    """How many documents it has, those that were deleted since among them."""

    def look_up(self, field: str, term: str) -> bytes | None:
        """Return what lies at `term`."""
        ...

    def terms(self, field: str) -> Iterator[tuple[str, bytes]]:
        """Yield each term of `field` and what lies there."""
        ...

    def number(self, id_: str) -> int | None:
        """Return the place of the document `id_`."""
        ...

    def cell(self, name: str, number: int) -> bytes:
        """Return the column `name` of a document."""
        ...


class Segment:
    """A segment, with what was read of it. Whoever asks sees to it that nobody else does."""

    def __init__(self, shelf: Shelf, locale: Locale) -> None:
        self.size, self.locale, self._shelf = shelf.size, locale, shelf
        self._blocks: OrderedDict[tuple[str, str], Block | None] = OrderedDict()
        self._kept = 0
        self.card, self.row = _readers(shelf, locale)

    @cached_property
    def _at_once(self) -> dict[str, dict[str, Any]] | None:
        """The whole ledger of a small segment."""
        packed = self._shelf.look_up(TABLES, "all")
        return None if packed is None else _unzip(packed)

    def find(self, field: str, term: str) -> Block | None:
        """Return the block of `term`, None where no document has it."""
        key = field, term
        if key in self._blocks:
            self._blocks.move_to_end(key)
            return self._blocks[key]
        block = self._read(field, term)
        self._blocks[key] = block
        self._kept += _cost(block)
        while self._kept > _KEPT and len(self._blocks) > 1:
            _, old = self._blocks.popitem(last=False)
            self._kept -= _cost(old)
        return block

    def _read(self, field: str, term: str) -> Block | None:
        if self._at_once is not None:
            raw = self._at_once[field].get(term)
            return None if raw is None else self._block(field, raw)
        packed = self._shelf.look_up(field, term)
        return None if packed is None else unpack(self.size, packed)

    def _block(self, field: str, raw: list[Any]) -> Block:
        """Return a block of a small segment."""
        if field != STEMS:
            return Block(self.size, raw)
        hidden, weights, ids = raw
        return Block(self.size, ids, weights, hidden=hidden)

    def blocks(self, field: str) -> Iterator[tuple[str, Block]]:
        """Yield each term of `field` with its block."""
        if self._at_once is not None:
            for term, raw in self._at_once[field].items():
                yield term, self._block(field, raw)
            return
        for term, packed in self._shelf.terms(field):
            yield term, unpack(self.size, packed)

    def number(self, id_: str) -> int | None:
        """Return the place of the document `id_`; it may have been deleted since."""
        return self._shelf.number(id_)

    def cell(self, name: str, number: int) -> bytes:
        """Return the column `name` of a document, as it is kept."""
        return self._shelf.cell(name, number)

    @cached_property
    def facets(self) -> dict[str, int]:
        """Documents, as bits, by what they may be chosen by."""
        return {term: block.bits for term, block in self.blocks(PLAIN[-1])}

    @cached_property
    def _tables(self) -> dict[str, Any]:
        if self._at_once is not None:
            return self._at_once[TABLES]
        return {name: _unzip(packed) for name, packed in self._shelf.terms(TABLES)}

    @property
    def titles(self) -> list[str]:
        """The folded titles, by document."""
        found: list[str] = self._tables["titles"]
        return found

    def counts(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """Return the words of the texts and how they are spelt, with how many documents have it."""
        words, spellings = self._tables["words"]
        return words, spellings

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of its texts."""
        counts, written = self.counts()
        spellings: dict[str, str] = {}
        for word, times in Counter(written).most_common()[::-1]:
            plain = fold(word)
            if _HALF * times >= counts.get(plain, 0):
                spellings[plain] = word
        return Vocabulary(counts, spellings)


def _readers(
    shelf: Shelf, locale: Locale
) -> tuple[Callable[[int], SearchDocument], Callable[[int], Row]]:
    """Return what reads rows and keeps some; no method, which would keep its segment alive."""

    @lru_cache(_CARDS)
    def card(number: int) -> SearchDocument:
        return unpack_card(shelf.cell("card", number), locale)

    @lru_cache(_ROWS)
    def row(number: int) -> Row:
        return unpack_row(shelf.cell("card", number), shelf.cell("text", number), locale)

    return card, row


def _cost(block: Block | None) -> int:
    return 8 if block is None else 16 + block.cost


def _unzip(packed: bytes) -> Any:  # noqa: ANN401  # what was packed, whatever it is
    return json.loads(zlib.decompress(packed))
