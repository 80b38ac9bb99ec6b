"""One state of an index: its segments, and which of their documents are still there."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from portal.search.engines.blocks import Block
from portal.search.engines.ledger import STEMS
from portal.search.engines.meaning import READ
from portal.search.engines.segment import Segment
from portal.search.rules.spelling import Vocabulary


@dataclass(frozen=True)
class Part:
    """A segment with the documents in it that are alive, as bits."""

    segment: Segment
    alive: int


class Reading:
    """The segments of a generation, the largest first. One thread at a time."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = sorted(parts, key=lambda part: -part.segment.size)
        self._count = sum(part.alive.bit_count() for part in parts)
        self._vocabulary: Vocabulary | None = None

    def frequency(self, field: str, term: str) -> int:
        """Return how many documents have `term` in `field`; those just deleted may count.

        Of stems it is only known whether readers see them: what is not seen stands in keywords.
        """
        if field == "words":
            return self.vocabulary().counts.get(term, 0)
        is_stem = field in READ or field == "keywords"
        blocks = self._blocks(STEMS if is_stem else field, term)
        hidden = sum(block.hidden for block in blocks)
        if field == "keywords":
            return hidden
        return sum(block.total for block in blocks) - (hidden if is_stem else 0)

    def _blocks(self, field: str, term: str) -> list[Block]:
        return [b for part in self.parts if (b := part.segment.find(field, term))]

    def rarity(self, stem: str) -> float:
        """Return how much it says that a document has `stem`; nothing where none has."""
        found = sum(block.total for block in self._blocks(STEMS, stem))
        if not found:
            return 0.0
        return math.log(max(self._count, found) / (found + 1)) + 1

    def vocabulary(self) -> Vocabulary:
        """Return the words of all texts; read at the first misspelling."""
        if self._vocabulary is None:
            known = Vocabulary({})
            for part in self.parts:
                own = part.segment.vocabulary
                known = known.with_more(own.counts, own.spellings) if known.counts else own
            self._vocabulary = known
        return self._vocabulary

    def find(self, id_: str) -> tuple[Segment, int] | None:
        """Return where the document `id_` is."""
        for part in self.parts:
            number = part.segment.number(id_)
            if number is not None and part.alive >> number & 1:
                return part.segment, number
        return None
