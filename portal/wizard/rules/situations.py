"""A flow's situations: pages from which everything goes alike, whatever led there.

A flow has tens of millions of paths and a few hundred situations. Every path is a way through
them, so that a table of situations tells all paths, and a person can read it.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

from portal.wizard.model import (
    EFFECT,
    Branch,
    Check,
    Facts,
    Find,
    Flow,
    Input,
    Node,
    Outcome,
)
from portal.wizard.rules.ahead import seen_by, tests_ahead
from portal.wizard.rules.composing import classify
from portal.wizard.rules.guards import ScopeVerdict, entry_of, verdict_of
from portal.wizard.rules.paths import Way, tries
from portal.wizard.rules.replay import SKIPPED, Known, Move, Replay, leave

ScopeOf = Callable[[str], ScopeVerdict]
"""Tells the scope verdicts for an answer to "which service do you have"; empty: not asked."""

SERVICE = "service_kind"
"""The fact that decides whose scope counts, and which access the customer has (R3)."""

_TWO_DEVICES = 2


@dataclass(frozen=True)
class End:
    """What an outcome comes to; a ticket's kind, queue and priority, with two devices too."""

    type: str
    verdict: str
    scope: str = ""
    kind: str = ""
    queue: str = ""
    priority: str = ""
    on_two_devices: str = ""


@dataclass(frozen=True)
class Situation:
    """A page, and where each answer leads: the number of another situation."""

    node: str
    answers: tuple[tuple[str, int], ...]
    end: End | None = None


@dataclass(frozen=True)
class Survey:
    """Every situation of a flow, by number; `start` is the number of the first."""

    situations: tuple[Situation, ...]
    start: int


def survey(flow: Flow, scope_of: ScopeOf) -> Survey:
    """Return every situation of `flow`, which must have passed the linter."""
    surveyor = _Surveyor(flow, scope_of)
    start = surveyor.number(Way(flow.start))
    return Survey(tuple(surveyor.numbers), start)


class _Surveyor:
    def __init__(self, flow: Flow, scope_of: ScopeOf) -> None:
        self.numbers: dict[Situation, int] = {}
        self._flow = flow
        self._scope_of = scope_of
        self._tests = {name: tuple(found) for name, found in tests_ahead(flow).items()}
        self._met: dict[tuple[str, Hashable], int] = {}

    def number(self, way: Way) -> int:
        """Return the number of the situation that `way` has come to."""
        scope = self._scope_of(str(way.facts.get(SERVICE, "")))
        seen = tuple(seen_by(test, self._flow, way, scope) for test in self._tests[way.node])
        key = (way.node, seen)
        if key not in self._met:
            self._met[key] = self._surveyed(way, scope)
        return self._met[key]

    def _surveyed(self, way: Way, scope: ScopeVerdict) -> int:
        node = self._flow.nodes[way.node]
        answers = tuple(self._answers(node, way, scope))
        if isinstance(node, Branch) or (isinstance(node, Input | Check) and node.sets in way.given):
            return answers[0][1]  # it has no page, or not again
        end = self._end(node, way.facts, scope) if isinstance(node, Outcome) else None
        return self.numbers.setdefault(Situation(node.id, answers, end), len(self.numbers))

    def _answers(self, node: Node, way: Way, scope: ScopeVerdict) -> Iterator[tuple[str, int]]:
        for more in tries(self._flow, node, way):
            given = {**way.given, **more.given}
            move = leave(self._flow, node, Known(more.answers, given, scope), way.facts)
            if move is not None:
                on = Way(move.goto, {}, given, {**way.facts, **move.sets})
                yield said(node, move), self.number(on)

    def _end(self, node: Outcome, facts: Facts, scope: ScopeVerdict) -> End:
        verdict = verdict_of(entry_of(node, facts), scope)
        if node.type != "ticket":
            return End(node.type, node.verdict, verdict)
        known = {**facts, EFFECT: node.effect} if node.effect else facts
        counted = (n for n, fact in self._flow.facts.items() if fact.from_ == "second_device_link")
        more = {**known, **dict.fromkeys(counted, _TWO_DEVICES)}
        one, two = (classify(self._flow, Replay((), node, told), scope) for told in (known, more))
        return End(
            type=node.type,
            verdict=node.verdict,
            scope=verdict,
            kind=one.kind.kind,
            queue=one.queue,
            priority=one.priority,
            on_two_devices=two.priority,
        )


def said(node: Node, move: Move) -> str:
    """Return the answer that `move` took, in a word: of a typed one only whether there was one."""
    if isinstance(node, Find) and move.value == SKIPPED:
        return "none"
    if isinstance(node, Input):
        return "skipped" if move.value == SKIPPED else "typed"
    reason = move.sets.get(node.reason) if isinstance(node, Check) and node.reason else ""
    return f"{move.value}:{reason}" if reason else str(move.value)
