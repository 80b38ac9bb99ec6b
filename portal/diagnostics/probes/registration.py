"""Asking the registry whether a domain is registered, and until when (RDAP).

The addresses are a list of ours: nothing is looked up that leads to another. A domain under a
suffix that is not in the list is unknown.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

from portal.diagnostics.model.findings import Reason, Result, State, fail, unknown
from portal.diagnostics.ports import Deadline
from portal.diagnostics.probes.fetching import Fetcher
from portal.diagnostics.rules.addresses import SPECIAL_USE, find_domain
from portal.diagnostics.rules.registration import read_registration, registered_name
from portal.kernel.clock import Clock

REGISTRATION = "registration"
_SECONDS = 5.0
_KEPT = timedelta(hours=6)
_MOST_KEPT = 2_000
_OK, _NOT_FOUND = 200, 404


@dataclass
class RegistrationLook:
    """Looks a domain up at its registry; `registries` are addresses by suffix (`com`).

    What a registry said is kept for six hours: it is asked politely.
    """

    registries: Mapping[str, str]
    fetcher: Fetcher
    clock: Clock
    special: frozenset[str] = SPECIAL_USE
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _kept: dict[str, tuple[datetime, Result]] = field(default_factory=dict, repr=False)

    def __call__(self, target: str, deadline: Deadline) -> Result:
        """Return what the registry says of the domain that `target` belongs to."""
        domain = find_domain(target, self.special)
        found = registered_name(domain, self.registries.keys()) if domain else None
        if found is None:
            return unknown()
        name, suffix = found
        known = self._find(name)
        if known is not None:
            return known
        base = self.registries[suffix].rstrip("/")
        seconds = deadline.left(_SECONDS)
        status, said = self.fetcher.ask(f"{base}/domain/{quote(name)}", seconds)
        result = self._read(status, said, name)
        if result.state is not State.UNKNOWN:
            self._keep(name, result)
        return result

    def _read(self, status: int, said: object, name: str) -> Result:
        if status == _NOT_FOUND:
            return fail(Reason.UNREGISTERED)
        return read_registration(said, name, self.clock.now()) if status == _OK else unknown()

    def _find(self, name: str) -> Result | None:
        with self._lock:
            at, result = self._kept.get(name, (None, None))
        return result if at is not None and self.clock.now() - at < _KEPT else None

    def _keep(self, name: str, result: Result) -> None:
        with self._lock:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[name] = (self.clock.now(), result)
