"""Old articles in search: past their review date they stand a little lower, and stay findable."""

from collections.abc import Callable
from dataclasses import replace

from portal.search.model import Found, Match, SearchDocument

IsOld = Callable[[SearchDocument], bool]

_LEFT = 0.95
"""What is left of the score: enough to let an equal newer one go first, and no more."""


def put_back(found: Found, is_old: IsOld) -> Found:
    """Return `found` with the old among those shown together moved behind their equals."""

    def score(match: Match) -> float:
        return match.score * (_LEFT if is_old(match.document) else 1.0)

    if not any(is_old(match.document) for match in found.matches):
        return found
    return replace(found, matches=tuple(sorted(found.matches, key=score, reverse=True)))


def never(_document: SearchDocument) -> bool:
    """Return that nothing is old: where nobody said what is."""
    return False
