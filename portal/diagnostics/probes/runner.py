"""Running checks: several together, few at once, not too often, and never for long.

The same check of the same target within a minute is one check, also while it is running.
"""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from portal.diagnostics.model.findings import Finding, Reason, unknown
from portal.diagnostics.ports import Probe
from portal.diagnostics.probes.deadline import Until, within
from portal.diagnostics.probes.limits import HourlyLimits
from portal.diagnostics.probes.measured import finding
from portal.diagnostics.rules.addresses import network_of
from portal.kernel.clock import Clock

_MOST_KEPT = 2_000


@dataclass(frozen=True)
class Visitor:
    """Who caused a check: the address of the connection, and a name for the browser if any."""

    address: str
    browser: str = ""


@dataclass(frozen=True)
class Asked:
    """A check and what to check."""

    probe: Probe
    target: str


@dataclass(frozen=True)
class _Flight:
    began: float
    result: "Future[Finding]"


@dataclass(frozen=True)
class Pace:
    """How much checking is let happen: at once, together, and how long a result is kept."""

    at_once: int = 4
    seconds: float = 10.0
    kept: float = 60.0


class ProbeRunner:
    """Runs checks for pages. One for each process."""

    def __init__(
        self,
        clock: Clock,
        limits: HourlyLimits,
        pace: Pace = Pace(),  # frozen
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock, self._limits, self._pace, self._now = clock, limits, pace, now
        self._pool = ThreadPoolExecutor(pace.at_once, thread_name_prefix="probe")
        self._free = threading.BoundedSemaphore(pace.at_once)
        self._lock = threading.Lock()
        self._flights: dict[tuple[str, str], _Flight] = {}

    def run(self, asked: Sequence[Asked], visitor: Visitor) -> list[Finding]:
        """Return a finding for each; those not ready at the deadline are unknown."""
        deadline = within(self._pace.seconds)
        flights = [self._start(one, visitor, deadline) for one in asked]
        return [
            self._land(one, flight, deadline) for one, flight in zip(asked, flights, strict=True)
        ]

    def _start(self, asked: Asked, visitor: Visitor, deadline: Until) -> "Future[Finding] | Reason":
        key = (asked.probe.name, asked.target)
        with self._lock:
            known = self._flights.get(key)
            if known is not None and self._now() - known.began < self._pace.kept:
                return known.result
            if not self._free.acquire(blocking=False):
                return Reason.BUSY
            if not self._limits.take(_keys(asked, visitor)):
                self._free.release()
                return Reason.LIMIT
            self._forget()
            future = self._pool.submit(asked.probe.run, asked.target, deadline)
            future.add_done_callback(lambda _: self._free.release())
            self._flights[key] = _Flight(self._now(), future)
            return future

    def _land(self, asked: Asked, flight: "Future[Finding] | Reason", deadline: Until) -> Finding:
        if isinstance(flight, Reason):
            return finding(asked.probe.name, unknown(flight), self._clock)
        try:
            return flight.result(0 if flight.done() else deadline.left())
        except TimeoutError:
            return finding(asked.probe.name, unknown(Reason.TIMEOUT), self._clock)

    def _forget(self) -> None:
        """Drop what is too old to be of use. Called with the lock held."""
        if len(self._flights) < _MOST_KEPT:
            return
        oldest = self._now() - self._pace.kept
        self._flights = {k: f for k, f in self._flights.items() if f.began > oldest}


def _keys(asked: Asked, visitor: Visitor) -> list[str]:
    keys = [f"{asked.probe.name} target {asked.target}"]
    keys += [f"network {network_of(visitor.address)}"]
    return [*keys, f"browser {visitor.browser}"] if visitor.browser else keys
