"""Sends what is in the outbox, one message at a time, for as long as the process lives.

A channel is down until it has delivered something since the start, and again after a failure that
is no single message's fault. While it is down one message is tried every 30 seconds, each time
another; the first success makes all that waits due. A message that failed before is no evidence
against a channel that works: otherwise one full mailbox would hold up everybody's mail.

A channel whose other side wants no more is stopped: all that waits for it is set aside for staff,
who start it again by trying a message.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import SystemRandom
from threading import Event

from portal.delivery.model import ChannelDown, ChannelUp, MessageParked, MessageSent, OutboxRow
from portal.delivery.ports import (
    LONGEST_DELIVERY,
    Channel,
    ChannelGone,
    PermanentFailure,
    TemporaryFailure,
)
from portal.delivery.rules import PROBE_EVERY, backoff, is_hopeless
from portal.delivery.store import LineStore, OutboxStore
from portal.kernel.clock import Clock
from portal.kernel.errors import Unavailable

_log = logging.getLogger(__name__)

_BATCH = 50
_LEASE = LONGEST_DELIVERY * 2
_RANDOM = SystemRandom()


@dataclass
class _Line:
    """A channel and what we know of its health."""

    name: str
    channel: Channel
    is_down: bool = True
    next_try_at: datetime | None = None


class Deliverer:
    """Empties the outbox into the channels. Several may run at once, in one process or many."""

    def __init__(
        self,
        store: OutboxStore,
        channels: Mapping[str, Channel],
        clock: Clock,
        emit: Callable[[object], None],
        *,
        lease: timedelta = _LEASE,
    ) -> None:
        """`lease` must outlast any delivery; after a crash a message waits that long."""
        self._store, self._clock, self._emit, self._lease = store, clock, emit, lease
        self._lines = [_Line(name, channel) for name, channel in channels.items()]
        self._stops = LineStore(store.database)
        self._unmarked: dict[str, tuple[_Line, OutboxRow, str]] = {}
        self._wake = Event()
        self._stop = Event()

    def wake(self) -> None:
        """Make `run` look at the outbox, or at its stop event, at once."""
        self._wake.set()

    def run(self, stop: Event, interval: timedelta = timedelta(seconds=1)) -> None:
        """Deliver until `stop` is set, looking every `interval` and whenever woken.

        Survives everything: what went wrong is logged, and tried again.
        """
        self._stop = stop
        while not stop.is_set():
            try:
                handled = self.run_once()
            except Unavailable as error:
                _log.warning("delivery waits: %s", error)
                handled = 0
            except Exception:
                _log.exception("delivery stumbled")
                handled = 0
            if not handled:
                self._wake.wait(interval.total_seconds())
            self._wake.clear()

    def run_once(self) -> int:
        """Try what can be tried now, up to a batch for each channel; return how many attempts.

        Raises Unavailable where the database does not answer.
        """
        self._settle_unmarked()
        return sum(self._serve(line) for line in self._lines)

    def _serve(self, line: _Line) -> int:
        handled = 0
        stop = self._stops.find_stop(line.name)
        if stop is not None:
            self._store.park_all(line.name, self._clock.now(), stop.reason)
            return 0
        try:
            while handled < _BATCH and not self._stop.is_set():
                row = self._next(line)
                if row is None:
                    break
                handled += 1
                self._attempt(line, row)
                if line.is_down:
                    break
        finally:
            line.channel.close()
        return handled

    def _next(self, line: _Line) -> OutboxRow | None:
        """Take one message only: no other stays locked away if we are killed."""
        now = self._clock.now()
        if line.is_down and line.next_try_at is not None and now < line.next_try_at:
            return None
        take = self._store.lease_probe if line.is_down else self._store.lease_due
        row = take(line.name, now, self._lease)
        if row is not None:
            line.next_try_at = now + PROBE_EVERY  # from its start: a hanging server costs no more
        return row

    def _attempt(self, line: _Line, row: OutboxRow) -> None:
        try:
            remote = line.channel.deliver(row) or ""
        except ChannelGone as failure:
            self._stops.stop(line.name, self._clock.now(), failure.reason)
            line.is_down = True
            self._park(row, failure.reason)
        except PermanentFailure as failure:
            self._park(row, failure.reason)
        except TemporaryFailure as failure:
            self._put_back(line, row, failure)
        except Exception as error:  # a fault of ours must not stop the others' mail
            _log.exception("channel %s failed unexpectedly on %s", line.name, row.id)
            self._put_back(line, row, TemporaryFailure(f"our own fault: {type(error).__name__}"))
        else:
            self._unmarked[row.id] = (line, row, remote)
            self._settle_unmarked()

    def _settle_unmarked(self) -> None:
        """Mark what was sent; kept in memory until the database has taken it, to repeat nothing."""
        for row_id, (line, row, remote) in list(self._unmarked.items()):
            now = self._clock.now()
            self._store.mark_sent(row_id, now, remote)
            if line.is_down:
                self._store.make_due(line.name, now)
                line.is_down = False
                _log.info("channel %s works", line.name)
                self._emit(ChannelUp(line.name))
            del self._unmarked[row_id]
            self._emit(MessageSent(row_id, row.channel, row.purpose))

    def _put_back(self, line: _Line, row: OutboxRow, failure: TemporaryFailure) -> None:
        now = self._clock.now()
        attempts = row.attempts + 1
        if is_hopeless(attempts, row.created_at, now) and not failure.whole_channel:
            self._park(row, failure.reason)
            return
        wait = max(backoff(attempts, _RANDOM.random()), failure.after)
        self._store.mark_failed(row, now + wait, failure.reason)
        _log.warning("message %s waits: %s", row.id, failure.reason)
        if failure.whole_channel or row.attempts == 0:
            self._take_down(line, failure, now)

    def _take_down(self, line: _Line, failure: TemporaryFailure, now: datetime) -> None:
        if not line.is_down:
            line.is_down = True
            _log.warning("channel %s is down: %s", line.name, failure.reason)
            self._emit(ChannelDown(line.name, failure.reason))
        if failure.after:
            line.next_try_at = max(line.next_try_at or now, now + failure.after)

    def _park(self, row: OutboxRow, reason: str) -> None:
        if self._store.park(row, self._clock.now(), reason):
            _log.warning("message %s is given up: %s", row.id, reason)
            self._emit(MessageParked(row.id, row.channel, row.purpose, row.reference, reason))
