"""R15: a contact's support is suspended, for a time or for good, by a person and with a reason.

It concerns the contact alone: their account's services and colleagues go on as before. They still
read everything; what they cannot do is file and answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.kernel.errors import Refused

LONGEST_REASON = 500


@dataclass(frozen=True)
class Suspension:
    """Somebody cannot file since `since`, until `until` (None: for good), unless it was ended.

    Times are aware. `reference` is the ticket that it came from.
    """

    id: str
    email: str
    reason: str
    by: str
    since: datetime
    until: datetime | None
    reference: str
    ended_at: datetime | None = None
    ended_by: str = ""
    end_reason: str = ""

    @property
    def last_moment(self) -> datetime | None:
        """Its last moment, for the day that people are told; None where it has no end."""
        return None if self.until is None else self.until - timedelta(microseconds=1)


class Standing(StrEnum):
    """How a suspension stands: it holds, it ran out, or somebody ended it early."""

    HOLDS = "holds"
    OVER = "over"
    ENDED = "ended"


class Gap(StrEnum):
    """What keeps a suspension from being pronounced; the interface puts it in words."""

    NO_REASON = "no_reason"
    NO_END = "no_end"
    PAST_END = "past_end"


class Suspended(Refused):
    """The contact cannot file or answer now; `suspension` says why and until when."""

    def __init__(self, suspension: Suspension) -> None:
        super().__init__("this contact is suspended")
        self.suspension = suspension


def standing_of(suspension: Suspension, now: datetime) -> Standing:
    """Return how the suspension stands at `now`; its last moment is the one before `until`."""
    if suspension.ended_at is not None and suspension.ended_at <= now:
        return Standing.ENDED
    if suspension.until is not None and suspension.until <= now:
        return Standing.OVER
    return Standing.HOLDS


def find_holding(suspensions: Iterable[Suspension], now: datetime) -> Suspension | None:
    """Return the one that holds, or None; of several the one that holds longest."""
    holding = [s for s in suspensions if s.since <= now and standing_of(s, now) is Standing.HOLDS]
    for_good = [s for s in holding if s.until is None]
    if for_good:
        return min(for_good, key=lambda s: s.since)
    return max(holding, key=lambda s: s.until or s.since, default=None)


def find_gaps(
    reason: str, until: datetime | None, now: datetime, *, for_good: bool
) -> tuple[Gap, ...]:
    """Return what is missing: why, and until when, which is still to come."""
    gaps = [] if reason.strip() else [Gap.NO_REASON]
    if not for_good:
        gaps += [Gap.NO_END] if until is None else [Gap.PAST_END] if until <= now else []
    return tuple(gaps)
