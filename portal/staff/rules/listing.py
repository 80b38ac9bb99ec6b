"""How support finds tickets: filters that narrow a list, and never change its order (R4)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from portal.kernel.product import Product
from portal.kernel.text import squeeze, strip_controls
from portal.staff.model import Filters, View, Where, Whose
from portal.tickets.model import Kind, Priority, Queue

LONGEST_QUERY = 200
_MOST_TERMS = 8
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_FIELDS = ("where", "team", "product", "kind", "priority", "whose")

E = TypeVar("E", bound=StrEnum)

VIEWS = {
    View.ANSWER: Filters(team=Queue.TECHNICAL),
    View.MINE: Filters(where=Where.OPEN, whose=Whose.MINE),
    View.WAITING: Filters(where=Where.WAITING),
    View.APPROVAL: Filters(where=Where.APPROVAL),
    View.SOLVED: Filters(where=Where.SOLVED),
    View.BILLING: Filters(team=Queue.BILLING),
}
"""What each of the ready-made lists shows."""


def read_filters(asked: Mapping[str, str]) -> Filters:
    """Return the filters of an address; what is unknown in it narrows nothing.

    `view` names a ready-made list to begin from. A search without any place looks everywhere.
    Overdue are only tickets in the queue.
    """
    query = squeeze(strip_controls(asked.get("q", "")))[:LONGEST_QUERY].strip()
    view = asked.get("view", "")
    plain = Filters(where=Where.ALL) if query else VIEWS[View.ANSWER]
    begun = VIEWS[View(view)] if view in set(View) else plain
    if any(name in asked for name in _FIELDS):
        begun = Filters(where=begun.where)
    found = Filters(
        where=_choice(Where, asked.get("where")) or begun.where,
        team=_choice(Queue, asked.get("team")) or begun.team,
        product=_choice(Product, asked.get("product")),
        kind=_choice(Kind, asked.get("kind")),
        priority=_choice(Priority, asked.get("priority")),
        whose=_choice(Whose, asked.get("whose")) or begun.whose,
        query=query,
    )
    return replace(found, where=Where.QUEUE, overdue=True) if asked.get("overdue") else found


def _choice(kind: type[E], value: str | None) -> E | None:
    return kind(value) if value in set(kind) else None


def write_filters(filters: Filters) -> str:
    """Return `filters` as the query of an address, which reads back as they are."""
    plain = {name: str(getattr(filters, name) or "") for name in _FIELDS}
    more = {"q": filters.query, "overdue": "1" if filters.overdue else ""}
    return urlencode({k: v for k, v in {**plain, **more}.items() if v})


def view_of(filters: Filters) -> View | None:
    """Return the ready-made list that shows just this, or None."""
    return next((view for view, its in VIEWS.items() if its == filters), None)


def narrowing(filters: Filters) -> list[tuple[str, str]]:
    """Return the filters in force as pairs of field and value, without the search."""
    named = [(name, str(getattr(filters, name) or "")) for name in _FIELDS if name != "where"]
    found = [pair for pair in named if pair[1]]
    return [*found, ("overdue", "1")] if filters.overdue else found


def without(filters: Filters, name: str) -> Filters:
    """Return `filters` with the one called `name` taken off."""
    return replace(filters, **{name: False if name == "overdue" else None})  # type: ignore[arg-type]  # by its name


def search_terms(query: str) -> tuple[str, ...]:
    """Return the words of `query` that a ticket has to hold, all of them."""
    return tuple(squeeze(strip_controls(query[:LONGEST_QUERY])).split()[:_MOST_TERMS])


def split_time(waited: timedelta) -> tuple[int, int, int]:
    """Return the whole days, hours and minutes of `waited`; never less than nothing."""
    waited = max(waited, timedelta(0))
    return waited // _DAY, waited % _DAY // _HOUR, waited % _HOUR // _MINUTE
