from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.diagnostics.rules.spf import Spf, SpfState, check_spf

Zone = Mapping[tuple[str, str], tuple[str, ...] | None]
HERE = ("example.com", "TXT")


def judged(record: str, more: Zone | None = None) -> Spf:
    zone: dict[tuple[str, str], tuple[str, ...] | None] = {HERE: (record,), **(more or {})}
    zone.setdefault(("example.com", "A"), ("192.0.2.10",))
    zone.setdefault(("example.com", "MX"), ("10 mail.example.com.",))
    return check_spf("example.com", lambda name, kind: zone.get((name, kind), ()))


@pytest.mark.parametrize(
    "record",
    [
        "v=spf1",
        "v=spf1 -all",
        "V=SPF1 ?ALL",
        "v=spf1 ip4:192.0.2.0/24 ip4:192.0.2.1 ip6:2001:db8::/32 ~all",
        "v=spf1 a mx/24 a:example.com/24//64 mx//64 -all",
        "v=spf1 +a -exists:%{ir}.example.com exp=explain.example.com x-new=1 ~all",
        "v=spf1 ptr -all redirect=ignored.example.com",
    ],
)
def test_a_right_record_is_right(record):
    assert judged(record).state is SpfState.OK


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ("v=spf1 include -all", "include"),
        ("v=spf1 include: -all", "include:"),
        ("v=spf1 ip4:300.1.1.1 -all", "ip4:300.1.1.1"),
        ("v=spf1 ip4:2001:db8:: -all", "ip4:2001:db8::"),
        ("v=spf1 ip4:192.0.2.0/33 -all", "ip4:192.0.2.0/33"),
        ("v=spf1 ip4:192.0.2.0/255.255.255.0 -all", "ip4:192.0.2.0/255.255.255.0"),
        ("v=spf1 ip4 -all", "ip4"),
        ("v=spf1 a/33 -all", "a/33"),
        ("v=spf1 mx//129 -all", "mx//129"),
        ("v=spf1 all:example.com", "all:example.com"),
        ("v=spf1 ipv4:192.0.2.1 -all", "ipv4:192.0.2.1"),
        ("v=spf1 mail.example.com -all", "mail.example.com"),
        ("v=spf1 redirect=a.example redirect=b.example", "redirect=b.example"),
    ],
)
def test_a_wrong_term_is_named(record, problem):
    found = judged(record)
    assert (found.state, found.problem) == (SpfState.PERMERROR, problem)


def test_no_record_is_no_error():
    assert judged("v=spf10 -all").state is SpfState.NONE


def test_two_records_are_an_error():
    found = judged("", {HERE: ("v=spf1 -all", "v=spf1 ~all")})
    assert (found.state, found.problem) == (SpfState.PERMERROR, "several")


def test_ten_lookups_are_allowed_and_eleven_are_not():
    assert judged(f"v=spf1{' a' * 10} -all") == Spf(SpfState.OK, "", 10, 0)
    assert judged(f"v=spf1{' a' * 11} -all").state is SpfState.PERMERROR


def test_lookups_of_what_is_included_count_too():
    inner = {("a.example", "TXT"): ("v=spf1 mx:example.com a:example.com -all",)}
    assert judged("v=spf1 include:a.example include:a.example -all", inner).lookups == 6


def test_two_lookups_without_an_answer_are_allowed_and_three_are_not():
    assert judged("v=spf1 a:x.example a:y.example -all").voids == 2
    found = judged("v=spf1 a:x.example mx:y.example exists:z.example -all")
    assert found.state is SpfState.PERMERROR


def test_including_a_name_without_a_record_is_an_error():
    found = judged("v=spf1 include:empty.example -all", {("empty.example", "TXT"): ("hello",)})
    assert (found.state, found.problem) == (SpfState.PERMERROR, "none at empty.example")


def test_a_redirect_is_followed_only_without_all():
    there = {("other.example", "TXT"): ("v=spf1 ip4:bad",)}
    assert judged("v=spf1 redirect=other.example", there).state is SpfState.PERMERROR
    assert judged("v=spf1 redirect=other.example -all", there).state is SpfState.OK


def test_records_that_include_each_other_end():
    loop = {("b.example", "TXT"): ("v=spf1 include:example.com -all",)}
    assert judged("v=spf1 include:b.example -all", loop).state is SpfState.PERMERROR


def test_more_than_ten_mail_servers_are_an_error():
    many = {("example.com", "MX"): tuple(f"10 mx{n}.example.com." for n in range(11))}
    assert judged("v=spf1 mx -all", many).state is SpfState.PERMERROR


def test_when_dns_is_silent_nobody_is_blamed():
    assert judged("v=spf1 a:x.example -all", {("x.example", "A"): None}).state is SpfState.TEMPERROR


TERM = st.one_of(
    st.sampled_from(["a", "mx", "ptr", "include:example.com", "redirect=example.com", "-all"]),
    st.text(max_size=30),
)


@given(st.lists(TERM, max_size=30))
def test_whatever_stands_in_dns_is_judged_within_the_limits(terms):
    found = judged("v=spf1 " + " ".join(terms))
    assert found.lookups <= 11
    assert found.voids <= 3
