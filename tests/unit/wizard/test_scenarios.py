"""What customers tell, in their words, and where the wizard brings them: `scenarios.jsonl`.

An answer `-` skips an optional question; a check that is not named answers `unknown`.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from portal.kernel.locale import LOCALES
from portal.wizard.model import Check, Find, Flow, Input, Value
from portal.wizard.rules.composing import classify
from portal.wizard.rules.guards import entry_of, verdict_of
from portal.wizard.rules.replay import SKIPPED, Known, replay
from tests.unit.wizard.our_flows import FLOWS, scope_for, shelf

SCENARIOS: list[dict[str, Any]] = [
    json.loads(line)
    for line in Path(__file__).with_name("scenarios.jsonl").read_text(encoding="utf-8").splitlines()
]


def known(flow: Flow, told: dict[str, str]) -> Known:
    answers: dict[str, Value] = {}
    given: dict[str, Value] = {
        node.sets: "unknown" for node in flow.nodes.values() if isinstance(node, Check)
    }
    for name, answer in told.items():
        node = flow.nodes.get(name)
        if isinstance(node, Input) and answer != "-":
            given[node.sets] = answer
        elif node is None or isinstance(node, Check):
            given[node.sets if node else name] = answer
        else:
            answers[name] = SKIPPED if answer == "-" else answer
            given |= {node.words: "in their words"} if isinstance(node, Find) else {}
    return Known(answers, given, scope_for(told.get("service_kind", "")))


@pytest.mark.parametrize("told", SCENARIOS, ids=lambda told: told["id"])
def test_a_customer_comes_where_a_person_would_have_sent_them(told: dict[str, Any]) -> None:
    flow = shelf().flows[told["flow"]]
    what = known(flow, told["answers"])
    walked = replay(flow, what.answers, what.given, what.scope)
    outcome = walked.outcome
    assert outcome is not None, f"waits at {walked.current.id}"
    assert (outcome.type, outcome.verdict) == (told["ends"], told["verdict"])
    assert verdict_of(entry_of(outcome, walked.facts), what.scope) == told["scope"]
    ticket = classify(flow, walked, what.scope) if outcome.type == "ticket" else None
    found = (str(ticket.kind.kind), str(ticket.priority)) if ticket else ("", "")
    assert found == (told["kind"], told["priority"])


def test_there_are_twenty_of_each_language_and_some_of_each_flow() -> None:
    assert Counter(told["locale"] for told in SCENARIOS) == dict.fromkeys(map(str, LOCALES), 20)
    assert {told["flow"] for told in SCENARIOS} == set(FLOWS)
    assert len({told["id"] for told in SCENARIOS}) == 60


def test_no_scenario_says_what_no_page_asked() -> None:
    strange = [
        (told["id"], name)
        for told in SCENARIOS
        for name in told["answers"]
        if name not in shelf().flows[told["flow"]].nodes
    ]
    assert strange == []


def test_every_ending_is_among_them() -> None:
    assert {told["ends"] for told in SCENARIOS} >= {
        "self_help", "action", "third_party", "out_of_scope", "chargeable", "ticket",
    }  # fmt: skip
