"""How results of checks are kept with a draft, and for how long they are believed.

A walk is made anew for every page; a check is not. Its result stands beside the facts given,
stamped with when it was seen and what it was about. Results without a stamp were not found by a
check, and are left as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.kernel.ids import hash_token
from portal.wizard.model import Check, CheckResult, Flow, Value

_FRESH = 30 * 60
_FRESH_IN_A_TICKET = 24 * 3600
_SEEN, _ABOUT = "@seen", "@about"
_STAMPS = (_SEEN, _ABOUT)


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
    fresh = _FRESH_IN_A_TICKET if moment.in_ticket else _FRESH
    if not 0 <= moment.at - seen <= fresh:
        return None
    return {name: kept[name] for name in _names(node) if name in kept}


def is_declared(name: str, flow: Flow) -> bool:
    """Return whether `flow` knows the fact that `name`, which may be a stamp, belongs to."""
    for ending in _STAMPS:
        name = name.removesuffix(ending)
    return name in flow.facts


def _names(node: Check) -> list[str]:
    reason = [node.reason] if node.reason else []
    return [node.sets, *reason, *(f"{node.sets}{ending}" for ending in _STAMPS)]
