"""Whether the provider's firewall holds a visitor's address, and how to have it released.

The address comes from the connection, never from what somebody typed.
"""

import fcntl
import ipaddress
import os
import re
import threading
from dataclasses import dataclass, field
from pathlib import Path

from portal.diagnostics.model.findings import Reason, Release, Result, fail, ok, unknown
from portal.diagnostics.ports import Deadline
from portal.diagnostics.probes.fetching import Fetcher
from portal.diagnostics.rules.addresses import Address, Network, visitor_address

FIREWALL = "firewall"
PLACE_OF_ADDRESS = "{address}"
_MOST_BYTES = 20_000_000
_SECONDS = 2.0
_OK = 200
_ENTRY = re.compile(r"[0-9a-fA-F.:]+(?:/\d{1,3})?")


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
        address = visitor_address(target)
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
    fetcher: Fetcher

    def __call__(self, target: str, deadline: Deadline) -> Result:
        """Return fail where the provider says that the address `target` is blocked."""
        address = visitor_address(target)
        if address is None:
            return unknown()
        url = self.url.replace(PLACE_OF_ADDRESS, str(address))
        status, said = self.fetcher.ask(url, deadline.left(_SECONDS))
        is_blocked = said.get("blocked") if status == _OK and isinstance(said, dict) else None
        if not isinstance(is_blocked, bool):
            return unknown()
        return fail(Reason.BLOCKED) if is_blocked else ok()


@dataclass(frozen=True)
class FileRelease:
    """Writes the address into a file, a line each, which a job of the provider's works off.

    The job takes the file's lock, reads the lines and empties it.
    """

    path: Path

    def __call__(self, address: str, deadline: Deadline) -> Release:
        """Ask for the release of `address`. Raises OSError where it cannot be written."""
        deadline.left()
        with self.path.open("a", encoding="ascii") as lines:
            fcntl.flock(lines, fcntl.LOCK_EX)
            lines.write(f"{address}\n")
            lines.flush()
            os.fsync(lines.fileno())
        return Release.ASKED


@dataclass(frozen=True)
class AddressRelease:
    """Posts to an address of the provider's, which answers `{"released": true}` or false."""

    url: str
    fetcher: Fetcher

    def __call__(self, address: str, deadline: Deadline) -> Release:
        """Have `address` released. Raises OSError where nobody answers."""
        url = self.url.replace(PLACE_OF_ADDRESS, address)
        status, said = self.fetcher.ask(url, deadline.left(_SECONDS), "POST")
        is_released = said.get("released") if status == _OK and isinstance(said, dict) else None
        return Release.DONE if is_released is True else Release.REFUSED
