"""Which facts still matter at a node: what nothing ahead looks at makes no difference."""

from portal.wizard.model import (
    Branch,
    Check,
    Choice,
    Flow,
    Input,
    Node,
    Outcome,
    PriorityRule,
    Task,
)
from portal.wizard.rules.graph import Marks, graph_of
from portal.wizard.rules.guards import facts_tested
from portal.wizard.rules.walk import guards_in


def live_facts(flow: Flow) -> dict[str, Marks]:
    """Return, for each node, the facts that it or something ahead of it looks at.

    Two walks that meet at a node and agree on these go on alike. One pass backwards over
    the graph, which must have no cycle.
    """
    graph = graph_of(flow)
    rated = [rule.when for rule in flow.priority if isinstance(rule, PriorityRule)]
    at_the_end = frozenset[str]().union(*map(facts_tested, rated))
    live: dict[str, Marks] = {}
    for name in reversed(graph.order):
        node = flow.nodes[name]
        ahead = frozenset[str]().union(*(live[edge.target] for edge in graph.edges[name]))
        if isinstance(node, Choice | Task):
            ahead -= {node.sets}
        live[name] = ahead | _looked_at(node, at_the_end)
    return live


def _looked_at(node: Node, at_the_end: Marks) -> Marks:
    match node:
        case Branch():
            return frozenset[str]().union(*(facts_tested(a.guard) for a in guards_in(node)))
        case Check():  # a check that ran before says the same again
            return frozenset({node.sets} | ({node.reason} if node.reason else set()))
        case Input():
            return frozenset({node.sets})
        case Outcome():
            return at_the_end | frozenset(node.requires)
        case _:
            return frozenset()
