"""One GET for the first page, over a connection that stands already.

Nothing is followed, no cookie is sent or kept, and of the answer only the status and the place of
a redirect are looked at; the body is not read at all.
"""

import re
import socket
from dataclasses import dataclass

from portal.diagnostics.ports import Deadline
from portal.diagnostics.probes.sockets import read_until, send

MOST_BYTES = 64 * 1024
_STATUS = re.compile(rb"HTTP/1\.[01] ([1-5]\d\d)[ \r\n]")
_LOCATION = re.compile(rb"\r?\nlocation:[ \t]*([^\r\n]{0,2000})", re.IGNORECASE)
_END = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True)
class Head:
    """The status of an answer, and where it redirects to; 0 where it was no HTTP."""

    status: int
    location: str = ""


def get_head(line: socket.socket, domain: str, user_agent: str, deadline: Deadline) -> Head:
    """Ask for the first page of `domain` and return the head of the answer. Raises Unreached."""
    request = (
        f"GET / HTTP/1.1\r\nHost: {domain}\r\nUser-Agent: {user_agent}\r\n"
        "Accept: text/html\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"
    )
    send(line, request.encode("ascii", "replace"), deadline)
    head = read_until(line, _END, deadline, MOST_BYTES)
    return read_head(head)


def read_head(got: bytes) -> Head:
    """Return the status and redirect in what a server sent."""
    head = _END.split(got, maxsplit=1)[0] + b"\r\n"
    status = _STATUS.match(head)
    if status is None:
        return Head(0)
    location = _LOCATION.search(head)
    return Head(int(status[1]), location[1].decode("latin-1").strip() if location else "")
