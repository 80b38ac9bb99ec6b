"""How results of checks are kept with a draft, and for how long they are believed.

A walk is made anew for every page; a check is not. Its result stands beside the facts given,
stamped with when it was seen and what it was about. Results without a stamp were not found by a
check, and are left as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.kernel.ids import hash_token
from portal.wizard.model import Check, CheckResult, Flow, LinkState, Value
from portal.wizard.rules.replay import Replay

COMPANIONS = {"site_probe": ("domain_dns", "domain_registration")}
"""Checks that are run beside one of a flow: they decide nothing, and are evidence all the same."""

_FRESH = 30 * 60
_FRESH_IN_A_TICKET = 24 * 3600
_SEEN, _ABOUT, _WHY, _DETAIL = "@seen", "@about", "@why", "@detail"
_STAMPS = (_SEEN, _ABOUT, _WHY, _DETAIL)
_STATES: Mapping[str, LinkState] = {"ok": "ok", "fail": "fail", "unknown": "unknown"}


@dataclass(frozen=True)
class Moment:
    """When a walk is made, in whole seconds since 1970.

    `in_ticket`: the ticket is being written. What was found then stays, so that the ground does
    not shift under whoever writes.
    """

    at: int
    in_ticket: bool = False


def set_aside(
    flow: Flow, given: Mapping[str, Value]
) -> tuple[dict[str, Value], Mapping[str, Value]]:
    """Return what was given without the stamped results of checks, and those."""
    names: set[str] = set()
    for node in flow.nodes.values():
        if isinstance(node, Check) and f"{node.sets}{_SEEN}" in given:
            names |= set(_names(node))
    kept = {name: value for name, value in given.items() if name in names}
    return {name: value for name, value in given.items() if name not in names}, kept


def stamp(node: Check, result: CheckResult, about: str, moment: Moment) -> dict[str, Value]:
    """Return the result of `node` as it is kept; a state without exit is `unknown`."""
    state = result.state if result.state in node.exits else "unknown"
    reason: dict[str, Value] = {node.reason: result.reason} if node.reason else {}
    return {
        node.sets: state,
        **reason,
        f"{node.sets}{_WHY}": result.reason,
        f"{node.sets}{_DETAIL}": result.detail,
        f"{node.sets}{_SEEN}": moment.at,
        f"{node.sets}{_ABOUT}": hash_token(about),
    }


def still_holds(
    node: Check, kept: Mapping[str, Value], about: str, moment: Moment
) -> dict[str, Value] | None:
    """Return the kept result of `node`, or None where it is too old or about something else."""
    seen = kept.get(f"{node.sets}{_SEEN}")
    if not isinstance(seen, int) or kept.get(f"{node.sets}{_ABOUT}") != hash_token(about):
        return None
    if kept.get(node.sets) not in node.exits:  # of a version of the flow that had another exit
        return None
    fresh = _FRESH_IN_A_TICKET if moment.in_ticket else _FRESH
    if not 0 <= moment.at - seen <= fresh:
        return None
    return {name: kept[name] for name in _names(node) if name in kept}


@dataclass(frozen=True)
class Seen:
    """What a check found out, and when, in whole seconds since 1970."""

    result: CheckResult
    at: int


def seen_by(node: Check, given: Mapping[str, Value]) -> Seen | None:
    """Return what `node` found out, or None where it has not been run."""
    at, state = given.get(f"{node.sets}{_SEEN}"), _STATES.get(str(given.get(node.sets)))
    if not isinstance(at, int) or state is None:
        return None
    why, detail = (str(given.get(f"{node.sets}{ending}", "")) for ending in (_WHY, _DETAIL))
    return Seen(CheckResult(state, why, detail), at)


def checks_on(flow: Flow, walked: Replay) -> list[Check]:
    """Return the checks that `walked` has passed or waits at, each after its companions."""
    ids = [step.node for step in walked.path if step.kind == "check"]
    nodes = [flow.nodes[name] for name in ids]
    met = [node for node in (*nodes, walked.current) if isinstance(node, Check)]
    beside = [(*map(companion, COMPANIONS.get(node.run, ())), node) for node in met]
    return [one for several in beside for one in several]


def companion(run: str) -> Check:
    """Return the check `run` as a node of no flow: what it sets is no fact that guards can test."""
    exits = dict.fromkeys(_STATES, "")
    return Check(id=f"@{run}", run=run, sets=f"@{run}", text={}, exits=exits)


def is_declared(name: str, flow: Flow) -> bool:
    """Return whether `flow` knows the fact that `name`, which may be a stamp, belongs to."""
    for ending in _STAMPS:
        name = name.removesuffix(ending)
    return name in flow.facts


def _names(node: Check) -> list[str]:
    reason = [node.reason] if node.reason else []
    return [node.sets, *reason, *(f"{node.sets}{ending}" for ending in _STAMPS)]
