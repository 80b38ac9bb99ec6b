from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.wizard.model import Flow, Value
from portal.wizard.rules.guards import ScopeVerdict
from portal.wizard.rules.navigation import answers_of
from portal.wizard.rules.replay import CANNOT, SKIPPED, SOLVED, UNSOLVED, replay

pytestmark = pytest.mark.rules

ReadFlow = Callable[[dict[str, Any]], Flow]

FAILS: dict[str, Value] = {
    "symptom": "cannot_send",
    "code": SKIPPED,
    "webmail": "fails",
    "other_net": "fails",
}
GIVEN: dict[str, Value] = {"service": "ok", "mailbox": "ana@example.com"}


def in_scope(_entry: str) -> str:
    return "in_scope"


def out_of_scope(_entry: str) -> str:
    return "out_of_scope"


def test_no_answers_show_the_first_page(flow: Flow) -> None:
    walked = replay(flow, {}, {}, in_scope)
    assert (walked.current.id, walked.path, dict(walked.facts)) == ("symptom", (), {})


def test_answers_lead_through_checks_and_branches_to_an_outcome(flow: Flow) -> None:
    walked = replay(flow, FAILS | {"usable": "degraded"}, GIVEN, in_scope)
    names = [step.node for step in walked.path]
    assert names == [
        "symptom", "status", "mailbox", "code", "webmail", "other_net", "usable", "route",
    ]  # fmt: skip
    assert walked.outcome is flow.nodes["o_ticket"]


def test_a_check_that_has_not_run_is_where_the_walk_waits(flow: Flow) -> None:
    assert replay(flow, FAILS, {}, in_scope).current.id == "status"


def test_an_answer_cannot_stand_in_for_a_check(flow: Flow) -> None:
    walked = replay(flow, FAILS | {"status": "fail", "service": "fail"}, {}, in_scope)
    assert walked.current.id == "status"


def test_a_result_that_is_no_exit_counts_as_not_run(flow: Flow) -> None:
    assert replay(flow, FAILS, {"service": "perhaps"}, in_scope).current.id == "status"


def test_a_check_sets_its_reason_too(flow: Flow) -> None:
    walked = replay(flow, FAILS, {"service": "fail", "why": "timeout"}, in_scope)
    assert walked.current.id == "o_known"
    assert walked.facts["why"] == "timeout"


def test_an_answer_in_the_address_says_nothing_about_a_private_fact(flow: Flow) -> None:
    answers = FAILS | {"mailbox": "eva@example.com"}
    assert replay(flow, answers, {"service": "ok"}, in_scope).current.id == "mailbox"
    assert replay(flow, answers, GIVEN, in_scope).facts["mailbox"] == "ana@example.com"


def test_a_skipped_input_sets_no_fact(flow: Flow) -> None:
    walked = replay(flow, FAILS, GIVEN, in_scope)
    assert "code" not in walked.facts
    assert walked.current.id == "usable"


def test_an_input_that_is_not_optional_cannot_be_skipped(flow: Flow) -> None:
    walked = replay(flow, FAILS | {"mailbox": SKIPPED}, {"service": "ok"}, in_scope)
    assert (walked.current.id, walked.invalid) == ("mailbox", "mailbox")


def test_an_unknown_option_stops_at_its_page(flow: Flow) -> None:
    walked = replay(flow, FAILS | {"webmail": "maybe"}, GIVEN, in_scope)
    assert (walked.current.id, walked.invalid) == ("webmail", "webmail")


def test_unsolved_walks_on_from_an_outcome(flow: Flow) -> None:
    works = FAILS | {"webmail": "works", "o_client": UNSOLVED}
    assert replay(flow, works, GIVEN, in_scope).current.id == "usable"


def test_cannot_leads_where_the_outcome_says_or_else_on(flow: Flow) -> None:
    works = FAILS | {"webmail": "works", "o_client": CANNOT}
    assert replay(flow, works, GIVEN, in_scope).current.id == "o_offer"
    other = FAILS | {"other_net": "works", "o_isp": CANNOT}
    assert replay(flow, other, GIVEN | {"firewall": "ok"}, in_scope).current.id == "usable"


def test_solved_stays_at_the_outcome(flow: Flow) -> None:
    walked = replay(flow, FAILS | {"webmail": "works", "o_client": SOLVED}, GIVEN, in_scope)
    assert (walked.current.id, walked.solved, walked.invalid) == ("o_client", True, None)


def test_nothing_follows_a_ticket(flow: Flow) -> None:
    answers = FAILS | {"usable": "degraded", "o_ticket": UNSOLVED}
    walked = replay(flow, answers, GIVEN, in_scope)
    assert (walked.current.id, walked.invalid) == ("o_ticket", "o_ticket")


