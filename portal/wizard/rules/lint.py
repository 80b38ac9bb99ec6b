"""What is wrong with a flow, rule by rule (L01 to L20); the reader of files adds L17.

No rule enumerates paths: each is one pass over the nodes or over the edges in order,
so that a flow with any number of paths is checked at once.
"""

from collections.abc import Iterable

from portal.wizard.model import Flow
from portal.wizard.rules import (
    lint_facts,
    lint_graph,
    lint_outcomes,
    lint_routing,
    lint_tables,
    lint_texts,
    lint_world,
)
from portal.wizard.rules.graph import graph_of
from portal.wizard.rules.issues import Issue, LintContext


def lint(flow: Flow, context: LintContext) -> list[Issue]:
    """Return everything wrong with `flow`, in order."""
    return in_order([*lint_alone(flow), *lint_world.lint(flow, context)])


def lint_alone(flow: Flow) -> list[Issue]:
    """Return what is wrong with `flow` whatever else there is.

    The rules about whole paths wait for a sound graph.
    """
    graph = graph_of(flow)
    issues = [
        *lint_graph.lint(flow, graph),
        *lint_facts.lint(flow),
        *lint_texts.lint(flow),
        *lint_outcomes.lint(flow),
        *lint_tables.lint(flow),
    ]
    if not graph.closing:
        issues += lint_routing.lint(flow, graph)
    return issues


def in_order(issues: Iterable[Issue]) -> list[Issue]:
    """Return `issues` by rule and place, each once."""
    return sorted(set(issues), key=lambda issue: (issue.rule, [str(p) for p in issue.path]))
