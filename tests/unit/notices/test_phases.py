"""Where a notice stands in time, and what readers see of all of them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.notices.model import Phase
from portal.notices.rules.phases import boundaries, phase, sort_out
from tests.fakes import START
from tests.unit.notices.conftest import HOUR, notice, planned

pytestmark = pytest.mark.rules

DAY = timedelta(days=1)
WORK = replace(notice(2), facts=planned())


def test_a_draft_is_not_published_whatever_it_says():
    assert phase(replace(notice(), published_at=None), START) is Phase.DRAFT


def test_an_incident_is_open_until_somebody_closes_it():
    assert phase(notice(), START + 400 * DAY) is Phase.CURRENT
    assert phase(notice(closed_at=START), START + HOUR) is Phase.PAST


def test_planned_work_begins_and_ends_at_its_own_times():
    begins, ends = START + 24 * HOUR, START + 26 * HOUR
    seconds = timedelta(seconds=1)

    assert phase(WORK, begins - seconds) is Phase.PLANNED
    assert phase(WORK, begins) is Phase.CURRENT
    assert phase(WORK, ends - seconds) is Phase.CURRENT
    assert phase(WORK, ends) is Phase.PAST


def test_what_is_over_is_shown_for_90_days():
    old = notice(closed_at=START)

    assert sort_out([old], START + 89 * DAY, "g").past == (old,)
    assert sort_out([old], START + 90 * DAY, "g").past == ()


def test_the_latest_incident_stands_first_and_the_next_work_too():
    first, second = notice(1, since=START - 3 * HOUR), notice(2, since=START - HOUR)
    later = replace(WORK, id=3, facts=planned(since=START + 2 * DAY, ends_at=START + 3 * DAY))

    shown = sort_out([first, second, later, WORK], START, "g")

    assert shown.current == (second, first)
    assert shown.planned == (WORK, later)


@given(st.integers(0, 200), st.integers(0, 200))
def test_the_stamp_changes_exactly_where_time_changes_what_is_shown(one, other):
    notices = [WORK, notice(3, closed_at=START)]
    before, after = sorted((one, other))
    early = sort_out(notices, START + before * DAY, "g")
    late = sort_out(notices, START + after * DAY, "g")

    if early.stamp == late.stamp:
        assert early == late
    else:
        crossed = [
            m for m in boundaries(notices) if START + before * DAY < m <= START + after * DAY
        ]
        assert crossed
