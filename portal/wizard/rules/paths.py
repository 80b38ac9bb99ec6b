"""Every way through a flow, for the reviewed tables and for tests; small by L16."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from portal.wizard.model import (
    Branch,
    Check,
    Choice,
    Facts,
    FactType,
    Flow,
    Input,
    Node,
    Outcome,
    Task,
    Value,
)
from portal.wizard.rules.graph import graph_of
from portal.wizard.rules.guards import ScopeVerdict
from portal.wizard.rules.navigation import QUESTIONS
from portal.wizard.rules.relevance import live_facts
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
class Join:
    """A way that meets one already known at `node`, and ends as that does."""

    steps: tuple[Step, ...]
    node: str


@dataclass(frozen=True)
class _Way:
    """A walk that is not finished, or one more thing to add to it."""

    node: str = ""
    answers: Mapping[str, Value] = field(default_factory=dict)
    given: Facts = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)


def paths(flow: Flow, scope: ScopeVerdict, given: Facts | None = None) -> Iterator[Path]:
    """Yield every path to every outcome, those behind an outcome that did not help included.

    Every option, every exit of every check, a sample for each typed answer, and its skipping.
    `given` holds what is known beforehand, such as the count of devices. A cycle never ends.
    """
    for way in _walked(flow, scope, given or {}, lambda _way: True):
        if isinstance(way, Path):
            yield way


def distinct_paths(flow: Flow, scope: ScopeVerdict, given: Facts | None = None) -> Iterator[Path]:
    """Yield a path for each outcome and each state of what matters there or ahead.

    A flow with millions of paths has a few thousand of these, and they reach all that all
    paths reach.
    """
    for way in joining_paths(flow, scope, given):
        if isinstance(way, Path):
            yield way


def joining_paths(
    flow: Flow, scope: ScopeVerdict, given: Facts | None = None
) -> Iterator[Path | Join]:
    """Yield the distinct paths, and where every other one joins one of them.

    Of two that meet and from there on can only end alike, the later ends in a Join; so
    every option and every exit that can be reached stands in some path or join.
    """
    live = live_facts(flow)
    seen: set[tuple[str, frozenset[tuple[str, Value]]]] = set()

    def is_new(way: _Way) -> bool:
        known = {**way.given, **way.facts}
        state = frozenset((name, known[name]) for name in live[way.node] if name in known)
        is_first = (way.node, state) not in seen
        seen.add((way.node, state))
        return is_first

    yield from _walked(flow, scope, given or {}, is_new)


def _walked(
    flow: Flow, scope: ScopeVerdict, given: Facts, is_wanted: Callable[[_Way], bool]
) -> Iterator[Path | Join]:
    ways = [_Way(flow.start, {}, given, counted(flow, given))]
    while ways:
        way = ways.pop()
        node = flow.nodes[way.node]
        if not is_wanted(way):
            walked = replay(flow, way.answers, way.given, scope, until=node.id)
            yield Join(walked.path, node.id)
            continue
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


def _onward(flow: Flow, way: _Way, scope: ScopeVerdict) -> Iterator[_Way]:
    node = flow.nodes[way.node]
    for more in _tries(flow, node, way):
        answers = {**way.answers, **more.answers}
        given = {**way.given, **more.given}
        move = leave(flow, node, Known(answers, given, scope), way.facts)
        if move is not None:
            yield _Way(move.goto, answers, given, {**way.facts, **move.sets})


def _tries(flow: Flow, node: Node, way: _Way) -> Iterator[_Way]:
    """Yield everything that a reader, or a check, can say to `node`."""
    match node:
        case Choice() | Task():
            yield from (_Way(answers={node.id: option.id}) for option in node.options)
        case Input():
            yield from _typed(flow, node, way)
        case Check():
            yield from _results(flow, node, way)
        case Branch():
            yield _Way()
        case Outcome():
            if node.unsolved:
                yield _Way(answers={node.id: UNSOLVED})
            if node.cannot:
                yield _Way(answers={node.id: CANNOT})


def _typed(flow: Flow, node: Input, way: _Way) -> Iterator[_Way]:
    fact = flow.facts[node.sets]
    sample = SAMPLES[fact.type]
    if node.sets in way.given:  # known from another page of this path, or beforehand
        yield _Way()
        return
    yield _Way(given={node.sets: sample}) if fact.private else _Way(answers={node.id: sample})
    if node.optional:
        yield _Way(answers={node.id: SKIPPED})


def _results(flow: Flow, node: Check, way: _Way) -> Iterator[_Way]:
    """A check that ran before on this path says the same again; only a failure has reasons."""
    if node.sets in way.given:
        yield _Way()
        return
    reasons = flow.facts[node.reason].values if node.reason else ()
    for result in node.exits:
        if node.reason and reasons and result == "fail":
            yield from (_Way(given={node.sets: result, node.reason: why}) for why in reasons)
        else:
            yield _Way(given={node.sets: result})
