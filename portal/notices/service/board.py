"""Notices as readers see them: one state in memory, which follows the database.

Public pages are kept as ready bytes, so every request asks whether that state is another one.
The answer costs a look at the clock; the database is asked twice a second at most, and at once
where this process changed something itself.
"""

import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from portal.kernel.errors import NotFound, Unavailable
from portal.notices.model import Notice, Phase, Shown, number_of
from portal.notices.rules.matching import concerns, fits_words
from portal.notices.rules.phases import (
    FOUND_AFTER_END,
    NEAR,
    PAST_SHOWN,
    boundaries,
    is_recent,
    phase,
    sort_out,
)
from portal.notices.service.tools import NoticeTools

_LOOK_EVERY = timedelta(milliseconds=500)


class NoticeBoard:
    """Shows what is published. Threads share it."""

    def __init__(self, tools: NoticeTools) -> None:
        self._tools = tools
        self._lock = threading.Lock()
        self._held: tuple[Notice, ...] = ()
        self._shown = Shown()
        self._looked_at: datetime | None = None
        self._turns_at: datetime | None = None

    def shown(self) -> Shown:
        """Return what readers see now; where the database is silent, what they saw before."""
        now = self._tools.clock.now()
        if self._is_fresh(now):
            return self._shown
        with self._lock:
            if not self._is_fresh(now):
                self._look(now)
        return self._shown

    def stamp(self) -> tuple[str, int]:
        """Return the name of what readers see now; another one as soon as that changes."""
        return self.shown().stamp

    def refresh(self) -> None:
        """Look at the database at the next question, because we changed something."""
        self._looked_at = None

    def _is_fresh(self, now: datetime) -> bool:
        if self._looked_at is None or not self._looked_at <= now < self._looked_at + _LOOK_EVERY:
            return False
        return self._turns_at is None or now < self._turns_at

    def _look(self, now: datetime) -> None:
        tools, generation = self._tools, self._shown.stamp[0]
        with suppress(Unavailable), tools.database.read() as connection:
            found = tools.notices.generation(connection)
            if found != generation:
                self._held = tools.notices.published(connection, now - PAST_SHOWN)
                generation = found
        self._shown = sort_out(self._held, now, generation)
        self._turns_at = next((at for at in boundaries(self._held) if at > now), None)
        self._looked_at = now

    def get(self, key: str) -> Notice:
        """Return a published notice, however old. Raises NotFound."""
        number = number_of(key)
        for notice in self.shown().every:
            if notice.id == number:
                return notice
        with self._tools.database.read() as connection:
            found = self._tools.notices.find(connection, number)
        if found is None or found.published_at is None:
            raise NotFound(key)
        return found

    def concerning(
        self, product: str, symptom: str = "", without: Iterable[str] = ()
    ) -> tuple[Notice, ...]:
        """Return what fails now and may be what somebody with this trouble sees (R25).

        `without` are the keys of notices of which they said that theirs is something else.
        """
        passed = set(without)
        return tuple(
            notice
            for notice in self.shown().current
            if notice.key not in passed and concerns(notice, product, symptom)
        )

    def fitting(self, words: Sequence[str]) -> tuple[Notice, ...]:
        """Return what fails now or is planned and is named by the folded words of a query."""
        shown = self.shown()
        return tuple(n for n in (*shown.current, *shown.planned) if fits_words(n, words))

    def now(self) -> datetime:
        """Return the moment by which notices are judged."""
        return self._tools.clock.now()

    def phase(self, notice: Notice) -> Phase:
        """Return where `notice` stands now."""
        return phase(notice, self.now())

    def near(self) -> tuple[Notice, ...]:
        """Return the planned work that begins within days."""
        now = self._tools.clock.now()
        return tuple(n for n in self.shown().planned if n.facts.since - NEAR <= now)

    def findable(self) -> tuple[Notice, ...]:
        """Return what search can find. Raises Unavailable where the database is silent."""
        now = self._tools.clock.now()
        with self._tools.database.read() as connection:
            found = self._tools.notices.published(connection, now - FOUND_AFTER_END)
        return tuple(n for n in found if is_recent(n, now, FOUND_AFTER_END))

    def of_ticket(self, reference: str) -> Notice | None:
        """Return the published notice that collected the ticket, or None."""
        with self._tools.database.read() as connection:
            found = self._tools.notices.notices_of(connection, [reference]).get(reference)
            notice = self._tools.notices.find(connection, found) if found else None
        return notice if notice and notice.published_at else None
