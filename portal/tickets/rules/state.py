"""A ticket's way through its states: each rule returns where it goes and what happened.

Waiting time counts from the moment a ticket enters the queue. A ticket that waits for its
customer is out of the queue and returns to its old place; a reopened one counts anew.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from portal.kernel.errors import Refused
from portal.tickets.model import State

IN_QUEUE = frozenset({State.NEW, State.OPEN})
NOT_YET_IN_QUEUE = frozenset({State.UNCONFIRMED, State.AWAITING_APPROVAL})
ALIVE = frozenset({State.NEW, State.OPEN, State.WAITING})


class Event(StrEnum):
    """What happened to a ticket, for its record."""

    CONFIRMED = "confirmed"
    ENTERED = "entered"
    DECLINED = "declined"
    LAPSED = "lapsed"
    ANSWERED = "answered"
    ASKED_CUSTOMER = "asked_customer"
    ADDED = "added"
    RETURNED = "returned"
    SOLVED = "solved"
    REOPENED = "reopened"
    CLOSED = "closed"
    MERGED = "merged"


class Refusal(StrEnum):
    """Why a step cannot be taken; the interface has the words."""

    NOT_CONFIRMED = "not_confirmed"
    ALREADY_CONFIRMED = "already_confirmed"
    NOT_AWAITING_APPROVAL = "not_awaiting_approval"
    ALREADY_SOLVED = "already_solved"
    NOT_SOLVED = "not_solved"
    STILL_REOPENABLE = "still_reopenable"
    TOO_LATE = "too_late"
    CLOSED = "closed"


class StepRefused(Refused):
    """The ticket's state does not allow this; `reason` is for the interface to put in words."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Progress:
    """Where a ticket stands and since when; the times are aware.

    `answered_at` is the first answer since `entered_at`.
    """

    state: State
    entered_at: datetime | None = None
    answered_at: datetime | None = None
    solved_at: datetime | None = None


@dataclass(frozen=True)
class Step:
    """The new standing, and the event that the record keeps."""

    progress: Progress
    event: Event


def start(now: datetime, *, confirmed: bool, needs_approval: bool = False) -> Progress:
    """Return how a new ticket begins; a signed-in contact's address is `confirmed` already."""
    if not confirmed:
        return Progress(State.UNCONFIRMED)
    if needs_approval:
        return Progress(State.AWAITING_APPROVAL)
    return _entered(now)


def confirm(progress: Progress, now: datetime, *, needs_approval: bool = False) -> Step:
    """Take the address as proven; the ticket enters the queue unless R16 asks for approval."""
    _demand(progress.state is State.UNCONFIRMED, Refusal.ALREADY_CONFIRMED)
    if needs_approval:
        return Step(Progress(State.AWAITING_APPROVAL), Event.CONFIRMED)
    return Step(_entered(now), Event.ENTERED)


def approve(progress: Progress, now: datetime) -> Step:
    """Let a request by somebody not authorised into the queue; its waiting begins now."""
    _demand(progress.state is State.AWAITING_APPROVAL, Refusal.NOT_AWAITING_APPROVAL)
    return Step(_entered(now), Event.ENTERED)


def decline(progress: Progress) -> Step:
    """Close what the authorised contact did not approve; it stays on the record."""
    _demand(progress.state is State.AWAITING_APPROVAL, Refusal.NOT_AWAITING_APPROVAL)
    return Step(replace(progress, state=State.CLOSED), Event.DECLINED)


def lapse(progress: Progress) -> Step:
    """Close what nobody approved or declined in time; it stays on the record."""
    _demand(progress.state is State.AWAITING_APPROVAL, Refusal.NOT_AWAITING_APPROVAL)
    return Step(replace(progress, state=State.CLOSED), Event.LAPSED)


def merge(progress: Progress) -> Step:
    """End a ticket whose writer, on confirming, has put it into an older one of theirs (R9)."""
    _demand(progress.state is State.UNCONFIRMED, Refusal.ALREADY_CONFIRMED)
    return Step(replace(progress, state=State.CLOSED), Event.MERGED)


def beside(progress: Progress) -> Progress:
    """Return how the second problem of a ticket begins: unanswered, in the place of the first."""
    _demand_alive(progress)
    return Progress(State.NEW, entered_at=progress.entered_at)


