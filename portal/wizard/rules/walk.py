"""Every text and every guard of a flow, with the place where the file says it."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.wizard.model import (
    Branch,
    Choice,
    Flow,
    Guard,
    Node,
    Option,
    PriorityRule,
    Rule,
    Task,
    Text,
)
from portal.wizard.rules.issues import DataPath

_NODE_TEXTS = ("text", "label", "hint", "step", "title", "why", "says")
_OPTION_TEXTS = ("text", "hint", "says", "expected", "observed")


@dataclass(frozen=True)
class Said:
    """A text and where it stands; `node` is None for the words of the flow itself."""

    node: str | None
    path: DataPath
    text: Text


def texts_of(flow: Flow) -> Iterator[Said]:
    """Yield every text of the flow."""
    yield Said(None, ("title",), flow.title)
    yield Said(None, ("summary",), flow.summary)
    for name, node in flow.nodes.items():
        place: DataPath = ("nodes", name)
        yield from _said(name, place, node, _NODE_TEXTS)
        if isinstance(node, Choice | Task):
            for i, option in enumerate(node.options):
                yield from _said(name, (*place, "options", i), option, _OPTION_TEXTS)


def _said(
    node: str, place: DataPath, holder: Node | Option, names: tuple[str, ...]
) -> Iterator[Said]:
    for name in names:
        text: Text | None = getattr(holder, name, None)
        if text is not None:
            yield Said(node, (*place, name), text)


@dataclass(frozen=True)
class Asked:
    """A guard and where it stands; `node` is the branch it belongs to, if any."""

    node: str | None
    path: DataPath
    guard: Guard


def guards_of(flow: Flow) -> Iterator[Asked]:
    """Yield every guard of the flow: of its branches, its priorities and its chain."""
    for node in flow.nodes.values():
        if isinstance(node, Branch):
            yield from guards_in(node)
    for i, rated in enumerate(flow.priority):
        if isinstance(rated, PriorityRule):
            yield Asked(None, ("priority", i, "when"), rated.when)
    for i, link in enumerate(flow.chain):
        for j, state in enumerate(link.rules):
            yield Asked(None, ("chain", i, "rules", j, "when"), state.when)


def guards_in(node: Branch) -> Iterator[Asked]:
    """Yield the guards of one branch."""
    for i, rule in enumerate(node.rules):
        if isinstance(rule, Rule):
            yield Asked(node.id, ("nodes", node.id, "rules", i, "when"), rule.when)
