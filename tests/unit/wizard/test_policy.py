"""What the support policy asks of flows and of the scope, rule by rule (`portal/POLICY.md`)."""

import re
from collections.abc import Iterator

import pytest

from portal.kernel.locale import LOCALES, Locale
from portal.scope.model import ScopeVerdict
from portal.site import DEFAULTS, SiteFiles, load_site
from portal.wizard.model import Check, Choice, Outcome, Task
from portal.wizard.rules.walk import texts_of
from tests.unit.wizard.our_flows import FLOWS, TROUBLE, catalogue, shelf
from tests.unit.wizard.reviewed import Line, lines_of, node_of

OURS_TO_MEND = "incident"
NOT_DONE = ("train-staff", "replace-own-technician", "mail-each-computer", "edit-site-content",
            "site-upload-for-you", "mail-clean-computer", "site-clean-malware")  # fmt: skip


def tickets(name: str) -> Iterator[Line]:
    return (line for line in lines_of(name) if line.comes_to.startswith("ticket "))


def outcomes() -> list[tuple[str, Outcome]]:
    return [
        (name, node)
        for name in FLOWS
        for node in shelf().flows[name].nodes.values()
        if isinstance(node, Outcome)
    ]


@pytest.mark.parametrize("name", FLOWS)
def test_r1_no_incident_comes_before_somebody_looked_for_the_cause_elsewhere(name: str) -> None:
    """On the way stands a test that the customer did, or a check of ours that failed."""
    nodes = shelf().flows[name].nodes
    for line in tickets(name):
        if OURS_TO_MEND not in line.comes_to.split("/")[0]:
            continue
        tried = [nodes[node_of(page)] for page, _ in line.told]
        failed = [
            page
            for page, answer in line.told
            if isinstance(nodes[node_of(page)], Check) and answer.startswith("fail")
        ]
        assert failed or any(isinstance(node, Task) for node in tried), line.told


def test_r1_a_conclusion_says_why_and_names_the_article_that_mends_it() -> None:
    mute = [
        f"{flow}.{node.id}"
        for flow, node in outcomes()
        if node.type == "self_help" and not (node.why and node.article)
    ]
    assert mute == []


def test_r2_a_panel_that_fails_while_site_and_mail_go_on_is_medium() -> None:
    panel = [line.comes_to for line in tickets("access") if line.node == "o_panel_ticket"]
    assert panel
    assert all("incident/technical medium" in end for end in panel)


@pytest.mark.parametrize("name", TROUBLE)
def test_r2_high_needs_another_device_or_a_check_of_ours(name: str) -> None:
    nodes = shelf().flows[name].nodes
    for line in tickets(name):
        if not re.search(r"technical high", line.comes_to):
            continue
        told = {(node_of(page), answer.partition(":")[0]) for page, answer in line.told}
        phone = {(n.id, "fails") for n in nodes.values() if n.kind == "task"}
        checks = {(n.id, "fail") for n in nodes.values() if n.kind == "check"}
        assert told & (phone | checks), line.told


def test_r3_what_runs_on_ones_own_server_is_a_request_and_the_machine_an_incident() -> None:
    ends = {line.node: line.comes_to for name in ("mail", "website") for line in tickets(name)}
    assert ends["o_server_request"].startswith("ticket request/")
    assert ends["o_server_down"].startswith("ticket incident/")


def test_r5_no_page_of_a_flow_says_when_something_will_be_solved() -> None:
    words = re.compile(
        r"(resuel|resol|arregl|solv|fix|vyřeš|oprav)\w*[^.]{0,25}\b(en|in|within|do|za)\b \d",
        re.IGNORECASE,
    )
    promised = [
        text
        for name in FLOWS
        for said in texts_of(shelf().flows[name])
        for text in said.text.values()
        if words.search(text)
    ]
    assert promised == []


def test_r12_technical_and_billing_are_separate_teams() -> None:
    queues = {
        name: {line.comes_to.split()[1].partition("/")[2] for line in tickets(name)}
        for name in FLOWS
    }
    assert queues["billing"] >= {"billing"}
    assert {"technical"} <= queues["mail"] & queues["website"]
    invoices = [n for _, n in outcomes() if n.type == "ticket" and n.scope == "invoices-help"]
    assert {node.queue for node in invoices} == {"billing"}


