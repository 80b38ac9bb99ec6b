"""Asks clamd whether a file holds something harmful.

`INSTREAM` of clamd's protocol (`man clamd`): after `zINSTREAM` and a NUL come chunks, each after
its length in four bytes, and a length of zero; the answer is `stream: OK`, `stream: … FOUND` or
`… ERROR`.
"""

import socket
import struct
import time
from dataclasses import dataclass

from portal.kernel.errors import Unavailable

_CHUNK = 64 * 1024
_MOST_ANSWER = 4096
_SECONDS = 20.0


@dataclass(frozen=True)
class Clamd:
    """A scanner at `address`: `host:port`, or the path of a socket."""

    address: str
    seconds: float = _SECONDS

    def scan(self, content: bytes) -> str:
        """Return what is harmful in `content`, by the scanner's name for it; empty if nothing.

        Raises Unavailable where the scanner does not say so in time: then nothing is taken.
        """
        try:
            answer = self._ask(content)
        except (OSError, ValueError) as error:
            raise Unavailable("the virus scanner does not answer") from error
        verdict = answer.removeprefix("stream:").strip() if answer.startswith("stream:") else ""
        if verdict == "OK":
            return ""
        if verdict.endswith(" FOUND"):
            return verdict.removesuffix(" FOUND")
        raise Unavailable(f"the virus scanner gave no verdict: {verdict[:80]}")

    def _ask(self, content: bytes) -> str:
        until = time.monotonic() + self.seconds
        with self._connect() as connection:
            try:
                connection.sendall(b"zINSTREAM\0")
                for start in range(0, len(content), _CHUNK):
                    chunk = content[start : start + _CHUNK]
                    connection.settimeout(_left(until))
                    connection.sendall(struct.pack("!I", len(chunk)) + chunk)
                connection.sendall(struct.pack("!I", 0))
            except (BrokenPipeError, ConnectionResetError):
                pass  # too large for it: it says so before it hangs up
            return _read(connection, until)

    def _connect(self) -> socket.socket:
        if "/" in self.address:
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(self.seconds)
            try:
                connection.connect(self.address)
            except OSError:
                connection.close()
                raise
            return connection
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), self.seconds)


def _read(connection: socket.socket, until: float) -> str:
    answer = b""
    while b"\0" not in answer and len(answer) < _MOST_ANSWER:
        connection.settimeout(_left(until))
        part = connection.recv(_MOST_ANSWER)
        if not part:
            break
        answer += part
    said, end, _ = answer.partition(b"\0")
    return said.decode("utf-8", "replace").strip() if end else ""  # cut short is no verdict


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def trust(content: bytes) -> str:
    """Find nothing: the scanner for where none is configured."""
    del content
    return ""
