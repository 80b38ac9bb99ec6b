"""Checks from our side, as far as the settings allow: without networks of ours there are none."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlsplit

from portal.diagnostics.model.findings import Finding, Reason, State
from portal.diagnostics.ports import Releaser
from portal.diagnostics.probes.board import Board
from portal.diagnostics.probes.deadline import within
from portal.diagnostics.probes.dns import DNS, DomainLook
from portal.diagnostics.probes.fetching import Fetcher
from portal.diagnostics.probes.firewall import (
    FIREWALL,
    AddressLook,
    AddressRelease,
    FileLook,
    FileRelease,
)
from portal.diagnostics.probes.limits import HourlyLimits
from portal.diagnostics.probes.mail_records import MAIL_RECORDS, MailRecordsLook
from portal.diagnostics.probes.mail_service import OWN_MAIL, MailServer, MailServiceLook
from portal.diagnostics.probes.measured import Look, Measured
from portal.diagnostics.probes.registration import REGISTRATION, RegistrationLook
from portal.diagnostics.probes.resolving import NameServer, servers_of_this_machine
from portal.diagnostics.probes.runner import Asked, Pace, ProbeRunner
from portal.diagnostics.probes.runner import Visitor as ProbeVisitor
from portal.diagnostics.probes.site import SITE, SiteLook
from portal.diagnostics.rules.addresses import AddressRules, find_domain, read_networks
from portal.kernel.clock import Clock
from portal.kernel.locale import Locale
from portal.settings import Settings
from portal.site import Site
from portal.wizard.model import CheckResult, Facts, LinkState, Visitor
from portal.wizard.ports import CheckRunner

_MOST_AT_ONCE = 4
_MAIL_SECONDS = 20.0
_IN_FLOWS = {
    Reason.EXPIRED, Reason.NXDOMAIN, Reason.NO_ADDRESS, Reason.SERVFAIL, Reason.NOT_OURS,
    Reason.TIMEOUT, Reason.REFUSED, Reason.TLS, Reason.HTTP_ERROR, Reason.SUSPENDED,
}  # fmt: skip
_MAY_HAVE_EXPIRED = {Reason.NXDOMAIN, Reason.NO_ADDRESS, Reason.NOT_OURS}


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
class Probing:
    """A probe, and what keeps it from being run too often."""

    probe: Measured
    runner: ProbeRunner

    def find(self, target: str, visitor: Visitor) -> Finding:
        """Return what the probe says of `target`, new or less than a minute old."""
        prober = ProbeVisitor(visitor.address, visitor.browser)
        return self.runner.run([Asked(self.probe, target)], prober)[0]


@dataclass(frozen=True)
class FirewallCheck:
    """Whether our firewall holds the visitor's address."""

    probing: Probing

    def about(self, facts: Facts, visitor: Visitor) -> str:
        """Return the visitor's address."""
        return visitor.address

    def run(self, facts: Facts, visitor: Visitor) -> CheckResult:
        """Return what the firewall says of the visitor's address."""
        return _result(self.probing.find(visitor.address, visitor))


@dataclass(frozen=True)
class DomainCheck:
    """What is published about the domain of the answers; `detail` names the fact to keep."""

    probing: Probing
    detail: tuple[str, ...] = ()

    def about(self, facts: Facts, visitor: Visitor) -> str:
        """Return the domain, or that of the mailbox."""
        return str(facts.get("domain") or facts.get("mailbox", "")).rpartition("@")[2]

    def run(self, facts: Facts, visitor: Visitor) -> CheckResult:
        """Return what is published; a name that is none of the public ones is not asked about."""
        domain = find_domain(self.about(facts, visitor))
        if domain is None:
            return CheckResult("unknown")
        found = self.probing.find(domain, visitor)
        result = _result(found)
        if result.state == "unknown":
            return result
        detail = next((found.details[name] for name in self.detail if name in found.details), "")
        return replace(result, detail=detail)