def test_r19_every_entry_gives_its_reason_and_every_no_the_way_out() -> None:
    lacking = [
        (entry.id, locale)
        for entry in catalogue().entries
        for locale in LOCALES
        if not entry.reason[locale]
        or (entry.verdict is not ScopeVerdict.IN_SCOPE and not entry.alternative.get(locale))
    ]
    assert lacking == []


def test_r20_support_unblocks_mail_and_does_not_replace_the_customers_own_people() -> None:
    found = {entry.id: entry.verdict for entry in catalogue().entries}
    assert {found[name] for name in NOT_DONE} == {ScopeVerdict.OUT_OF_SCOPE}
    assert found["mail-unblock-sending"] is ScopeVerdict.IN_SCOPE


def test_r21_what_is_only_guided_names_the_makers_help() -> None:
    guided = [e for e in catalogue().entries if e.verdict is ScopeVerdict.GUIDANCE_ONLY]
    assert any(catalogue().references_of(entry) for entry in guided)
    makers = {reference.name for entry in guided for reference in catalogue().references_of(entry)}
    assert len(makers) >= 3


def test_r22_every_conclusion_but_a_ticket_leads_on() -> None:
    ends = [
        f"{flow}.{node.id}"
        for flow, node in outcomes()
        if node.type not in {"ticket", "continue"} and not node.unsolved
    ]
    assert ends == []


@pytest.mark.parametrize("name", FLOWS)
def test_r22_whoever_goes_on_from_any_conclusion_comes_to_a_ticket_or_another_flow(
    name: str,
) -> None:
    flow = shelf().flows[name]
    stuck = [
        line.leads_to
        for line in lines_of(name)
        if line.comes_to
        and isinstance(node := flow.nodes[line.node], Outcome)
        and node.type not in {"ticket", "continue"}
        and not node.unsolved
    ]
    assert stuck == []


@pytest.mark.parametrize(
    ("flow", "node", "options"),
    [
        ("website", "kept_where", {"domain_elsewhere", "site_elsewhere", "somebody_else"}),
        ("website", "domain_state", {"expired_elsewhere", "dns_elsewhere"}),
        ("site_error", "kept_where", {"domain_elsewhere", "site_elsewhere", "somebody_else"}),
        ("mail", "mail_where", {"here", "elsewhere"}),
        ("mail", "mail_auth", {"elsewhere"}),
        ("bounce", "mail_dns", {"ours", "elsewhere"}),
        ("request", "dns_at", {"here", "elsewhere"}),
        ("request", "registrar", {"here", "elsewhere"}),
        ("billing", "registrar", {"here", "elsewhere"}),
    ],
)
def test_r26_flows_ask_where_domain_dns_mail_and_site_are_kept_and_who_else_changes_things(
    flow: str, node: str, options: set[str]
) -> None:
    asked = shelf().flows[flow].nodes[node]
    assert isinstance(asked, Choice | Task)
    assert options | {"unknown"} <= {option.id for option in asked.options}


def test_r26_a_ticket_about_a_site_carries_who_else_works_on_it() -> None:
    for line in tickets("website"):
        if line.node == "o_ticket":
            assert "kept_where" in {node_of(page) for page, _ in line.told}


def test_r23_what_was_written_stays_findable_for_months() -> None:
    assert load_site(SiteFiles(DEFAULTS / "nowhere")).policy.keep_months >= 6


@pytest.mark.parametrize("locale", list(Locale))
def test_r28_every_entrance_says_its_purpose_hours_and_rule(locale: Locale) -> None:
    site = load_site(SiteFiles(DEFAULTS / "nowhere"))
    assert {entrance.key for entrance in site.entrances} >= {
        "ticket", "my_tickets", "chat", "call_back", "phone", "quote",
    }  # fmt: skip
    for entrance in site.entrances:
        assert all(
            text[locale]
            for text in (entrance.name, entrance.purpose, entrance.hours, entrance.rule)
        )
