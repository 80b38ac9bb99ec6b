"""What DNS says about a domain: here, and at public servers beside ours.

A servfail that goes away without checking signatures is a broken DNSSEC chain; one that stays is
a silent name server, which may as well be our own trouble.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from portal.diagnostics.model.answers import Answer, Status
from portal.diagnostics.model.findings import Reason, Result, State, fail, ok, unknown
from portal.diagnostics.ports import Deadline, Resolver
from portal.diagnostics.probes.deadline import within
from portal.diagnostics.rules.waiting import all_agree_at, cached_until

DNS = "dns"
_SECONDS = 5.0
_ADDRESS_KINDS = ("A", "AAAA")
_OTHER_KINDS = ("NS", "SOA", "CNAME")


@dataclass(frozen=True)
class Addresses:
    """The addresses of a name as one server gave them, with what it said."""

    answers: tuple[Answer, ...]

    @property
    def found(self) -> tuple[str, ...]:
        """Return every address, each once."""
        return tuple(dict.fromkeys(r for answer in self.answers for r in answer.records))

    def is_said(self, status: Status) -> bool:
        """Return whether every answer has this status."""
        return all(answer.status is status for answer in self.answers)


class DomainLook:
    """Looks a domain up: at the first of `resolvers`, ours, and compares the others."""

    def __init__(self, resolvers: Sequence[Resolver], seconds: float = _SECONDS) -> None:
        self._own, self._others = resolvers[0], tuple(resolvers[1:])
        self._seconds = seconds

    def addresses(self, domain: str, deadline: Deadline) -> tuple[Addresses, Result]:
        """Return the addresses of `domain` as our server gives them, and what to think of it."""
        ends = within(deadline.left(self._seconds))
        asked = [self._own, *self._others]
        with ThreadPoolExecutor(2 * len(asked)) as pool:
            running = [
                [pool.submit(one.ask, domain, kind, ends) for kind in _ADDRESS_KINDS]
                for one in asked
            ]
            seen = [Addresses(tuple(future.result() for future in pair)) for pair in running]
        return seen[0], self._judge(domain, seen[0], seen[1:], ends)

    def __call__(self, target: str, deadline: Deadline) -> Result:
        """Return what DNS says about the domain `target`."""
        ends = within(deadline.left(self._seconds))
        with ThreadPoolExecutor(len(_OTHER_KINDS)) as pool:
            running = {
                kind: pool.submit(self._own.ask, target, kind, ends) for kind in _OTHER_KINDS
            }
            _, result = self.addresses(target, ends)
            others = {kind: future.result() for kind, future in running.items()}
        details = {k.lower(): " ".join(a.records) for k, a in others.items() if a.records}
        return Result(result.state, result.reason, {**details, **result.details})

    def _judge(
        self, domain: str, own: Addresses, others: Sequence[Addresses], deadline: Deadline
    ) -> Result:
        details = _details(own, others)
        if own.found:
            return ok(**details)
        if any(other.found for other in others):  # known elsewhere, only not here, or not yet
            return Result(State.UNKNOWN, Reason.UNKNOWN, details)
        refused = next((a for a in own.answers if a.status is Status.SERVFAIL), None)
        if refused is not None:
            return self._judge_servfail(domain, refused.kind, deadline)
        missing = {Status.NXDOMAIN: Reason.NXDOMAIN, Status.NODATA: Reason.NO_ADDRESS}
        reasons = [why for status, why in missing.items() if own.is_said(status)]
        return fail(reasons[0], **details) if reasons else unknown()

    def _judge_servfail(self, domain: str, kind: str, deadline: Deadline) -> Result:
        unchecked = self._own.ask(domain, kind, deadline, unchecked=True)
        if unchecked.status in {Status.OK, Status.NODATA, Status.NXDOMAIN}:
            return fail(Reason.SERVFAIL, dnssec="broken")
        return unknown(name_servers="silent")


def _details(own: Addresses, others: Sequence[Addresses]) -> dict[str, str]:
    """Return the addresses, and until when old answers may be kept, here and elsewhere."""
    details = {"addresses": " ".join(own.found)} if own.found else {}
    if not own.found:
        details["kept_until"] = max(cached_until(a) for a in own.answers).isoformat()
    by_kind = zip(*(seen.answers for seen in (own, *others)), strict=True)
    waits = [moment for same in by_kind if (moment := all_agree_at(same))]
    if waits:
        details["agree_at"] = max(waits).isoformat()
    return details
