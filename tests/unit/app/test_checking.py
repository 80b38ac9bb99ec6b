from pathlib import Path

import pytest

from portal.app.check_runners import DomainCheck, Probing, SiteCheck
from portal.app.checking import (
    build_checks,
    build_releaser,
    look_at_mail,
    mail_servers,
)
from portal.diagnostics.model.findings import Finding, Reason, Result, State, fail, ok, unknown
from portal.diagnostics.probes.board import Board
from portal.diagnostics.probes.firewall import AddressRelease, FileRelease
from portal.diagnostics.probes.limits import HourlyLimits
from portal.diagnostics.probes.mail_service import MailServer
from portal.diagnostics.probes.measured import Measured
from portal.diagnostics.probes.runner import ProbeRunner
from portal.settings import Settings
from portal.site import Site, SiteFiles, load_site
from portal.wizard.model import CheckResult, Visitor
from tests.fakes import START, FixedClock

ANA = Visitor("192.0.2.7", "ana")
CLOCK = FixedClock()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return load_site(SiteFiles(tmp_path_factory.mktemp("site")))


def test_without_configuration_there_are_no_checks(site, tmp_path):
    settings = Settings(data=tmp_path)
    assert build_checks(settings, site, CLOCK) == {}
    look_at_mail(settings, site, CLOCK)
    assert list(tmp_path.iterdir()) == []


def test_networks_of_ours_bring_the_checks_of_mail_and_sites(site, tmp_path):
    settings = Settings(data=tmp_path, our_networks=("192.0.2.0/24",), resolvers=("127.0.0.1",))
    checks = build_checks(settings, site, CLOCK)
    assert set(checks) == {
        "own_mail_service",
        "site_probe",
        "domain_dns",
        "domain_registration",
        "mail_records",
    }
    assert checks["site_probe"].run({}, ANA) == CheckResult("unknown")
    assert checks["site_probe"].run({"domain": "localhost"}, ANA) == CheckResult("unknown")


def test_a_file_of_the_firewall_brings_its_check(site, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("192.0.2.7\n", encoding="utf-8")
    check = build_checks(Settings(data=tmp_path, firewall_file=blocked), site, CLOCK)[
        "firewall_block_of_visitor_ip"
    ]
    assert check.about({}, ANA) == "192.0.2.7"
    assert check.run({}, ANA).state == "fail"
    assert check.run({}, Visitor("192.0.2.8")).state == "ok"


@pytest.mark.parametrize(
    ("state", "reason", "expected"),
    [
        (State.OK, Reason.NONE, CheckResult("ok")),
        (State.FAIL, Reason.TIMEOUT, CheckResult("fail", "timeout")),
        (State.FAIL, Reason.GREETING, CheckResult("fail", "greeting")),
        (State.UNKNOWN, Reason.LIMIT, CheckResult("unknown", "", "limit")),
    ],
)
def test_pages_read_what_the_worker_saw_of_our_mail(
    site: Site, tmp_path: Path, state: State, reason: Reason, expected: CheckResult
) -> None:
    settings = Settings(data=tmp_path, our_networks=("192.0.2.0/24",))
    check = build_checks(settings, site, CLOCK)["own_mail_service"]
    assert check.run({}, ANA) == CheckResult("unknown")
    board = Board(tmp_path / "checks" / "mail_service.json", CLOCK)
    board.put(Finding("own_mail_service", state, START, reason))
    assert check.run({}, ANA) == expected


def test_the_mail_servers_are_those_of_the_data_sheet(site):
    host = "mail.faro.example"
    assert mail_servers(site) == (
        MailServer(host, 993, "imap"),
        MailServer(host, 465, "smtp"),
        MailServer(host, 587, "smtp", tls=False),
    )


def probing(result: Result) -> Probing:
    probe = Measured("stub", lambda _target, _deadline: result, CLOCK)
    return Probing(probe, ProbeRunner(CLOCK, HourlyLimits(10)))


SHOP = {"domain": "example.com"}


@pytest.mark.parametrize("reason", [Reason.NXDOMAIN, Reason.NO_ADDRESS, Reason.NOT_OURS])
def test_decision_4_a_site_that_is_gone_is_asked_about_at_its_registry(reason):
    expired = probing(fail(Reason.EXPIRED, ends="2026-11-01T00:00:00+00:00"))
    found = SiteCheck(probing(fail(reason)), expired).run(SHOP, ANA)
    assert found == CheckResult("fail", "expired", "2026-11-01T00:00:00+00:00")
    for other in (ok(), unknown(), fail(Reason.UNREGISTERED)):
        assert SiteCheck(probing(fail(reason)), probing(other)).run(SHOP, ANA).reason == reason


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (ok(), CheckResult("ok")),
        (fail(Reason.TIMEOUT), CheckResult("fail", "timeout")),
        (fail(Reason.HTTP_ERROR, status="503"), CheckResult("fail", "http_error", "503")),
        (fail(Reason.TLS, certificate="expired"), CheckResult("fail", "tls", "expired")),
        (unknown(Reason.BUSY), CheckResult("unknown", "", "busy")),
    ],
)
def test_a_site_that_is_there_is_not_asked_about_at_its_registry(seen, expected):
    assert SiteCheck(probing(seen), probing(fail(Reason.EXPIRED))).run(SHOP, ANA) == expected


def test_what_is_published_about_a_domain_brings_its_one_fact():
    check = DomainCheck(probing(ok(ends="2028-03-01T00:00:00+00:00", other="x")), ("ends",))
    assert check.run(SHOP, ANA) == CheckResult("ok", "", "2028-03-01T00:00:00+00:00")
    assert check.about({"mailbox": "ana@example.com"}, ANA) == "example.com"


@pytest.mark.parametrize("typed", ["", "localhost", "127.0.0.1", "example.com:80", "shop.test"])
def test_a_name_that_is_not_public_is_not_asked_about(typed):
    assert DomainCheck(probing(ok())).run({"domain": typed}, ANA) == CheckResult("unknown")


def test_an_address_is_released_through_a_file_or_a_post_or_not_at_all(site, tmp_path):
    url = "https://fw.example/{address}"
    assert build_releaser(Settings(data=tmp_path), site) is None
    file = build_releaser(Settings(data=tmp_path, unblock_file=tmp_path / "x"), site)
    assert isinstance(file, FileRelease)
    assert isinstance(build_releaser(Settings(unblock_url=url), site), AddressRelease)
