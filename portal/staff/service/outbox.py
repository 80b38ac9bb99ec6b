"""What has still to be sent, and trying it again."""

from portal.delivery.model import DESK, MAIL, OutboxAct
from portal.delivery.model import State as Progress
from portal.delivery.store import LineStore, OutboxStore
from portal.kernel.clock import Clock
from portal.kernel.errors import NotFound
from portal.staff.model import Leaving, Outgoing

_MOST_MESSAGES = 100
_MOST_ACTS = 20


class OutboxBoard:
    """Shows what has still to be sent, and tries it again; who did so is on the record."""

    def __init__(self, store: OutboxStore, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._lines = LineStore(store.database)

    def show(self) -> Outgoing:
        """Return what waits and what was given up, the oldest first."""
        return Outgoing(
            waiting=tuple(self._store.waiting(_MOST_MESSAGES)),
            parked=tuple(self._store.parked(_MOST_MESSAGES)),
            counts=self._counts(),
            stops=tuple(filter(None, map(self._lines.find_stop, (MAIL, DESK)))),
            acts=tuple(self._store.acts(_MOST_ACTS)),
        )

    def _counts(self) -> dict[Leaving, int]:
        counts = self._store.counts()
        waiting = sum(n for (_, state), n in counts.items() if state is Progress.WAITING)
        retrying = self._store.retrying()
        return {
            Leaving.WAITING: waiting - retrying,
            Leaving.RETRYING: retrying,
            Leaving.PARKED: sum(n for (_, s), n in counts.items() if s is Progress.PARKED),
        }

    def try_now(self, row_id: str, member: str) -> bool:
        """Send the message as soon as may be; False where it has left. Raises NotFound."""
        row = self._store.find(row_id)
        if row is None:
            raise NotFound(row_id)
        act = OutboxAct(self._clock.now(), member, row.purpose, row.channel, row.reference)
        return self._store.try_now(row, act) > 0

    def try_all(self, member: str) -> int:
        """Try again all that was given up, whatever its channel; return how many."""
        now = self._clock.now()
        channels = {channel for channel, _ in self._store.counts()}
        acts = [OutboxAct(now, member, "all", channel, "") for channel in sorted(channels)]
        return sum(self._store.try_now(None, act) for act in acts)
