"""A website seen from our side: what is said of good and bad ones, and where we never go."""

import ssl
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.diagnostics.model.findings import Finding, Reason, State
from portal.diagnostics.probes import site, sockets
from portal.diagnostics.probes.deadline import within
from portal.diagnostics.probes.dns import DomainLook
from portal.diagnostics.probes.http import read_head
from portal.diagnostics.probes.measured import Measured
from portal.diagnostics.probes.site import SITE, Ports, SiteLook
from portal.diagnostics.rules.addresses import AddressRules
from tests.contract.diagnostics.conftest import LOOPBACK, RULES, SHOP, resolver, serving
from tests.contract.diagnostics.servers import (
    NXDOMAIN,
    SERVFAIL,
    TcpServer,
    drips,
    floods,
    hangs,
    http,
    over_tls,
    says_http,
)
from tests.fakes import FixedClock

GOOD = http("200 OK")
HOSTILE = yaml.safe_load(
    (Path(__file__).parents[2] / "unit/diagnostics/hostile_names.yml").read_text(encoding="utf-8")
)
SPELLINGS = [spelling for group in HOSTILE.values() for spelling in group]
NOW = datetime.now(UTC)


@pytest.fixture(scope="session")
def good(ca):
    return serving(ca.issue_cert(SHOP))


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SHOP)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(SHOP)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "both.pem").write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context


def without_intermediate(ca: trustme.CA, folder: Path) -> ssl.SSLContext:
    leaf = ca.create_child_ca().issue_cert(SHOP)
    pem = leaf.private_key_pem.bytes() + leaf.cert_chain_pems[0].bytes()
    (folder / "leaf.pem").write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "leaf.pem")
    return context


