"""L12, L14, L16, L19, L20: what must be true on every path, by one pass over the graph.

A flow has few edges and perhaps a hundred thousand paths: what is sure at a node is the
intersection of what is sure at the nodes before it.
"""

from collections.abc import Iterator

from portal.wizard.model import (
    EFFECT,
    Branch,
    Choice,
    FactKnown,
    Find,
    Flow,
    Guard,
    Option,
    Outcome,
    Rule,
    Task,
)
from portal.wizard.rules.graph import Edge, Graph, Marks, pages_before, sure_facts, sure_marks
from portal.wizard.rules.guards import atoms, facts_tested, is_scope_test, proves_known
from portal.wizard.rules.issues import DataPath, Issue
from portal.wizard.rules.navigation import QUESTIONS
from portal.wizard.rules.walk import guards_of, texts_of
from portal.wizard.rules.words import PLACEHOLDER

MAX_PAGES = 9


def lint(flow: Flow, graph: Graph) -> Iterator[Issue]:
    """Yield what some path gets wrong; `graph` must have no cycle."""
    counted = {name for name, fact in flow.facts.items() if fact.from_ == "second_device_link"}
    known = {name: facts | counted for name, facts in sure_facts(graph).items()}
    for name in graph.order:
        node = flow.nodes[name]
        if isinstance(node, Branch):
            yield from _unknown_tested(node, known[name])
        if isinstance(node, Outcome):
            yield from _unknown_required(node, known[name])
        if isinstance(node, Choice | Task | Find):
            yield from _useless(flow, graph, node)
    yield from _unknown_named(flow, known)
    yield from _too_long(flow, graph)
    yield from _unwarranted(flow, graph)


def _unknown_tested(node: Branch, known: Marks) -> Iterator[Issue]:
    for i, rule in enumerate(node.rules):
        if isinstance(rule, Rule):
            for name in sorted(facts_tested(rule.when) - known - _asked_if_known(rule.when)):
                message = f"some path gets here without {name!r}: ask first whether it is known"
                yield Issue("L12", ("nodes", node.id, "rules", i, "when"), message)
            known |= proves_known(rule.when, when=False)


def _asked_if_known(guard: Guard) -> Marks:
    return frozenset(atom.fact for atom in atoms(guard) if isinstance(atom, FactKnown))


def _unknown_required(node: Outcome, known: Marks) -> Iterator[Issue]:
    own = {EFFECT} if node.effect else set()
    for i, name in enumerate(node.requires):
        if name not in known | own:
            message = f"some path gets here without {name!r}"
            yield Issue("L14", ("nodes", node.id, "requires", i), message)
    if node.scope_from and node.scope_from not in known:
        message = f"some path gets here without {node.scope_from!r}"
        yield Issue("L14", ("nodes", node.id, "scope_from"), message)


def _unknown_named(flow: Flow, known: dict[str, Marks]) -> Iterator[Issue]:
    for said in texts_of(flow):
        named = {name for words in said.text.values() for name in PLACEHOLDER.findall(words)}
        sure = known.get(said.node, frozenset(flow.facts)) if said.node else frozenset()
        for name in sorted(named & flow.facts.keys() - sure):
            yield Issue("L12", said.path, f"some path gets here without {name!r}")


def _useless(flow: Flow, graph: Graph, node: Choice | Task | Find) -> Iterator[Issue]:
    """L20: every answer leads on to the same page, and nothing makes use of it."""
    same_way = len({edge.target for edge in graph.edges[node.id]}) == 1
    spoken = not isinstance(node, Find) and _is_spoken(node)
    if same_way and not spoken and node.sets not in _used_behind(flow, graph, node.id):
        message = "every answer leads to the same conclusion: ask it to a purpose, or not at all"
        yield Issue("L20", ("nodes", node.id), message)


def _is_spoken(node: Choice | Task) -> bool:
    return node.subject is not None or any(map(_speaks, node.options))


def _speaks(option: Option) -> bool:
    return bool(option.says or option.expected or option.observed)


def _used_behind(flow: Flow, graph: Graph, start: str) -> set[str]:
    """Return the facts that something reachable from `start` uses."""
    behind = {start}
    for name in graph.order:  # in order, so that one pass reaches everything
        if name in behind:
            behind |= {edge.target for edge in graph.edges[name]}
    used: set[str] = set()
    for asked in guards_of(flow):
        if asked.node is None or asked.node in behind:
            used |= facts_tested(asked.guard)
    for name in behind:
        node = flow.nodes[name]
        if isinstance(node, Outcome):
            used |= {*node.requires, *((node.scope_from,) if node.scope_from else ())}
    return used


def _too_long(flow: Flow, graph: Graph) -> Iterator[Issue]:
    most = pages_before(graph, lambda name: flow.nodes[name].kind in QUESTIONS)
    for name, pages in most.items():
        if pages == MAX_PAGES + 1 and flow.nodes[name].kind in QUESTIONS:
            message = f"some path asks {pages} questions by here: at most {MAX_PAGES}"
            yield Issue("L16", ("nodes", name), message)


def _unwarranted(flow: Flow, graph: Graph) -> Iterator[Issue]:
    """L19: no ticket before the scope was asked, no incident before the fault was isolated."""
    marks = sure_marks(graph, lambda edge: _warrants(flow, edge))
    for name in graph.order:
        node = flow.nodes[name]
        if not isinstance(node, Outcome) or node.type != "ticket":
            continue
        place: DataPath = ("nodes", name)
        if "scope" not in marks[name]:
            yield Issue("L19", place, "some path gets here without a test of the scope")
        if node.record == "incident" and "isolation" not in marks[name]:
            message = "some path gets here without a task, or a failed check, that isolates it"
            yield Issue("L19", place, message)


def _warrants(flow: Flow, edge: Edge) -> Marks:
    """Return what walking `edge` settles: a task or a failed check of ours isolates the fault."""
    node = flow.nodes[edge.source]
    isolates = node.kind == "task" or (node.kind == "check" and edge.path[-1] == "fail")
    if isinstance(node, Branch):
        return frozenset({"scope"}) if _asks_scope(node, edge) else frozenset()
    if isinstance(node, Outcome) and (node.scope or node.scope_from):
        return frozenset({"scope"})
    return frozenset({"isolation"}) if isolates else frozenset()


def _asks_scope(node: Branch, edge: Edge) -> bool:
    """Only the rules up to the one taken were asked."""
    position = int(edge.path[3])
    asked = node.rules[: position + 1]
    return any(isinstance(rule, Rule) and is_scope_test(rule.when) for rule in asked)
