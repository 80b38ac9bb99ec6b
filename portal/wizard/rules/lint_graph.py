"""L01 to L04: gotos that lead nowhere, nodes nobody reaches, dead ends, cycles."""

from collections.abc import Iterator

from portal.wizard.model import Flow, Input, Outcome
from portal.wizard.rules.graph import Graph, edges_of
from portal.wizard.rules.issues import Issue

RESERVED = frozenset(
    {
        "about", "browser", "check", "checking", "devices", "duplicates", "files", "known",
        "read", "solved", "talk", "ticket",
    }
)  # fmt: skip
"""Pages beside the nodes, in the addresses of a flow."""


def lint(flow: Flow, graph: Graph) -> Iterator[Issue]:
    """Yield what is wrong with the graph itself."""
    yield from _to_nowhere(flow)
    for name in sorted(flow.nodes.keys() & RESERVED):
        message = f"nobody can see {name!r}: a page of the portal has that name"
        yield Issue("L02", ("nodes", name), message)
    for name in flow.nodes.keys() - set(graph.order):
        yield Issue("L02", ("nodes", name), f"nothing leads to {name!r}")
    yield from _dead_ends(flow)
    for edge in graph.closing:
        message = f"leads back to {edge.target!r}: a flow only goes forward"
        yield Issue("L04", edge.path, message)


def _to_nowhere(flow: Flow) -> Iterator[Issue]:
    if flow.start not in flow.nodes:
        yield Issue("L01", ("start",), f"no node is called {flow.start!r}")
    for node in flow.nodes.values():
        for edge in edges_of(node):
            if edge.target not in flow.nodes:
                yield Issue("L01", edge.path, f"no node is called {edge.target!r}")


def _dead_ends(flow: Flow) -> Iterator[Issue]:
    for name, node in flow.nodes.items():
        if not isinstance(node, Outcome) and not edges_of(node):
            yield Issue("L03", ("nodes", name), f"{name!r} has no way out and is no outcome")
        if isinstance(node, Input) and node.skip and not node.optional:
            message = "only an optional input can be skipped: write `optional: true`"
            yield Issue("L03", ("nodes", name, "skip"), message)
