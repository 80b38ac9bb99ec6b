"""Walking flows, keeping drafts, and handing a finished ticket to `tickets`."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from portal.kernel.clock import Clock
from portal.kernel.errors import NotFound
from portal.kernel.ids import hash_token, new_id
from portal.kernel.locale import Locale
from portal.scope.model import FoundEntry, PlanKind, Scope, ScopeEntry
from portal.scope.service import ScopeFinder
from portal.storage.database import Database, Transaction
from portal.tickets.model import Attachment
from portal.tickets.service import Submission, Submitted, TicketIntake
from portal.tickets.service.uploads import UploadDesk
from portal.tickets.store import NewTicket
from portal.wizard.device_store import DeviceStore
from portal.wizard.files import FlowShelf
from portal.wizard.model import Check, Facts, Find, Flow, Outcome, Value, Visitor
from portal.wizard.ports import CheckRunner
from portal.wizard.rules.checking import Moment, is_declared, set_aside, stamp, still_holds
from portal.wizard.rules.composing import PLAN_KINDS, found_entry
from portal.wizard.rules.devices import (
    FRESH,
    Report,
    about,
    counted_facts,
    counted_names,
    others,
    tally,
)
from portal.wizard.rules.guards import entry_of
from portal.wizard.rules.inputs import fitting_answers, fitting_facts
from portal.wizard.rules.replay import Known, Replay, replay
from portal.wizard.store import Draft, DraftStore

log = logging.getLogger(__name__)


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

    def entry_of(self, outcome: Outcome) -> ScopeEntry | None:
        """Return the scope entry that `outcome` is about, named by the flow or found."""
        return self.scope.find(entry_of(outcome, self.replay.facts))

    def at(self, node: str) -> Replay:
        """Return the walk stopped at `node`, though it is answered: for Back and Change."""
        return replay(self.flow, self.known.answers, self.known.given, self.known.scope, until=node)


@dataclass(frozen=True)
class WizardTools:
    """What the wizard works with, built once."""

    database: Database
    drafts: DraftStore
    scope: Scope
    intake: TicketIntake
    uploads: UploadDesk
    clock: Clock
    draft_days: int
    checks: Mapping[str, CheckRunner] = field(default_factory=dict)
    devices: DeviceStore = field(default_factory=DeviceStore)
    finder: ScopeFinder = field(default_factory=lambda: ScopeFinder(Scope()))
    mask: Callable[[str], str] = str
    emit: Callable[[object], None] = lambda _: None
    prices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Checking:
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


class Wizard:
    """The guided conversations. `owner` is the browser's secret, empty before the first draft."""

    def __init__(self, flows: Callable[[], FlowShelf], tools: WizardTools) -> None:
        self._flows = flows
        self.clock = tools.clock
        self.checks = tools.checks
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
        checking = _Checking(self._tools.checks, kept, moment, visitor, run)
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
            self.keep(draft, found)
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

    def find_draft(self, owner: str, flow: str) -> Draft | None:
        """Return the owner's open draft of `flow`, or None."""
        if not owner:
            return None
        with self._tools.database.read() as connection:
            return self._tools.drafts.find(connection, hash_token(owner), flow)

    def start_draft(self, owner: str, flow: str) -> Draft:
        """Return the owner's draft of `flow`, a new one where there is none."""
        tools = self._tools
        with tools.database.write() as connection:
            found = tools.drafts.find(connection, hash_token(owner), flow)
            if found is not None:
                return found
            draft = Draft(new_id(), flow, new_id())
            tools.drafts.add(connection, hash_token(owner), draft, tools.clock.now())
            return draft

    def give(self, owner: str, flow: str, fact: str, value: str) -> Draft:
        """Keep a private fact in the owner's draft of `flow`, secrets in free text masked."""
        draft = self.start_draft(owner, flow)
        is_text = self.get_flow(flow).facts[fact].type == "text"
        given = {**draft.given, fact: self._tools.mask(value) if is_text else value}
        with self._tools.database.write() as connection:
            self._tools.drafts.save(connection, draft, self._tools.clock.now(), given=given)
        return replace(draft, given=given)

    def keep(self, draft: Draft, found: Facts) -> None:
        """Keep what checks found in the draft, unless it has become a ticket."""
        if not found or draft.reference:
            return
        with self._tools.database.write() as connection:
            self._tools.drafts.add_given(connection, draft, found, self.clock.now())

    def carry(self, owner: str, source: str, target: str) -> None:
        """Give the draft of `target` what `source` found out, as far as both ask for it."""
        before = self.find_draft(owner, source)
        if before is None or not before.given:
            return
        asking = self.get_flow(target)
        draft = self.start_draft(owner, target)
        shared = {n: value for n, value in before.given.items() if is_declared(n, asking)}
        with self._tools.database.write() as connection:
            self._tools.drafts.save(
                connection, draft, self._tools.clock.now(), given={**shared, **draft.given}
            )

    def save_form(self, draft: Draft, form: dict[str, Any]) -> Draft:
        """Keep the ticket form as it is now."""
        with self._tools.database.write() as connection:
            self._tools.drafts.save(connection, draft, self._tools.clock.now(), form=form)
        return replace(draft, form=form)

    def note(self, draft: Draft, **more: object) -> Draft:
        """Keep `more` beside the answers of the draft, each under its name."""
        with self._tools.database.write() as connection:
            now = self._tools.clock.now()
            notes = self._tools.drafts.add_note(connection, draft, more, now)
        return replace(draft, notes=notes)

    def find_noted(self, owner: str, name: str) -> list[Draft]:
        """Return the owner's drafts, sent or not, that have a note `name`, the oldest first."""
        if not owner:
            return []
        with self._tools.database.read() as connection:
            return self._tools.drafts.find_noted(connection, hash_token(owner), name)

    def tell(self, event: object) -> None:
        """Tell of an event; who counts may not stop the visitor."""
        try:
            self._tools.emit(event)
        except Exception:
            log.exception("a step could not be counted")

    def used_for(self, draft: Draft, reference: str) -> Callable[[Transaction], None]:
        """Return what turns the draft into a part of the ticket `reference`, in a transaction."""
        return lambda connection: self._tools.drafts.mark_sent(connection, draft, reference)

    def attach(self, draft: Draft, name: str, content: bytes) -> Draft:
        """Add a file to the draft. Raises UploadRefused or Unavailable."""
        tools = self._tools
        held = [attachment.size for attachment, _ in draft.files]
        attachment, stored = tools.uploads.take(name, content, held)
        with tools.database.write() as connection:
            tools.drafts.add_file(connection, draft, attachment, stored, tools.clock.now())
        return replace(draft, files=(*draft.files, (attachment, stored)))

    def detach(self, draft: Draft, file_id: str) -> Draft:
        """Remove a file from the draft; nothing happens where it is not there."""
        tools = self._tools
        with tools.database.write() as connection:
            stored = tools.drafts.remove_file(connection, draft, file_id)
        if stored is not None:
            tools.uploads.drop(stored)
        left = tuple((a, s) for a, s in draft.files if a.id != file_id)
        return replace(draft, files=left)

    def find_file(self, draft: Draft, file_id: str) -> tuple[Attachment, bytes]:
        """Return a file of the draft. Raises NotFound."""
        for attachment, stored in draft.files:
            if attachment.id == file_id:
                return attachment, self._tools.uploads.load(stored)
        raise NotFound(file_id)

    def find_submission(self, owner: str, submission_id: str) -> Draft | None:
        """Return the owner's draft, sent or not, with this submission id, or None."""
        if not owner:
            return None
        with self._tools.database.read() as connection:
            return self._tools.drafts.find_submission(connection, hash_token(owner), submission_id)

    def find_sent(self, owner: str, reference: str) -> Draft | None:
        """Return what is left of the owner's draft that became `reference`, or None."""
        if not owner:
            return None
        with self._tools.database.read() as connection:
            return self._tools.drafts.find_sent(connection, hash_token(owner), reference)

    def submit(self, draft: Draft, ticket: NewTicket, network: str, visitor: str = "") -> Submitted:
        """Hand the finished ticket in; the same draft again is the same ticket.

        `visitor` is the secret with which a customer may be signed in.
        Raises TooMany where the address or network was mailed too often.
        """
        tools = self._tools
        submission = Submission(ticket, draft.files, network, visitor)
        return tools.intake.submit(
            submission,
            also=lambda connection, sent: tools.drafts.mark_sent(connection, draft, sent.reference),
        )

    def purge(self) -> int:
        """Delete drafts nobody touched for long; returns how many files went with them."""
        tools = self._tools
        before = tools.clock.now() - timedelta(days=tools.draft_days)
        with tools.database.write() as connection:
            gone = tools.drafts.purge(connection, before)
        for stored in gone:
            tools.uploads.drop(stored)
        return len(gone)

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
