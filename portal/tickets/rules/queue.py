"""R4: one total order for everybody. Staff see it, and the customer is told from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.tickets.model import Kind, Priority, QueueEntry

SortKey = tuple[int, int, datetime, int]

_KIND_RANK = {Kind.INCIDENT: 0, Kind.REQUEST: 1}
_PRIORITY_RANK = {Priority.HIGH: 0, Priority.MEDIUM: 1, Priority.LOW: 2}


@dataclass(frozen=True)
class PlaceExplained:
    """Why a ticket stands where it stands; the three counts add up to all that are before it.

    `place` counts from 1. `incidents_before` is for requests: every incident of the queue.
    `higher_priority_before` and `older_before` are tickets of the same kind.
    """

    place: int
    incidents_before: int
    higher_priority_before: int
    older_before: int


def sort_key(entry: QueueEntry) -> SortKey:
    """Return what orders the queue: kind, priority, waiting time, then who came first."""
    return (
        _KIND_RANK[entry.kind],
        _PRIORITY_RANK[entry.priority],
        entry.entered_at,
        entry.sequence,
    )


def in_order(entries: Iterable[QueueEntry]) -> tuple[QueueEntry, ...]:
    """Return `entries` as they will be served."""
    return tuple(sorted(entries, key=sort_key))


def place_of(entry: QueueEntry, entries: Iterable[QueueEntry]) -> int:
    """Return the place of `entry` among `entries`, from 1; it need not be one of them."""
    return explain(entry, entries).place


def explain(entry: QueueEntry, entries: Iterable[QueueEntry]) -> PlaceExplained:
    """Return how many of `entries` go before `entry`, by the reason that puts them there."""
    mine = sort_key(entry)
    before = [other for other in entries if sort_key(other) < mine]
    same_kind = [other for other in before if other.kind is entry.kind]
    older = sum(other.priority is entry.priority for other in same_kind)
    return PlaceExplained(
        place=len(before) + 1,
        incidents_before=len(before) - len(same_kind),
        higher_priority_before=len(same_kind) - older,
        older_before=older,
    )
