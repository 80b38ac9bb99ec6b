"""Counts tries to sign in before they are made."""

from portal.identity.rules import TRIES_SPAN, TryLimits, may_try
from portal.identity.store import AttemptStore, StaffStore
from portal.kernel.clock import Clock
from portal.kernel.errors import TooMany
from portal.storage.database import Database


class TryCounter:
    """Allows as many failed tries as `limits` say, exactly over all processes."""

    def __init__(self, database: Database, clock: Clock, limits: TryLimits) -> None:
        self._database, self._clock, self._limits = database, clock, limits
        self._staff, self._attempts = StaffStore(), AttemptStore()

    def begin(self, account: str, network: str) -> int:
        """Count a try and return its number; of many at once, none slips through.

        Raises TooMany.
        """
        with self._database.write() as connection:
            now = self._clock.now()
            self._attempts.lock(connection)
            self._staff.purge(connection, now)
            tries = self._attempts.count(connection, account, network, now)
            if not may_try(tries, self._limits):
                raise TooMany("too many tries to sign in", int(TRIES_SPAN.total_seconds()))
            return self._attempts.begin(connection, account, network, now)
