"""The chain between the customer and the service: which links work, which one is broken."""

from dataclasses import dataclass

from portal.wizard.model import ChainRule, Facts, Flow, Link, LinkState, Verdict
from portal.wizard.rules.guards import ScopeVerdict, holds

_BLAMED: dict[Verdict, tuple[Link, ...]] = {
    "customer": ("program", "device"),
    "network": ("connection",),
    "provider": ("provider",),
    "recipient": ("recipient",),
    "third_party": ("domain", "recipient"),
}


@dataclass(frozen=True)
class ChainLink:
    """One link and what is known of it."""

    link: Link
    state: LinkState


def chain_states(
    flow: Flow, facts: Facts, verdict: Verdict, scope: ScopeVerdict
) -> tuple[ChainLink, ...]:
    """Return the links in order; a verdict marks the link it speaks of as failed.

    Not against the evidence: a full mailbox is the customer's to empty, and their program works
    all the same. An unknown verdict blames nothing (policy, decision 6).
    """
    states = {rule.link: _state(rule, facts, scope) for rule in flow.chain}
    blamed = next((link for link in _BLAMED.get(verdict, ()) if link in states), None)
    if blamed is not None and states[blamed] != "ok":
        states[blamed] = "fail"
    return tuple(ChainLink(link, state) for link, state in states.items())


def _state(rule: ChainRule, facts: Facts, scope: ScopeVerdict) -> LinkState:
    for candidate in rule.rules:
        if holds(candidate.when, facts, scope):
            return candidate.state
    return "unknown"
