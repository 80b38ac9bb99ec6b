"""Every way through a flow, for the reviewed tables and for tests; small by L16."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from portal.wizard.model import (
    Branch,
    Check,
    Choice,
    FactIn,
    FactIs,
    Facts,
    FactType,
    Find,
    Flow,
    Input,
    Node,
    Outcome,
    Task,
    Value,
)
from portal.wizard.rules.graph import graph_of
from portal.wizard.rules.guards import VERDICTS, ScopeVerdict, atoms, stand_in
from portal.wizard.rules.navigation import QUESTIONS
from portal.wizard.rules.replay import (
    CANNOT,
    SKIPPED,
    UNSOLVED,
    Known,
    Step,
    counted,
    leave,
    replay,
)
from portal.wizard.rules.walk import guards_of

SAMPLES: Mapping[FactType, Value] = {
    "mailbox": "ana@example.com",
    "domain": "example.com",
    "url": "https://example.com/",
    "error_code": "0x800CCC0E",
    "datetime": "2024-05-12T09:40",
    "text": "something typed",
}
"""What stands for a typed answer."""


@dataclass(frozen=True)
class Path:
    """One way to one outcome: what leads there, and what is known then."""

    answers: Mapping[str, Value]
    given: Facts
    steps: tuple[Step, ...]
    outcome: Outcome
    facts: Facts

    @property
    def pages(self) -> int:
        """Return how many questions were asked."""
        return sum(step.kind in QUESTIONS for step in self.steps)


@dataclass(frozen=True)
class Way:
    """A walk that is not finished, or one more thing to add to it."""

    node: str = ""
    answers: Mapping[str, Value] = field(default_factory=dict)
    given: Facts = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)


def paths(flow: Flow, scope: ScopeVerdict, given: Facts | None = None) -> Iterator[Path]:
    """Yield every path to every outcome, those behind an outcome that did not help included.

    Every option, every exit of every check, a sample for each typed answer, and its skipping.
    `given` holds what is known beforehand, such as the count of devices. A cycle never ends.
    A large flow has millions: see `situations`.
    """
    known = given or {}
    ways = [Way(flow.start, {}, known, counted(flow, known))]
    while ways:
        way = ways.pop()
        node = flow.nodes[way.node]
        if isinstance(node, Outcome):
            walked = replay(flow, way.answers, way.given, scope)
            yield Path(way.answers, way.given, walked.path, node, walked.facts)
        ways += reversed(list(_onward(flow, way, scope)))


def count_paths(flow: Flow) -> int:
    """Return how many paths end at an outcome, guards ignored: the upper bound of `paths`.

    One pass over the graph, which must have no cycle.
    """
    graph = graph_of(flow)
    arriving = dict.fromkeys(graph.order, 0) | {flow.start: 1}
    for name in graph.order:
        for edge in graph.edges[name]:
            arriving[edge.target] += arriving[name]
    return sum(n for name, n in arriving.items() if isinstance(flow.nodes[name], Outcome))


def _onward(flow: Flow, way: Way, scope: ScopeVerdict) -> Iterator[Way]:
    node = flow.nodes[way.node]
    for more in tries(flow, node, way):
        answers = {**way.answers, **more.answers}
        given = {**way.given, **more.given}
        move = leave(flow, node, Known(answers, given, scope), way.facts)
        if move is not None:
            yield Way(move.goto, answers, given, {**way.facts, **move.sets})


def tries(flow: Flow, node: Node, way: Way) -> Iterator[Way]:
    """Yield everything that a reader, or a check, can say to `node`."""
    match node:
        case Choice() | Task():
            yield from (Way(answers={node.id: option.id}) for option in node.options)
        case Input():
            yield from _typed(flow, node, way)
        case Find():
            yield from _found(flow, node)
        case Check():
            yield from _results(flow, node, way)
        case Branch():
            yield Way()
        case Outcome():
            ways = ((UNSOLVED, node.unsolved), (CANNOT, node.cannot))
            yield from (Way(answers={node.id: answer}) for answer, goto in ways if goto)


def _typed(flow: Flow, node: Input, way: Way) -> Iterator[Way]:
    fact = flow.facts[node.sets]
    sample = SAMPLES[fact.type]
    if node.sets in way.given:  # known from another page of this path, or beforehand
        yield Way()
        return
    yield Way(given={node.sets: sample}) if fact.private else Way(answers={node.id: sample})
    if node.optional:
        yield Way(answers={node.id: SKIPPED})


def _found(flow: Flow, node: Find) -> Iterator[Way]:
    """Find an entry of each verdict, each entry that a guard of the flow names, and none.

    Whoever finds none has not said the words yet here: where they are asked for is told so.
    """
    named = (
        value
        for asked in guards_of(flow)
        for atom in atoms(asked.guard)
        if isinstance(atom, FactIs | FactIn) and atom.fact == node.sets
        for value in ((atom.is_,) if isinstance(atom, FactIs) else atom.in_)
    )
    said: Facts = {node.words: SAMPLES["text"]}
    for entry in dict.fromkeys((*map(stand_in, VERDICTS), *named)):
        yield Way(answers={node.id: entry}, given=said)
    yield Way(answers={node.id: SKIPPED})


def _results(flow: Flow, node: Check, way: Way) -> Iterator[Way]:
    """A check that ran before on this path says the same again; only a failure has reasons."""
    if node.sets in way.given:
        yield Way()
        return
    reasons = flow.facts[node.reason].values if node.reason else ()
    for result in node.exits:
        if node.reason and reasons and result == "fail":
            yield from (Way(given={node.sets: result, node.reason: why}) for why in reasons)
        else:
            yield Way(given={node.sets: result})
