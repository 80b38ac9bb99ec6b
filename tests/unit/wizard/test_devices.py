"""Which devices count (R2), what outranks what, and codes that people can type."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.wizard.rules.devices import (
    Answer,
    Device,
    Report,
    code_of,
    counted_facts,
    masked,
    others,
    read_code,
    spaced,
    tally,
)
from portal.wizard.rules.priority import priority_of
from tests.fakes import START
from tests.unit.wizard.our_flows import shelf

MAIL = shelf().flows["mail"]
FIRST = Device("first", "192.0.2.0/24")
NETWORKS = ["192.0.2.0/24", "198.51.100.0/24", "2001:db8:1::/48", ""]

reports = st.builds(
    Report,
    st.builds(Device, st.sampled_from(["first", "a", "b", "c"]), st.sampled_from(NETWORKS)),
    st.sampled_from(["works", "fails"]),
    st.sampled_from(["Firefox", ""]),
    st.integers(0, 1000).map(lambda seconds: START + timedelta(seconds=seconds)),
)


def report(
    answer: Answer, device: str = "phone", network: str = "198.51.100.0/24", after: int = 0
) -> Report:
    at = START + timedelta(seconds=after)
    return Report(Device(device, network), answer, "Firefox", at)


def in_scope(_entry: str) -> str:
    return "in_scope"


def test_r2_a_second_device_on_another_network_makes_two():
    assert tally(FIRST, [report("fails")]).failing == 2


def test_r2_several_devices_on_one_line_do_not_make_two():
    beside = [report("fails", name, FIRST.network) for name in ("phone", "tablet")]
    assert tally(FIRST, beside).failing == 1
    away = [report("fails", name) for name in ("phone", "tablet")]
    assert tally(FIRST, away).failing == 2


def test_r2_the_browser_that_asked_never_counts_as_the_second():
    assert tally(FIRST, [report("fails", "first")]).failing == 1


def test_r2_one_device_on_two_networks_is_one_and_its_last_word_counts():
    told = [report("fails"), report("works", network="2001:db8:1::/48", after=9)]
    assert [one.answer for one in others(FIRST, told)] == ["works"]
    assert tally(FIRST, told).failing == 1


def test_r2_a_network_that_is_hidden_is_not_known_to_be_another():
    assert tally(FIRST, [report("fails", network="")]).failing == 1
    assert tally(Device("first", ""), [report("fails")]).failing == 1


@given(st.lists(reports, max_size=8))
def test_r2_the_count_is_never_above_the_networks_or_the_devices(told):
    counts = tally(FIRST, told)
    failing = [one for one in told if one.answer == "fails" and one.device.id != FIRST.id]
    assert 1 <= counts.failing <= 1 + len({one.device.id for one in failing})
    assert counts.failing <= 1 + len({one.device.network for one in failing} - {"", FIRST.network})


@given(st.lists(reports, max_size=8))
def test_who_reports_first_changes_nothing(told):
    at_once = [
        Report(Device(f"{n}", one.device.network), one.answer, "", START)
        for n, one in enumerate(told)
    ]
    assert tally(FIRST, at_once) == tally(FIRST, at_once[::-1])


def test_r2_what_is_only_said_yields_to_a_device_on_which_it_works():
    said = {"usable": "unusable", "other_net": "fails"}
    assert priority_of(MAIL, said, in_scope) == "high"
    works = counted_facts(MAIL, tally(FIRST, [report("works")]))
    assert priority_of(MAIL, {**said, **works}, in_scope) == "medium"


def test_r2_a_failed_check_of_ours_does_not_yield():
    works = counted_facts(MAIL, tally(FIRST, [report("works")]))
    checked = {"usable": "unusable", "service": "fail", **works}
    assert priority_of(MAIL, checked, in_scope) == "high"


def test_r2_two_that_fail_count_though_a_third_works():
    counts = counted_facts(MAIL, tally(FIRST, [report("fails"), report("works", "tablet")]))
    assert priority_of(MAIL, {"usable": "unusable", **counts}, in_scope) == "high"


def test_where_it_works_is_told_apart():
    assert tally(FIRST, [report("works")]).elsewhere
    beside = tally(FIRST, [report("works", network=FIRST.network)])
    assert (beside.elsewhere, beside.beside) == (False, True)


def test_a_mailbox_or_domain_is_shown_half_covered():
    assert masked("talleresprieto.example") == "ta•••.example"
    assert masked("ana@mail.talleresprieto.example") == "an•••@ma•••.ta•••.example"
    assert masked("ab@x.example") == "•••@•••.example"
    assert masked("www.shop.example") == "www.sh•••.example"


@given(st.binary(min_size=5, max_size=32))
def test_a_code_is_read_however_it_is_written(digest):
    code = code_of(digest)
    assert len(code) == 8
    typed = spaced(code).lower().replace("0", "o").replace("1", "l")
    assert read_code(f" {typed} ") == code == read_code(code)


@given(st.text(max_size=40))
def test_what_is_no_code_is_none(text):
    code = read_code(text)
    assert code is None or code == read_code(code)
