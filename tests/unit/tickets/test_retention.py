"""R23: until when tickets are kept; and the room that unconfirmed ones may take."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.tickets.model import State
from portal.tickets.rules.retention import (
    OWED,
    Held,
    crowding,
    is_over,
    is_reminder_due,
    months_before,
)

pytestmark = pytest.mark.rules

NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)
moments = st.timedeltas(timedelta(days=-9_000), timedelta(days=9_000)).map(lambda s: NOW + s)
held = st.lists(
    st.builds(Held, st.integers(1, 99), st.just("F"), moments, st.integers(0, 50)),
    unique_by=lambda one: one.ticket_id,
)


def test_r23_a_closed_ticket_is_kept_for_twenty_four_months_after_its_last_change():
    edge = datetime(2024, 11, 19, 10, tzinfo=UTC)
    assert is_over(State.CLOSED, edge, NOW, 24)
    assert not is_over(State.CLOSED, edge + timedelta(seconds=1), NOW, 24)


@pytest.mark.parametrize("state", sorted(OWED))
def test_r23_no_time_runs_out_while_the_next_word_is_ours(state):
    assert not is_over(state, NOW - timedelta(days=9_999), NOW, 24)


def test_a_ticket_that_waits_for_its_customer_for_two_years_is_over():
    assert is_over(State.WAITING, datetime(2024, 1, 1, tzinfo=UTC), NOW, 24)


def test_months_end_on_the_last_day_of_a_shorter_one():
    assert months_before(datetime(2028, 2, 29, 9, tzinfo=UTC), 24).day == 28
    assert months_before(datetime(2026, 3, 31, tzinfo=UTC), 1) == datetime(2026, 2, 28, tzinfo=UTC)


@given(moments, st.integers(1, 240))
def test_a_month_earlier_is_earlier_and_at_the_same_time_of_day(moment, months):
    before = months_before(moment, months)
    assert before < moment
    assert before.timetz() == moment.timetz()
    assert (moment.year - before.year) * 12 + moment.month - before.month == months


@given(moments, moments, st.integers(1, 60))
def test_r23_what_is_over_stays_over(last_change, now, months):
    if is_over(State.CLOSED, last_change, now, months):
        assert is_over(State.CLOSED, last_change, now + timedelta(days=40), months)


def test_a_solved_ticket_is_announced_in_its_last_days_only():
    solved = NOW - timedelta(days=11)
    assert is_reminder_due(solved, NOW, reopen_days=14, notice_days=3)
    assert not is_reminder_due(solved, NOW - timedelta(seconds=1), 14, 3)
    assert not is_reminder_due(solved, NOW + timedelta(days=3), 14, 3)


@pytest.mark.parametrize("notice_days", [0, 14, 20])
def test_a_notice_as_long_as_the_time_itself_is_none(notice_days):
    assert not is_reminder_due(NOW, NOW + timedelta(days=13), 14, notice_days)


@given(held, st.integers(0, 500))
def test_r23_the_oldest_unconfirmed_go_first_and_the_rest_fits(tickets, quota):
    gone = crowding(tickets, quota)
    left = [one for one in tickets if one not in gone]
    assert sum(one.size for one in left) <= quota or not any(one.size for one in left)
    newest_gone = max((one.created_at for one in gone), default=None)
    if newest_gone is not None:
        assert all(one.created_at >= newest_gone for one in left if one.size)


@given(held, st.integers(0, 500))
def test_no_more_go_than_are_needed_and_none_without_files(tickets, quota):
    gone = crowding(tickets, quota)
    assert all(one.size for one in gone)
    if gone:
        spared = sum(one.size for one in tickets) - sum(one.size for one in gone[:-1])
        assert spared > quota
