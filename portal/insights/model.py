"""What is counted, and what is read from it, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from portal.tickets.rules.verdicts import Verdict, Why


class Kind(StrEnum):
    """What happened. Some are not said by anybody but computed.

    `BEGAN`: the first page of somebody's way through a flow; `HANDED`: it goes on in another.
    `LEFT`: an answer was shown, and nothing said within a day. `STOPPED`: the last page of a way
    without an end. `FAILED`: an article was opened on the way, and a ticket came nevertheless.
    `FOUND`: an article was opened from the results of a search.
    """

    BEGAN = "began"
    REACHED = "reached"
    HANDED = "handed"
    STOPPED = "stopped"
    IMPRESSION = "impression"
    CLICK = "click"
    SOLVED = "solved"
    LEFT = "left"
    ESCAPED = "escaped"
    ADDED = "added"
    SUBMITTED = "submitted"
    FAILED = "failed"
    VIEW = "view"
    USEFUL = "useful"
    USELESS = "useless"
    FOUND = "found"
    SEARCHED = "searched"
    UNFOUND = "unfound"


def reason_kind(reason: str) -> str:
    """Return the kind under which a vote's reason is counted."""
    return f"because_{reason}"


def verdict_kind(verdict: str, why: str) -> str:
    """Return the kind under which support's word on how a ticket came in is counted."""
    return f"{verdict}_{why}"


@dataclass(frozen=True)
class PageReached:
    """Event: a page of a flow was shown; `node` is one of the flow's, or a page of the form.

    `goes_on`: it is none to look at, but the way into another flow.
    """

    flow: str
    node: str
    locale: str
    goes_on: bool = False


@dataclass(frozen=True)
class SearchFollowed:
    """Event: a hit was opened from the results of a search. Secrets in `query` are masked.

    `article` is the key of what was opened, empty where it is none.
    """

    query: str
    locale: str
    article: str = ""


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
    """A search: folded, with nothing in it that could name somebody.

    With `is_followed` it is not the search itself but a hit that was opened from it.
    """

    day: date
    locale: str
    query: str
    is_empty: bool = False
    is_followed: bool = False
    trip: int = 0


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included; in all languages where `locale` is empty."""

    since: date
    until: date
    locale: str = ""

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.since).days + 1


@dataclass(frozen=True)
class Funnel:
    """How many came to an end of a flow, and what became of them, as far as they said it."""

    began: int = 0
    reached: int = 0
    stopped: int = 0
    impressions: int = 0
    clicks: int = 0
    solved: int = 0
    left: int = 0
    escaped: int = 0
    added: int = 0
    submitted: int = 0

    @property
    def seen(self) -> int:
        """How many saw the page; an answer may have been counted before its page was."""
        return max(self.reached, self.impressions)


@dataclass(frozen=True)
class ArticleFigures:
    """What is known of an article; `reasons` counts why it did not help."""

    article: str
    views: int = 0
    found: int = 0
    offered: int = 0
    opened: int = 0
    solved: int = 0
    left: int = 0
    escaped: int = 0
    failed: int = 0
    useful: int = 0
    useless: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def asked(self) -> int:
        """How often somebody's question led to it: in the wizard, or in a search."""
        return self.offered + self.found

    @property
    def votes(self) -> int:
        """How many said whether it helped."""
        return self.useful + self.useless


@dataclass(frozen=True)
class QueryFigures:
    """A search as it is asked, in all of a period.

    `people` are those who could be told apart on each day, and `followed` how many of them opened a
    hit.
    """

    query: str
    locale: str
    searches: int
    empty: int
    people: int
    followed: int = 0

    @property
    def unfollowed(self) -> int:
        """How many opened nothing."""
        return self.people - self.followed


@dataclass(frozen=True)
class Judged:
    """How often support said the same of tickets from one end of a flow."""

    flow: str
    node: str
    verdict: Verdict
    why: Why
    number: int
