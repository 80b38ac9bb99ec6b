"""R10 and R13: when "how is it going?" is open, and when the answer is the ticket's own page.

The time counts in clock hours from the moment the ticket entered the queue. Who has asked reads
the state and the last action; asking again opens 40 minutes after support did something since.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

_MINUTE = timedelta(minutes=1)


class Nudging(StrEnum):
    """What becomes of "how is it going?" now."""

    TOO_SOON = "too_soon"
    OPEN = "open"
    ASKED = "asked"


@dataclass(frozen=True)
class NudgeDecision:
    """Whether asking is open; `minutes_left` until it is, where that is only a matter of time.

    `asked_at` is when it was asked last, since the ticket entered the queue.
    """

    verdict: Nudging
    opens_at: datetime
    minutes_left: int = 0
    asked_at: datetime | None = None


def decide_nudge(
    entered_at: datetime,
    asked_at: datetime | None,
    acted_at: datetime | None,
    now: datetime,
    minutes: int,
) -> NudgeDecision:
    """Return whether somebody may ask how it is going.

    `asked_at` is when it was asked last, `acted_at` when support did something last that the
    customer sees; what is from before `entered_at` no longer counts.
    """
    asked_at = asked_at if asked_at and asked_at >= entered_at else None
    since = entered_at
    if asked_at is not None:
        if acted_at is None or acted_at <= asked_at:
            return NudgeDecision(Nudging.ASKED, asked_at, asked_at=asked_at)
        since = acted_at
    opens_at = since + timedelta(minutes=minutes)
    left = ceil((opens_at - now) / _MINUTE)
    if left > 0:
        return NudgeDecision(Nudging.TOO_SOON, opens_at, left, asked_at)
    return NudgeDecision(Nudging.OPEN, opens_at, asked_at=asked_at)
