"""Asking one name server."""

import time
from dataclasses import dataclass

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdata
import dns.rdatatype
import dns.resolver

from portal.diagnostics.model.answers import Answer, Status
from portal.diagnostics.ports import Deadline
from portal.diagnostics.rules.waiting import usable_ttl
from portal.kernel.clock import Clock

_SECONDS = 2.0
_MOST_RECORDS = 50


@dataclass(frozen=True)
class NameServer:
    """A recursive name server at an address that the provider chose."""

    address: str
    clock: Clock
    port: int = 53
    seconds: float = _SECONDS

    def ask(self, name: str, kind: str, deadline: Deadline, *, unchecked: bool = False) -> Answer:
        """Return the records of `kind` of `name`; silence and nonsense are `no_answer`."""
        try:
            said = self._exchange(name, kind, deadline, unchecked=unchecked)
            return self._read(name, kind, said)
        except (dns.exception.DNSException, OSError, EOFError, ValueError):
            return self._answer(name, kind, Status.NO_ANSWER)

    def _exchange(
        self, name: str, kind: str, deadline: Deadline, *, unchecked: bool
    ) -> dns.message.Message:
        query = dns.message.make_query(dns.name.from_text(name), kind, use_edns=0, payload=1232)
        if unchecked:
            query.flags |= dns.flags.CD
        ends = time.monotonic() + deadline.left(self.seconds)
        try:
            return dns.query.udp(
                query,
                self.address,
                timeout=ends - time.monotonic(),
                port=self.port,
                ignore_unexpected=True,
                raise_on_truncation=True,
            )
        except dns.message.Truncated:
            left = max(ends - time.monotonic(), 0.0)
            return dns.query.tcp(query, self.address, timeout=left, port=self.port)

    def _read(self, name: str, kind: str, said: dns.message.Message) -> Answer:
        code = said.rcode()
        if code == dns.rcode.SERVFAIL:
            return self._answer(name, kind, Status.SERVFAIL)
        if code not in {dns.rcode.NOERROR, dns.rcode.NXDOMAIN} or not isinstance(
            said, dns.message.QueryMessage
        ):
            return self._answer(name, kind, Status.NO_ANSWER)
        chain = said.resolve_chaining()
        ttl = usable_ttl(chain.minimum_ttl)
        if code == dns.rcode.NXDOMAIN:
            return self._answer(name, kind, Status.NXDOMAIN, ttl=ttl)
        if chain.answer is None:
            return self._answer(name, kind, Status.NODATA, ttl=ttl)
        records = tuple(sorted(_text(record) for record in chain.answer))[:_MOST_RECORDS]
        return self._answer(name, kind, Status.OK, records, ttl)

    def _answer(
        self, name: str, kind: str, status: Status, records: tuple[str, ...] = (), ttl: int = 0
    ) -> Answer:
        return Answer(name, kind, status, self.address, self.clock.now(), records, ttl)


def _text(record: dns.rdata.Rdata) -> str:
    """Return a record as text; the pieces of a TXT record belong together."""
    if record.rdtype == dns.rdatatype.TXT:
        return b"".join(record.strings).decode("utf-8", "replace")  # type: ignore[attr-defined]  # TXT has them
    return record.to_text()


def servers_of_this_machine() -> list[str]:
    """Return the addresses of the name servers that this machine itself asks."""
    try:
        return [str(server) for server in dns.resolver.Resolver().nameservers]
    except (dns.exception.DNSException, OSError):
        return []