def staff_reply(progress: Progress, now: datetime, *, wait: bool) -> Step:
    """Answer the customer; with `wait` the ticket leaves the queue until they reply."""
    _demand_alive(progress)
    answered = replace(progress, answered_at=progress.answered_at or now)
    if wait:
        return Step(replace(answered, state=State.WAITING), Event.ASKED_CUSTOMER)
    return Step(replace(answered, state=State.OPEN), Event.ANSWERED)


def customer_reply(progress: Progress, now: datetime, reopen_days: int) -> Step:
    """Add what the customer says (R14); to a solved ticket it means that it is not solved."""
    _demand(progress.state is not State.CLOSED, Refusal.CLOSED)
    if progress.state is State.SOLVED:
        return reopen(progress, now, reopen_days)
    if progress.state is State.WAITING:
        return Step(replace(progress, state=State.OPEN), Event.RETURNED)
    return Step(progress, Event.ADDED)


def solve(progress: Progress, now: datetime) -> Step:
    """Take the problem as solved; a solution also counts as the first answer."""
    _demand_alive(progress)
    answered_at = progress.answered_at or now
    solved = replace(progress, state=State.SOLVED, answered_at=answered_at, solved_at=now)
    return Step(solved, Event.SOLVED)


def can_reopen(progress: Progress, now: datetime, reopen_days: int) -> bool:
    """Return whether "no, it is not solved" still reopens this ticket (R24)."""
    if progress.state is not State.SOLVED or progress.solved_at is None:
        return False
    return now <= progress.solved_at + timedelta(days=reopen_days)


def reopen(progress: Progress, now: datetime, reopen_days: int) -> Step:
    """Put a solved ticket back into the queue; waiting and first answer count anew."""
    _demand(progress.state is not State.CLOSED, Refusal.CLOSED)
    _demand(progress.state is State.SOLVED, Refusal.NOT_SOLVED)
    _demand(can_reopen(progress, now, reopen_days), Refusal.TOO_LATE)
    return Step(Progress(State.OPEN, entered_at=now), Event.REOPENED)


def close(progress: Progress, now: datetime, reopen_days: int) -> Step:
    """End a solved ticket once it can no longer be reopened."""
    _demand(progress.state is not State.CLOSED, Refusal.CLOSED)
    _demand(progress.state is State.SOLVED, Refusal.NOT_SOLVED)
    _demand(not can_reopen(progress, now, reopen_days), Refusal.STILL_REOPENABLE)
    return Step(replace(progress, state=State.CLOSED), Event.CLOSED)


class Asking(StrEnum):
    """What to say to somebody who wants to know how it is going (R10)."""

    TOO_SOON = "too_soon"
    UNANSWERED = "unanswered"
    ANSWERED = "answered"


@dataclass(frozen=True)
class AskDecision:
    """Whether asking is open, and since or from when."""

    allowed: bool
    opens_at: datetime
    reason: Asking


def can_ask(entered_at: datetime, now: datetime, minutes: int, *, answered: bool) -> AskDecision:
    """Return whether "how is it going?" is open: `minutes` after the ticket entered the queue.

    An answer does not open it earlier: until then the ticket itself is the way.
    """
    opens_at = entered_at + timedelta(minutes=minutes)
    if now < opens_at:
        return AskDecision(allowed=False, opens_at=opens_at, reason=Asking.TOO_SOON)
    reason = Asking.ANSWERED if answered else Asking.UNANSWERED
    return AskDecision(allowed=True, opens_at=opens_at, reason=reason)


def is_overdue(entered_at: datetime, now: datetime, target_hours: int, *, answered: bool) -> bool:
    """Return whether the first-answer target has passed without an answer, in clock hours."""
    return not answered and now > entered_at + timedelta(hours=target_hours)


def _entered(now: datetime) -> Progress:
    return Progress(State.NEW, entered_at=now)


def _demand(condition: bool, otherwise: Refusal) -> None:  # noqa: FBT001  # reads as an assertion
    if not condition:
        raise StepRefused(otherwise)


def _demand_alive(progress: Progress) -> None:
    _demand(progress.state not in NOT_YET_IN_QUEUE, Refusal.NOT_CONFIRMED)
    _demand(progress.state is not State.SOLVED, Refusal.ALREADY_SOLVED)
    _demand(progress.state is not State.CLOSED, Refusal.CLOSED)
