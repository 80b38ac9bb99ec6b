from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.wizard.model import Check, CheckResult, Flow
from portal.wizard.rules.checking import Moment, is_declared, set_aside, stamp, still_holds

NOW = Moment(1_000_000)
LATER = Moment(NOW.at + 29 * 60)
MUCH_LATER = Moment(NOW.at + 31 * 60)


@pytest.fixture
def node(flow: Flow) -> Check:
    found = next(n for n in flow.nodes.values() if isinstance(n, Check) and n.sets == "firewall")
    return replace(found, reason="why")


def test_a_result_holds_for_half_an_hour_and_for_what_it_was_about(node: Check) -> None:
    kept = stamp(node, CheckResult("fail", "tls"), "192.0.2.7", NOW)
    assert still_holds(node, kept, "192.0.2.7", LATER) == kept
    assert still_holds(node, kept, "192.0.2.8", LATER) is None
    assert still_holds(node, kept, "192.0.2.7", MUCH_LATER) is None


def test_a_result_holds_on_while_the_ticket_is_written(node: Check) -> None:
    kept = stamp(node, CheckResult("ok"), "", NOW)
    assert still_holds(node, kept, "", replace(MUCH_LATER, in_ticket=True)) == kept
    assert still_holds(node, kept, "", Moment(NOW.at + 25 * 3600, in_ticket=True)) is None


def test_what_a_result_is_about_is_not_kept_in_clear(node: Check) -> None:
    assert "192.0.2.7" not in str(stamp(node, CheckResult("ok"), "192.0.2.7", NOW))


def test_a_state_without_an_exit_is_unknown(node: Check) -> None:
    odd = replace(node, exits={"ok": "a", "unknown": "b"})
    assert stamp(odd, CheckResult("fail"), "", NOW)["firewall"] == "unknown"


def test_results_with_a_stamp_are_set_aside_and_all_else_stays(flow: Flow, node: Check) -> None:
    nodes = {**flow.nodes, node.id: node}
    stamped = stamp(node, CheckResult("ok"), "", NOW)
    given = {"mailbox": "ana@example.com", "service": "fail", **stamped}
    plain, kept = set_aside(replace(flow, nodes=nodes), given)
    assert plain == {"mailbox": "ana@example.com", "service": "fail"}
    assert kept == stamped


def test_a_stamp_goes_where_its_fact_goes(flow: Flow) -> None:
    assert is_declared("firewall", flow)
    assert is_declared("firewall@seen", flow)
    assert not is_declared("elsewhere@seen", flow)


@given(st.integers(0, 2**40), st.integers(0, 2**40))
def test_a_result_from_the_future_never_holds(seen: int, now: int) -> None:
    node = Check("n", "run", "fact", {}, {"ok": "a", "unknown": "b"})
    kept = stamp(node, CheckResult("ok"), "", Moment(seen))
    held = still_holds(node, kept, "", Moment(now, in_ticket=True))
    assert (held is None) == (not seen <= now <= seen + 24 * 3600)
