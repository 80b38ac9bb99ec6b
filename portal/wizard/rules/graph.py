"""The flow as a graph: who leads to whom, in which order, and what is sure to be known there."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from portal.wizard.model import (
    Branch,
    Check,
    Choice,
    Else,
    Find,
    Flow,
    Input,
    Node,
    Outcome,
    Task,
)
from portal.wizard.rules.guards import proves_known
from portal.wizard.rules.issues import DataPath

Marks = frozenset[str]


@dataclass(frozen=True)
class Edge:
    """A way out of a node: `path` is where the file says so, `proves` the facts known behind it."""

    source: str
    target: str
    path: DataPath
    proves: Marks = frozenset()


@dataclass(frozen=True)
class Graph:
    """The edges that lead to a node that exists, the nodes in order, and where a cycle closes."""

    edges: Mapping[str, tuple[Edge, ...]]
    order: tuple[str, ...]
    closing: tuple[Edge, ...]


def edges_of(node: Node) -> tuple[Edge, ...]:
    """Return every way out of `node`, the ways on from an outcome included."""
    match node:
        case Choice() | Task():
            return tuple(
                _edge(node, option.goto, ("options", i, "goto"), {node.sets})
                for i, option in enumerate(node.options)
            )
        case Input() | Find():
            return tuple(_typed_edges(node))
        case Check():
            known = {node.sets} | ({node.reason} if node.reason else set())
            return tuple(
                _edge(node, goto, ("exits", name), known) for name, goto in node.exits.items()
            )
        case Branch():
            return tuple(_branch_edges(node))
        case Outcome():
            ways = (("unsolved", node.unsolved), ("cannot", node.cannot))
            return tuple(_edge(node, goto, (name,)) for name, goto in ways if goto)


def _edge(node: Node, target: str, path: DataPath, proves: set[str] | Marks = frozenset()) -> Edge:
    return Edge(node.id, target, ("nodes", node.id, *path), frozenset(proves))


def _typed_edges(node: Input | Find) -> Iterator[Edge]:
    yield _edge(node, node.goto, ("goto",), {node.sets})
    if isinstance(node, Find):
        yield _edge(node, node.none, ("none",))
    elif node.optional:
        key = "skip" if node.skip else "goto"
        yield _edge(node, node.skip or node.goto, (key,))


def _branch_edges(node: Branch) -> Iterator[Edge]:
    """A rule's edge proves its own guard, and that every guard before it failed."""
    passed: Marks = frozenset()
    for i, rule in enumerate(node.rules):
        if isinstance(rule, Else):
            yield _edge(node, rule.otherwise, ("rules", i, "else"), passed)
        else:
            proved = passed | proves_known(rule.when, when=True)
            yield _edge(node, rule.goto, ("rules", i, "goto"), proved)
            passed |= proves_known(rule.when, when=False)


def graph_of(flow: Flow) -> Graph:
    """Return the graph of what can be reached from the start."""
    edges = {
        name: tuple(edge for edge in edges_of(node) if edge.target in flow.nodes)
        for name, node in flow.nodes.items()
    }
    finished: list[str] = []
    closing: list[Edge] = []
    if flow.start in flow.nodes:
        _visit(flow.start, edges, finished, closing)
    return Graph(edges, tuple(reversed(finished)), tuple(closing))


def _visit(
    start: str, edges: Mapping[str, tuple[Edge, ...]], finished: list[str], closing: list[Edge]
) -> None:
    """Walk depth first without recursion: flows may be long."""
    open_nodes = {start: iter(edges[start])}
    done: set[str] = set()
    while open_nodes:
        name = next(reversed(open_nodes))
        edge = next(open_nodes[name], None)
        if edge is None:
            del open_nodes[name]
            done.add(name)
            finished.append(name)
        elif edge.target in open_nodes:
            closing.append(edge)
        elif edge.target not in done:
            open_nodes[edge.target] = iter(edges[edge.target])


def sure_marks(graph: Graph, marks: Callable[[Edge], Marks]) -> dict[str, Marks]:
    """Return, for each node, the marks that every path to it has gathered from its edges.

    One pass in order, intersecting over the ways in; `graph` must have no cycle.
    """
    arriving: dict[str, list[Marks]] = defaultdict(list)
    sure: dict[str, Marks] = {}
    for name in graph.order:
        ways = arriving[name]
        sure[name] = ways[0].intersection(*ways[1:]) if ways else frozenset()
        for edge in graph.edges[name]:
            arriving[edge.target].append(sure[name] | marks(edge))
    return sure


def sure_facts(graph: Graph) -> dict[str, Marks]:
    """Return, for each node, the facts that are known there on every path."""
    return sure_marks(graph, lambda edge: edge.proves)


def pages_before(graph: Graph, is_page: Callable[[str], bool]) -> dict[str, int]:
    """Return, for each node, the most pages that a path to it and including it can show."""
    most: dict[str, int] = defaultdict(int)
    for name in graph.order:
        most[name] += is_page(name)
        for edge in graph.edges[name]:
            most[edge.target] = max(most[edge.target], most[name])
    return dict(most)