class Spent:
    """A deadline that counts instead of waiting: a step that hangs takes all it may."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.spent, self.steps = seconds, 0.0, 0

    def left(self, at_most: float = 1e9) -> float:
        if self.spent >= self.seconds:
            raise TimeoutError
        return min(self.seconds - self.spent, at_most)

    def hang(self, spot: object, deadline: "Spent") -> None:
        given = deadline.left(sockets.CONNECT_SECONDS)
        self.spent += given
        self.steps += 1
        whole = given >= sockets.CONNECT_SECONDS
        raise sockets.Unreached(Reason.TIMEOUT if whole else Reason.UNKNOWN)


class TestTheAnswer:
    def test_a_site_that_answers_is_fine(self, start, good, look_at):
        found = look_at(start(over_tls(good, says_http(GOOD))).port)
        assert (found.state, found.reason) == (State.OK, Reason.NONE)
        assert found.details["status"] == "200"
        assert found.details["certificate_names"] == SHOP

    def test_the_request_names_us_and_carries_nothing_else(self, start, good, look_at):
        asked: list[str] = []
        look_at(start(over_tls(good, says_http(GOOD, asked))).port)
        head = asked[0].splitlines()
        assert head[:3] == [
            "GET / HTTP/1.1",
            f"Host: {SHOP}",
            "User-Agent: help-portal (faro.example)",
        ]
        assert not any(line.lower().startswith(("cookie", "authorization")) for line in head)

    def test_a_redirect_is_an_answer_and_is_not_followed(self, start, good, look_at):
        trap = start(hangs)
        away = http("302 Found", Location=f"http://127.0.0.1:{trap.port}/")
        assert look_at(start(over_tls(good, says_http(away))).port).state is State.OK
        assert trap.seen == 0

    @pytest.mark.parametrize("status", ["404 Not Found", "500 Oh", "503 Later", "508 Loop"])
    def test_an_error_page_fails_with_its_number(self, start, good, look_at, status):
        found = look_at(start(over_tls(good, says_http(http(status)))).port)
        assert (found.state, found.reason) == (State.FAIL, Reason.HTTP_ERROR)
        assert found.details["status"] == status[:3]

    @pytest.mark.parametrize("status", ["401 Unauthorized", "429 Too Many Requests"])
    def test_a_page_behind_a_password_or_a_limit_is_there(self, start, good, look_at, status):
        assert look_at(start(over_tls(good, says_http(http(status)))).port).state is State.OK

    def test_a_suspended_account_is_known_by_where_it_leads(self, start, good, look_at):
        away = http("302 Found", Location=f"https://{SHOP}/cgi-sys/suspendedpage.cgi")
        found = look_at(start(over_tls(good, says_http(away))).port)
        assert (found.state, found.reason) == (State.FAIL, Reason.SUSPENDED)

    @pytest.mark.parametrize("answer", ["", "SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 two\r\n\r\n"])
    def test_what_is_no_http_fails_and_is_not_shown(self, start, good, look_at, answer):
        found = look_at(start(over_tls(good, says_http(answer))).port)
        assert (found.state, found.reason) == (State.FAIL, Reason.HTTP_ERROR)
        assert not any("SSH" in value for value in found.details.values())

    def test_a_site_without_https_is_seen_over_http(self, start, look_at):
        found = look_at(http=start(says_http(GOOD)).port)
        assert found.state is State.OK
        assert found.details["https"] == "refused"

    def test_a_server_that_refuses_both_fails(self, look_at):
        found = look_at()
        assert (found.state, found.reason) == (State.FAIL, Reason.REFUSED)


class TestTheCertificate:
    def seen(
        self,
        start: Callable[..., TcpServer],
        look_at: Callable[..., Finding],
        context: ssl.SSLContext,
    ) -> Mapping[str, str]:
        found = look_at(start(over_tls(context, says_http(GOOD))).port)
        assert (found.state, found.reason) == (State.FAIL, Reason.TLS)
        return found.details

    def test_one_that_expired_is_read_all_the_same(self, ca, start, look_at):
        ended = NOW - timedelta(days=2)
        leaf = ca.issue_cert(SHOP, not_before=NOW - timedelta(days=9), not_after=ended)
        details = self.seen(start, look_at, serving(leaf))
        assert details["certificate"] == "expired"
        assert details["certificate_ends"] == ended.replace(microsecond=0).isoformat()

    def test_one_for_another_name_says_for_which(self, ca, start, look_at):
        details = self.seen(start, look_at, serving(ca.issue_cert("other.example")))
        assert details["certificate"] == "wrong_name"
        assert details["certificate_names"] == "other.example"

    def test_one_signed_by_itself(self, start, look_at, tmp_path):
        assert self.seen(start, look_at, self_signed(tmp_path))["certificate"] == "self_signed"

    def test_one_without_its_intermediate(self, ca, start, look_at, tmp_path):
        details = self.seen(start, look_at, without_intermediate(ca, tmp_path))
        assert details["certificate"] == "issuer_unknown"

    def test_one_of_an_issuer_nobody_trusts_names_the_issuer(self, start, look_at):
        leaf = trustme.CA(organization_name="Antivirus Example").issue_cert(SHOP)
        details = self.seen(start, look_at, serving(leaf))
        assert details["certificate"] == "issuer_unknown"
        assert details["issuer"] == "Antivirus Example"

    def test_no_tls_at_all_on_the_port(self, start, look_at):
        found = look_at(start(says_http(GOOD)).port)
        assert (found.reason, found.details) == (Reason.TLS, {"certificate": "no_tls"})

    def test_nothing_is_sent_to_a_server_that_cannot_prove_its_name(self, ca, start, look_at):
        asked: list[str] = []
        wrong = serving(ca.issue_cert("other.example"))
        look_at(start(over_tls(wrong, says_http(GOOD, asked))).port)
        assert not any(asked)


class TestTime:
    @pytest.fixture(autouse=True)
    def short_steps(self, monkeypatch):
        monkeypatch.setattr(sockets, "CONNECT_SECONDS", 0.2)
        monkeypatch.setattr(sockets, "READ_SECONDS", 0.2)

    def test_a_server_that_hangs_in_tls_times_out(self, start, look_at):
        found = look_at(start(hangs).port)
        assert (found.state, found.reason) == (State.FAIL, Reason.TIMEOUT)

    @pytest.mark.parametrize("serve", [hangs, drips])
    def test_a_page_that_never_comes_times_out_drop_by_drop_too(self, start, good, look_at, serve):
        found = look_at(start(over_tls(good, serve)).port)
        assert (found.state, found.reason) == (State.FAIL, Reason.TIMEOUT)

    def test_a_head_without_end_is_read_up_to_a_limit(self, start, good, look_at):
        assert look_at(start(over_tls(good, floods)).port).state is State.OK

    def test_when_our_own_time_is_up_nobody_is_blamed(self, start, good, look_at):
        found = look_at(start(over_tls(good, hangs)).port, seconds=0.1)
        assert found.state is State.UNKNOWN


@pytest.mark.parametrize(
    ("seconds", "state", "tried"), [(10.0, State.FAIL, 4), (2.0, State.UNKNOWN, 1)]
)
def test_all_steps_share_ten_seconds_and_no_time_left_blames_nobody(
    name_server, monkeypatch, seconds, state, tried
):
    """Each of four addresses hangs for as long as it may, which the clock only counts."""
    addresses = [f"127.0.0.{n}" for n in range(1, 5)]
    names = DomainLook([resolver(name_server({(SHOP, "A"): addresses}))])
    clock = Spent(seconds)
    monkeypatch.setattr(site, "connect", clock.hang)
    look = SiteLook(names, AddressRules(LOOPBACK, also_public=LOOPBACK), "x", special=frozenset())
    found = Measured(SITE, look, FixedClock()).run(SHOP, clock)
    assert (found.state, clock.steps) == (state, tried)
    assert clock.spent <= seconds


@pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2"])
class TestWhereWeGo:
    """127.0.0.1 is our network here, 127.0.0.2 is elsewhere, and 10.0.0.1 inside somebody's."""

    def test_a_site_elsewhere_is_not_ours_and_is_not_touched(self, start, good, look_at):
        other = start(over_tls(good, says_http(GOOD)), address="127.0.0.2")
        found = look_at(other.port, addresses=("127.0.0.2",))
        assert (found.state, found.reason) == (State.FAIL, Reason.NOT_OURS)
        assert other.seen == 0

    @pytest.mark.parametrize("second", ["127.0.0.2", "10.0.0.1", "169.254.169.254"])
    def test_one_address_that_is_not_ours_keeps_us_from_all(self, start, good, look_at, second):
        server = start(over_tls(good, says_http(GOOD)))
        found = look_at(server.port, addresses=("127.0.0.1", second))
        assert found.state is State.UNKNOWN
        assert server.seen == 0

    def test_no_hostile_spelling_makes_us_ask_or_connect(self, start, good, name_server):
        server = start(over_tls(good, says_http(GOOD)))
        names = name_server({})
        look = SiteLook(DomainLook([resolver(names)]), RULES, "x", ports=Ports(server.port))
        probe = Measured(SITE, look, FixedClock())
        found = {probe.run(spelling, within(10)).state for spelling in SPELLINGS}
        assert len(SPELLINGS) >= 100
        assert found == {State.UNKNOWN}
        assert (names.asked, server.seen) == ([], 0)

    def test_a_name_that_leads_inside_is_unknown(self, look_at):
        assert look_at(addresses=("10.0.0.1",)).state is State.UNKNOWN

    def test_a_name_that_changes_its_address_is_only_met_at_the_first(self, start, good, look_at):
        ours = start(over_tls(good, says_http(GOOD)))
        inside = start(over_tls(good, says_http(GOOD)), address="127.0.0.2", port=ours.port)
        found = look_at(ours.port, addresses=[["127.0.0.1"], ["127.0.0.2"]])
        assert found.state is State.OK
        assert (ours.seen, inside.seen) == (1, 0)

    def test_it_stays_at_the_vetted_address_for_the_second_handshake_too(self, ca, start, look_at):
        wrong = serving(ca.issue_cert("other.example"))
        ours = start(over_tls(wrong, says_http(GOOD)))
        inside = start(over_tls(wrong, says_http(GOOD)), address="127.0.0.2", port=ours.port)
        assert look_at(ours.port, addresses=[["127.0.0.1"], ["127.0.0.2"]]).reason is Reason.TLS
        assert (ours.seen, inside.seen) == (2, 0)

    @pytest.mark.parametrize(("word", "state"), [(NXDOMAIN, State.FAIL), (SERVFAIL, State.UNKNOWN)])
    def test_without_an_address_the_finding_is_that_of_dns(self, look_at, word, state):
        assert look_at(addresses=word).state is state


@pytest.mark.parametrize(
    ("got", "status", "location"),
    [
        (b"HTTP/1.1 301 Moved\r\nA: b\r\nlocation:  /x \r\n\r\nbody", 301, "/x"),
        (b"HTTP/1.0 200\n\nLocation: /in-the-body", 200, ""),
        (b"HTTP/2 200 OK\r\n\r\n", 0, ""),
        (b"", 0, ""),
    ],
)
def test_only_the_status_and_the_redirect_are_read(got, status, location):
    head = read_head(got)
    assert (head.status, head.location) == (status, location)
