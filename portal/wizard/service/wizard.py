"""Walking flows, keeping drafts, and handing a finished ticket to `tickets`."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from portal.kernel.clock import Clock
from portal.kernel.errors import NotFound
from portal.kernel.ids import hash_token
from portal.kernel.locale import Locale
from portal.scope.model import FoundEntry, PlanKind, Scope
from portal.scope.service import ScopeFinder
from portal.storage.database import Database
from portal.tickets.service import Submission, Submitted, TicketIntake
from portal.tickets.store import NewTicket
from portal.wizard.files.flows import FlowShelf
from portal.wizard.model import Check, Facts, Find, Flow, Value, Visitor
from portal.wizard.ports import CheckRunner
from portal.wizard.rules.checking import Moment, set_aside
from portal.wizard.rules.composing import PLAN_KINDS
from portal.wizard.rules.devices import (
    FRESH,
    Report,
    about,
    counted_facts,
    counted_names,
    others,
    tally,
)
from portal.wizard.rules.inputs import fitting_answers, fitting_facts
from portal.wizard.rules.replay import Known, Replay, replay
from portal.wizard.service.drafts import DraftDesk
from portal.wizard.service.walk import Checking, Walk
from portal.wizard.store.devices import DeviceStore
from portal.wizard.store.drafts import Draft

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WizardTools:
    """What the wizard works with, built once."""

    database: Database
    drafts: DraftDesk
    scope: Scope
    intake: TicketIntake
    clock: Clock
    checks: Mapping[str, CheckRunner] = field(default_factory=dict)
    devices: DeviceStore = field(default_factory=DeviceStore)
    finder: ScopeFinder = field(default_factory=lambda: ScopeFinder(Scope()))
    emit: Callable[[object], None] = lambda _: None
    prices: Mapping[str, str] = field(default_factory=dict)


class Wizard:
    """The guided conversations. `owner` is the browser's secret, empty before the first draft."""

    def __init__(self, flows: Callable[[], FlowShelf], tools: WizardTools) -> None:
        self._flows = flows
        self.clock = tools.clock
        self.checks = tools.checks
        self.drafts = tools.drafts
        self._tools = tools

    @property
    def shelf(self) -> FlowShelf:
        """Return the flows in use now; the next call may find others."""
        return self._flows()

    def get_flow(self, name: str) -> Flow:
        """Return the flow `name`. Raises NotFound."""
        flow = self.shelf.flows.get(name)
        if flow is None:
            raise NotFound(name)
        return flow

    def walk(
        self,
        name: str,
        answers: Mapping[str, str],
        draft: Draft | None,
        visitor: Visitor | None = None,
        *,
        run: bool = True,
    ) -> Walk:
        """Walk the flow `name` by the answers of an address and what the draft keeps.

        A check on the way is run for `visitor`, once, and kept in the draft; without `run` the
        walk waits at it. Raises NotFound.
        """
        flow = self.get_flow(name)
        given, kept = set_aside(flow, fitting_facts(flow, draft.given if draft else {}))
        scope = self._scope_for(answers.get("service_kind", ""))
        told = {k: v for k, v in answers.items() if self._is_answer(flow, k, v)}
        asked = fitting_answers(flow, told)
        moment = Moment(int(self.clock.now().timestamp()), in_ticket=bool(draft and draft.form))
        checking = Checking(self._tools.checks, kept, moment, visitor, run)
        found: dict[str, Value] = {}
        walked = replay(flow, asked, given, scope)
        while isinstance(node := walked.current, Check) and node.sets not in given:
            checked = checking.result(node, walked)
            if checked is None:
                break
            result, is_new = checked
            given |= result
            found |= result if is_new else {}
            walked = replay(flow, asked, given, scope)
        if draft is not None:
            self.drafts.keep(draft, found)
        heard, counts = self._told(flow, draft, walked)
        if counts:
            given |= counts
            walked = replay(flow, asked, given, scope)
        tools = self._tools
        known = Known(asked, given, scope)
        return Walk(flow, known, walked, found, heard, tools.scope, tools.prices)

    def _is_answer(self, flow: Flow, node: str, value: str) -> bool:
        """Tell whether an address may say so: there is the page, and the scope entry it names."""
        asked = flow.nodes.get(node)
        if isinstance(asked, Find) and value:
            return self._tools.scope.find(value) is not None
        return asked is not None

    def _told(
        self, flow: Flow, draft: Draft | None, walked: Replay
    ) -> tuple[tuple[Report, ...], Facts]:
        """Return what other devices reported on what the walk is about, and how that counts."""
        if draft is None or not counted_names(flow):
            return (), {}
        thing, since = hash_token(about(flow, walked.facts)), self.clock.now() - FRESH
        store = self._tools.devices
        with self._tools.database.read() as connection:
            link = store.latest_link(connection, draft.id, thing)
            told = store.reports(connection, draft.id, thing, since) if link else ()
        if link is None or not (heard := others(link.first, told)):
            return (), {}
        return heard, counted_facts(flow, tally(link.first, heard))

    def _scope_for(self, service_kind: str) -> Callable[[str], str]:
        kind = plan_kind_of(service_kind)
        return lambda entry: str(self._tools.scope.verdict_for(entry, kind))

    def find_entries(self, words: str, locale: Locale, service_kind: str = "") -> list[FoundEntry]:
        """Return the scope entries that `words` may mean, the likeliest first."""
        kind = plan_kind_of(service_kind)
        return self._tools.finder.find_entries(words, locale, plan_kind=kind)

    def tell(self, event: object) -> None:
        """Tell of an event; who counts may not stop the visitor."""
        try:
            self._tools.emit(event)
        except Exception:
            _log.exception("a step could not be counted")

    def submit(self, draft: Draft, ticket: NewTicket, network: str, visitor: str = "") -> Submitted:
        """Hand the finished ticket in; the same draft again is the same ticket.

        `visitor` is the secret with which a customer may be signed in.
        Raises TooMany where the address or network was mailed too often.
        """
        tools = self._tools
        submission = Submission(ticket, draft.files, network, visitor)
        return tools.intake.submit(
            submission,
            also=lambda connection, sent: self.drafts.used_for(draft, sent.reference)(connection),
        )

    def topics(self, locale: Locale) -> list[Flow]:
        """Return the flows to start from, by their title in `locale`."""
        follow_ups = {
            node.flow
            for flow in self.shelf.flows.values()
            for node in flow.nodes.values()
            if node.kind == "outcome" and node.flow and self._is_part(node.flow, flow)
        }
        starts = [f for name, f in self.shelf.flows.items() if name not in follow_ups]
        return sorted(starts, key=lambda flow: flow.title[locale])

    def _is_part(self, name: str, flow: Flow) -> bool:
        """Tell whether the flow `name` goes on with `flow`, and is no other topic to lead to."""
        following = self.shelf.flows.get(name)
        return following is None or following.product == flow.product


def plan_kind_of(service_kind: str) -> PlanKind | None:
    """Return the kind of plan that an answer to "which service do you have" means."""
    plan = PLAN_KINDS.get(service_kind)
    return PlanKind(plan) if plan else None
