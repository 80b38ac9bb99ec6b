from pathlib import Path

import pytest

from portal.app.checking import build_checks, look_at_mail, mail_servers
from portal.diagnostics.model.findings import Finding, Reason, State
from portal.diagnostics.probes.board import Board
from portal.diagnostics.probes.mail_service import MailServer
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
    assert set(checks) == {"own_mail_service", "site_probe"}
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
        (State.FAIL, Reason.GREETING, CheckResult("fail", "unknown")),
        (State.UNKNOWN, Reason.LIMIT, CheckResult("unknown")),
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
