"""L13: an outcome has what its type needs, and every one but the last leads on (R22)."""

from collections.abc import Iterator, Mapping

from portal.wizard.model import Flow, Outcome, OutcomeType
from portal.wizard.rules.issues import Issue

_NEEDS: Mapping[OutcomeType, tuple[str, ...]] = {
    "self_help": ("article", "unsolved"),
    "action": ("action", "unsolved"),
    "known_incident": ("unsolved",),
    "out_of_scope": ("scope", "unsolved"),
    "third_party": ("unsolved",),
    "chargeable": ("scope", "unsolved"),
    "continue": ("flow",),
    "ticket": ("record", "queue", "scope"),
}


def lint(flow: Flow) -> Iterator[Issue]:
    """Yield what outcomes lack, or have to no purpose."""
    for name, node in flow.nodes.items():
        if isinstance(node, Outcome):
            yield from _outcome(name, node)


def _outcome(name: str, node: Outcome) -> Iterator[Issue]:
    needs = _NEEDS[node.type]
    for key in needs:
        is_found = key == "scope" and node.scope_from is not None
        if getattr(node, key) is None and not is_found:
            yield Issue("L13", ("nodes", name), f"an outcome of type {node.type} needs `{key}`")
    if node.scope and node.scope_from:
        yield Issue("L13", ("nodes", name), "an outcome has one scope entry: named, or found")
    if "unsolved" not in needs and (node.unsolved or node.cannot):
        message = f"nothing follows an outcome of type {node.type}"
        yield Issue("L13", ("nodes", name), message)
    is_told = node.article or node.title or node.text or node.scope_from
    if not (is_told or node.type in {"continue", "ticket"}):
        yield Issue("L13", ("nodes", name), "an outcome without article needs words of its own")
