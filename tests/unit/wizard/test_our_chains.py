"""The chain of the shipped flows never shows more than the answers support.

An answer before an outcome that did not help stays known; it must not blame a second link
beside the one that a later verdict speaks of.
"""

from collections.abc import Iterator
from functools import cache
from random import Random

import pytest

from portal.wizard.model import Check, Choice, Flow, Input, Link, Outcome, Task, Value, Verdict
from portal.wizard.rules.chain import chain_states
from portal.wizard.rules.paths import SAMPLES
from portal.wizard.rules.replay import CANNOT, SKIPPED, UNSOLVED, Replay, replay
from tests.unit.wizard.our_flows import TROUBLE, read_journey, scope_for, shelf

WALKS = 1000


def answered(flow: Flow, chance: Random) -> dict[str, Value]:
    """Return a random answer for every page, on the path or off it."""
    found: dict[str, Value] = {}
    for node in flow.nodes.values():
        if isinstance(node, Choice | Task):
            found[node.id] = chance.choice(node.options).id
        elif isinstance(node, Outcome):
            found[node.id] = chance.choice([UNSOLVED, UNSOLVED, CANNOT])
        elif isinstance(node, Input) and node.optional:
            found[node.id] = SKIPPED
    return found


def found_out(flow: Flow, chance: Random) -> dict[str, Value]:
    """Return a random result for every check, and a sample of whatever has to be typed."""
    given: dict[str, Value] = {}
    for node in flow.nodes.values():
        if isinstance(node, Input) and not node.optional:
            given[node.sets] = SAMPLES[flow.facts[node.sets].type]
        elif isinstance(node, Check):
            given[node.sets] = chance.choice([*node.exits])
            if node.reason and given[node.sets] == "fail":
                given[node.reason] = chance.choice(flow.facts[node.reason].values)
    return given


def wandered(flow: Flow, chance: Random) -> Iterator[Replay]:
    """Yield a random walk as it stands at each outcome it meets, the last included."""
    answers, given = answered(flow, chance), found_out(flow, chance)
    scope = scope_for(str(answers["service_kind"]))
    whole = replay(flow, answers, given, scope)
    for step in whole.path:
        if step.kind == "outcome":
            yield replay(flow, answers, given, scope, until=step.node)
    yield whole


@cache
def walks(name: str) -> list[Replay]:
    flow, chance = shelf().flows[name], Random(name)  # the same walks each time
    return [walk for _ in range(WALKS) for walk in wandered(flow, chance)]


def broken(name: str, walk: Replay, verdict: Verdict) -> set[Link]:
    states = chain_states(shelf().flows[name], walk.facts, verdict, scope_for())
    return {link.link for link in states if link.state == "fail"}


@pytest.mark.parametrize("name", TROUBLE)
def test_the_answers_never_blame_two_links(name: str) -> None:
    for walk in walks(name):
        found = broken(name, walk, "unknown")
        assert len(found) <= 1, (walk.current.id, found, walk.facts)


@pytest.mark.parametrize("name", TROUBLE)
def test_the_answers_blame_nothing_beside_what_the_verdict_speaks_of(name: str) -> None:
    for walk in walks(name):
        outcome = walk.outcome
        if outcome is not None and outcome.verdict not in {"unknown", "customer"}:
            found = broken(name, walk, outcome.verdict)
            assert len(found) <= 1, (outcome.id, found, walk.facts)


@pytest.mark.parametrize("name", TROUBLE)
def test_what_the_customer_can_put_right_is_nobody_elses_link(name: str) -> None:
    for walk in walks(name):
        outcome = walk.outcome
        if outcome is not None and outcome.verdict == "customer":
            found = broken(name, walk, "unknown")
            # a domain too: an expired one, or its records, are theirs to put right
            assert found <= {"program", "device", "domain"}, (outcome.id, found, walk.facts)


def test_the_walks_come_by_nearly_every_conclusion() -> None:
    met = {(name, walk.current.id) for name in TROUBLE for walk in walks(name)}
    ends = {
        (name, node.id)
        for name in TROUBLE
        for node in shelf().flows[name].nodes.values()
        if isinstance(node, Outcome) and not node.id.startswith("o_scope")
    }
    assert len(met & ends) > 0.9 * len(ends)


def test_a_device_that_was_not_online_is_forgotten_once_that_did_not_help() -> None:
    line = (
        "shows=browser_error service_kind=hosting others=none o_no_internet=unsolved"
        " domain=example.com browser_says=timeout other_net=fails usable=unusable"
        " kept_where=all_ours -> o_ticket"
    )
    assert broken("website", read_journey("website", line).walk(), "unknown") == set()
