"""What name servers say, and what we make of it."""

from datetime import timedelta

import pytest

from portal.diagnostics.model.answers import Status
from portal.diagnostics.model.findings import Finding, Reason, State
from portal.diagnostics.probes.deadline import within
from portal.diagnostics.probes.dns import DNS, DomainLook
from portal.diagnostics.probes.mail_records import MAIL_RECORDS, MailRecordsLook
from portal.diagnostics.probes.measured import Measured
from tests.contract.diagnostics.conftest import SHOP, Allowed, resolver
from tests.contract.diagnostics.servers import (
    BOGUS,
    GARBAGE,
    NXDOMAIN,
    SERVFAIL,
    SILENT,
    DnsServer,
)
from tests.fakes import START, FixedClock

HERE = {(SHOP, "A"): ["192.0.2.10"], (SHOP, "NS"): ["ns1.faro.example."]}


def looked_up(*servers: DnsServer) -> Finding:
    look = DomainLook([resolver(server, 0.15) for server in servers])
    return Measured(DNS, look, FixedClock()).run(SHOP, within(5))


class TestOneServer:
    def test_records_come_with_the_time_they_are_kept(self, name_server):
        answer = resolver(name_server(HERE, ttl=77)).ask(SHOP, "A", within(2))
        assert (answer.status, answer.records, answer.ttl) == (Status.OK, ("192.0.2.10",), 77)

    def test_no_such_name_is_kept_for_the_minimum_of_the_zone(self, name_server):
        server = name_server({(SHOP, "ANY"): NXDOMAIN})
        answer = resolver(server).ask(SHOP, "A", within(2))
        assert (answer.status, answer.ttl) == (Status.NXDOMAIN, 900)

    def test_a_name_without_such_records_is_there_all_the_same(self, name_server):
        assert resolver(name_server(HERE)).ask(SHOP, "AAAA", within(2)).status is Status.NODATA

    def test_pieces_of_a_text_are_one(self, name_server):
        server = name_server({(SHOP, "TXT"): ['"v=spf1 ip4:192.0.2.0/24 " "-all"']})
        assert resolver(server).ask(SHOP, "TXT", within(2)).records == (
            "v=spf1 ip4:192.0.2.0/24 -all",
        )

    def test_a_long_answer_comes_over_tcp(self, name_server):
        many = [f'"{n} {"x" * 200}"' for n in range(20)]
        answer = resolver(name_server({(SHOP, "TXT"): many})).ask(SHOP, "TXT", within(2))
        assert len(answer.records) == 20

    @pytest.mark.parametrize("word", [SILENT, GARBAGE])
    def test_silence_and_nonsense_are_no_answer_and_no_wait(self, name_server, word):
        server = name_server({(SHOP, "ANY"): word})
        deadline = Allowed(0.1)
        answer = resolver(server, 2.0).ask(SHOP, "A", deadline)
        assert answer.status is Status.NO_ANSWER
        assert deadline.asked == [2.0]

    def test_past_the_deadline_nothing_is_asked(self, name_server):
        server = name_server(HERE)
        assert resolver(server).ask(SHOP, "A", within(-1)).status is Status.NO_ANSWER
        assert server.asked == []


class TestADomain:
    def test_one_with_an_address_is_fine(self, name_server):
        found = looked_up(name_server(HERE), name_server(HERE))
        assert found.state is State.OK
        assert found.details["addresses"] == "192.0.2.10"
        assert found.details["ns"] == "ns1.faro.example."
        assert "agree_at" not in found.details

    def test_one_that_does_not_exist_fails_and_says_how_long_that_is_kept(self, name_server):
        found = looked_up(name_server({(SHOP, "ANY"): NXDOMAIN}))
        assert (found.state, found.reason) == (State.FAIL, Reason.NXDOMAIN)
        assert found.details["kept_until"] == (START + timedelta(seconds=900)).isoformat()

    def test_one_without_an_address_fails(self, name_server):
        found = looked_up(name_server({(SHOP, "NS"): ["ns1.faro.example."]}))
        assert (found.state, found.reason) == (State.FAIL, Reason.NO_ADDRESS)

    def test_a_signature_that_does_not_match_fails(self, name_server):
        found = looked_up(name_server({(SHOP, "ANY"): BOGUS}))
        assert (found.state, found.reason) == (State.FAIL, Reason.SERVFAIL)

    def test_trouble_with_one_kind_of_record_is_no_wrong_signature(self, name_server):
        found = looked_up(name_server({(SHOP, "A"): SERVFAIL}))
        assert found.state is State.UNKNOWN

    @pytest.mark.parametrize("word", [SERVFAIL, SILENT, GARBAGE])
    def test_a_name_server_in_trouble_blames_nobody(self, name_server, word):
        assert looked_up(name_server({(SHOP, "ANY"): word})).state is State.UNKNOWN

    def test_what_a_public_server_knows_is_not_denied(self, name_server):
        here, there = name_server({(SHOP, "ANY"): NXDOMAIN}), name_server(HERE, ttl=4000)
        found = looked_up(here, there)
        assert found.state is State.UNKNOWN
        assert found.details["agree_at"] == (START + timedelta(seconds=4000)).isoformat()

    def test_a_silent_public_server_changes_nothing(self, name_server):
        silent = name_server({(SHOP, "ANY"): SILENT})
        assert looked_up(name_server(HERE), silent).state is State.OK


class TestMailRecords:
    def judged(self, server: DnsServer) -> Finding:
        look = MailRecordsLook(resolver(server), ["mail.faro.example"], "k._domainkey")
        return Measured(MAIL_RECORDS, look, FixedClock()).run(SHOP, within(5))

    def test_they_say_where_mail_goes_and_who_may_send(self, name_server):
        zone = {
            (SHOP, "MX"): ["10 mail.faro.example."],
            (SHOP, "TXT"): ['"v=spf1 mx -all"'],
            (f"_dmarc.{SHOP}", "TXT"): ['"v=DMARC1; p=none"'],
            (f"k._domainkey.{SHOP}", "TXT"): ['"v=DKIM1; k=rsa; p=MIIB"'],
        }
        found = self.judged(name_server(zone))
        assert found.state is State.OK
        assert (found.details["mail_goes"], found.details["spf"]) == ("ours", "ok")
        assert (found.details["dmarc"], found.details["dmarc_policy"]) == ("ok", "none")
        assert found.details["dkim"] == "found"

    def test_a_record_that_receivers_cannot_use_fails(self, name_server):
        zone = {(SHOP, "MX"): ["0 ."], (SHOP, "TXT"): ['"v=spf1 ipv4:192.0.2.1 -all"']}
        found = self.judged(name_server(zone))
        assert (found.state, found.reason) == (State.FAIL, Reason.RECORDS)
        assert found.details["spf_problem"] == "ipv4:192.0.2.1"
        assert found.details["mail_goes"] == "nowhere"
        assert found.details["dkim"] == "missing"

    def test_a_silent_server_blames_nobody(self, name_server):
        zone = {(SHOP, "ANY"): SERVFAIL, (f"_dmarc.{SHOP}", "ANY"): SERVFAIL}
        assert self.judged(name_server(zone)).state is State.UNKNOWN
