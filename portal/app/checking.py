"""Checks from our side, as far as the settings allow: without networks of ours there are none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from portal.diagnostics.model.findings import Finding, Reason, State
from portal.diagnostics.probes.board import Board
from portal.diagnostics.probes.deadline import within
from portal.diagnostics.probes.dns import DomainLook
from portal.diagnostics.probes.firewall import FIREWALL, AddressLook, FileLook
from portal.diagnostics.probes.limits import HourlyLimits
from portal.diagnostics.probes.mail_service import OWN_MAIL, MailServer, MailServiceLook
from portal.diagnostics.probes.measured import Look, Measured
from portal.diagnostics.probes.resolving import NameServer, servers_of_this_machine
from portal.diagnostics.probes.runner import Asked, Pace, ProbeRunner
from portal.diagnostics.probes.runner import Visitor as ProbeVisitor
from portal.diagnostics.probes.site import SITE, SiteLook
from portal.diagnostics.rules.addresses import AddressRules, read_networks
from portal.kernel.clock import Clock
from portal.kernel.locale import Locale
from portal.settings import Settings
from portal.site import Site
from portal.wizard.model import CheckResult, Facts, Visitor
from portal.wizard.ports import CheckRunner

_MOST_AT_ONCE = 4
_MAIL_SECONDS = 20.0
_IN_FLOWS = {
    Reason.NXDOMAIN, Reason.NO_ADDRESS, Reason.SERVFAIL, Reason.NOT_OURS, Reason.TIMEOUT,
    Reason.REFUSED, Reason.TLS, Reason.HTTP_ERROR, Reason.SUSPENDED,
}  # fmt: skip


@dataclass(frozen=True)
class MailServiceCheck:
    """What the worker saw last of our mail service."""

    board: Board

    def about(self, facts: Facts, visitor: Visitor) -> str:
        """Return nothing: it is the same for all."""
        return ""

    def run(self, facts: Facts, visitor: Visitor) -> CheckResult:
        """Return what is on the board."""
        return _result(self.board.find())


@dataclass(frozen=True)
class FirewallCheck:
    """Whether our firewall holds the visitor's address."""

    probe: Measured
    runner: ProbeRunner

    def about(self, facts: Facts, visitor: Visitor) -> str:
        """Return the visitor's address."""
        return visitor.address

    def run(self, facts: Facts, visitor: Visitor) -> CheckResult:
        """Return what the firewall says of the visitor's address."""
        asked = Asked(self.probe, visitor.address)
        return _result(self.runner.run([asked], _prober(visitor))[0])


@dataclass(frozen=True)
class SiteCheck:
    """Whether the website that the answers are about can be seen from here."""

    probe: Measured
    runner: ProbeRunner

    def about(self, facts: Facts, visitor: Visitor) -> str:
        """Return the domain."""
        return str(facts.get("domain", ""))

    def run(self, facts: Facts, visitor: Visitor) -> CheckResult:
        """Return what the site looks like from our network."""
        domain = self.about(facts, visitor)
        if not domain:
            return CheckResult("unknown")
        asked = Asked(self.probe, domain)
        return _result(self.runner.run([asked], _prober(visitor))[0])


def _prober(visitor: Visitor) -> ProbeVisitor:
    return ProbeVisitor(visitor.address, visitor.browser)


def _result(finding: Finding | None) -> CheckResult:
    if finding is None or finding.state is State.UNKNOWN:
        return CheckResult("unknown")
    if finding.state is State.OK:
        return CheckResult("ok")
    return CheckResult("fail", str(finding.reason) if finding.reason in _IN_FLOWS else "unknown")


def build_checks(settings: Settings, site: Site, clock: Clock) -> Mapping[str, CheckRunner]:
    """Return the checks that flows may ask for; those without configuration are missing."""
    # a page waits for its check: some threads are left for the pages that do not
    at_once = max(1, min(_MOST_AT_ONCE, settings.threads // 2))
    runner = ProbeRunner(clock, HourlyLimits(site.policy.checks_per_hour), Pace(at_once))
    checks: dict[str, CheckRunner] = {}
    if settings.our_networks:
        checks["own_mail_service"] = MailServiceCheck(_board(settings, clock))
        checks["site_probe"] = SiteCheck(
            Measured(SITE, _site_look(settings, site, clock), clock), runner
        )
    firewall = _firewall_look(settings, site)
    if firewall is not None:
        probe = Measured(FIREWALL, firewall, clock)
        checks["firewall_block_of_visitor_ip"] = FirewallCheck(probe, runner)
    return checks


def look_at_mail(settings: Settings, site: Site, clock: Clock) -> None:
    """Greet our mail servers and put up what was found; for the worker. Raises OSError."""
    if not settings.our_networks:
        return
    look = MailServiceLook(
        mail_servers(site), _resolvers(settings, clock)[0], _rules(settings), _our_name(settings)
    )
    found = Measured(OWN_MAIL, look, clock).run("", within(_MAIL_SECONDS))
    _board(settings, clock).put(found)


def mail_servers(site: Site) -> tuple[MailServer, ...]:
    """Return the mail servers that the provider's data sheet names."""
    found = [_mail_server(site, "imap", "imap"), _mail_server(site, "smtp", "smtp")]
    found.append(_mail_server(site, "smtp_alt", "smtp"))
    return tuple(server for server in found if server is not None)


def _mail_server(site: Site, key: str, protocol: Literal["imap", "smtp"]) -> MailServer | None:
    try:
        host, port, security = (
            site.value(name, Locale.EN)
            for name in ("mail.host", f"mail.{key}.port", f"mail.{key}.security")
        )
        return MailServer(host, int(port), protocol, tls=security.upper() != "STARTTLS")
    except (KeyError, ValueError):
        return None


def _site_look(settings: Settings, site: Site, clock: Clock) -> SiteLook:
    return SiteLook(
        DomainLook(_resolvers(settings, clock)), _rules(settings), _user_agent(settings, site)
    )


def _firewall_look(settings: Settings, site: Site) -> Look | None:
    if settings.firewall_file is not None:
        return FileLook(settings.firewall_file)
    if settings.firewall_url:
        return AddressLook(settings.firewall_url, _user_agent(settings, site))
    return None


def _resolvers(settings: Settings, clock: Clock) -> list[NameServer]:
    addresses = list(settings.resolvers) or servers_of_this_machine()[:1] or ["127.0.0.1"]
    return [NameServer(address, clock) for address in addresses]


def _rules(settings: Settings) -> AddressRules:
    ours, never = read_networks(settings.our_networks)
    return AddressRules(ours, never)


def _board(settings: Settings, clock: Clock) -> Board:
    return Board(settings.data / "checks" / "mail_service.json", clock)


def _our_name(settings: Settings) -> str:
    return urlsplit(settings.url).hostname or "localhost"


def _user_agent(settings: Settings, site: Site) -> str:
    named = f"help-portal ({site.brand.domain}; +{settings.url})"
    return named.encode("ascii", "ignore").decode()
