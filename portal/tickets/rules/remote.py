"""What a help desk's word about a ticket means for ours.

Help desks name their states differently; what they call closed can still be disagreed with here
(R24), so that it is solved. A state that is not theirs to give (new, closed for good) is none.
"""

from dataclasses import replace
from datetime import datetime

from portal.tickets.model import State
from portal.tickets.rules.state import (
    ALIVE,
    Event,
    Progress,
    Refusal,
    Step,
    StepRefused,
    reopen,
    solve,
)

_STATES = {
    "new": State.OPEN,
    "open": State.OPEN,
    "reopened": State.OPEN,
    "in progress": State.OPEN,
    "hold": State.OPEN,
    "on hold": State.OPEN,
    "waiting on third party": State.OPEN,
    "pending": State.WAITING,
    "pending reminder": State.WAITING,
    "waiting": State.WAITING,
    "waiting on customer": State.WAITING,
    "solved": State.SOLVED,
    "resolved": State.SOLVED,
    "pending close": State.SOLVED,
    "closed": State.SOLVED,
}
"""The names that osTicket, Zammad, Zendesk and Freshdesk give by default, and ours."""


def read_state(name: str) -> State | None:
    """Return our state for what a help desk calls `name`, or None where it is unknown."""
    return _STATES.get(" ".join(name.replace("_", " ").casefold().split()))


def follow(progress: Progress, wanted: State, now: datetime, reopen_days: int) -> Step | None:
    """Return the step that brings a ticket to `wanted`; None where it is there already.

    Waiting for the customer is no answer: the first-answer target goes on. Raises StepRefused.
    """
    if progress.state is wanted or (progress.state is State.NEW and wanted is State.OPEN):
        return None
    if wanted is State.SOLVED:
        return None if progress.state is State.CLOSED else solve(progress, now)
    if progress.state is State.CLOSED:
        raise StepRefused(Refusal.CLOSED)
    if progress.state is State.SOLVED:
        step = reopen(progress, now, reopen_days)
        if wanted is State.WAITING:
            return Step(replace(step.progress, state=State.WAITING), step.event)
        return step
    if progress.state not in ALIVE:
        raise StepRefused(Refusal.NOT_CONFIRMED)
    event = Event.ASKED_CUSTOMER if wanted is State.WAITING else Event.RETURNED
    return Step(replace(progress, state=wanted), event)