@dataclass(frozen=True)
class SiteCheck:
    """Whether the website that the answers are about can be seen from here.

    One that has gone from DNS, or moved to a page for sale, may belong to an expired domain: its
    registry is asked then (policy, decision 4).
    """

    probing: Probing
    registration: Probing

    def about(self, facts: Facts, visitor: Visitor) -> str:
        """Return the domain."""
        return str(facts.get("domain", ""))

    def run(self, facts: Facts, visitor: Visitor) -> CheckResult:
        """Return what the site looks like from our network."""
        domain = self.about(facts, visitor)
        if not domain:
            return CheckResult("unknown")
        found = self.probing.find(domain, visitor)
        if found.reason in _MAY_HAVE_EXPIRED:
            registered = self.registration.find(domain, visitor)
            if registered.reason is Reason.EXPIRED:
                found = registered
        result = _result(found)
        if result.state != "fail":
            return result
        reason = result.reason if found.reason in _IN_FLOWS else "unknown"
        return replace(result, reason=reason, detail=_site_detail(found))


def _site_detail(found: Finding) -> str:
    """Return the status, the fault of the certificate or the last day, whichever is the point."""
    names = {Reason.HTTP_ERROR: "status", Reason.TLS: "certificate", Reason.EXPIRED: "ends"}
    return found.details.get(names.get(found.reason, ""), "")


def _result(finding: Finding | None) -> CheckResult:
    """Return `finding` for the wizard; why nothing is known is no reason to blame anybody."""
    if finding is None:
        return CheckResult("unknown")
    if finding.state is State.FAIL:
        return CheckResult("fail", finding.reason.value)
    state: LinkState = "ok" if finding.state is State.OK else "unknown"
    why = finding.reason.value if finding.reason is not Reason.UNKNOWN else ""
    return CheckResult(state, "", why)


def build_checks(settings: Settings, site: Site, clock: Clock) -> Mapping[str, CheckRunner]:
    """Return the checks that flows may ask for; those without configuration are missing."""
    # a page waits for its checks: some threads are left for the pages that do not
    at_once = max(1, min(_MOST_AT_ONCE, settings.threads // 2))

    def probing(name: str, look: Look) -> Probing:
        limits = HourlyLimits(site.policy.checks_per_hour)
        return Probing(Measured(name, look, clock), ProbeRunner(clock, limits, Pace(at_once)))

    checks: dict[str, CheckRunner] = {}
    if settings.our_networks:
        resolvers = _resolvers(settings, clock)
        registration = probing(REGISTRATION, _registration_look(settings, site, clock))
        mail_hosts = {server.host for server in mail_servers(site)}
        checks |= {
            "own_mail_service": MailServiceCheck(_board(settings, clock)),
            "site_probe": SiteCheck(probing(SITE, _site_look(settings, site, clock)), registration),
            "domain_registration": DomainCheck(registration, ("ends",)),
            "domain_dns": DomainCheck(
                probing(DNS, DomainLook(resolvers)), ("agree_at", "kept_until")
            ),
            "mail_records": DomainCheck(
                probing(MAIL_RECORDS, MailRecordsLook(resolvers[0], mail_hosts, _dkim_name(site))),
                ("spf_problem",),
            ),
        }
    firewall = _firewall_look(settings, site)
    if firewall is not None:
        checks["firewall_block_of_visitor_ip"] = FirewallCheck(probing(FIREWALL, firewall))
    return checks


def _dkim_name(site: Site) -> str:
    try:
        return site.value("dns.dkim_name", Locale.EN)
    except KeyError:
        return ""


def build_releaser(settings: Settings, site: Site) -> Releaser | None:
    """Return the provider's way to release a visitor's address, or None."""
    if settings.unblock_file is not None:
        return FileRelease(settings.unblock_file)
    if settings.unblock_url:
        return AddressRelease(settings.unblock_url, Fetcher(_user_agent(settings, site)))
    return None


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
        return AddressLook(settings.firewall_url, Fetcher(_user_agent(settings, site)))
    return None


def _registration_look(settings: Settings, site: Site, clock: Clock) -> RegistrationLook:
    return RegistrationLook(site.registries, Fetcher(_user_agent(settings, site)), clock)


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
