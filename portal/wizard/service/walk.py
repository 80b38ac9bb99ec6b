"""A flow walked by a visitor's answers, and the checks on its way."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.scope.model import Scope, ScopeEntry
from portal.wizard.model import Check, Facts, Flow, Outcome, Visitor
from portal.wizard.ports import CheckRunner
from portal.wizard.rules.checking import Moment, stamp, still_holds
from portal.wizard.rules.composing import found_entry
from portal.wizard.rules.devices import Report
from portal.wizard.rules.guards import entry_of
from portal.wizard.rules.replay import Known, Replay, replay


@dataclass(frozen=True)
class Walk:
    """A flow walked by a visitor's answers.

    `found` is what checks found out just now, `devices` what other devices reported of late;
    `scope` is the catalogue that its scope entries are in, `prices` what paid work is called in
    the price list.
    """

    flow: Flow
    known: Known
    replay: Replay
    found: Facts = field(default_factory=dict)
    devices: tuple[Report, ...] = ()
    scope: Scope = field(default_factory=Scope)
    prices: Mapping[str, str] = field(default_factory=dict)

    @property
    def entry(self) -> ScopeEntry | None:
        """Return the scope entry that was found on the way by the customer's own words."""
        return self.scope.find(found_entry(self.flow, self.replay.facts))

    @property
    def ends_at_ticket(self) -> bool:
        """Whether the answers lead to a ticket."""
        outcome = self.replay.outcome
        return outcome is not None and outcome.type == "ticket"

    def entry_of(self, outcome: Outcome) -> ScopeEntry | None:
        """Return the scope entry that `outcome` is about, named by the flow or found."""
        return self.scope.find(entry_of(outcome, self.replay.facts))

    def at(self, node: str) -> Replay:
        """Return the walk stopped at `node`, though it is answered: for Back and Change."""
        return replay(self.flow, self.known.answers, self.known.given, self.known.scope, until=node)


@dataclass(frozen=True)
class Checking:
    """The checks of one walk: kept results where they still hold, new ones where they are due."""

    runners: Mapping[str, CheckRunner]
    kept: Facts
    moment: Moment
    visitor: Visitor | None
    may_run: bool

    def result(self, node: Check, walked: Replay) -> tuple[Facts, bool] | None:
        """Return what `node`, where the walk waits, sets, and whether it was found just now.

        None where it is due and may not be run here.
        """
        runner = self.runners.get(node.run)
        if runner is None or self.visitor is None:
            return {node.sets: "unknown"}, False
        thing = runner.about(walked.facts, self.visitor)
        held = still_holds(node, self.kept, thing, self.moment)
        if held is not None:
            return held, False
        if not self.may_run:
            return None
        result = runner.run(walked.facts, self.visitor)
        return stamp(node, result, thing, self.moment), True
