"""R23: until when a ticket is kept, and what goes first where unconfirmed ones fill the disk.

Times are in clock hours and calendar months of UTC, so that no change of clocks moves them.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.tickets.model import State

_MONTHS = 12
_QUIET_HOUR = 4
OWED = frozenset({State.NEW, State.OPEN, State.AWAITING_APPROVAL})
"""Nobody's time runs out while the next word is ours."""

UNKEPT = frozenset({State.UNCONFIRMED})
"""What nobody confirmed has a shorter time of its own."""


@dataclass(frozen=True)
class Held:
    """A ticket that nobody confirmed, and what its files weigh together, in bytes."""

    ticket_id: int
    reference: str
    created_at: datetime
    size: int


def months_before(moment: datetime, months: int) -> datetime:
    """Return the same clock time `months` earlier; the last day of a shorter month at most."""
    counted = moment.year * _MONTHS + moment.month - 1 - months
    year, month = divmod(counted, _MONTHS)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def is_night(local: datetime) -> bool:
    """Return whether it is the hour for cleaning up, an hour that no change of clocks takes out."""
    return local.hour == _QUIET_HOUR


def is_over(state: State, last_change: datetime, now: datetime, months: int) -> bool:
    """Return whether a ticket was kept for long enough after its last change."""
    if state in OWED or state in UNKEPT:
        return False
    return last_change <= months_before(now, months)


def is_reminder_due(solved_at: datetime, now: datetime, reopen_days: int, notice_days: int) -> bool:
    """Return whether to say now that a solved ticket closes soon: within its last days."""
    if notice_days <= 0 or notice_days >= reopen_days:
        return False
    closes_at = solved_at + timedelta(days=reopen_days)
    return closes_at - timedelta(days=notice_days) <= now < closes_at


def crowding(held: Iterable[Held], quota: int) -> tuple[Held, ...]:
    """Return which unconfirmed tickets go so that the rest fit into `quota` bytes, oldest first."""
    in_order = sorted(held, key=lambda one: (one.created_at, one.ticket_id))
    over = sum(one.size for one in in_order) - quota
    gone = []
    for one in in_order:
        if over <= 0:
            break
        if one.size:
            gone.append(one)
            over -= one.size
    return tuple(gone)
