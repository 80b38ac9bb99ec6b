"""L05 and L18: rules tried in order are total, none is in vain, and `high` is earned."""

from collections.abc import Iterator, Sequence

from portal.wizard.model import (
    Branch,
    Else,
    Fact,
    Flow,
    Guard,
    Priority,
    PriorityElse,
    PriorityRule,
    Rule,
)
from portal.wizard.rules.guards import holds
from portal.wizard.rules.issues import DataPath, Issue
from portal.wizard.rules.priority import LOWEST
from portal.wizard.rules.tables import Case, cases, first_to_hold, shadowed

_RANK: dict[Priority, int] = {"high": 2, "medium": 1, "low": 0}
_ELSES = (Else, PriorityElse)


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
        found |= set(_case(flow, case, guards, results))
    yield from found
    if not tried:
        yield Issue("L18", ("priority",), "too many cases to check, or to understand")


def _case(
    flow: Flow, case: Case, guards: Sequence[Guard], results: Sequence[Priority]
) -> Iterator[Issue]:
    first = first_to_hold(guards, case)
    position = first if first >= 0 else len(guards)
    if results[position] == "high" and not _is_earned(flow, case):
        message = "`high` needs an unusable service and two devices, or a failed check of ours (R2)"
        yield Issue("L18", ("priority", position), message)
    for i in range(position + 1, len(guards)):
        is_higher = _RANK[results[i]] > _RANK[results[position]]
        if is_higher and holds(guards[i], case.facts, case.scope):
            message = f"takes cases of rule {i + 1}, which would give a higher priority"
            yield Issue("L18", ("priority", position), message)


def _is_earned(flow: Flow, case: Case) -> bool:
    """R2: unusable, and confirmed from two devices; a failed check counts as the second."""
    known = [(flow.facts.get(name), value) for name, value in case.facts.items()]
    unusable = any(value == "unusable" for _, value in known)
    counted = any(_is_second(fact, value) for fact, value in known)
    return unusable and counted


def _is_second(fact: Fact | None, value: str | int) -> bool:
    if fact is None:
        return False
    if fact.from_ == "second_device_link":
        return isinstance(value, int) and value >= 2  # noqa: PLR2004  # the two devices of R2
    return fact.from_ == "check" and value == "fail"
