"""A ticket's way through its states."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import Refused
from portal.tickets.model import State
from portal.tickets.rules import state
from portal.tickets.rules.state import Asking, Event, Progress, Refusal, StepRefused

pytestmark = pytest.mark.rules

NOW = datetime(2024, 5, 6, 9, tzinfo=UTC)
DAYS = 14
LATER = NOW + timedelta(hours=5)


def solved(at: datetime = NOW) -> Progress:
    return state.solve(state.start(NOW, confirmed=True), at).progress


def refusal_of(step: Callable[..., object], *args: object, **kwargs: object) -> Refusal:
    with pytest.raises(StepRefused) as caught:
        step(*args, **kwargs)
    return caught.value.reason


def test_waiting_time_starts_when_the_address_is_confirmed_not_when_it_was_written():
    step = state.confirm(state.start(NOW, confirmed=False), LATER)
    assert step.progress == Progress(State.NEW, entered_at=LATER)
    assert step.event is Event.ENTERED


def test_a_signed_in_contact_enters_the_queue_at_once():
    assert state.start(NOW, confirmed=True) == Progress(State.NEW, entered_at=NOW)


def test_a_request_without_authority_enters_the_queue_when_it_is_approved():
    """R16: it goes to an authorised contact and is not lost."""
    waiting = state.confirm(state.start(NOW, confirmed=False), NOW, needs_approval=True)
    assert waiting.progress == state.start(NOW, confirmed=True, needs_approval=True)
    assert waiting.progress.entered_at is None
    assert state.approve(waiting.progress, LATER).progress.entered_at == LATER


def test_what_was_not_approved_is_closed_and_kept():
    step = state.decline(state.start(NOW, confirmed=True, needs_approval=True))
    assert (step.progress.state, step.event) == (State.CLOSED, Event.DECLINED)


def test_a_link_opened_twice_confirms_once():
    again = state.start(NOW, confirmed=True)
    assert refusal_of(state.confirm, again, LATER) is Refusal.ALREADY_CONFIRMED
    assert refusal_of(state.approve, again, LATER) is Refusal.NOT_AWAITING_APPROVAL


def test_the_first_answer_is_kept_when_a_second_follows():
    first = state.staff_reply(state.start(NOW, confirmed=True), NOW, wait=False)
    second = state.staff_reply(first.progress, LATER, wait=False)
    assert second.progress == Progress(State.OPEN, entered_at=NOW, answered_at=NOW)
    assert second.event is Event.ANSWERED


def test_a_ticket_that_waited_for_its_customer_returns_to_its_old_place():
    asked = state.staff_reply(state.start(NOW, confirmed=True), NOW, wait=True)
    back = state.customer_reply(asked.progress, LATER, DAYS)
    assert (asked.progress.state, asked.event) == (State.WAITING, Event.ASKED_CUSTOMER)
    assert asked.progress.state not in state.IN_QUEUE
    assert (back.progress.state, back.event) == (State.OPEN, Event.RETURNED)
    assert back.progress.entered_at == NOW


@pytest.mark.parametrize("standing", [State.UNCONFIRMED, State.AWAITING_APPROVAL, State.NEW])
def test_adding_information_is_open_at_any_time_and_moves_nothing(standing):
    progress = Progress(standing)
    assert state.customer_reply(progress, NOW, DAYS) == state.Step(progress, Event.ADDED)


def test_a_solution_counts_as_the_first_answer():
    assert solved(LATER).answered_at == LATER


def test_a_reopened_ticket_counts_anew():
    step = state.reopen(solved(), LATER, DAYS)
    assert step.progress == Progress(State.OPEN, entered_at=LATER)
    assert step.event is Event.REOPENED


def test_writing_to_a_solved_ticket_reopens_it():
    assert state.customer_reply(solved(), LATER, DAYS) == state.reopen(solved(), LATER, DAYS)


@given(st.integers(0, 60), st.timedeltas(timedelta(0), timedelta(days=90)))
def test_a_solved_ticket_can_be_reopened_or_closed_and_never_both(days, passed):
    now = NOW + passed
    if state.can_reopen(solved(), now, days):
        assert state.reopen(solved(), now, days).progress.state is State.OPEN
        assert refusal_of(state.close, solved(), now, days) is Refusal.STILL_REOPENABLE
    else:
        assert state.close(solved(), now, days).progress.state is State.CLOSED
        assert refusal_of(state.reopen, solved(), now, days) is Refusal.TOO_LATE


def test_the_last_moment_for_reopening_still_counts():
    last = NOW + timedelta(days=DAYS)
    assert state.can_reopen(solved(), last, DAYS)
    assert not state.can_reopen(solved(), last + timedelta(seconds=1), DAYS)


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (State.UNCONFIRMED, Refusal.NOT_CONFIRMED),
        (State.AWAITING_APPROVAL, Refusal.NOT_CONFIRMED),
        (State.SOLVED, Refusal.ALREADY_SOLVED),
        (State.CLOSED, Refusal.CLOSED),
    ],
)
def test_staff_cannot_answer_or_solve_what_is_not_alive(standing, reason):
    assert refusal_of(state.staff_reply, Progress(standing), NOW, wait=False) is reason
    assert refusal_of(state.solve, Progress(standing), NOW) is reason


@pytest.mark.parametrize("step", [state.customer_reply, state.reopen, state.close])
def test_a_closed_ticket_stays_closed(step):
    assert refusal_of(step, Progress(State.CLOSED), NOW, DAYS) is Refusal.CLOSED


@pytest.mark.parametrize("step", [state.reopen, state.close])
def test_only_a_solved_ticket_is_reopened_or_closed(step):
    assert refusal_of(step, Progress(State.OPEN), NOW, DAYS) is Refusal.NOT_SOLVED
    assert issubclass(StepRefused, Refused)


@pytest.mark.parametrize("answered", [True, False])
def test_asking_how_it_goes_opens_after_forty_minutes(answered):
    """R10: no asking before, the live channels after."""
    early = state.can_ask(NOW, NOW + timedelta(minutes=39), 40, answered=answered)
    assert (early.allowed, early.reason) == (False, Asking.TOO_SOON)
    assert early.opens_at == NOW + timedelta(minutes=40)
    assert state.can_ask(NOW, early.opens_at, 40, answered=answered).allowed


def test_asking_knows_whether_there_is_an_answer_to_point_at():
    assert state.can_ask(NOW, LATER, 40, answered=True).reason is Asking.ANSWERED
    assert state.can_ask(NOW, LATER, 40, answered=False).reason is Asking.UNANSWERED


def test_a_ticket_is_overdue_once_the_target_has_passed_without_an_answer():
    target = NOW + timedelta(hours=24)
    assert not state.is_overdue(NOW, target, 24, answered=False)
    assert state.is_overdue(NOW, target + timedelta(seconds=1), 24, answered=False)
    assert not state.is_overdue(NOW, target + timedelta(days=9), 24, answered=True)
