"""Where a notice stands in time, and what of all notices is shown at a moment."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from portal.notices.model import Kind, Notice, Phase, Shown

PAST_SHOWN = timedelta(days=90)
"""How long the list of notices keeps what is over."""

FOUND_AFTER_END = timedelta(days=30)
"""How long search finds a notice that is over."""

NEAR = timedelta(days=7)
"""How long before it begins planned work is announced on the home page."""


def phase(notice: Notice, now: datetime) -> Phase:
    """Return where `notice` stands at `now`. Planned work ends by itself, at its time."""
    if notice.published_at is None:
        return Phase.DRAFT
    if notice.closed_at is not None:
        return Phase.PAST
    if notice.facts.kind is Kind.INCIDENT:
        return Phase.CURRENT
    if now < notice.facts.since:
        return Phase.PLANNED
    return Phase.CURRENT if is_before_end(notice, now) else Phase.PAST


def is_open(notice: Notice, now: datetime) -> bool:
    """Return whether `notice` is published and not over: it may be followed and updated."""
    return phase(notice, now) in {Phase.CURRENT, Phase.PLANNED}


def is_before_end(notice: Notice, now: datetime) -> bool:
    """Return whether planned work has its end, if it has one, still ahead."""
    return notice.facts.ends_at is None or now < notice.facts.ends_at


def ended_at(notice: Notice) -> datetime | None:
    """Return when `notice` was over, or will be by itself; None for what is open."""
    return notice.closed_at or notice.facts.ends_at


def boundaries(notices: Iterable[Notice]) -> tuple[datetime, ...]:
    """Return, in order, the moments at which what is shown changes with nobody doing anything."""
    moments: set[datetime] = set()
    for notice in notices:
        if notice.facts.kind is Kind.PLANNED:
            moments |= {notice.facts.since, notice.facts.since - NEAR}
        end = ended_at(notice)
        if end is not None:
            moments |= {end, end + FOUND_AFTER_END, end + PAST_SHOWN}
    return tuple(sorted(moments))


def sort_out(notices: Iterable[Notice], now: datetime, generation: str) -> Shown:
    """Return the published among `notices` as readers see them at `now`."""
    held = tuple(notices)
    by_phase: dict[Phase, list[Notice]] = {found: [] for found in Phase}
    for notice in held:
        by_phase[phase(notice, now)].append(notice)
    recent = [n for n in by_phase[Phase.PAST] if is_recent(n, now, PAST_SHOWN)]
    return Shown(
        current=tuple(sorted(by_phase[Phase.CURRENT], key=lambda n: n.facts.since, reverse=True)),
        planned=tuple(sorted(by_phase[Phase.PLANNED], key=lambda n: n.facts.since)),
        past=tuple(sorted(recent, key=lambda n: ended_at(n) or now, reverse=True)),
        stamp=(generation, sum(moment <= now for moment in boundaries(held))),
    )


def is_recent(notice: Notice, now: datetime, span: timedelta) -> bool:
    """Return whether `notice` is not over, or has been for less than `span`."""
    end = ended_at(notice)
    return end is None or now < end + span
