"""Every path of every flow that ships, against the reviewed tables in `tables/`."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from random import Random

import pytest

from portal.wizard.model import Choice, Flow, Option, Outcome, Task, Value
from portal.wizard.rules.composing import classify
from portal.wizard.rules.guards import entry_of, verdict_of
from portal.wizard.rules.paths import Way, tries
from portal.wizard.rules.replay import Known, Replay, leave
from portal.wizard.rules.review import table
from portal.wizard.rules.situations import SERVICE, said, survey
from tests.unit.wizard.our_flows import FLOWS, scope_for, shelf
from tests.unit.wizard.reviewed import Line, lines_of, reviewed, steps_of

WALKS = 150


@pytest.mark.parametrize("name", FLOWS)
def test_every_path_is_as_it_was_reviewed(name: str) -> None:
    """A difference that is meant: `portal flow paths NAME > tests/unit/wizard/tables/NAME.txt`."""
    assert list(table(survey(shelf().flows[name], scope_for))) == list(reviewed(name))


@pytest.mark.parametrize("name", FLOWS)
def test_no_line_is_told_twice(name: str) -> None:
    assert len({line.told for line in lines_of(name)}) == len(lines_of(name))


def seen(line: Line, walked: Replay) -> str:
    """Return what `walked` comes to, in the words of the table, told by the wizard itself."""
    outcome = walked.outcome
    if outcome is None or line.comes_to == "":
        return walked.current.id
    known = line.known()
    verdict = verdict_of(entry_of(outcome, walked.facts), known.scope)
    scope = f" {verdict}" if verdict else ""
    if outcome.type != "ticket":
        return f"{outcome.type} {outcome.verdict}{scope}"
    what = classify(line.flow, walked, known.scope)
    return (
        f"ticket {what.kind.kind}/{what.queue} {what.priority}{more(line, walked)}"
        f" {outcome.verdict}{scope}"
    )


def more(line: Line, walked: Replay) -> str:
    """Return what a second device that fails would add."""
    facts = {**walked.facts, "devices": 2}
    one, two = (
        classify(line.flow, found, line.known().scope).priority
        for found in (walked, replace(walked, facts=facts))
    )
    return "" if one == two or "devices" not in line.flow.facts else f" (two devices: {two})"


@pytest.mark.parametrize("name", FLOWS)
def test_a_walk_by_each_line_ends_as_it_says(name: str) -> None:
    wrong = [
        (line.told, seen(line, walked))
        for line in lines_of(name)
        if seen(line, walked := line.walk()) != (line.comes_to or line.node)
        or walked.current.id != line.node
    ]
    assert wrong == []


def wander(flow: Flow, chance: Random) -> Iterator[tuple[str, str]]:
    """Yield page after page, and the answer there, on a walk that chance decides."""
    way = Way(flow.start)
    while True:
        node = flow.nodes[way.node]
        ways = list(tries(flow, node, way))
        if not ways:
            return
        chosen = chance.choice(ways)
        given: dict[str, Value] = {**way.given, **chosen.given}
        scope = scope_for(str(way.facts.get(SERVICE, "")))
        known = Known(chosen.answers, given, scope)
        move = leave(flow, node, known, way.facts)
        assert move is not None
        if node.kind != "branch" and (chosen.answers or chosen.given):
            yield node.id, said(node, move)
        way = Way(move.goto, {}, given, {**way.facts, **move.sets})


@pytest.mark.parametrize("name", FLOWS)
def test_a_walk_that_chance_decides_is_in_the_table(name: str) -> None:
    flow, chance, steps = shelf().flows[name], Random(name), steps_of(name)
    for _ in range(WALKS):
        page = flow.start
        for node, answer in wander(flow, chance):
            assert page.partition(".")[0] == node
            page = steps[page, answer]


@pytest.mark.parametrize("name", FLOWS)
def test_the_table_meets_every_page_but_those_of_another_scope(name: str) -> None:
    met = {node for line in lines_of(name) for node in line.nodes}
    missed = {n.id for n in shelf().flows[name].nodes.values() if n.kind != "branch"} - met
    assert {node for node in missed if not node.startswith("o_scope")} == set()


def options(flow: Flow) -> Iterator[tuple[Choice | Task, Option]]:
    for node in flow.nodes.values():
        if isinstance(node, Choice | Task):
            yield from ((node, option) for option in node.options)


def without(flow: Flow, node: Choice | Task, option: Option) -> Flow:
    fewer = replace(node, options=tuple(one for one in node.options if one != option))
    return replace(flow, nodes={**flow.nodes, node.id: fewer})


@pytest.mark.parametrize("name", FLOWS)
def test_a_flow_that_lost_any_one_option_no_longer_fits_its_table(name: str) -> None:
    flow = shelf().flows[name]
    unnoticed = [
        f"{node.id}={option.id}"
        for node, option in options(flow)
        if not any(
            line.walk(without(flow, node, option)).current.id != line.node
            for line in using(name, node.id, option.id)
        )
    ]
    assert unnoticed == []


def using(name: str, node: str, option: str) -> Iterator[Line]:
    """Yield the first line of the table that takes `option`; nothing where none does."""
    yield from islice((ln for ln in lines_of(name) if (node, option) in pages_of(ln)), 1)


def pages_of(line: Line) -> set[tuple[str, str]]:
    return {(page.partition(".")[0], answer) for page, answer in line.told}


@pytest.mark.parametrize("name", FLOWS)
def test_every_way_on_from_a_conclusion_is_in_the_table(name: str) -> None:
    flow = shelf().flows[name]
    told = {pair for line in lines_of(name) for pair in pages_of(line)}
    met = {node for line in lines_of(name) for node in line.nodes}
    ways = {
        (node.id, answer)
        for node in flow.nodes.values()
        if isinstance(node, Outcome) and node.id in met
        for answer, goto in (("unsolved", node.unsolved), ("cannot", node.cannot))
        if goto
    }
    assert ways <= told
