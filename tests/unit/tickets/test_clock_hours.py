"""Decision 7: every time of the policy counts in clock hours, whatever the clocks on walls do.

The 40 minutes, the first-answer targets, the days for reopening and the months of keeping are
walked over the nights on which clocks change, as seen from several time zones.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.tickets.model import State
from portal.tickets.rules import retention, state
from portal.tickets.rules.nudge import Nudging, decide_nudge

pytestmark = pytest.mark.rules

CHANGES = {
    "Madrid, clocks back": ("Europe/Madrid", "2026-10-25T01:30"),
    "Madrid, clocks forward": ("Europe/Madrid", "2026-03-29T01:30"),
    "Prague, clocks back": ("Europe/Prague", "2026-10-25T02:30"),
    "Mexico, no change": ("America/Mexico_City", "2026-03-29T01:30"),
    "New York, clocks forward": ("America/New_York", "2026-03-08T01:30"),
    "Lord Howe, half an hour": ("Australia/Lord_Howe", "2026-04-05T01:45"),
}


@pytest.fixture(params=list(CHANGES.values()), ids=list(CHANGES))
def entered(request: pytest.FixtureRequest) -> datetime:
    """A moment shortly before the clocks change, with the zone in which it was said."""
    zone, wall = request.param
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))


def later(moment: datetime, **span: float) -> datetime:
    """Return the moment so much later by a stopwatch; aware wall times alone would not do."""
    return moment.astimezone(UTC) + timedelta(**span)


def test_r10_forty_minutes_are_forty_minutes_on_the_night_of_the_change(entered):
    stored = entered.astimezone(UTC)
    before = decide_nudge(stored, None, None, later(entered, minutes=39), 40)
    assert (before.verdict, before.minutes_left) == (Nudging.TOO_SOON, 1)
    assert decide_nudge(stored, None, None, later(entered, minutes=40), 40).verdict is Nudging.OPEN
    assert state.can_ask(stored, later(entered, minutes=40), 40, answered=False).allowed


@pytest.mark.parametrize("hours", [24, 72])
def test_r10_the_first_answer_target_counts_every_hour_once(entered, hours):
    stored = entered.astimezone(UTC)
    assert not state.is_overdue(stored, later(entered, hours=hours), hours, answered=False)
    late = later(entered, hours=hours, seconds=1)
    assert state.is_overdue(stored, late, hours, answered=False)


def test_r24_reopening_ends_after_fourteen_times_twenty_four_hours(entered):
    solved = state.solve(state.start(entered.astimezone(UTC), confirmed=True), later(entered))
    last = later(entered, days=14)
    assert state.can_reopen(solved.progress, last, 14)
    assert not state.can_reopen(solved.progress, last + timedelta(seconds=1), 14)
    assert state.close(solved.progress, last + timedelta(seconds=1), 14).event is state.Event.CLOSED


def test_r23_months_are_counted_from_the_same_moment_everywhere(entered):
    stored = entered.astimezone(UTC)
    over = stored.replace(year=stored.year + 2)
    assert retention.is_over(State.CLOSED, stored, over, 24)
    assert not retention.is_over(State.CLOSED, stored, over - timedelta(seconds=1), 24)


def test_the_same_moment_said_in_two_zones_gives_the_same_answer():
    """What a database gives back in UTC and what was written in Madrid agree."""
    madrid = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Madrid"), fold=1)
    now = datetime(2026, 10, 25, 2, 0, tzinfo=UTC)
    local = decide_nudge(madrid.astimezone(UTC), None, None, now, 40)
    assert local.minutes_left == 10


@pytest.mark.parametrize("zone", ["Europe/Madrid", "America/Mexico_City", "Australia/Lord_Howe"])
def test_r23_every_night_of_the_year_has_its_hour_for_cleaning_up(zone):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    hours = (start + timedelta(minutes=30 * n) for n in range(365 * 48))
    nights = {
        local.date()
        for moment in hours
        if retention.is_night(local := moment.astimezone(ZoneInfo(zone)))
    }
    assert len(nights) >= 364
