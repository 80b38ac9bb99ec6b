"""Seeing a mass failure begin: every incident that arrives leaves a fingerprint (R6, R25)."""

from collections.abc import Callable
from datetime import timedelta

from portal.kernel.errors import NotFound
from portal.notices.model import Facts, Fingerprint, Kind, Suspicion, Words
from portal.notices.rules.clusters import find_suspicions
from portal.notices.service.tools import NoticeTools

LOOK_BACK = timedelta(hours=24)
"""How long a flag stays that nobody decided about."""

_KEEP = timedelta(days=7)


class FailureWatch:
    """Tells when similar tickets cluster, and turns such a cluster into a draft."""

    def __init__(self, tools: NoticeTools) -> None:
        self._tools = tools

    def take(self, fingerprint: Fingerprint) -> None:
        """Keep the fingerprint of a ticket that entered the queue."""
        with self._tools.database.write() as connection:
            self._tools.arrivals.add(connection, fingerprint)

    def suspicions(self) -> tuple[Suspicion, ...]:
        """Return the possible mass failures that nobody decided about yet, largest first."""
        tools, limits = self._tools, self._tools.policy.mass_failure
        with tools.database.read() as connection:
            found = tools.arrivals.since(connection, tools.clock.now() - LOOK_BACK)
        return find_suspicions(found, limits.tickets, timedelta(minutes=limits.minutes))

    def _get(self, key: str) -> Suspicion:
        for suspicion in self.suspicions():
            if suspicion.key == key:
                return suspicion
        raise NotFound("no such suspicion: somebody decided about it, or it is too old")

    def dismiss(self, key: str) -> None:
        """Take it as chance: these tickets raise no flag any more. Raises NotFound."""
        suspicion = self._get(key)
        with self._tools.database.write() as connection:
            self._tools.arrivals.settle(connection, suspicion.references)

    def collect(
        self, key: str, author: str, say: Callable[[Suspicion], tuple[Words, Words]]
    ) -> int:
        """Make a draft that collects the suspicion's tickets, and return its number.

        `say` puts what they have in common into words: title and text. Raises NotFound.
        """
        tools, suspicion = self._tools, self._get(key)
        title, text = say(suspicion)
        facts = Facts(
            kind=Kind.INCIDENT,
            title=title,
            text=text,
            since=suspicion.since,
            products=(suspicion.product,),
            symptoms=(suspicion.symptom,) if suspicion.symptom else (),
            affected=(suspicion.server,) if suspicion.server else (),
        )
        with tools.database.write() as connection:
            number = tools.notices.add(connection, facts, tools.clock.now())
            fresh = tools.notices.collect(
                connection, number, suspicion.references, tools.clock.now()
            )
            tools.arrivals.settle(connection, suspicion.references)
            tools.note(connection, number, author, "collected", ", ".join(fresh))
        return number

    def purge(self) -> None:
        """Delete old fingerprints."""
        with self._tools.database.write() as connection:
            self._tools.arrivals.purge(connection, self._tools.clock.now() - _KEEP)
