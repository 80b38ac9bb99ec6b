"""What still matters at a node: what nothing ahead looks at makes no difference there."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Literal

from portal.wizard.model import (
    Branch,
    Check,
    Choice,
    Find,
    Flow,
    Guard,
    Input,
    Node,
    Outcome,
    PriorityRule,
    Task,
)
from portal.wizard.rules.composing import access_of, check_failed
from portal.wizard.rules.graph import graph_of
from portal.wizard.rules.guards import ScopeVerdict, atoms, facts_tested, holds, verdict_of
from portal.wizard.rules.paths import Way
from portal.wizard.rules.walk import guards_in


@dataclass(frozen=True)
class Other:
    """A thing looked at that is no guard: what is known already, a scope, the access, checks."""

    about: Literal["given", "scope", "found", "access", "checks"]
    name: str = ""


Test = Guard | Other
_AT_A_TICKET = frozenset[Test]({Other("access"), Other("checks")})


def tests_ahead(flow: Flow) -> Mapping[str, frozenset[Test]]:
    """Return, for each node, what it or something ahead of it looks at.

    Two walks that meet at a node and pass these alike go on alike. One pass backwards over the
    graph, which must have no cycle.
    """
    graph = graph_of(flow)
    rated = [rule.when for rule in flow.priority if isinstance(rule, PriorityRule)]
    at_a_ticket = _AT_A_TICKET | {atom for guard in rated for atom in atoms(guard)}
    found: dict[str, frozenset[Test]] = {}
    for name in reversed(graph.order):
        node = flow.nodes[name]
        ahead = frozenset[Test]().union(*(found[edge.target] for edge in graph.edges[name]))
        if isinstance(node, Choice | Task | Find):
            ahead = frozenset(test for test in ahead if not _is_about(test, node.sets))
        found[name] = ahead | _looked_at(node, at_a_ticket)
    return found


def _is_about(test: Test, fact: str) -> bool:
    if isinstance(test, Other):
        return test == Other("found", fact)
    return fact in facts_tested(test)


def _looked_at(node: Node, at_a_ticket: frozenset[Test]) -> frozenset[Test]:
    match node:
        case Branch():
            return frozenset(atom for asked in guards_in(node) for atom in atoms(asked.guard))
        case Check():  # a check that ran before says the same again
            names = [node.sets, *([node.reason] if node.reason else [])]
            return frozenset(Other("given", name) for name in names)
        case Input():
            return frozenset({Other("given", node.sets)})
        case Outcome():
            about = frozenset[Test]({Other("scope", node.scope)} if node.scope else ())
            about |= {Other("found", node.scope_from)} if node.scope_from else frozenset()
            return about | at_a_ticket if node.type == "ticket" else about
        case _:
            return frozenset()


def seen_by(test: Test, flow: Flow, way: Way, scope: ScopeVerdict) -> Hashable:
    """Return what `test` finds where `way` has come to."""
    if not isinstance(test, Other):
        return holds(test, way.facts, scope)
    looks: Mapping[str, Callable[[], Hashable]] = {
        "given": lambda: way.given.get(test.name),
        "scope": lambda: scope(test.name),
        "found": lambda: verdict_of(str(way.facts.get(test.name, "")), scope),
        "access": lambda: access_of(way.facts),
        "checks": lambda: check_failed(flow, way.facts),
    }
    return looks[test.about]()
