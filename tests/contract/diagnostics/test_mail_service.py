"""Our own mail servers: greeting and TLS, and what is and is not their fault."""

import pytest

from portal.diagnostics.model.findings import Finding, Reason, State
from portal.diagnostics.probes import sockets
from portal.diagnostics.probes.deadline import within
from portal.diagnostics.probes.mail_service import OWN_MAIL, MailServer, MailServiceLook
from portal.diagnostics.probes.measured import Measured
from tests.contract.diagnostics.conftest import RULES, resolver, serving
from tests.contract.diagnostics.servers import SILENT, free_port, hangs, over_tls, smtp
from tests.fakes import FixedClock

MAIL = "mail.faro.example"


@pytest.fixture(autouse=True)
def _short_steps(monkeypatch):
    monkeypatch.setattr(sockets, "CONNECT_SECONDS", 0.2)
    monkeypatch.setattr(sockets, "READ_SECONDS", 0.2)


@pytest.fixture(scope="session")
def good(ca):
    return serving(ca.issue_cert(MAIL))


@pytest.fixture
def greet(name_server, trusting):
    """Greets mail servers of ours, whose name leads to `addresses`."""

    def greeted(*servers: MailServer, addresses: list[str] | str = ["127.0.0.1"]) -> Finding:  # noqa: B006  # only read
        dns = resolver(name_server({(MAIL, "A"): addresses}), 0.15)
        look = MailServiceLook(servers, dns, RULES, "help.faro.example", trusting)
        return Measured(OWN_MAIL, look, FixedClock()).run("", within(10))

    return greeted


def test_servers_that_greet_over_tls_work(start, good, greet):
    found = greet(
        MailServer(MAIL, start(over_tls(good, smtp("* OK ready\r\n"))).port, "imap"),
        MailServer(MAIL, start(over_tls(good, smtp())).port, "smtp"),
        MailServer(MAIL, start(smtp(context=good)).port, "smtp", tls=False),
    )
    assert found.state is State.OK
    assert list(found.details.values()) == ["ok"] * 3


def test_one_that_refuses_fails_for_all_and_says_which(start, good, greet):
    closed = free_port()
    found = greet(
        MailServer(MAIL, start(over_tls(good, smtp())).port, "smtp"),
        MailServer(MAIL, closed, "imap"),
    )
    assert (found.state, found.reason) == (State.FAIL, Reason.REFUSED)
    assert found.details[f"imap_{closed}"] == "refused"


@pytest.mark.parametrize(
    "greeting", ["554 no\r\n", "421 busy\r\n", "* OK imap\r\n", "", "x" * 9000]
)
def test_another_greeting_than_220_fails(start, good, greet, greeting):
    found = greet(MailServer(MAIL, start(over_tls(good, smtp(greeting))).port, "smtp"))
    assert (found.state, found.reason) == (State.FAIL, Reason.GREETING)


def test_a_greeting_of_several_lines_is_one(start, good, greet):
    server = start(over_tls(good, smtp("220-mail\r\n220-no spam\r\n220 ready\r\n")))
    assert greet(MailServer(MAIL, server.port, "smtp")).state is State.OK


def test_a_server_without_starttls_fails(start, greet):
    found = greet(MailServer(MAIL, start(smtp()).port, "smtp", tls=False))
    assert found.state is State.FAIL


def test_a_wrong_certificate_fails(ca, start, greet):
    wrong = serving(ca.issue_cert("other.example"))
    found = greet(MailServer(MAIL, start(over_tls(wrong, smtp())).port, "smtp"))
    assert (found.state, found.reason) == (State.FAIL, Reason.TLS)


def test_one_that_hangs_is_tried_twice_before_it_counts(start, greet):
    server = start(hangs)
    found = greet(MailServer(MAIL, server.port, "imap"))
    assert (found.state, found.reason) == (State.FAIL, Reason.TIMEOUT)
    assert server.seen == 2


@pytest.mark.parametrize("addresses", [SILENT, [], ["127.0.0.2"], ["10.0.0.1"]])
def test_a_host_that_cannot_be_placed_in_our_network_blames_nobody(greet, addresses):
    assert greet(MailServer(MAIL, 993, "imap"), addresses=addresses).state is State.UNKNOWN


def test_without_servers_nothing_is_known(greet):
    assert greet().state is State.UNKNOWN
