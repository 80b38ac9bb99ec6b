"""Whether a website of our network answers: address, port, certificate, first page.

The name is looked up once. Only when each of its addresses lies in our own networks is any of them
connected to, and it is those very addresses: a second look-up could be answered with others.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.diagnostics.model.findings import Reason, Result, State, fail, ok, unknown
from portal.diagnostics.ports import Deadline
from portal.diagnostics.probes.certificates import describe, details_of, fault_of
from portal.diagnostics.probes.dns import DomainLook
from portal.diagnostics.probes.http import Head, get_head
from portal.diagnostics.probes.sockets import Spot, TlsBroken, Unreached, connect, secure
from portal.diagnostics.rules.addresses import (
    SPECIAL_USE,
    AddressRules,
    Domain,
    Place,
    find_domain,
)

SITE = "site"
_MOST_ADDRESSES = 4
_ERRORS_FROM = 400
_ANSWERS_ALL_THE_SAME = {401, 407, 429}
"""It asks for a password, or for patience with our checking: the site itself is there."""


@dataclass(frozen=True)
class Ports:
    """Where websites listen."""

    https: int = 443
    http: int = 80


@dataclass(frozen=True)
class SiteLook:
    """Looks at the website of a domain, as far as `rules` let it.

    `context` verifies certificates. `user_agent` names us. `suspended` are parts of addresses that
    our servers redirect the sites of suspended accounts to.
    """

    dns: DomainLook
    rules: AddressRules
    user_agent: str
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    ports: Ports = Ports()
    special: frozenset[str] = SPECIAL_USE
    suspended: tuple[str, ...] = ("/cgi-sys/suspendedpage.cgi",)

    def __call__(self, target: str, deadline: Deadline) -> Result:
        """Return whether the website of `target` answers."""
        domain = find_domain(target, self.special)
        if domain is None:
            return unknown()
        seen, result = self.dns.addresses(domain, deadline)
        if result.state is not State.OK:
            return result
        place = self.rules.place_of_all(seen.found)
        if place is Place.OURS:
            return self._visit(domain, seen.found, deadline)
        places = {self.rules.place_of(address) for address in seen.found}
        if self.rules.ours and places == {Place.ELSEWHERE}:
            return fail(Reason.NOT_OURS, **result.details)
        return unknown()  # partly ours, or nowhere a website can be, or we know no networks

    def _visit(self, domain: Domain, addresses: tuple[str, ...], deadline: Deadline) -> Result:
        """Return the best of what the addresses gave: browsers try the next one, too."""
        results = []
        for address in addresses[:_MOST_ADDRESSES]:
            result = self._visit_one(domain, address, deadline)
            if result.state is State.OK:
                return result
            results.append(result)
        return next((one for one in results if one.state is State.FAIL), results[0])

    def _visit_one(self, domain: Domain, address: str, deadline: Deadline) -> Result:
        spot = Spot(address, self.ports.https)
        try:
            return self._visit_securely(domain, spot, deadline)
        except TlsBroken as broken:
            details = describe(spot, domain, deadline) if broken.code is not None else {}
            return fail(Reason.TLS, certificate=fault_of(broken.code), **details)
        except Unreached as unreached:
            if unreached.reason is Reason.REFUSED:
                return self._visit_plainly(domain, Spot(address, self.ports.http), deadline)
            return _result_of(unreached)
        except TimeoutError:
            return unknown(Reason.TIMEOUT)

    def _visit_securely(self, domain: Domain, spot: Spot, deadline: Deadline) -> Result:
        with secure(connect(spot, deadline), self.context, domain, deadline) as line:
            details = details_of(line.getpeercert(binary_form=True) or b"")
            return self._judge(get_head(line, domain, self.user_agent, deadline), details)

    def _visit_plainly(self, domain: Domain, spot: Spot, deadline: Deadline) -> Result:
        """Visit a site that has no HTTPS at all: browsers open it all the same."""
        try:
            with connect(spot, deadline) as line:
                head = get_head(line, domain, self.user_agent, deadline)
        except Unreached as unreached:
            return _result_of(unreached)
        return self._judge(head, {"https": "refused"})

    def _judge(self, head: Head, details: Mapping[str, str]) -> Result:
        said = {**details, "status": str(head.status)}
        if any(part in head.location for part in self.suspended):
            return fail(Reason.SUSPENDED, **said)
        is_error = head.status >= _ERRORS_FROM and head.status not in _ANSWERS_ALL_THE_SAME
        if is_error or not head.status:
            return fail(Reason.HTTP_ERROR, **said)
        return ok(**said)


def _result_of(unreached: Unreached) -> Result:
    if unreached.reason is Reason.UNKNOWN:
        return unknown()
    return fail(unreached.reason)
