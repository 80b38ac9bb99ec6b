"""R10, R13: when somebody may ask how it is going."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.tickets.rules.nudge import NudgeDecision, Nudging, decide_nudge

pytestmark = pytest.mark.rules

ENTERED = datetime(2026, 11, 19, 10, tzinfo=UTC)
MINUTES = 40
spans = st.timedeltas(timedelta(0), timedelta(days=30))


def after(**span: float) -> datetime:
    return ENTERED + timedelta(**span)


def decide(
    now: datetime, asked_at: datetime | None = None, acted_at: datetime | None = None
) -> NudgeDecision:
    return decide_nudge(ENTERED, asked_at, acted_at, now, MINUTES)


def test_r10_asking_opens_forty_minutes_after_entering_the_queue_to_the_second():
    early = decide(after(minutes=39, seconds=59))
    assert (early.verdict, early.minutes_left) == (Nudging.TOO_SOON, 1)
    assert decide(after(minutes=40)).verdict is Nudging.OPEN


def test_r10_the_time_left_is_said_in_whole_minutes_and_never_as_none():
    assert decide(ENTERED).minutes_left == MINUTES
    assert decide(after(minutes=16, seconds=30)).minutes_left == 24


def test_r13_who_has_asked_reads_what_is_known_instead_of_asking_again():
    asked = after(hours=1)
    decision = decide(after(days=3), asked)
    assert (decision.verdict, decision.asked_at) == (Nudging.ASKED, asked)


def test_r13_after_support_has_acted_asking_opens_again_forty_minutes_later():
    asked, acted = after(hours=1), after(hours=2)
    soon = decide(acted + timedelta(minutes=10), asked, acted)
    assert (soon.verdict, soon.minutes_left) == (Nudging.TOO_SOON, 30)
    assert decide(acted + timedelta(minutes=40), asked, acted).verdict is Nudging.OPEN


def test_what_was_asked_before_a_ticket_was_reopened_no_longer_counts():
    decision = decide(after(minutes=41), ENTERED - timedelta(days=2), ENTERED - timedelta(days=1))
    assert (decision.verdict, decision.asked_at) == (Nudging.OPEN, None)


@given(spans, spans, st.integers(0, 600))
def test_r10_nobody_asks_within_the_first_minutes_whatever_support_does(now, acted, minutes):
    decision = decide_nudge(ENTERED, None, ENTERED + acted, ENTERED + now, minutes)
    assert (decision.verdict is Nudging.OPEN) == (now >= timedelta(minutes=minutes))


@given(spans, spans)
def test_r13_one_question_is_answered_by_one_act_of_support_at_least(asked, now):
    """Between two questions support did something, however long it takes."""
    decision = decide(ENTERED + asked + now, ENTERED + asked)
    assert decision.verdict is Nudging.ASKED
