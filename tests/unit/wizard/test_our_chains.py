"""The chain of the shipped flows never shows more than the answers support.

An answer before an outcome that did not help stays known; it must not blame a second link
beside the one that a later verdict speaks of.
"""

from collections.abc import Iterator
from random import Random

import pytest

from portal.wizard.model import UNKNOWN, Check, Choice, Flow, Input, Link, Outcome, Task, Value
from portal.wizard.rules.chain import chain_states
from portal.wizard.rules.paths import SAMPLES
from portal.wizard.rules.replay import CANNOT, SKIPPED, UNSOLVED, Replay, replay
from tests.unit.wizard.our_flows import FLOWS, scope_for, shelf

WALKS = 30000


def wandered(flow: Flow, chance: Random) -> Iterator[Replay]:
    """Yield a random walk as it stands at each outcome it meets, the last included."""
    answers: dict[str, Value] = {}
    given: dict[str, Value] = {}
    for node in flow.nodes.values():
        if isinstance(node, Choice | Task):
            answers[node.id] = chance.choice(node.options).id
        elif isinstance(node, Outcome):
            answers[node.id] = chance.choice([UNSOLVED, UNSOLVED, CANNOT])
        elif isinstance(node, Input):
            answers[node.id] = SKIPPED if node.optional else SAMPLES[flow.facts[node.sets].type]
            if not node.optional:
                given[node.sets] = SAMPLES[flow.facts[node.sets].type]
        elif isinstance(node, Check):
            given[node.sets] = result = chance.choice([*node.exits])
            if node.reason and result == "fail":
                given[node.reason] = chance.choice(flow.facts[node.reason].values)
    scope = scope_for(str(answers.get("service_kind", "")))
    whole = replay(flow, answers, given, scope)
    for step in whole.path:
        if step.kind == "outcome":
            yield replay(flow, answers, given, scope, until=step.node)
    yield whole


def broken(flow: Flow, walk: Replay, verdict: object) -> set[Link]:
    states = chain_states(flow, walk.facts, verdict, scope_for())  # type: ignore[arg-type]  # below
    return {link.link for link in states if link.state == "fail"}


@pytest.mark.parametrize("name", FLOWS)
def test_the_answers_never_blame_two_links(name: str) -> None:
    flow, chance = shelf().flows[name], Random(name)
    for walk in (walk for _ in range(WALKS) for walk in wandered(flow, chance)):
        found = broken(flow, walk, UNKNOWN)
        assert len(found) <= 1, (walk.current.id, found, walk.facts)


@pytest.mark.parametrize("name", FLOWS)
def test_the_answers_blame_nothing_beside_what_the_verdict_speaks_of(name: str) -> None:
    flow, chance = shelf().flows[name], Random(name)
    for walk in (walk for _ in range(WALKS) for walk in wandered(flow, chance)):
        outcome = walk.outcome
        if outcome is None or outcome.verdict == UNKNOWN:
            continue
        # what the customer has to put right may be the domain: an expired one is theirs
        theirs = {"program", "device", "domain"} if outcome.verdict == "customer" else set()
        blamed = theirs or broken(flow, walk, outcome.verdict)
        assert broken(flow, walk, UNKNOWN) <= blamed, (outcome.id, walk.facts)
        assert theirs or len(blamed) <= 1, (outcome.id, walk.facts)
