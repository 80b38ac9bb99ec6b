"""R23: somebody's own tickets, closed ones included, to look through and to search."""

from collections import Counter
from dataclasses import dataclass

from portal.kernel.ids import hash_token
from portal.tickets.model import Record, State, Ticket
from portal.tickets.rules.listing import STATES, Shown, Slice, searched
from portal.tickets.rules.state import Event
from portal.tickets.service.tools import Tools
from portal.tickets.store.shelf import Wanted, count_by_state, count_wanted, list_wanted

NUDGED = "nudged"
"""What the history says when somebody asked how it is going."""

_TOLD = tuple({*(event.value for event in Event), "created", "reprioritised", "rekinded", NUDGED})

_ENDINGS = ("solved", "declined", "lapsed", "merged", "joined_to")


@dataclass(frozen=True)
class Row:
    """A ticket in the list, with the last thing that happened to it."""

    ticket: Ticket
    last: Record | None
    ending: Record | None
    is_own: bool


@dataclass(frozen=True)
class Found:
    """One page of a list; `counts` are of each list without the words searched for."""

    rows: tuple[Row, ...]
    page: Slice
    counts: dict[Shown, int]

    @property
    def has_any(self) -> bool:
        """Whether there are tickets at all."""
        return self.counts[Shown.ALL] > 0


class Archive:
    """Lists what a browser may see."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def find(self, visitor: str, shown: Shown, query: str = "", page: int = 1) -> Found:
        """Return a page of the tickets that `visitor` may see; all words of `query` are in each."""
        tools = self._tools
        if not visitor:
            return Found((), Slice(1, 0), dict.fromkeys(Shown, 0))
        with tools.database.read() as connection:
            now, hashed = tools.clock.now(), hash_token(visitor)
            ids = tools.access.tickets_of(connection, hashed, now)
            customer = tools.access.signed_in(connection, hashed, now)
            wanted = Wanted(ids, STATES[shown], searched(query))
            cut = Slice(page, count_wanted(connection, wanted))
            found = list_wanted(connection, wanted, cut.size, cut.offset)
            listed = [t.id for t in found]
            last = tools.talk.last_records(connection, listed, _TOLD)
            endings = tools.talk.last_records(connection, listed, _ENDINGS)
            counts = _counts(count_by_state(connection, ids))
        own = customer.email.casefold() if customer else ""
        rows = tuple(Row(t, last.get(t.id), endings.get(t.id), _is_of(t, own)) for t in found)
        return Found(rows, cut, counts)


def _is_of(ticket: Ticket, email: str) -> bool:
    return not email or ticket.intake.person.email.casefold() == email


def _counts(by_state: Counter[State]) -> dict[Shown, int]:
    return {shown: sum(by_state[state] for state in states) for shown, states in STATES.items()}
