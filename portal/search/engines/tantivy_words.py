"""The words of all texts, kept from one state of an index to the next.

Reading them takes several times as long as a search. Where articles change one after the other,
every reader would do so at each of the changes, for a word that nobody has misspelt yet.
"""

import time
from dataclasses import dataclass
from typing import Final

import tantivy

from portal.kernel.text import fold
from portal.search.rules.spelling import Vocabulary

_LARGE: Final = 2000  # documents; the words of a smaller index are read in no time
_KEPT: Final = 2.0  # seconds that those of an older state do


@dataclass(frozen=True)
class _Read:
    state: object
    until: float
    words: Vocabulary


class Words:
    """The words of one index, in whatever state it is."""

    def __init__(self) -> None:
        self._last: _Read | None = None

    def of(self, state: object, searcher: tantivy.Searcher) -> Vocabulary:
        """Return the words of `state`, which `searcher` reads, or those of a moment before."""
        last, now = self._last, time.monotonic()
        if last is not None:
            does = searcher.num_docs >= _LARGE and now < last.until
            if last.state is state or does:
                return last.words
        words = _read(searcher)
        self._last = _Read(state, now + _KEPT, words)
        return words


def _read(searcher: tantivy.Searcher) -> Vocabulary:
    counts = dict(searcher.terms_with_prefix("words", ""))
    spellings: dict[str, str] = {}
    written = searcher.terms_with_prefix("spellings", "")
    for word, count in sorted(written, key=lambda found: found[1]):
        plain = fold(word)
        if 2 * count >= counts.get(plain, 0):
            spellings[plain] = word
    return Vocabulary(counts, spellings)
