import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.diagnostics.rules.records import DmarcState, MailGoes, mail_goes, read_dmarc

OUR_HOSTS = ["mail.faro.example", "MX2.faro.example."]


@pytest.mark.parametrize(
    ("records", "kind"),
    [
        ([], MailGoes.NONE),
        (["0 ."], MailGoes.NOWHERE),
        (["0 .", "10 mail.faro.example."], MailGoes.BROKEN),
        (["10 mail.faro.example."], MailGoes.OURS),
        (["10 MAIL.faro.example.", "20 mx2.faro.example."], MailGoes.OURS),
        (["10 mx.other.example."], MailGoes.ELSEWHERE),
        (["10 mail.faro.example.", "20 mx.other.example."], MailGoes.BOTH),
        (["mail.faro.example."], MailGoes.BROKEN),
        (["ten mail.faro.example."], MailGoes.BROKEN),
    ],
)
def test_mx_records_say_where_mail_goes(records, kind):
    assert mail_goes(records, OUR_HOSTS) is kind


@pytest.mark.parametrize(
    "record",
    [
        "v=DMARC1; p=none",
        "v=DMARC1;p=reject;",
        "v=DMARC1; p=Quarantine; pct=20; adkim=s; aspf=r; fo=1:d:s; ri=86400",
        "v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.com!10m",
        "v=DMARC1; p=none; sp=reject; t=y; something=new",
    ],
)
def test_a_right_record_is_right(record):
    assert read_dmarc([record, "v=spf1 -all"]).state is DmarcState.OK


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ("v=DMARC1", "p"),
        ("v=DMARC1; rua=mailto:a@example.com", "p"),
        ("v=DMARC1; p=block", "p"),
        ("v=DMARC1; p=", "p"),
        ("v=DMARC1; p=none; pct=101", "pct"),
        ("v=DMARC1; p=none; adkim=x", "adkim"),
        ("v=DMARC1; p=none; rua=a@example.com", "rua"),
        ("v=DMARC1; p=none; rua=mailto:a@example.com mailto:b@example.com", "rua"),
        ("v=DMARC1; p=none; p=reject", "p"),
        ("v=DMARC1 p=none", None),
    ],
)
def test_a_wrong_record_names_the_tag(record, problem):
    found = read_dmarc([record])
    if problem is None:  # receivers do not take it for one of theirs
        assert found.state is DmarcState.NONE
    else:
        assert (found.state, found.problems) == (DmarcState.INVALID, (problem,))


def test_several_records_count_as_none_and_are_told_apart():
    assert read_dmarc(["v=DMARC1; p=none", "v=DMARC1; p=reject"]).state is DmarcState.SEVERAL
    assert read_dmarc(["something else"]).state is DmarcState.NONE


@given(st.lists(st.text(max_size=60)), st.text(max_size=80))
def test_whatever_stands_in_dns_is_judged(texts, tags):
    read_dmarc([*texts, f"v=DMARC1;{tags}"])
    mail_goes([*texts, f"10 {tags}"], OUR_HOSTS)
