"""L05 and L18: rules tried in order are total, none is in vain, and `high` is earned.

Policy R2 and its decision 2: `high` takes an unusable service and a second device that fails.
Three things show one: two devices counted by the server, a failed check of ours, and a task in
which the customer tries another device on another network (its article says how: the phone
with Wi-Fi off) and answers that it fails there. Another device on the same line shows nothing.
"""

from collections.abc import Iterator, Sequence

from portal.wizard.model import (
    Branch,
    Check,
    Choice,
    Else,
    Flow,
    Guard,
    Input,
    Priority,
    PriorityElse,
    PriorityRule,
    Rule,
    Task,
    Value,
)
from portal.wizard.rules.devices import OTHER_NETWORK
from portal.wizard.rules.guards import holds
from portal.wizard.rules.issues import DataPath, Issue
from portal.wizard.rules.priority import LOWEST
from portal.wizard.rules.tables import Case, cases, first_to_hold, shadowed

_RANK: dict[Priority, int] = {"high": 2, "medium": 1, "low": 0}
_ELSES = (Else, PriorityElse)
_TWO = 2


def lint(flow: Flow) -> Iterator[Issue]:
    """Yield what is wrong with branches, priorities and the states of the chain."""
    for name, node in flow.nodes.items():
        if isinstance(node, Branch):
            yield from _ends_with_else("L05", ("nodes", name, "rules"), node.rules)
            guards = [rule.when for rule in node.rules if isinstance(rule, Rule)]
            yield from _in_vain("L05", ("nodes", name, "rules"), flow, guards)
    for i, link in enumerate(flow.chain):
        guards = [rule.when for rule in link.rules]
        yield from _in_vain("L18", ("chain", i, "rules"), flow, guards)
    yield from _priorities(flow)


def _ends_with_else(
    code: str, place: DataPath, rules: Sequence[Rule | Else | PriorityRule | PriorityElse]
) -> Iterator[Issue]:
    elses = [i for i, rule in enumerate(rules) if isinstance(rule, _ELSES)]
    if not elses:
        yield Issue(code, place, "the last rule must be `else`")
    elif elses[0] < len(rules) - 1:
        yield Issue(code, (*place, elses[0] + 1), "nothing can follow `else`")


def _in_vain(code: str, place: DataPath, flow: Flow, guards: Sequence[Guard]) -> Iterator[Issue]:
    for i in shadowed(guards, flow.facts):
        message = "this rule never decides: the ones before it hold whenever it does, or it cannot"
        yield Issue(code, (*place, i), message)


def _priorities(flow: Flow) -> Iterator[Issue]:
    if not flow.priority:
        return
    yield from _ends_with_else("L18", ("priority",), flow.priority)
    rules = [rule for rule in flow.priority if isinstance(rule, PriorityRule)]
    guards = [rule.when for rule in rules]
    yield from _in_vain("L18", ("priority",), flow, guards)
    results: list[Priority] = [rule.set_to for rule in rules]
    results += [r.otherwise for r in flow.priority if isinstance(r, PriorityElse)] or [LOWEST]
    found: set[Issue] = set()
    tried = False
    for case in cases(guards, flow.facts):
        tried = True
        position = first_to_hold(guards, case)
        position = position if position >= 0 else len(guards)
        found |= set(_unearned(flow, case, results, position))
        found |= set(_taken(case, guards, results, position))
    yield from found
    if not tried:
        yield Issue("L18", ("priority",), "too many cases to check, or to understand")


def _unearned(
    flow: Flow, case: Case, results: Sequence[Priority], position: int
) -> Iterator[Issue]:
    if results[position] != "high":
        return
    unusable = "unusable" in case.facts.values()
    if not (unusable and any(_is_second(flow, *told) for told in case.facts.items())):
        message = (
            "`high` needs an unusable service and a second device: two counted, a failed check"
            " of ours, or a task on another device and network that fails (R2)"
        )
        yield Issue("L18", ("priority", position), message)


def _taken(
    case: Case, guards: Sequence[Guard], results: Sequence[Priority], position: int
) -> Iterator[Issue]:
    for i in range(position + 1, len(guards)):
        is_higher = _RANK[results[i]] > _RANK[results[position]]
        if is_higher and holds(guards[i], case.facts, case.scope):
            message = f"takes cases of rule {i + 1}, which would give a higher priority"
            yield Issue("L18", ("priority", position), message)


def _is_second(flow: Flow, name: str, value: Value) -> bool:
    """Return whether the fact `name` being `value` shows a second device that fails."""
    fact = flow.facts.get(name)
    if fact is None:
        return False
    if fact.from_ == "second_device_link":
        return isinstance(value, int) and value >= _TWO
    if fact.from_ == "check":
        return value == "fail"
    return value == "fails" and _is_of_another_network(flow, name)


def _is_of_another_network(flow: Flow, name: str) -> bool:
    """Return whether every node that sets the fact is a task on another device and network.

    Set by anything else on some path, its `fails` may speak of the same device or line.
    """
    setters = [
        node
        for node in flow.nodes.values()
        if isinstance(node, Choice | Task | Input | Check) and node.sets == name
    ]
    tasks = [node for node in setters if isinstance(node, Task) and node.article == OTHER_NETWORK]
    return bool(setters) and len(tasks) == len(setters)
