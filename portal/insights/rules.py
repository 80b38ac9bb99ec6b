"""What may be counted of people, and how it cannot be led back to them."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import timedelta

from portal.insights.model import Key, Kind, Step
from portal.kernel.text import clip, fold, squeeze

SILENT_AFTER = timedelta(hours=24)
"""Who said nothing for so long after an end was shown has left."""

ENOUGH_PEOPLE = 5
"""A query shows nobody's secret when so many different people asked it on one day."""

MOST_PEOPLE = 16
"""People are told apart up to so many; more are as good as these."""

_LONGEST_QUERY = 100
_TELLING = re.compile(r"@|\d{6}|•")
_ENDS = frozenset({Kind.SOLVED, Kind.ESCAPED, Kind.ADDED, Kind.SUBMITTED})


def trip_of(secret: bytes, visitor: str, way: str) -> int:
    """Return the number of a visitor's `way` today: with the secret gone, nobody can repeat it.

    63 bits, never 0; 0 where `visitor` is not known.
    """
    if not visitor:
        return 0
    digest = hmac.new(secret, f"{way}\0{visitor}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8]) >> 1 or 1


def countable_query(masked: str) -> str:
    """Return a query as it is counted, or an empty text where it may name somebody.

    `masked` has its secrets hidden already; an address, a long number or a masked place remains
    with the one who typed it.
    """
    text = clip(squeeze(fold(masked)), _LONGEST_QUERY)
    return "" if _TELLING.search(text) else text


def keys_of(step: Step) -> list[Key]:
    """Return the counters that a step moves: its own, and that of each article in it."""
    day = step.at.date()
    return [
        Key(day, step.kind, step.flow, step.node, article, step.locale)
        for article in ("", *step.articles)
    ]


def with_one_more(seen: Iterable[int], trip: int) -> list[int]:
    """Return the people seen with one more among them, bounded; an unknown one changes nothing."""
    known = list(seen)
    if trip and trip not in known and len(known) < MOST_PEOPLE:
        known.append(trip)
    return known


def who_left(steps: Iterable[Step]) -> list[Step]:
    """Return the impressions after which nothing was said on the same way within a day.

    `steps` are of ways that can be told apart; an end that was said before the impression, or
    later than a day, says nothing about it.
    """
    steps = list(steps)
    ends: dict[tuple[int, str], list[Step]] = {}
    for step in steps:
        if step.kind in _ENDS:
            ends.setdefault((step.trip, step.flow), []).append(step)
    return [
        step
        for step in steps
        if step.kind == Kind.IMPRESSION
        and not any(_closes(end, step) for end in ends.get((step.trip, step.flow), ()))
    ]


def _closes(end: Step, shown: Step) -> bool:
    return shown.at <= end.at <= shown.at + SILENT_AFTER
