"""Notices as support works on them. Every act is on the record with its author."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from portal.kernel.errors import Conflict, Invalid, NotFound
from portal.notices.model import (
    Done,
    Facts,
    Fingerprint,
    Joined,
    Notice,
    Phase,
    Progress,
    Update,
    number_of,
)
from portal.notices.rules.checks import find_problems, find_update_problems
from portal.notices.rules.matching import could_join
from portal.notices.rules.phases import is_open, phase
from portal.notices.service.board import NoticeBoard
from portal.notices.service.tools import NoticeTools
from portal.storage.database import Transaction

_BEFORE = timedelta(hours=2)
"""How long before a notice's beginning tickets may belong to it already."""


@dataclass(frozen=True)
class Overview:
    """A notice in the list of all, with how many follow it."""

    notice: Notice
    phase: Phase
    followers: int


@dataclass(frozen=True)
class Sheet:
    """A notice with all that support knows of it."""

    notice: Notice
    phase: Phase
    followers: int
    joined: tuple[Joined, ...]
    candidates: tuple[Joined, ...]
    record: tuple[Done, ...]


@dataclass(frozen=True)
class Draft:
    """What somebody wrote into a notice's form; `reason` says why no promise is one (R29)."""

    facts: Facts
    reason: str = ""


class NoticeDesk:
    """What support can do with notices. `author` is a staff member's name."""

    def __init__(self, tools: NoticeTools, board: NoticeBoard) -> None:
        self._tools, self._board = tools, board

    def everything(self) -> list[Overview]:
        """Return all notices, the newest first."""
        tools, now = self._tools, self._tools.clock.now()
        with tools.database.read() as connection:
            counts = tools.followers.counts(connection)
            found = tools.notices.everything(connection)
        return [Overview(n, phase(n, now), counts.get(n.id, 0)) for n in found]

    def get(self, key: str) -> Sheet:
        """Return a notice, draft or not, with its tickets and its record. Raises NotFound."""
        tools, now = self._tools, self._tools.clock.now()
        with tools.database.read() as connection:
            notice = tools.notices.find(connection, number_of(key))
            if notice is None:
                raise NotFound(key)
            references = tools.notices.references(connection, notice.id)
            near = tools.arrivals.since(connection, notice.facts.since - _BEFORE, open_only=False)
            alike = tools.tickets.describe(connection, self._alike(connection, notice, near))
            return Sheet(
                notice=notice,
                phase=phase(notice, now),
                followers=len(tools.followers.confirmed(connection, notice.id)),
                joined=tuple(tools.tickets.describe(connection, references)),
                candidates=tuple(ticket for ticket in alike if ticket.is_alive),
                record=tools.notices.record(connection, notice.id),
            )

    def _alike(
        self, connection: Transaction, notice: Notice, near: Iterable[Fingerprint]
    ) -> list[str]:
        """Return the tickets that look like those of `notice` and belong to none."""
        if notice.closed_at is not None:
            return []
        found = [ticket.reference for ticket in near if could_join(notice, ticket)]
        taken = self._tools.notices.notices_of(connection, found)
        return [reference for reference in found if reference not in taken]

    def create(self, draft: Draft, author: str) -> Notice:
        """Keep a new draft. Raises Invalid where the form's own check was not heeded."""
        tools, now = self._tools, self._tools.clock.now()
        self._demand_sound(draft, now)
        with tools.database.write() as connection:
            number = tools.notices.add(connection, draft.facts, now)
            tools.note(connection, number, author, "drafted", draft.reason)
            return self._get(connection, number)

    def edit(self, key: str, draft: Draft, author: str, seen: str) -> Notice:
        """Keep what the notice says now; readers see it at once where it is published.

        `seen` is the version that was edited. Raises NotFound, Invalid, or Conflict where
        somebody else changed it meanwhile.
        """
        tools = self._tools
        self._demand_sound(draft, tools.clock.now())
        with tools.database.write() as connection:
            notice = self._locked(connection, key)
            if notice.version != seen:
                raise Conflict("somebody else changed the notice meanwhile")
            tools.notices.change(connection, notice.id, draft.facts)
            tools.note(connection, notice.id, author, "edited", draft.reason)
            changed = self._get(connection, notice.id)
        self._board.refresh()
        return changed

    def _demand_sound(self, draft: Draft, now: datetime) -> None:
        if find_problems(draft.facts, now, excused=bool(draft.reason.strip())):
            raise Invalid("the notice is not complete")

    def publish(self, key: str, author: str) -> Notice:
        """Let everybody read the draft, and tell those whose tickets it collected.

        A second time changes nothing. Raises NotFound, or Invalid where it is not complete.
        """
        tools, now = self._tools, self._tools.clock.now()
        with tools.database.write() as connection:
            notice = self._locked(connection, key)
            if notice.published_at is not None:
                return notice
            if find_problems(notice.facts, now, excused=True):
                raise Invalid("the notice is not complete")
            tools.notices.publish(connection, notice.id, now)
            tools.note(connection, notice.id, author, "published")
            published = self._get(connection, notice.id)
            references = tools.notices.references(connection, notice.id)
            tools.tell_holders(connection, published, references)
        self._board.refresh()
        return published

    def update(self, key: str, update: Update, *, reason: str = "", tell: bool = True) -> Notice:
        """Publish an update, and tell the followers unless `tell` is false.

        The same update again changes nothing. One that says it is over closes the notice, tells
        everybody in any case, and deletes the followers' addresses. Raises NotFound, Invalid, or
        Conflict where the notice is no longer open.
        """
        if find_update_problems(update.text, excused=bool(reason.strip())):
            raise Invalid("the update is not complete")
        tools, now = self._tools, self._tools.clock.now()
        is_last = update.progress is Progress.RESOLVED
        with tools.database.write() as connection:
            notice = self._locked(connection, key)
            if any(known.id == update.id for known in notice.updates):
                return notice
            if not is_open(notice, now):
                raise Conflict("the notice is not open")
            tools.notices.add_update(connection, notice.id, replace(update, at=now))
            what = "closed" if is_last else "updated"
            tools.note(connection, notice.id, update.author, what, reason)
            if is_last:
                tools.notices.close(connection, notice.id, now)
            changed = self._get(connection, notice.id)
            if tell or is_last:
                tools.tell_everybody(connection, changed, changed.updates[-1])
            if is_last:
                tools.followers.forget_all(connection, notice.id)
        self._board.refresh()
        return changed

    def discard(self, key: str) -> None:
        """Delete a draft; its tickets may be collected by another. Raises NotFound, Conflict."""
        tools = self._tools
        with tools.database.write() as connection:
            notice = self._locked(connection, key)
            if notice.published_at is not None:
                raise Conflict("what was published stays; correct it with an update")
            tools.notices.discard(connection, notice.id)

    def join(self, key: str, references: Iterable[str], author: str) -> list[str]:
        """Collect tickets; their people are told where the notice is published and open.

        Returns those that were joined: known ones that belonged to no notice. Raises NotFound.
        """
        tools, now = self._tools, self._tools.clock.now()
        with tools.database.write() as connection:
            notice = self._locked(connection, key)
            known = tools.tickets.describe(connection, [*references])
            fresh = tools.notices.collect(
                connection, notice.id, [ticket.reference for ticket in known], now
            )
            if not fresh:
                return []
            tools.arrivals.settle(connection, fresh)
            tools.note(connection, notice.id, author, "joined", ", ".join(fresh))
            if is_open(notice, now):
                tools.tell_holders(connection, notice, fresh)
        return fresh

    def release(self, key: str, references: Iterable[str], author: str) -> None:
        """Take tickets out: theirs is something else. Raises NotFound."""
        tools = self._tools
        with tools.database.write() as connection:
            notice = self._locked(connection, key)
            held = set(tools.notices.references(connection, notice.id))
            gone = [reference for reference in references if reference in held]
            if gone:
                tools.notices.release(connection, notice.id, gone)
                tools.note(connection, notice.id, author, "released", ", ".join(gone))

    def _locked(self, connection: Transaction, key: str) -> Notice:
        notice = self._tools.notices.lock(connection, number_of(key))
        if notice is None:
            raise NotFound(key)
        return notice

    def _get(self, connection: Transaction, number: int) -> Notice:
        notice = self._tools.notices.find(connection, number)
        if notice is None:
            raise NotFound(str(number))
        return notice
