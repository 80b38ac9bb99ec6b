"""The table a person reviews: one line per path, from the answers to the outcome."""

from collections.abc import Iterable, Iterator

from portal.wizard.model import Flow
from portal.wizard.rules.guards import ScopeVerdict
from portal.wizard.rules.navigation import PAGES
from portal.wizard.rules.paths import Join, Path
from portal.wizard.rules.priority import priority_of
from portal.wizard.rules.replay import SKIPPED, Step


def table(flow: Flow, scope: ScopeVerdict, ways: Iterable[Path | Join]) -> Iterator[str]:
    """Yield `answers -> outcome priority [scope verdict]`, or `-> joins node`, for each way.

    Of a typed answer only whether there is one is told. Paths begun with two devices in
    `given` make the table of two devices.
    """
    for way in ways:
        if isinstance(way, Join):
            yield f"{_answers(way.steps)} -> joins {way.node}"
            continue
        rated = priority_of(flow, way.facts, scope)
        verdict = f" {scope(way.outcome.scope)}" if way.outcome.scope else ""
        yield f"{_answers(way.steps)} -> {way.outcome.id} {rated}{verdict}"


def _answers(steps: Iterable[Step]) -> str:
    told = (step for step in steps if step.kind in PAGES or step.kind == "check")
    return " ".join(f"{step.node}={_value(step.kind, step.value)}" for step in told)


def _value(kind: str, value: str | int | None) -> str:
    if kind == "input":
        return "skipped" if value == SKIPPED else "typed"
    return str(value)
