"""R23: how somebody's own tickets are listed: by where they stand, in pages."""

from dataclasses import dataclass
from enum import StrEnum

from portal.kernel.text import words
from portal.tickets.model import State

PAGE_SIZE = 20
_MOST_WORDS = 8
LONGEST_QUERY = 200

AMONG_STAFF = frozenset(
    {
        *("noted", "claimed", "released", "excused", "linked", "unlinked"),
        *("judged_misplaced", "judged_poor", "suspended", "unsuspended"),
    }
)
"""Lines of a ticket's history that are not the customer's matter."""


class Shown(StrEnum):
    """Which of one's tickets are listed."""

    OPEN = "open"
    YOURS = "yours"
    ARCHIVE = "archive"
    ALL = "all"


STATES = {
    Shown.OPEN: frozenset(State) - {State.CLOSED},
    Shown.YOURS: frozenset({State.WAITING, State.SOLVED}),
    Shown.ARCHIVE: frozenset({State.CLOSED}),
    Shown.ALL: frozenset(State),
}
"""The states of each list; what waits for a word of the customer is among the open ones too."""


@dataclass(frozen=True)
class Slice:
    """One page of a list, counted from 1; a page that is not there is the nearest that is."""

    page: int
    total: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        """How many there are, at least one."""
        return max(-(-self.total // self.size), 1)

    @property
    def number(self) -> int:
        """Which one it is."""
        return min(max(self.page, 1), self.pages)

    @property
    def offset(self) -> int:
        """How many stand on the pages before."""
        return (self.number - 1) * self.size

    @property
    def first(self) -> int:
        """The place of its first in the whole list, 0 where there is none."""
        return self.offset + 1 if self.total else 0

    @property
    def last(self) -> int:
        """The place of its last in the whole list."""
        return min(self.offset + self.size, self.total)


def searched(query: str) -> tuple[str, ...]:
    """Return the words of `query` to look for, folded, each once; all have to be found."""
    return tuple(dict.fromkeys(words(query[:LONGEST_QUERY])))[:_MOST_WORDS]
