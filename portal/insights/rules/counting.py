"""What may be counted of people, and how it cannot be led back to them."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import timedelta

from portal.insights.model import Asked, Key, Step

SILENT_AFTER = timedelta(hours=24)
"""Who said nothing for so long after an end was shown has left."""

ENOUGH_PEOPLE = 2
"""A query is not one person's own words when so many people asked it on one day …"""

ENOUGH_DAYS = 3
"""… or when it came back on so many days."""

MOST_PEOPLE = 16
"""People are told apart up to so many; more are as good as these."""


def trip_of(secret: bytes, visitor: str, way: str) -> int:
    """Return the number of a visitor's `way` today: with the secret gone, nobody can repeat it.

    63 bits, never 0; 0 where `visitor` is not known.
    """
    if not visitor:
        return 0
    digest = hmac.new(secret, f"{way}\0{visitor}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8]) >> 1 or 1


def keys_of(step: Step) -> list[Key]:
    """Return the counters that a step moves: its own, and that of each article in it."""
    day = step.at.date()
    own = Key(day, step.kind, step.flow, step.node, locale=step.locale)
    return [own, *(Key(day, step.kind, article=a, locale=step.locale) for a in step.articles)]


def with_one_more(seen: Iterable[int], trip: int) -> list[int]:
    """Return the people seen with one more among them, bounded; an unknown one changes nothing."""
    known = list(seen)
    if trip and trip not in known and len(known) < MOST_PEOPLE:
        known.append(trip)
    return known


def seen_of(asked: Sequence[Asked], seen: Sequence[int]) -> list[int]:
    """Return the people seen so far on a day, with those of `asked` among them."""
    known = list(seen)
    for one in asked:
        if not one.is_followed:
            known = with_one_more(known, one.trip)
    return known


def followed_of(asked: Sequence[Asked], seen: Sequence[int], followed: Sequence[int]) -> list[int]:
    """Return who of those `seen` opened a hit, with those of `asked` among them.

    The others were too many to be told apart: what is not known to have searched says nothing
    about how many of those who did found something.
    """
    known = list(followed)
    for one in asked:
        if one.is_followed and one.trip in seen:
            known = with_one_more(known, one.trip)
    return known
