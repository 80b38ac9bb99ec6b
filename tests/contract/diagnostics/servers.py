"""Real servers on loopback: name servers, web and mail servers, good, bad, slow and silent ones."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

SOA = "ns1.faro.example. hostmaster.faro.example. 1 7200 900 1209600 900"
SILENT, SERVFAIL, NXDOMAIN, BOGUS, GARBAGE = "silent", "servfail", "nxdomain", "bogus", "garbage"
Serve = Callable[[socket.socket], None]


def free_port(address: str = "127.0.0.1") -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def _one_port_for_both() -> tuple[socket.socket, socket.socket]:
    """Return sockets for UDP and TCP on one port, which other programs may be taking meanwhile."""
    for _ in range(50):
        tcp = socket.create_server(("127.0.0.1", 0))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for one in (tcp, udp):
            one.settimeout(0.05)
        try:
            udp.bind(tcp.getsockname())
        except OSError:
            tcp.close()
            udp.close()
        else:
            return udp, tcp
    raise OSError("no port is free for both UDP and TCP")


@dataclass
class TcpServer:
    """Serves connections with `serve`, each in a thread, and counts them."""

    serve: Serve
    address: str = "127.0.0.1"
    port: int = 0
    seen: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextlib.contextmanager
    def running(self) -> Iterator["TcpServer"]:
        with socket.create_server((self.address, self.port)) as listening:
            self.port = listening.getsockname()[1]
            listening.settimeout(0.05)
            thread = threading.Thread(target=self._accept, args=(listening,))
            thread.start()
            try:
                yield self
            finally:
                self._stop.set()
                thread.join()

    def _accept(self, listening: socket.socket) -> None:
        threads = []
        while not self._stop.is_set():
            try:
                line, _ = listening.accept()
            except TimeoutError:
                continue
            self.seen += 1
            threads.append(threading.Thread(target=self._serve, args=(line,)))
            threads[-1].start()
        for thread in threads:
            thread.join()

    def _serve(self, line: socket.socket) -> None:
        with line, contextlib.suppress(OSError):
            line.settimeout(5)
            self.serve(line)


def over_tls(context: ssl.SSLContext, serve: Serve) -> Serve:
    """Serve inside TLS."""

    def secured(line: socket.socket) -> None:
        with context.wrap_socket(line, server_side=True) as inner:
            serve(inner)

    return secured


def says_http(answer: str, requests: list[str] | None = None) -> Serve:
    """Answer a request with `answer`, and keep what was asked."""

    def serve(line: socket.socket) -> None:
        asked = line.recv(4096).decode("utf-8", "replace")
        if requests is not None:
            requests.append(asked)
        line.sendall(answer.encode())

    return serve


def http(status: str, **headers: str) -> str:
    """Return an answer with a small page."""
    lines = [f"HTTP/1.1 {status}", *(f"{k}: {v}" for k, v in headers.items()), "", "<p>page"]
    return "\r\n".join(lines)


def hangs(line: socket.socket) -> None:
    """Take the connection and say nothing, until the other side gives up."""
    while line.recv(4096):
        pass


def drips(line: socket.socket) -> None:
    """Send a head that never ends, a letter at a time."""
    line.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        line.sendall(b"a")
        time.sleep(0.05)


def floods(line: socket.socket) -> None:
    """Send a head that never ends, as fast as it goes."""
    line.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        line.sendall(b"a" * 4096)


def smtp(greeting: str = "220 mail ESMTP\r\n", context: ssl.SSLContext | None = None) -> Serve:
    """Greet as a mail server; with `context`, offer STARTTLS."""

    def serve(line: socket.socket) -> None:
        line.sendall(greeting.encode())
        if context is None or not line.recv(4096).startswith(b"EHLO"):
            return
        line.sendall(b"250-mail\r\n250 STARTTLS\r\n")
        line.recv(4096)
        line.sendall(b"220 go\r\n")
        with context.wrap_socket(line, server_side=True) as inner:
            inner.recv(4096)

    return serve


Records = list[str] | str
Zone = Mapping[tuple[str, str], Records | list[Records]]


@dataclass
class DnsServer:
    """Answers from `zone`: (name, kind) → records, or one of the words above.

    A list of those is a name whose answer changes: each is given once, the last for ever.
    """

    zone: Zone
    ttl: int = 300
    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextlib.contextmanager
    def running(self) -> Iterator["DnsServer"]:
        udp, tcp = _one_port_for_both()
        self.port = udp.getsockname()[1]
        with udp, tcp:
            threads = [
                threading.Thread(target=self._over_udp, args=(udp,)),
                threading.Thread(target=self._over_tcp, args=(tcp,)),
            ]
            for thread in threads:
                thread.start()
            try:
                yield self
            finally:
                self._stop.set()
                for thread in threads:
                    thread.join()

    def _over_udp(self, udp: socket.socket) -> None:
        while not self._stop.is_set():
            try:
                data, sender = udp.recvfrom(4096)
            except TimeoutError:
                continue
            answer = self._answer(data)
            if answer is not None:
                udp.sendto(self._cut(data, answer), sender)

    def _cut(self, asked: bytes, answer: bytes) -> bytes:
        if len(answer) <= 1232:
            return answer
        short = dns.message.make_response(dns.message.from_wire(asked))
        short.flags |= dns.flags.TC
        return short.to_wire()

    def _over_tcp(self, tcp: socket.socket) -> None:
        while not self._stop.is_set():
            try:
                line, _ = tcp.accept()
            except TimeoutError:
                continue
            with line:
                length = int.from_bytes(line.recv(2), "big")
                answer = self._answer(line.recv(length)) or b""
                line.sendall(len(answer).to_bytes(2, "big") + answer)

    def _answer(self, data: bytes) -> bytes | None:
        query = dns.message.from_wire(data)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        kind = dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        said = self._records(name, kind)
        response = dns.message.make_response(query)
        if said == SILENT:
            return None
        if said == GARBAGE:
            return b"\x00" * 7
        if said == SERVFAIL or (said == BOGUS and not query.flags & dns.flags.CD):
            response.set_rcode(dns.rcode.SERVFAIL)
            return response.to_wire(max_size=65535)
        self._fill(response, name, kind, said)
        return response.to_wire(max_size=65535)

    def _records(self, name: str, kind: str) -> Records:
        known = self.zone.get((name, kind), self.zone.get((name, "ANY"), []))
        if not isinstance(known, list) or not known or isinstance(known[0], str):
            return known  # type: ignore[return-value]  # a word, or plain records
        turn = self.asked.count((name, kind)) - 1
        return known[min(turn, len(known) - 1)]

    def _fill(self, response: dns.message.Message, name: str, kind: str, said: Records) -> None:
        if isinstance(said, list) and said:
            made = dns.rrset.from_text(f"{name}.", self.ttl, "IN", kind, *said)
            response.answer.append(made)
            return
        if said == NXDOMAIN:
            response.set_rcode(dns.rcode.NXDOMAIN)
        response.authority.append(dns.rrset.from_text(f"{name}.", 3600, "IN", "SOA", SOA))
