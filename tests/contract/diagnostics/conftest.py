"""Servers and certificates on loopback, and the probes that may reach them."""

import ipaddress
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
import trustme

from portal.diagnostics.model.findings import Finding
from portal.diagnostics.probes.deadline import within
from portal.diagnostics.probes.dns import DomainLook
from portal.diagnostics.probes.measured import Measured
from portal.diagnostics.probes.resolving import NameServer
from portal.diagnostics.probes.site import SITE, Ports, SiteLook
from portal.diagnostics.rules.addresses import AddressRules
from tests.contract.diagnostics.servers import DnsServer, Serve, TcpServer, Zone, free_port
from tests.fakes import FixedClock

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
OURS = (ipaddress.ip_network("127.0.0.1/32"),)
RULES = AddressRules(OURS, also_public=LOOPBACK)
SHOP = "shop.example"


@pytest.fixture(scope="session")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def trusting(ca: trustme.CA) -> ssl.SSLContext:
    """What our side verifies with."""
    context = ssl.create_default_context()
    ca.configure_trust(context)
    return context


class Allowed:
    """A deadline with `seconds` left at every step; it notes what each step wanted."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.asked: list[float] = []

    def left(self, at_most: float = 1e9) -> float:
        self.asked.append(at_most)
        return min(self.seconds, at_most)


def serving(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """Return the context of a server that shows `certificate`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


@pytest.fixture
def start(stack: ExitStack) -> Callable[..., TcpServer]:
    """Starts a server that ends with the test."""

    def started(serve: Serve, **where: object) -> TcpServer:
        return stack.enter_context(TcpServer(serve, **where).running())  # type: ignore[arg-type]

    return started


@pytest.fixture
def name_server(stack: ExitStack) -> Callable[..., DnsServer]:
    """Starts a name server that ends with the test."""

    def started(zone: Zone, ttl: int = 300) -> DnsServer:
        return stack.enter_context(DnsServer(zone, ttl).running())

    return started


def resolver(server: DnsServer, seconds: float = 2.0) -> NameServer:
    """Return the resolver that asks `server`."""
    return NameServer("127.0.0.1", FixedClock(), server.port, seconds)


@pytest.fixture
def look_at(
    name_server: Callable[..., DnsServer], trusting: ssl.SSLContext
) -> Callable[..., Finding]:
    """Looks at the shop's site, whose name leads to `addresses`."""

    def looked(
        https: int | None = None,
        http: int | None = None,
        addresses: object = ("127.0.0.1",),
        seconds: float = 10.0,
    ) -> Finding:
        records = list(addresses) if isinstance(addresses, tuple) else addresses
        server = name_server({(SHOP, "ANY" if isinstance(records, str) else "A"): records})
        look = SiteLook(
            DomainLook([resolver(server)]),
            RULES,
            "help-portal (faro.example)",
            trusting,
            Ports(https or free_port(), http or free_port()),
            frozenset(),
        )
        return Measured(SITE, look, FixedClock()).run(SHOP, within(seconds))

    return looked
