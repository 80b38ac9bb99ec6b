"""Walking a flow by its answers, from the start, every time.

Nothing of a walk is stored: going back is free, a changed answer leaves no trace of
the old way, and a draft of an older version of the flow cannot reach a wrong page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.wizard.model import (
    EFFECT,
    Branch,
    Check,
    Choice,
    Else,
    Facts,
    Find,
    Flow,
    Input,
    Node,
    Outcome,
    Task,
    Value,
)
from portal.wizard.rules.devices import kept_counts
from portal.wizard.rules.guards import ScopeVerdict, holds

SKIPPED = ""
"""The answer to an optional input that stands for "I do not know it", and for "none of these"."""

UNSOLVED, SOLVED, CANNOT = "unsolved", "solved", "cannot"
"""The answers to an outcome: it did not help, it did, "I cannot do this"."""


@dataclass(frozen=True)
class Step:
    """A node walked through, with its answer or result; a branch has no value."""

    node: str
    kind: str
    value: Value | None
    private: bool = False


@dataclass(frozen=True)
class Replay:
    """Where the answers lead: the steps taken, the page to show, the facts of this path only.

    `invalid` is the page whose answer it does not offer. `solved`: the reader said so. `ahead`
    are answers to pages that the walk has not come to; one given in advance is passed there.
    """

    path: tuple[Step, ...]
    current: Node
    facts: Facts
    invalid: str | None = None
    solved: bool = False
    ahead: Mapping[str, Value] = field(default_factory=dict, compare=False)

    @property
    def outcome(self) -> Outcome | None:
        """Return the outcome that was reached, if any."""
        return self.current if isinstance(self.current, Outcome) else None


@dataclass(frozen=True)
class Known:
    """What the walk may look at: answers by node id, given facts by name, scope verdicts.

    `given` holds what no address may say: check results, counts, private values.
    """

    answers: Mapping[str, Value]
    given: Facts
    scope: ScopeVerdict


@dataclass(frozen=True)
class Move:
    """How the walk leaves a node: where to, with which value, setting which facts."""

    goto: str
    value: Value | None = None
    sets: Facts = field(default_factory=dict)
    private: bool = False


class InvalidAnswer(ValueError):  # noqa: N818  # a fact about an answer, told as Replay.invalid
    """A node does not offer the answer that it got."""


def replay(
    flow: Flow,
    answers: Mapping[str, Value],
    given: Facts,
    scope: ScopeVerdict,
    until: str | None = None,
) -> Replay:
    """Walk `flow` by what is known; `until` names a page to stop at though it is answered.

    Pure. Answers off the path are ignored. `flow` must have passed the linter: a goto to
    nowhere raises KeyError.
    """
    known = Known(answers, given, scope)
    facts = counted(flow, given)
    path: list[Step] = []
    node = flow.nodes[flow.start]
    invalid = None
    for _ in flow.nodes:  # a path visits no node twice
        try:
            move = None if node.id == until else leave(flow, node, known, facts)
        except InvalidAnswer:
            move, invalid = None, node.id
        if move is None:
            break
        path.append(Step(node.id, node.kind, move.value, move.private))
        facts |= move.sets
        node = flow.nodes[move.goto]
    if isinstance(node, Outcome) and node.effect:
        facts[EFFECT] = node.effect
    solved = isinstance(node, Outcome) and known.answers.get(node.id) == SOLVED
    passed = {node.id, *(step.node for step in path)}
    ahead = {n: v for n, v in answers.items() if n not in passed and may_come(flow, n, v)}
    return Replay(tuple(path), node, facts, invalid, solved, ahead)


def is_offered(flow: Flow, node: str, value: Value) -> bool:
    """Return whether `node` is a question of `flow` whose answer may be `value` in an address."""
    asked = flow.nodes.get(node)
    if not isinstance(asked, Choice | Task) or flow.facts[asked.sets].private:
        return False
    return any(option.id == value for option in asked.options)


def may_come(flow: Flow, node: str, value: Value) -> bool:
    """Return whether an address may answer `node` with `value` before the walk is there."""
    asked = flow.nodes.get(node)
    if isinstance(asked, Input | Find):
        return value != SKIPPED and not flow.facts[asked.sets].private
    return is_offered(flow, node, value)


def counted(flow: Flow, given: Facts) -> dict[str, Value]:
    """Return the facts that no page sets: the server counts them."""
    return kept_counts(flow, given)


def leave(flow: Flow, node: Node, known: Known, facts: Facts) -> Move | None:
    """Return the move out of `node`, or None when the walk waits there.

    Raises InvalidAnswer when the node does not offer the answer it got.
    """
    match node:
        case Choice() | Task():
            return _leave_choice(node, known)
        case Input() | Find():
            return _leave_typed(flow, node, known)
        case Check():
            return _leave_check(node, known)
        case Branch():
            return _leave_branch(node, known, facts)
        case Outcome():
            return _leave_outcome(node, known)


def _leave_choice(node: Choice | Task, known: Known) -> Move | None:
    answer = known.answers.get(node.id)
    if answer is None:
        return None
    option = next((option for option in node.options if option.id == answer), None)
    if option is None:
        raise InvalidAnswer(node.id)
    return Move(option.goto, option.id, {node.sets: option.id})


def _leave_typed(flow: Flow, node: Input | Find, known: Known) -> Move | None:
    if isinstance(node, Find):
        return _leave_find(node, known)
    return _leave_input(flow, node, known)


def _leave_input(flow: Flow, node: Input, known: Known) -> Move | None:
    answer = known.answers.get(node.id)
    private = flow.facts[node.sets].private
    if private and answer != SKIPPED:
        answer = None  # an address says nothing about a private fact
    value = known.given.get(node.sets, answer)
    if value is None:
        return None
    if value != SKIPPED:
        return Move(node.goto, value, {node.sets: value}, private)
    if not node.optional:
        raise InvalidAnswer(node.id)
    return Move(node.skip or node.goto, SKIPPED)


def _leave_find(node: Find, known: Known) -> Move | None:
    """The words come along either way: whoever found nothing need not say them again.

    Whoever has answered what follows "none of these" has passed the question by.
    """
    answer = known.answers.get(node.id)
    if answer is None and node.none in known.answers:
        answer = SKIPPED
    if answer is None:
        return None
    said = known.given.get(node.words)
    words: dict[str, Value] = {node.words: said} if said else {}
    if answer == SKIPPED:
        return Move(node.none, SKIPPED, words)
    return Move(node.goto, answer, {node.sets: answer, **words})


def _leave_check(node: Check, known: Known) -> Move | None:
    result = known.given.get(node.sets)
    if not isinstance(result, str) or result not in node.exits:
        return None
    sets: dict[str, Value] = {node.sets: result}
    if node.reason:
        sets[node.reason] = known.given.get(node.reason, "")
    return Move(node.exits[result], result, sets)


def _leave_branch(node: Branch, known: Known, facts: Facts) -> Move | None:
    for rule in node.rules:
        if isinstance(rule, Else):
            return Move(rule.otherwise)
        if holds(rule.when, facts, known.scope):
            return Move(rule.goto)
    return None


def _leave_outcome(node: Outcome, known: Known) -> Move | None:
    answer = known.answers.get(node.id)
    if answer in (None, SOLVED):
        return None
    goto = node.unsolved if answer == UNSOLVED else None
    if answer == CANNOT:
        goto = node.cannot or node.unsolved
    if goto is None:
        raise InvalidAnswer(node.id)
    return Move(goto, answer)
