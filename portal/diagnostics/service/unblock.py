"""Having the firewall let go of a visitor's own address: limited, and on record."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from portal.diagnostics.model.findings import Release
from portal.diagnostics.ports import Deadline, Releaser
from portal.diagnostics.probes.deadline import within
from portal.diagnostics.rules.addresses import network_of, visitor_address
from portal.diagnostics.store import ReleaseStore
from portal.kernel.clock import Clock
from portal.kernel.errors import TooMany
from portal.storage.database import Database

_log = logging.getLogger(__name__)

_DAY = timedelta(days=1)
_KEPT = timedelta(days=90)
_SECONDS = 5.0


@dataclass(frozen=True)
class UnblockLimits:
    """How often an address, and all of the network around it, may be released in a day."""

    address: int = 2
    network: int = 10


class Unblocker:
    """Releases addresses through the provider's hook, where there is one."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        hook: Releaser | None,
        limits: UnblockLimits = UnblockLimits(),  # frozen
        deadline: Callable[[float], Deadline] = within,
    ) -> None:
        self.clock = clock
        self._database, self._hook = database, hook
        self._limits, self._deadline = limits, deadline
        self._store = ReleaseStore()

    def can_release(self, visitor: str) -> bool:
        """Return whether there is a hook, and the visitor's address can be seen."""
        return self._hook is not None and visitor_address(visitor) is not None

    def release(self, visitor: str) -> Release:
        """Ask the firewall to let go of the connection's address `visitor`.

        Raises TooMany where it was asked too often today.
        """
        address = visitor_address(visitor)
        if self._hook is None or address is None:
            return Release.REFUSED
        plain, network = str(address), network_of(visitor)
        now = self.clock.now()
        with self._database.write() as connection:
            mine, around = self._store.count(connection, plain, network, now - _DAY)
            if mine >= self._limits.address or around >= self._limits.network:
                raise TooMany("release", int(_DAY.total_seconds()))
            number = self._store.begin(connection, plain, network, now)
        result = self._ask(self._hook, plain)
        with self._database.write() as connection:
            self._store.end(connection, number, result)
        return result

    def _ask(self, hook: Releaser, address: str) -> Release:
        try:
            return hook(address, self._deadline(_SECONDS))
        except OSError as error:
            _log.warning("the firewall's hook failed: %s", error)
            return Release.REFUSED

    def purge(self) -> int:
        """Delete what has been on record for long; returns how many rows."""
        with self._database.write() as connection:
            return self._store.purge(connection, self.clock.now() - _KEPT)
