"""Which answers given in advance a walk through the flow can come to."""

from collections.abc import Iterable, Mapping

from portal.wizard.model import (
    All,
    Any,
    Branch,
    Check,
    Choice,
    Else,
    FactIn,
    FactIs,
    Facts,
    Find,
    Flow,
    Guard,
    Input,
    Node,
    Not,
    Outcome,
    Task,
)


def within_reach(flow: Flow, answers: Mapping[str, str]) -> dict[str, str]:
    """Return those of `answers` that some walk gets to which gives them all."""
    kept = dict(answers)
    while True:
        reached = _reached(flow, kept)
        if all(node in reached for node in kept):
            return kept
        kept = {node: answer for node, answer in kept.items() if node in reached}


def _reached(flow: Flow, answers: Mapping[str, str]) -> set[str]:
    """Return every node that a walk with `answers` may pass, whatever else is answered."""
    known = _settled(flow, answers)
    reached: set[str] = set()
    ahead = [flow.start]
    while ahead:
        name = ahead.pop()
        if name not in reached and name in flow.nodes:
            reached.add(name)
            ahead += _exits(flow.nodes[name], answers, known)
    return reached


def _settled(flow: Flow, answers: Mapping[str, str]) -> Facts:
    """Return the facts that `answers` settle: those that one question alone can set."""
    setters: dict[str, list[str]] = {}
    for node in flow.nodes.values():
        if isinstance(node, Choice | Task | Input | Find | Check):
            setters.setdefault(node.sets, []).append(node.id)
    return {
        fact: answers[nodes[0]]
        for fact, nodes in setters.items()
        if len(nodes) == 1 and nodes[0] in answers
    }


def _exits(node: Node, answers: Mapping[str, str], known: Facts) -> list[str]:
    exits: Iterable[str | None]
    match node:
        case Choice() | Task():
            exits = [o.goto for o in node.options if o.id == answers.get(node.id, o.id)]
        case Input():
            exits = [node.goto, node.skip]
        case Find():
            exits = [node.goto, node.none]
        case Check():
            exits = node.exits.values()
        case Branch():
            exits = _branches(node, known)
        case Outcome():
            exits = [node.unsolved, node.cannot]
    return [goto for goto in exits if goto]


def _branches(node: Branch, known: Facts) -> list[str]:
    """Return where the branch may go: up to the first rule that holds for certain."""
    exits: list[str] = []
    for rule in node.rules:
        if isinstance(rule, Else):
            return [*exits, rule.otherwise]
        holds = _holds(rule.when, known)
        if holds is not False:
            exits.append(rule.goto)
        if holds:
            break
    return exits


def _holds(guard: Guard, known: Facts) -> bool | None:
    """Return whether `guard` holds, None where what is known does not tell."""
    held: bool | None = None
    match guard:
        case FactIs() if guard.fact in known:
            held = known[guard.fact] == guard.is_
        case FactIn() if guard.fact in known:
            held = known[guard.fact] in guard.in_
        case Not(part):
            held = _flipped(_holds(part, known))
        case All(parts):
            held = _least(_holds(part, known) for part in parts)
        case Any(parts):
            held = _flipped(_least(_flipped(_holds(part, known)) for part in parts))
        case _:
            pass
    return held


def _flipped(held: bool | None) -> bool | None:  # noqa: FBT001  # the value itself, no switch
    return None if held is None else not held


def _least(held: Iterable[bool | None]) -> bool | None:
    found = set(held)
    if False in found:
        return False
    return None if None in found else True
