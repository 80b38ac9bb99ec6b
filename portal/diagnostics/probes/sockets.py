"""Connections to one address that was vetted before, with a deadline at every step.

Nothing here looks a name up: what is vetted and what is connected to is the same address.
"""

import ipaddress
import re
import socket
import ssl
from dataclasses import dataclass

from portal.diagnostics.model.findings import Reason
from portal.diagnostics.ports import Deadline
from portal.diagnostics.probes.deadline import within

CONNECT_SECONDS = 3.0
READ_SECONDS = 5.0
_CHUNK = 4096


class Unreached(Exception):  # noqa: N818  # a fact about a server
    """The server could not be reached; `reason` is `unknown` where our own network is to blame."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class TlsBroken(Exception):  # noqa: N818  # a fact about a server
    """No TLS came about; `code` is OpenSSL's for what is wrong with the certificate, or None."""

    def __init__(self, code: int | None = None) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Spot:
    """A port of a vetted address."""

    address: str
    port: int


def connect(spot: Spot, deadline: Deadline) -> socket.socket:
    """Return a connection to `spot`. Raises Unreached, or TimeoutError past the deadline."""
    seconds, too_long = _allow(deadline, CONNECT_SECONDS)
    version = ipaddress.ip_address(spot.address).version
    family = socket.AF_INET6 if version == 6 else socket.AF_INET  # noqa: PLR2004  # IPv6
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.settimeout(seconds)
        made.connect((spot.address, spot.port))
    except OSError as error:
        made.close()
        raise Unreached(_reason_of(error, too_long)) from error
    except BaseException:
        made.close()
        raise
    return made


def _allow(deadline: Deadline, seconds: float) -> tuple[float, Reason]:
    """Return how long a step may take, and what it means when that is not enough.

    One that is cut short because the steps before it were slow proves nothing.
    """
    given = deadline.left(seconds)
    return given, Reason.TIMEOUT if given >= seconds else Reason.UNKNOWN


def _reason_of(error: OSError, too_long: Reason) -> Reason:
    if isinstance(error, TimeoutError):
        return too_long
    if isinstance(error, ConnectionError):
        return Reason.REFUSED
    return Reason.UNKNOWN  # no route, no permission: nothing is known about the server


def secure(
    plain: socket.socket, context: ssl.SSLContext, name: str, deadline: Deadline
) -> ssl.SSLSocket:
    """Return `plain` with TLS for the server `name`; `plain` is closed where that fails.

    Raises Unreached where the server goes silent, TlsBroken where TLS does not come about,
    TimeoutError past the deadline.
    """
    too_long = Reason.UNKNOWN
    try:
        seconds, too_long = _allow(deadline, CONNECT_SECONDS)
        plain.settimeout(seconds)
        return context.wrap_socket(plain, server_hostname=name)
    except TimeoutError as error:
        plain.close()
        raise Unreached(too_long) from error
    except ssl.SSLCertVerificationError as error:
        plain.close()
        raise TlsBroken(error.verify_code) from error
    except (OSError, ValueError) as error:
        plain.close()
        raise TlsBroken from error


def read_until(
    source: socket.socket, end: re.Pattern[bytes], deadline: Deadline, most: int
) -> bytes:
    """Return what comes until `end` is in it, less where the server stops or `most` is reached.

    Raises Unreached where it takes too long, drop by drop too, or the line breaks; TimeoutError
    past the deadline.
    """
    seconds, too_long = _allow(deadline, READ_SECONDS)
    ends = within(seconds)
    got = bytearray()
    try:
        while not end.search(got) and len(got) < most:
            source.settimeout(ends.left())
            more = source.recv(min(_CHUNK, most - len(got)))
            if not more:
                break
            got += more
    except OSError as error:
        raise Unreached(_reason_of(error, too_long)) from error
    return bytes(got)


def send(target: socket.socket, data: bytes, deadline: Deadline) -> None:
    """Send `data`. Raises Unreached, or TimeoutError past the deadline."""
    seconds, too_long = _allow(deadline, READ_SECONDS)
    try:
        target.settimeout(seconds)
        target.sendall(data)
    except OSError as error:
        raise Unreached(_reason_of(error, too_long)) from error
