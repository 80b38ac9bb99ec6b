"""L09 to L11: everything a flow names outside itself is there."""

from collections.abc import Iterator

from portal.kernel.findings import Level
from portal.wizard.model import (
    Check,
    FactIn,
    FactIs,
    Flow,
    Guard,
    Node,
    Outcome,
    ScopeIs,
    ScopeOf,
    Task,
)
from portal.wizard.rules.guards import VERDICTS, atoms
from portal.wizard.rules.issues import DataPath, Issue, LintContext
from portal.wizard.rules.walk import guards_of


def lint(flow: Flow, context: LintContext) -> Iterator[Issue]:
    """Yield what the flow names and the portal does not have."""
    for node in flow.nodes.values():
        yield from _articles(flow, node, context)
        if isinstance(node, Outcome):
            yield from _names(node, context)
        if isinstance(node, Check):
            yield from _check(node, context)
    for asked in guards_of(flow):
        for atom in atoms(asked.guard):
            yield from _scope(flow, atom, asked.path, context)


def _articles(flow: Flow, node: Node, context: LintContext) -> Iterator[Issue]:
    if not isinstance(node, Task | Outcome) or node.article is None:
        return
    place: DataPath = ("nodes", node.id, "article")
    published = context.articles.get(node.article, ())
    missing = [locale for locale in flow.locales if locale not in published]
    if not published:
        yield Issue("L09", place, f"the article {node.article!r} is missing or not published")
    elif missing:
        message = f"the article {node.article!r} is not published in {', '.join(missing)}"
        yield Issue("L09", place, message, Level.WARNING)


def _names(node: Outcome, context: LintContext) -> Iterator[Issue]:
    named = {
        "scope": (node.scope, context.scope_ids),
        "flow": (node.flow, context.flows),
        "queue": (node.queue, context.queues),
        "action": (node.action, context.actions),
    }
    for key, (name, there) in named.items():
        if name is not None and name not in there:
            yield Issue("L10", ("nodes", node.id, key), f"there is no {key} {name!r}")
    if node.address and context.addresses is not None and node.address not in context.addresses:
        message = f"there is no address {node.address!r}"
        yield Issue("L10", ("nodes", node.id, "address"), message)


def _scope(flow: Flow, atom: Guard, place: DataPath, context: LintContext) -> Iterator[Issue]:
    for entry in _entries(flow, atom):
        if entry not in context.scope_ids:
            yield Issue("L10", place, f"there is no scope {entry!r}")
    if isinstance(atom, ScopeIs | ScopeOf) and atom.is_ not in VERDICTS:
        message = f"{atom.is_!r} is no scope verdict: {', '.join(VERDICTS)}"
        yield Issue("L10", place, message)


def _entries(flow: Flow, atom: Guard) -> tuple[str, ...]:
    """Return the scope entries that a single test names."""
    match atom:
        case ScopeIs():
            return (atom.scope,)
        case FactIs() | FactIn():
            fact = flow.facts.get(atom.fact)
            named = (atom.is_,) if isinstance(atom, FactIs) else atom.in_
            return named if fact is not None and fact.type == "scope" else ()
        case _:
            return ()


def _check(node: Check, context: LintContext) -> Iterator[Issue]:
    if node.run not in context.checks:
        message = f"no check is registered as {node.run!r}"
        yield Issue("L11", ("nodes", node.id, "run"), message)
    if "unknown" not in node.exits:
        message = "a check needs an exit for `unknown`, which is never `fail`"
        yield Issue("L11", ("nodes", node.id, "exits"), message)
