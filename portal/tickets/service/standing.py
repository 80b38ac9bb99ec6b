"""Where a ticket stands in the queue, and what may be asked about it now (R4, R10, R24)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from portal.tickets.model import Queue, Ticket
from portal.tickets.rules import state
from portal.tickets.rules.queue import PlaceExplained, explain
from portal.tickets.service.tools import Tools, progress_of

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class PlaceInQueue:
    """Where a ticket stands in the queue, and what may be asked now.

    `place` is None where it has none. One that waits for its customer has the place to which it
    returns, and no `asking`: the next word is theirs. `minutes_left` is how long it takes until
    asking opens, `target_hours` the first answer's target, `reopens_until` the last moment to
    say that a solved one is not solved.
    """

    place: PlaceExplained | None
    asking: state.AskDecision | None
    minutes_left: int
    is_overdue: bool
    target_hours: int
    reopens_until: datetime | None


def find_place(tools: Tools, ticket: Ticket) -> PlaceInQueue:
    """Return where `ticket` stands now."""
    now, is_billing = tools.clock.now(), ticket.queue is Queue.BILLING
    hours = tools.policy.first_answer.hours(is_billing=is_billing)
    asking, is_overdue = None, False
    if ticket.entered_at is not None and ticket.state in state.IN_QUEUE:
        entered, answered = ticket.entered_at, ticket.answered_at is not None
        asking = state.can_ask(entered, now, tools.policy.ask_after_minutes, answered=answered)
        is_overdue = state.is_overdue(entered, now, hours, answered=answered)
    wait = asking.opens_at - now if asking and not asking.allowed else timedelta(0)
    return PlaceInQueue(
        place=_explain(tools, ticket),
        asking=asking,
        minutes_left=ceil(wait / _MINUTE),
        is_overdue=is_overdue,
        target_hours=hours,
        reopens_until=_reopens_until(tools, ticket),
    )


def _explain(tools: Tools, ticket: Ticket) -> PlaceExplained | None:
    if ticket.entry is None or ticket.state not in state.ALIVE:
        return None
    with tools.database.read() as connection:
        entries = tools.tickets.entries(connection, state.IN_QUEUE, ticket.queue)
    return explain(ticket.entry, entries)


def _reopens_until(tools: Tools, ticket: Ticket) -> datetime | None:
    days = tools.policy.reopen_days
    if ticket.solved_at is None:
        return None
    if not state.can_reopen(progress_of(ticket), tools.clock.now(), days):
        return None
    return ticket.solved_at + timedelta(days=days)
