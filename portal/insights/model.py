"""What is counted, and what is read from it, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """What happened. `LEFT` is computed: shown, and nothing said within a day."""

    IMPRESSION = "impression"
    CLICK = "click"
    SOLVED = "solved"
    LEFT = "left"
    ESCAPED = "escaped"
    ADDED = "added"
    SUBMITTED = "submitted"
    VIEW = "view"
    USEFUL = "useful"
    USELESS = "useless"


def reason_kind(reason: str) -> str:
    """Return the kind under which a vote's reason is counted."""
    return f"because_{reason}"


def verdict_kind(verdict: str, why: str) -> str:
    """Return the kind under which support's word on how a ticket came in is counted."""
    return f"{verdict}_{why}"


@dataclass(frozen=True)
class Key:
    """What one counter counts; `article` is empty for the step itself, else one it offered."""

    day: date
    kind: str
    flow: str = ""
    node: str = ""
    article: str = ""
    locale: str = ""


@dataclass(frozen=True)
class Step:
    """A step of somebody's way through a flow, as it is kept for some days.

    `trip` tells two ways apart for a day and nothing else: a number that cannot be led back to
    anybody. 0 stands for unknown.
    """

    at: datetime
    kind: str
    flow: str
    node: str
    locale: str
    articles: tuple[str, ...] = ()
    trip: int = 0


@dataclass(frozen=True)
class Asked:
    """A search: folded, with nothing in it that could name somebody."""

    day: date
    locale: str
    query: str
    is_empty: bool
    trip: int = 0


@dataclass(frozen=True)
class Funnel:
    """How many came to an end of a flow, and what became of them, as far as they said it."""

    impressions: int = 0
    clicks: int = 0
    solved: int = 0
    left: int = 0
    escaped: int = 0
    added: int = 0
    submitted: int = 0


@dataclass(frozen=True)
class ArticleFigures:
    """What is known of an article; `reasons` counts why it did not help."""

    article: str
    views: int = 0
    offered: int = 0
    opened: int = 0
    solved: int = 0
    left: int = 0
    escaped: int = 0
    useful: int = 0
    useless: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class QueryFigures:
    """A search as it is asked; `people` is the most that asked it in one day, up to a bound."""

    query: str
    locale: str
    searches: int
    empty: int
    people: int
