"""Where a text may fall into two parts: at words that join, at the end of sentences and clauses."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Set
from dataclasses import dataclass

from portal.tickets.rules.text import Prepared

_STOPS = re.compile(r"[.;!?](?=\s|$)|(?<=\s)[+&](?=\s)|,(?=\s)|(?<![^\s])\d[.)](?=\s)")
_MOST = 60


@dataclass(frozen=True)
class Join:
    """Where a text may fall apart: behind the words before `before`, ahead of those from `after`.

    `start` and `end` are the places of what joins; a sentence ends at one that is `full`, and the
    second item of a list begins at one that is `second`.
    """

    before: int
    after: int
    start: int
    end: int
    is_word: bool = False
    is_full: bool = False
    is_second: bool = False


def find_joins(prepared: Prepared, joining: Set[int]) -> list[Join]:
    """Return where `prepared` may fall apart, in order; `joining` are the words that join."""
    found = [*_words(prepared, joining), *_stops(prepared)]
    return sorted(found, key=lambda join: (join.start, join.end))[:_MOST]


def _words(prepared: Prepared, joining: Set[int]) -> Iterator[Join]:
    starts = prepared.starts
    at = 0
    while at < len(starts):
        first = at
        while at in joining:
            at += 1
        if at > first:
            end = starts[at] if at < len(starts) else len(prepared.own)
            yield Join(first, at, starts[first], end, is_word=True)
        at += 1


def _stops(prepared: Prepared) -> Iterator[Join]:
    for stop in _STOPS.finditer(prepared.own):
        mark = stop.group()[0]
        yield Join(
            before=bisect_left(prepared.starts, stop.start()),
            after=bisect_left(prepared.starts, stop.end()),
            start=stop.start(),
            end=stop.end(),
            is_word=mark in "+&",
            is_full=mark in ".;!?" or mark.isdigit(),
            is_second=mark == "2",
        )
