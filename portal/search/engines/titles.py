"""Titles offered while somebody types."""

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from portal.search.engines.blocks import Block, to_ids
from portal.search.engines.ledger import BEGINS
from portal.search.model import SearchDocument, Suggestion
from portal.search.rules.fields import PREFIXES
from portal.search.rules.tokens import tokenize

_CANDIDATES: Final = 100
"""How many titles to compare for each word, of all segments together."""

_LEAST: Final = 25
"""How many of one segment."""

Fit = tuple[bool, int, int]
"""How badly a title fits: not by its beginning, words missing whole, length."""


class Titled(Protocol):
    """What is asked of a segment."""

    size: int

    @property
    def titles(self) -> Sequence[str]:
        """The folded titles, by document."""
        ...

    def find(self, field: str, term: str) -> Block | None:
        """Return the block of `term`, None where no document has it."""
        ...


def beginnings(words: Iterable[str]) -> list[str]:
    """Return the terms by which titles with `words` are found, each once."""
    long = (word[: PREFIXES.stop - 1] for word in words if len(word) >= PREFIXES.start)
    return list(dict.fromkeys(long))


def fit(title: str, words: tuple[str, ...]) -> Fit:
    """Return how badly the folded `title` fits what is being typed."""
    spaced = f" {title}"
    missing = sum(f" {word}" not in spaced for word in words)
    return not title.startswith(" ".join(words)), missing, len(title)


def find_titles(
    segment: Titled, words: tuple[str, ...], alive: int, limit: int, segments: int = 1
) -> tuple[int, list[tuple[Fit, int]]]:
    """Return the documents in whose titles most of `words` begin a word, and how many that is.

    `segment` is one of so many `segments`.
    """
    blocks = [b for p in beginnings(words) if (b := segment.find("prefixes", p))]
    levels = [alive] + [0] * len(blocks)
    for block in blocks:
        for level in range(len(blocks), 0, -1):
            levels[level] |= levels[level - 1] & block.bits
    most = max((level for level in range(1, len(levels)) if levels[level]), default=0)
    if not most:
        return 0, []
    first = next(iter(beginnings(words)))
    begun = segment.find("prefixes", BEGINS + first)
    lists = [b for b in (begun, *blocks) if b]
    enough = max(_CANDIDATES // segments, _LEAST, limit)
    candidates = _some(lists, levels[most], segment.size, enough)
    titles = segment.titles
    fits = sorted((fit(titles[number], words), titles[number], number) for number in candidates)
    return most, [(found, number) for found, _, number in fits[:limit]]


def _some(blocks: Sequence[Block], wanted: int, size: int, enough: int) -> set[int]:
    """Return documents among `wanted`, the shortest titles of each block first."""
    if wanted.bit_count() <= 2 * enough:
        return set(to_ids(wanted))
    here = wanted.to_bytes(size // 8 + 1, "little")
    found: set[int] = set()
    for block in blocks:
        until = len(found) + enough
        for number in block.ids:
            if here[number >> 3] >> (number & 7) & 1:
                found.add(number)
                if len(found) >= until:
                    break
    return found


def choose_titles(
    cards: Iterable[SearchDocument], words: tuple[str, ...], limit: int
) -> list[Suggestion]:
    """Return the titles of `cards` that fit best what is being typed."""
    folded = ((" ".join(t.form for t in tokenize(card.title)), card) for card in cards)
    best = sorted(folded, key=lambda item: (fit(item[0], words), item[1].title))
    return [Suggestion(card.title, card.place, card.url) for _, card in best[:limit]]
