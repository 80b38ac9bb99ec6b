"""Whether the provider's firewall holds a visitor's address, from whichever list it keeps.

The address comes from the connection, never from what somebody typed.
"""

import ipaddress
import json
import re
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from portal.diagnostics.model.findings import Reason, Result, fail, ok, unknown
from portal.diagnostics.ports import Deadline
from portal.diagnostics.rules.addresses import Address, Network, read_address

FIREWALL = "firewall"
PLACE_OF_ADDRESS = "{address}"
_MOST_BYTES = 20_000_000
_MOST_ANSWER = 64 * 1024
_SECONDS = 2.0
_ENTRY = re.compile(r"[0-9a-fA-F.:]+(?:/\d{1,3})?")


def _visitor(target: str) -> Address | None:
    """Return the address a firewall would see, or None where the visitor is beside us."""
    address = read_address(target)
    address = getattr(address, "ipv4_mapped", None) or address
    if address is None or address.is_loopback or address.is_link_local or address.is_unspecified:
        return None  # a proxy that is not configured hides who it is
    return address


@dataclass
class FileLook:
    """Reads a file of blocked addresses and networks, one in a line; what follows is a comment.

    It is read again when it changed. One that cannot be read proves nothing.
    """

    path: Path
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _stamp: tuple[int, int] | None = None
    _single: frozenset[Address] = frozenset()
    _networks: tuple[Network, ...] = ()

    def __call__(self, target: str, deadline: Deadline) -> Result:
        """Return fail where the file holds the address `target`."""
        address = _visitor(target)
        if address is None:
            return unknown()
        deadline.left()
        with self._lock:
            if not self._is_read():
                return unknown()
            is_held = address in self._single or any(
                address.version == network.version and address in network
                for network in self._networks
            )
        return fail(Reason.BLOCKED) if is_held else ok()

    def _is_read(self) -> bool:
        try:
            stat = self.path.stat()
            if stat.st_size > _MOST_BYTES:
                return False
            stamp = (stat.st_mtime_ns, stat.st_size)
            if stamp != self._stamp:
                self._take(self.path.read_text(encoding="utf-8", errors="replace"))
                self._stamp = stamp
        except OSError:
            return False
        return True

    def _take(self, text: str) -> None:
        found = [one for line in text.splitlines() if (one := _read_entry(line)) is not None]
        self._single = frozenset(n.network_address for n in found if n.num_addresses == 1)
        self._networks = tuple(n for n in found if n.num_addresses > 1)


def _read_entry(line: str) -> Network | None:
    entry = _ENTRY.match(line.strip())
    try:
        return ipaddress.ip_network(entry[0], strict=False) if entry else None
    except ValueError:
        return None


@dataclass(frozen=True)
class AddressLook:
    """Asks an address of the provider's, which answers `{"blocked": true}` or false.

    `url` holds `{address}` where the visitor's belongs.
    """

    url: str
    user_agent: str
    transport: httpx.BaseTransport | None = None

    def __call__(self, target: str, deadline: Deadline) -> Result:
        """Return fail where the provider says that the address `target` is blocked."""
        address = _visitor(target)
        if address is None:
            return unknown()
        seconds = deadline.left(_SECONDS)
        try:
            said = self._ask(self.url.replace(PLACE_OF_ADDRESS, str(address)), seconds)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError):
            return unknown()
        is_blocked = said.get("blocked") if isinstance(said, dict) else None
        if not isinstance(is_blocked, bool):
            return unknown()
        return fail(Reason.BLOCKED) if is_blocked else ok()

    def _ask(self, url: str, seconds: float) -> object:
        ends = time.monotonic() + seconds
        got = b""
        headers = {"User-Agent": self.user_agent, "Accept": "application/json"}
        with (
            httpx.Client(timeout=seconds, trust_env=False, transport=self.transport) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            if response.status_code != httpx.codes.OK:
                return None
            for part in response.iter_bytes():
                got += part
                if len(got) > _MOST_ANSWER or time.monotonic() > ends:
                    return None
        return json.loads(got)