def test_the_scope_decides_where_a_branch_goes(flow: Flow) -> None:
    answers = FAILS | {"usable": "degraded"}
    assert replay(flow, answers, GIVEN, out_of_scope).current.id == "o_scope"


def test_a_branch_without_a_rule_that_holds_is_where_the_walk_waits(
    data: dict[str, Any], read: ReadFlow
) -> None:
    del data["nodes"]["route"]["rules"][1:]
    walked = replay(read(data), FAILS | {"usable": "degraded"}, GIVEN, in_scope)
    assert walked.current.id == "route"


def test_devices_are_counted_whatever_the_path(flow: Flow) -> None:
    assert replay(flow, {}, {"devices": 2}, in_scope).facts == {"devices": 2}


def test_an_outcome_with_a_fixed_effect_tells_it(data: dict[str, Any], read: ReadFlow) -> None:
    data["facts"]["effect"] = {"type": "enum", "values": ["unusable", "degraded"]}
    data["nodes"]["o_bounce"]["effect"] = "degraded"
    walked = replay(read(data), {"symptom": "bounce"}, {}, in_scope)
    assert walked.facts["effect"] == "degraded"


def test_until_stops_at_a_page_that_is_answered(flow: Flow) -> None:
    walked = replay(flow, FAILS, GIVEN, in_scope, until="mailbox")
    assert walked.current.id == "mailbox"
    assert "webmail" not in walked.facts


def test_a_cycle_does_not_hang(data: dict[str, Any], read: ReadFlow) -> None:
    data["nodes"]["code"]["goto"] = "mailbox"
    answers = {"symptom": "cannot_send", "code": "0x1"}
    walked = replay(read(data), answers, GIVEN, in_scope)
    assert walked.current.id in {"mailbox", "code"}


VALUES = st.sampled_from(
    ["cannot_send", "cannot_receive", "bounce", "works", "fails", "unknown", "unusable",
     "degraded", UNSOLVED, SOLVED, CANNOT, SKIPPED, "0x1", 7]
)  # fmt: skip
NODES = st.sampled_from(
    ["symptom", "status", "mailbox", "code", "webmail", "other_net", "fw", "usable", "route",
     "o_client", "o_isp", "o_blocked", "o_known", "o_scope", "o_offer", "o_ticket", "nowhere"]
)  # fmt: skip
ANSWERS = st.dictionaries(NODES, VALUES)
RESULTS = st.fixed_dictionaries(
    {},
    optional={
        "service": st.sampled_from(["ok", "fail", "unknown", "odd"]),
        "firewall": st.sampled_from(["ok", "fail", "unknown"]),
        "mailbox": st.just("ana@example.com"),
        "devices": st.integers(0, 3),
        "webmail": st.just("works"),
    },
)
SCOPES = st.sampled_from([in_scope, out_of_scope])


@given(answers=ANSWERS, results=RESULTS, scope=SCOPES)
def test_any_answers_end_at_a_node_and_the_same_ones_at_the_same(
    flow: Flow, answers: dict[str, Value], results: dict[str, Value], scope: ScopeVerdict
) -> None:
    before = dict(answers), dict(results)
    walked = replay(flow, answers, results, scope)
    assert flow.nodes[walked.current.id] is walked.current
    assert replay(flow, answers, results, scope) == walked
    assert (answers, results) == before


@given(answers=ANSWERS, results=RESULTS, scope=SCOPES)
def test_facts_of_answers_off_the_path_never_appear(
    flow: Flow, answers: dict[str, Value], results: dict[str, Value], scope: ScopeVerdict
) -> None:
    walked = replay(flow, answers, results, scope)
    nodes = [flow.nodes[step.node] for step in walked.path if step.value not in (None, SKIPPED)]
    settable = {getattr(node, key, None) for node in nodes for key in ("sets", "reason")}
    assert walked.facts.keys() <= settable | {"devices"}
    on_path = {step.node: answers[step.node] for step in walked.path if step.node in answers}
    again = replay(flow, on_path, results, scope)
    assert (again.path, again.facts) == (walked.path, walked.facts)


@given(answers=ANSWERS, results=RESULTS, scope=SCOPES)
def test_dropping_the_last_answer_shows_its_page_again(
    flow: Flow, answers: dict[str, Value], results: dict[str, Value], scope: ScopeVerdict
) -> None:
    walked = replay(flow, answers, results, scope)
    answered = list(answers_of(walked))
    if not answered:
        return
    fewer = {node: value for node, value in answers.items() if node != answered[-1]}
    shorter = replay(flow, fewer, results, scope)
    assert shorter.current.id == answered[-1]
    assert shorter.path == walked.path[: len(shorter.path)]
