"""Checks from our side, as far as the settings allow: without networks of ours there are none."""

from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit

from portal.app.check_runners import (
    DomainCheck,
    FirewallCheck,
    MailServiceCheck,
    Probing,
    SiteCheck,
)
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
from portal.diagnostics.probes.runner import Pace, ProbeRunner
from portal.diagnostics.probes.site import SITE, SiteLook
from portal.diagnostics.rules.addresses import AddressRules, read_networks
from portal.kernel.clock import Clock
from portal.kernel.locale import Locale
from portal.settings import Settings
from portal.site import Site
from portal.wizard.ports import CheckRunner

_MOST_AT_ONCE = 4
_MAIL_SECONDS = 20.0


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
