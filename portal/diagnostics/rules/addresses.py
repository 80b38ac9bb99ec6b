"""Which names and addresses we let ourselves be sent to.

Someone else's portal is a good place to reach machines that one cannot reach oneself. So a full
check connects only to an address that was looked up once and lies inside the provider's own
networks; all others are asked about in DNS and nothing more. `ipaddress.is_global` alone is not
enough: it says yes to multicast, and to NAT64 and 6to4 forms of loopback.
"""

import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

import idna

Domain = NewType("Domain", str)
"""A public domain name in its ASCII form, in lower case, without a dot at the end."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

SPECIAL_USE = frozenset(
    {
        "alt", "arpa", "corp", "example", "home", "internal", "intranet",
        "invalid", "lan", "local", "localdomain", "localhost", "mail", "onion", "private", "test",
    }
)  # fmt: skip
"""Last labels that lead to no public name: RFC 6761 and 6762, and what home routers invent."""

_LONGEST_TYPED = 300
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f/\\@:%#?\[\]]")


def find_domain(text: str, special: frozenset[str] = SPECIAL_USE) -> Domain | None:
    """Return the bare domain name in `text`, or None where it is anything else.

    Refuses addresses in every spelling, ports, users, paths, single labels, and names whose last
    label is in `special`.
    """
    if len(text) > _LONGEST_TYPED or _UNSEEN.search(text):
        return None
    try:
        plain = idna.encode(text, uts46=True, std3_rules=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        return None
    labels = plain.removesuffix(".").split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):  # noqa: PLR2004  # a name and where it is registered
        return None
    if _NUMBER.fullmatch(labels[-1]) or labels[-1] in special:
        return None
    return Domain(".".join(labels))


class Place(StrEnum):
    """Where an address lies: our own network, elsewhere, or where we must never go."""

    OURS = "ours"
    ELSEWHERE = "elsewhere"
    FORBIDDEN = "forbidden"


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.IPv6Network("64:ff9b:1::/48")
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_TRANSLATED = ipaddress.IPv6Network("::ffff:0:0:0/96")
_ISATAP = {0x00005EFE, 0x02005EFE}
_LOW_32 = 0xFFFFFFFF


@dataclass(frozen=True)
class AddressRules:
    """Judges addresses. `never` is inside `ours` but not to be touched: management ranges.

    `also_public` counts as public though the registries say otherwise: for tests on loopback.
    """

    ours: tuple[Network, ...] = ()
    never: tuple[Network, ...] = ()
    also_public: tuple[Network, ...] = ()

    def place_of(self, text: str) -> Place:
        """Return where the address `text` lies; what is none is forbidden."""
        address = read_address(text)
        if address is None:
            return Place.FORBIDDEN
        inner = list(_carried(address))
        if not all(self._may_be_met(one) for one in (address, *inner)):
            return Place.FORBIDDEN
        # behind a tunnel or translator stands someone else's machine, whatever the number says
        if inner or not _holds(self.ours, address):
            return Place.ELSEWHERE
        return Place.OURS

    def place_of_all(self, texts: Iterable[str]) -> Place:
        """Return where the addresses of one name lie: ours only if each is."""
        places = {self.place_of(text) for text in texts}
        if Place.FORBIDDEN in places or not places:
            return Place.FORBIDDEN
        return Place.ELSEWHERE if Place.ELSEWHERE in places else Place.OURS

    def _may_be_met(self, address: Address) -> bool:
        if _holds(self.never, address):
            return False
        return _is_public(address) or _holds(self.also_public, address)


def read_address(text: str) -> Address | None:
    """Return the address that `text` spells in the one regular way, or None."""
    if "%" in text:  # a zone names an interface of this machine
        return None
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def visitor_address(target: str) -> Address | None:
    """Return the address a firewall would see, or None where the visitor is beside us."""
    address = read_address(target)
    address = getattr(address, "ipv4_mapped", None) or address
    if address is None or address.is_loopback or address.is_link_local or address.is_unspecified:
        return None  # a proxy that is not configured hides who it is
    return address


def network_of(text: str) -> str:
    """Return the network of a visitor's address, as limits count it: /24 or /48."""
    address = read_address(text)
    if address is None:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    prefix = 24 if address.version == 4 else 48  # noqa: PLR2004  # IPv4
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))


def read_networks(texts: Iterable[str]) -> tuple[tuple[Network, ...], tuple[Network, ...]]:
    """Return the networks in `texts`, and apart those with a `!` in front.

    Raises ValueError where one is no network in CIDR form.
    """
    plain = [text.strip() for text in texts if text.strip()]
    ours = tuple(ipaddress.ip_network(text) for text in plain if not text.startswith("!"))
    never = tuple(ipaddress.ip_network(text[1:].strip()) for text in plain if text[0] == "!")
    return ours, never


def _is_public(address: Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
        and not getattr(address, "is_site_local", False)
    )


def _holds(networks: tuple[Network, ...], address: Address) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _carried(address: Address) -> Iterator[Address]:
    """Yield the addresses that an IPv6 address carries inside itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return
    low = int(address) & _LOW_32
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if any(address in network for network in (_NAT64, _COMPATIBLE, _TRANSLATED)):
        yield ipaddress.IPv4Address(low)
    if address in _NAT64_LOCAL:  # which bits carry it is the local network's choice
        yield ipaddress.IPv4Address(0)
    if (int(address) >> 32) & _LOW_32 in _ISATAP:
        yield ipaddress.IPv4Address(low)
