"""The flows that ship, as they are read, and the reviewed journeys through them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from portal.kernel.locale import Locale
from portal.scope.files import load_scope
from portal.scope.model import PlanKind
from portal.wizard.files.flows import FlowShelf, load_flows
from portal.wizard.model import UNKNOWN, Check, Flow, Input, Value
from portal.wizard.rules.composing import PLAN_KINDS
from portal.wizard.rules.guards import ScopeVerdict
from portal.wizard.rules.issues import LintContext
from portal.wizard.rules.priority import priority_of
from portal.wizard.rules.replay import SKIPPED, Known, Replay, replay
from portal.wizard.service.walk import Walk

DEFAULTS = Path(__file__).parents[3] / "portal" / "site_defaults"
TROUBLE = ("mail", "bounce", "website", "site_error")
"""Flows about something broken; the others are about something wanted."""

FLOWS = (*TROUBLE, "request", "billing", "access", "other_matters")
CHECKS = {"own_mail_service", "firewall_block_of_visitor_ip", "site_probe"}
JOURNEYS: Mapping[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("journeys.yml").read_text(encoding="utf-8")
)
_KEYS = """
403-forbidden 404-and-permalinks 500-find-the-log 504-long-requests account-suspended-or-unpaid
add-domain android-gmail-setup antivirus-https-scanning antivirus-mail-scanning apple-mail-setup
attachments-too-big authorised-contacts autoreply backup-self-restore bounce-address bounce-read
bounce-recipient-side certificate-free certificate-not-issued clear-cache-and-cdn
contact-other-matters create-mailbox database-connection database-create database-import disk-full
dns-at-another-provider dns-changes-take-time dns-records dnssec-ds domain-renewal domain-transfer
domain-verify-email file-permissions flush-dns-and-vpn ftp-user good-ticket hacked-site
how-support-works install-own-certificate invoices isp-blocks-mail-ports isp-routing
mail-alias-forward mail-certificate-warning mail-filters mail-open-webmail mail-settings-by-program
mail-username mailbox-full maintenance-mode mixed-content move-mail move-website mx-points-elsewhere
nameservers-change net-test-mobile-data no-internet old-windows-tls outgoing-blocked-compromised
outlook-add-ins outlook-large-mailbox outlook-new-and-imap outlook-reconfigure-account
outlook-update-saved-password panel-access php-upload-limits php-version pop-removes-mail
recipient-allow-list redirect-loop reset-mailbox-password restore-mail server-and-reseller
site-behind-cdn site-hosted-elsewhere site-optimisation site-resource-limits site-shows-default-page
site-works-elsewhere spam-filter-settings speed-test-your-line spf-dkim-dmarc status-and-notices
support-scope thunderbird-setup waf-and-rate-limits who-provides-my-service why-mail-goes-to-spam
why-my-ip-was-blocked wordpress-critical-error wordpress-install wrong-date-and-time
"""
ARTICLES = frozenset(_KEYS.split())
"""Keys of the content plan; whether each is written yet is the publishing check's business."""


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

    @property
    def known(self) -> Known:
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
        return Known(answers, given, scope_for(self.told.get("service_kind", "")))

    def walk(self) -> Replay:
        return replay(self.flow, self.known.answers, self.known.given, self.known.scope)

    def visit(self) -> Walk:
        """Return the walk as the wizard's pages have it."""
        return Walk(self.flow, self.known, self.walk(), scope=catalogue())


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
