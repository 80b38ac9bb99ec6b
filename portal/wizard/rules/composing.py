"""From a walked flow to the beginnings of a ticket: kind, priority, chain, what is known."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.tickets.model import Access, Kind, Priority, Queue
from portal.tickets.rules.kind import KindDecision, decide_kind
from portal.tickets.rules.priority import PriorityReason
from portal.wizard.model import Check, Facts, Flow, Outcome
from portal.wizard.rules.devices import works_elsewhere
from portal.wizard.rules.guards import entry_of, verdict_of
from portal.wizard.rules.priority import priority_of
from portal.wizard.rules.replay import Replay

_ACCESS = {
    "own_server": Access.ROOT,
    "managed": Access.ADMINISTERED,
    "domain_only": Access.REGISTRATION,
}
PLAN_KINDS = {
    "hosting": "shared",
    "mail_only": "mail_only",
    "own_server": "vps_root",
    "managed": "vps_administered",
    "reseller": "reseller",
    "domain_only": "domain_only",
}
"""The answer to "which service do you have" → the kind of plan that scope knows."""

_IN_SCOPE = "in_scope"
_ANYTHING = "account"


@dataclass(frozen=True)
class Classified:
    """What a ticket is, decided from the path alone (R2, R3)."""

    kind: KindDecision
    priority: Priority
    priority_reason: PriorityReason
    queue: Queue
    access: Access


def access_of(facts: Facts) -> Access:
    """Return the fullest access that the customer's service gives; the panel where unknown."""
    return _ACCESS.get(str(facts.get("service_kind", "")), Access.PANEL)


def classify(flow: Flow, walked: Replay, scope: Callable[[str], str]) -> Classified:
    """Return what the ticket at the end of `walked` is.

    Raises ValueError where the path does not end at a ticket.
    """
    outcome = walked.outcome
    if outcome is None or outcome.type not in {"ticket", "chargeable"}:
        raise ValueError("the path does not end at a ticket")
    access = access_of(walked.facts)
    kind = decide_kind(
        Kind(outcome.record or "request"),
        access,
        _could_do_it(outcome, walked.facts, scope),
        check_failed=check_failed(flow, walked.facts),
    )
    priority = Priority(priority_of(flow, walked.facts, scope))
    return Classified(
        kind=kind,
        priority=priority,
        priority_reason=_reason(flow, walked.facts, priority),
        queue=Queue(outcome.queue or "technical"),
        access=access,
    )


def found_entry(flow: Flow, facts: Facts) -> str:
    """Return the id of the scope entry found by the customer's own words, or an empty text."""
    names = (name for name, fact in flow.facts.items() if fact.type == "scope")
    return next((str(facts[name]) for name in names if facts.get(name)), "")


def product_of(flow: Flow, found: str | None, concluded: str | None) -> str:
    """Return the product of a ticket: what it is about, rather than which flow led to it.

    `found` is the product of the scope entry found by the customer's own words, `concluded` that
    of the conclusion's entry. Flows about anything are filed under the account, the rest under
    what they are about.
    """
    if flow.product != _ANYTHING:
        return flow.product
    return found or concluded or flow.product


def _could_do_it(outcome: Outcome, facts: Facts, scope: Callable[[str], str]) -> bool:
    """R3: with root, whatever is not ours to keep running is something the customer could do."""
    entry = entry_of(outcome, facts)
    return access_of(facts) is Access.ROOT and bool(entry) and verdict_of(entry, scope) != _IN_SCOPE


def check_failed(flow: Flow, facts: Facts) -> bool:
    """Return whether a check of ours on the path found a fault."""
    checked = [node.sets for node in flow.nodes.values() if isinstance(node, Check)]
    return any(facts.get(name) == "fail" for name in checked)


def _reason(flow: Flow, facts: Facts, priority: Priority) -> PriorityReason:
    if priority is Priority.LOW:
        return PriorityReason.QUESTION
    if priority is Priority.HIGH:
        failed = check_failed(flow, facts)
        return PriorityReason.OUR_CHECK if failed else PriorityReason.TWO_DEVICES
    is_unusable = "unusable" in {facts.get("usable"), facts.get("effect")}
    if is_unusable and works_elsewhere(flow, facts):
        return PriorityReason.WORKS_ELSEWHERE
    return PriorityReason.ONE_DEVICE if is_unusable else PriorityReason.DEGRADED


_STATES = {"works": "ok", "ok": "ok", "fails": "fail", "fail": "fail", "unknown": "unknown"}


def state_of(value: object) -> str:
    """Return what an answer says about what it asks: ok, fail, unknown, or nothing."""
    return _STATES.get(str(value), "")
