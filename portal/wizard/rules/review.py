"""The table a person reviews: one line per path, from the answers to the outcome."""

from collections.abc import Iterator

from portal.wizard.model import Facts, Flow
from portal.wizard.rules.guards import ScopeVerdict
from portal.wizard.rules.navigation import PAGES
from portal.wizard.rules.paths import Path, paths
from portal.wizard.rules.priority import priority_of
from portal.wizard.rules.replay import SKIPPED


def table(flow: Flow, scope: ScopeVerdict, given: Facts | None = None) -> Iterator[str]:
    """Yield `answers -> outcome priority [scope verdict]`, one line for each path of `flow`.

    `given` is what is known beforehand: `{"devices": 2}` makes the table of two devices.
    """
    for path in paths(flow, scope, given):
        rated = priority_of(flow, path.facts, scope)
        verdict = f" {scope(path.outcome.scope)}" if path.outcome.scope else ""
        yield f"{_answers(path)} -> {path.outcome.id} {rated}{verdict}"


def _answers(path: Path) -> str:
    """Name the exits of checks and the options; of a typed answer only whether there is one."""
    said = (
        (step.node, _value(step.kind, step.value))
        for step in path.steps
        if step.kind in PAGES or step.kind == "check"
    )
    return " ".join(f"{node}={value}" for node, value in said)


def _value(kind: str, value: str | int | None) -> str:
    if kind == "input":
        return "skipped" if value == SKIPPED else "typed"
    return str(value)
