"""Whether our own mail servers greet and speak TLS.

The hosts are a list of ours; no visitor can add to it. A host whose name we cannot look up, or that
lies outside our networks, proves nothing about the service.
"""

import re
import socket
import ssl
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Literal

from portal.diagnostics.model.findings import Reason, Result, State, fail, ok, unknown
from portal.diagnostics.ports import Deadline, Resolver
from portal.diagnostics.probes.certificates import fault_of
from portal.diagnostics.probes.sockets import (
    Spot,
    TlsBroken,
    Unreached,
    connect,
    read_until,
    secure,
    send,
)
from portal.diagnostics.rules.addresses import AddressRules, Place

OWN_MAIL = "own_mail_service"
_MOST_BYTES = 4096
_TRIES = 2
_IMAP_GREETING = re.compile(rb"\* (?:OK|PREAUTH)\b", re.IGNORECASE)
_IMAP_DONE = re.compile(rb"a OK\b", re.IGNORECASE)
_ENDS = {"imap": re.compile(rb"\n"), "smtp": re.compile(rb"(?:^|\n)\d{3}(?: [^\n]*)?\r?\n")}


class _Garbled(Exception):  # noqa: N818  # a fact about a server
    """The server said something else than its protocol has it."""


@dataclass(frozen=True)
class MailServer:
    """A mail server of ours: `tls` from the first byte, or after a greeting (STARTTLS)."""

    host: str
    port: int
    protocol: Literal["imap", "smtp"]
    tls: bool = True


@dataclass(frozen=True)
class MailServiceLook:
    """Greets each of `servers`; one that fails is tried once more before it counts."""

    servers: Sequence[MailServer]
    resolver: Resolver
    rules: AddressRules
    our_name: str
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def __call__(self, target: str, deadline: Deadline) -> Result:
        """Return whether all servers work; `target` says nothing here."""
        if not self.servers:
            return unknown()
        with ThreadPoolExecutor(len(self.servers)) as pool:
            results = list(pool.map(lambda one: self._try(one, deadline), self.servers))
        seen = zip(self.servers, results, strict=True)
        details = {f"{s.protocol}_{s.port}": str(r.reason or r.state) for s, r in seen}
        worst = next((r for r in results if r.state is State.FAIL), None)
        if worst is not None:
            return Result(State.FAIL, worst.reason, details)
        if all(r.state is State.OK for r in results):
            return ok(**details)
        return Result(State.UNKNOWN, Reason.UNKNOWN, details)

    def _try(self, server: MailServer, deadline: Deadline) -> Result:
        result = unknown()
        for _ in range(_TRIES):
            try:
                result = self._greet(server, deadline)
            except TimeoutError:
                return result
            if result.state is not State.FAIL:
                break
        return result

    def _greet(self, server: MailServer, deadline: Deadline) -> Result:
        answer = self.resolver.ask(server.host, "A", deadline)
        if self.rules.place_of_all(answer.records) is not Place.OURS:
            return unknown()
        try:
            self._converse(server, Spot(answer.records[0], server.port), deadline)
        except Unreached as unreached:
            reason = unreached.reason
            return unknown() if reason is Reason.UNKNOWN else fail(reason)
        except TlsBroken as broken:
            return fail(Reason.TLS, certificate=fault_of(broken.code))
        except _Garbled:
            return fail(Reason.GREETING)
        return ok()

    def _converse(self, server: MailServer, spot: Spot, deadline: Deadline) -> None:
        with connect(spot, deadline) as plain:
            if server.tls:
                with secure(plain, self.context, server.host, deadline) as line:
                    self._hear_greeting(server, line, deadline)
                return
            self._hear_greeting(server, plain, deadline)
            self._ask_for_tls(server, plain, deadline)
            secure(plain, self.context, server.host, deadline).close()

    def _hear_greeting(self, server: MailServer, line: socket.socket, deadline: Deadline) -> None:
        greeting = _IMAP_GREETING if server.protocol == "imap" else re.compile(rb"220")
        _hear(server, line, greeting, deadline)

    def _ask_for_tls(self, server: MailServer, line: socket.socket, deadline: Deadline) -> None:
        if server.protocol == "imap":
            send(line, b"a STARTTLS\r\n", deadline)
            _hear(server, line, _IMAP_DONE, deadline)
            return
        send(line, f"EHLO {self.our_name}\r\n".encode("ascii", "replace"), deadline)
        _hear(server, line, re.compile(rb"250"), deadline)
        send(line, b"STARTTLS\r\n", deadline)
        _hear(server, line, re.compile(rb"220"), deadline)


def _hear(
    server: MailServer, line: socket.socket, expected: re.Pattern[bytes], deadline: Deadline
) -> None:
    said = read_until(line, _ENDS[server.protocol], deadline, _MOST_BYTES)
    if not expected.match(said):
        raise _Garbled
