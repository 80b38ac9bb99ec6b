"""The flows that ship: sound, complete, and leading people where the reviewed journeys say."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from portal.kernel.locale import Locale
from portal.scope.files import load_scope
from portal.scope.model import PlanKind
from portal.wizard.files import FlowShelf, load_flows
from portal.wizard.model import UNKNOWN, Branch, Check, Choice, Flow, Input, Outcome, Task, Value
from portal.wizard.rules.composing import PLAN_KINDS
from portal.wizard.rules.graph import edges_of
from portal.wizard.rules.guards import ScopeVerdict
from portal.wizard.rules.issues import LintContext
from portal.wizard.rules.priority import priority_of
from portal.wizard.rules.replay import SKIPPED, Replay, replay
from portal.wizard.rules.walk import texts_of

DEFAULTS = Path(__file__).parents[3] / "portal" / "site_defaults"
FLOWS = ("mail", "bounce", "website", "site_error")
CHECKS = {"own_mail_service", "firewall_block_of_visitor_ip", "site_probe"}
JOURNEYS: Mapping[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("journeys.yml").read_text(encoding="utf-8")
)
_KEYS = """
404-and-permalinks 403-forbidden 500-find-the-log 504-long-requests account-suspended-or-unpaid
android-gmail-setup antivirus-https-scanning antivirus-mail-scanning apple-mail-setup
attachments-too-big bounce-address bounce-read bounce-recipient-side certificate-not-issued
clear-cache-and-cdn database-connection disk-full dns-at-another-provider
dns-changes-take-time dns-records dnssec-ds domain-renewal flush-dns-and-vpn hacked-site
install-own-certificate isp-blocks-mail-ports isp-routing mail-certificate-warning mail-filters
mail-open-webmail mail-settings-by-program mail-username mailbox-full maintenance-mode
mixed-content mx-points-elsewhere net-test-mobile-data no-internet old-windows-tls
outgoing-blocked-compromised outlook-add-ins outlook-large-mailbox outlook-new-and-imap
outlook-reconfigure-account outlook-update-saved-password panel-access php-upload-limits
pop-removes-mail recipient-allow-list redirect-loop reset-mailbox-password restore-mail
server-and-reseller site-behind-cdn site-hosted-elsewhere site-optimisation
site-resource-limits site-shows-default-page site-works-elsewhere spam-filter-settings
speed-test-your-line spf-dkim-dmarc status-and-notices support-scope thunderbird-setup
waf-and-rate-limits who-provides-my-service why-mail-goes-to-spam why-my-ip-was-blocked
wordpress-critical-error wrong-date-and-time
"""
ARTICLES = frozenset(_KEYS.split())
"""Keys of the content plan; whether each is written yet is the publishing check's business."""

NOT_SAID = {
    "es": r"simplemente|solo tienes que|obviamente|fácil|en breve|lo antes posible|\busted\b"
    r"|vosotros|\bmails?\b|!",
    "en": r"\b(simply|just|obviously|easy|easily|shortly)\b|as soon as possible|!",
    "cs": r"jednoduše|stačí jen|samozřejmě|snadno|co nejdříve|v krátké době|!",
}
"""Words that no text says: belittling, promising, shouting, or in the wrong register."""


@cache
def shelf() -> FlowShelf:
    world = LintContext(
        articles={key: tuple(Locale) for key in ARTICLES},
        scope_ids={entry.id for entry in catalogue().entries},
        flows=FLOWS,
        actions={"unblock_my_ip"},
        checks=CHECKS,
    )
    return load_flows([DEFAULTS / "flows"], world)


@cache
def catalogue() -> Any:
    return load_scope(DEFAULTS / "scope.yml")[0]


def scope_for(service_kind: str = "") -> ScopeVerdict:
    plan = PLAN_KINDS.get(service_kind)
    return lambda entry: str(catalogue().verdict_for(entry, PlanKind(plan) if plan else None))


@dataclass(frozen=True)
class Journey:
    """One reviewed line."""

    flow: Flow
    told: Mapping[str, str]
    ends: str

    def walk(self) -> Replay:
        answers: dict[str, Value] = {}
        given: dict[str, Value] = {
            node.sets: UNKNOWN for node in self.flow.nodes.values() if isinstance(node, Check)
        }
        for name, value in self.told.items():
            node = self.flow.nodes.get(name)
            if isinstance(node, Input) and value != "-":
                given[node.sets] = value
            elif node is None or isinstance(node, Check):
                given[node.sets if node else name] = int(value) if value.isdigit() else value
            else:
                answers[name] = SKIPPED if value == "-" else value
        return replay(self.flow, answers, given, scope_for(self.told.get("service_kind", "")))


def read_journey(flow: str, line: str) -> Journey:
    told, _, ends = line.partition(" -> ")
    pairs = (pair.partition("=")[::2] for pair in told.split())
    return Journey(shelf().flows[flow], dict(pairs), ends)


def seen(journey: Journey, walked: Replay) -> str:
    """Return what the walk came to, as a reviewed line says it."""
    outcome = walked.outcome
    assert outcome is not None, f"waits at {walked.current.id}"
    scope = scope_for(journey.told.get("service_kind", ""))
    told = f"{outcome.id} {outcome.verdict} {priority_of(journey.flow, walked.facts, scope)}"
    return f"{told} {outcome.record}/{outcome.queue}" if outcome.type == "ticket" else told


