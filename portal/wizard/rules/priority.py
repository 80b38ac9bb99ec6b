"""The priority of a ticket: by effect, from the table of its flow (R2)."""

from portal.wizard.model import Facts, Flow, Priority, PriorityElse
from portal.wizard.rules.devices import counted_names, without_say_so
from portal.wizard.rules.guards import ScopeVerdict, holds

LOWEST: Priority = "low"


def priority_of(flow: Flow, facts: Facts, scope: ScopeVerdict) -> Priority:
    """Return the priority that the first rule to hold gives; a flow without a table gives low."""
    facts = without_say_so(flow, facts)
    for rule in flow.priority:
        if isinstance(rule, PriorityElse):
            return rule.otherwise
        if holds(rule.when, facts, scope):
            return rule.set_to
    return LOWEST


def second_device_matters(flow: Flow, facts: Facts, scope: ScopeVerdict) -> bool:
    """Return whether a second failing device would raise the priority: only then ask for one."""
    counted = dict.fromkeys(counted_names(flow), 2)
    return priority_of(flow, facts, scope) != priority_of(flow, {**facts, **counted}, scope)