def all_nodes() -> Iterator[tuple[Flow, Any]]:
    for name in FLOWS:
        flow = shelf().flows[name]
        yield from ((flow, node) for node in flow.nodes.values())


def test_the_four_flows_are_there() -> None:
    assert set(shelf().flows) >= set(FLOWS)


@pytest.mark.parametrize("name", FLOWS)
def test_a_flow_is_sound(name: str) -> None:
    found = [f for f in shelf().findings if f.path.stem == name and f.code != "L09"]
    assert found == []


def test_every_article_named_is_in_the_content_plan() -> None:
    named = {node.article for _, node in all_nodes() if isinstance(node, Task | Outcome)}
    assert named - {None} == ARTICLES


@pytest.mark.parametrize(
    ("flow", "line"), [(flow, line) for flow, lines in JOURNEYS.items() for line in lines]
)
def test_a_journey_ends_where_it_was_reviewed_to(flow: str, line: str) -> None:
    journey = read_journey(flow, line)
    walked = journey.walk()
    assert seen(journey, walked) == journey.ends


@pytest.mark.parametrize(
    ("flow", "line"), [(flow, line) for flow, lines in JOURNEYS.items() for line in lines]
)
def test_a_reviewed_journey_says_nothing_beside_its_path(flow: str, line: str) -> None:
    journey = read_journey(flow, line)
    walked = {step.node for step in journey.walk().path} | {journey.walk().current.id}
    assert {name for name in journey.told if name in journey.flow.nodes} <= walked


def test_answers_alone_can_show_two_failing_devices() -> None:
    flow = shelf().flows["website"]
    facts = {"usable": "unusable", "other_net": "fails"}
    assert priority_of(flow, facts, scope_for()) == "high"


@pytest.mark.parametrize("name", FLOWS)
def test_high_takes_an_unusable_service_and_a_second_witness(name: str) -> None:
    flow = shelf().flows[name]
    seconds: dict[str, Value] = {
        "devices": 2,
        "other_net": "fails",
        "service": "fail",
        "probe": "fail",
    }
    witnesses = [{name: value} for name, value in seconds.items() if name in flow.facts]
    assert all(
        priority_of(flow, {"usable": "unusable", **w}, scope_for()) == "high" for w in witnesses
    )
    assert priority_of(flow, {"usable": "unusable", "devices": 1}, scope_for()) == "medium"
    assert priority_of(flow, {**seconds, "usable": "degraded"}, scope_for()) == "medium"


def leads_to(flow: Flow, start: str) -> Iterator[Outcome]:
    """Yield the conclusions that come right after `start`, before anything else is asked."""
    node = flow.nodes[start]
    if isinstance(node, Outcome):
        yield node
    elif isinstance(node, Branch):
        for edge in edges_of(node):
            yield from leads_to(flow, edge.target)


def test_nobody_is_blamed_on_an_unknown_answer() -> None:
    unsure = [
        (flow, option)
        for flow, node in all_nodes()
        if isinstance(node, Choice | Task)
        for option in node.options
        if option.id == UNKNOWN and node.sets != "service_kind"
    ]
    ends = [end for flow, option in unsure for end in leads_to(flow, option.goto)]
    assert {end.verdict for end in ends if end.type == "self_help"} == {"unknown"}


def test_every_question_with_a_choice_offers_a_way_not_to_know() -> None:
    sure = {
        f"{flow.flow}.{node.id}"
        for flow, node in all_nodes()
        if isinstance(node, Choice | Task) and UNKNOWN not in {option.id for option in node.options}
    }
    assert sure == {"site_error.page_error"}  # there "another error, or I am not sure" asks on


def test_the_questions_that_flows_share_offer_the_same_answers() -> None:
    shared = ("service_kind", "usable", "other_net", "kept_where", "cause_gone")
    for name in shared:
        nodes = [flow.nodes[name] for flow in shelf().flows.values() if name in flow.nodes]
        asked = [node for node in nodes if isinstance(node, Choice | Task)]
        assert (
            len({(node.sets, tuple(option.id for option in node.options)) for node in asked}) == 1
        )


@pytest.mark.parametrize("name", FLOWS)
def test_the_reviewed_journeys_meet_every_conclusion(name: str) -> None:
    """All but those for a provider whose scope refuses what ours takes on."""
    flow = shelf().flows[name]
    walks = [read_journey(name, line).walk() for line in JOURNEYS[name]]
    met = {walk.current.id for walk in walks} | {step.node for w in walks for step in w.path}
    outcomes = {node.id for node in flow.nodes.values() if isinstance(node, Outcome)}
    assert {id_ for id_ in outcomes - met if not id_.startswith("o_scope")} == set()


def test_every_conclusion_says_what_and_why() -> None:
    mute = [
        f"{flow.flow}.{node.id}"
        for flow, node in all_nodes()
        if isinstance(node, Outcome) and node.type != "continue" and not (node.text and node.why)
    ]
    assert mute == []


def test_every_task_can_be_told_as_a_step() -> None:
    untold = [
        f"{flow.flow}.{n.id}" for flow, n in all_nodes() if isinstance(n, Task) and not n.step
    ]
    assert untold == []


@pytest.mark.parametrize("locale", list(Locale))
def test_the_texts_keep_to_the_voice(locale: Locale) -> None:
    texts = [said.text[locale] for flow in shelf().flows.values() for said in texts_of(flow)]
    assert [
        text for text in texts if re.search(NOT_SAID[locale], text.replace("example", ""))
    ] == []
