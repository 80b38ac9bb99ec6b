"""A question answered in one's own words: what it leads to, and what comes along."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from portal.kernel.locale import Locale
from portal.wizard.model import Find, Flow, ScopeOf
from portal.wizard.rules.composing import found_entry, product_of
from portal.wizard.rules.guards import (
    VERDICTS,
    entry_of,
    holds,
    proves_known,
    stand_in,
    verdict_of,
)
from portal.wizard.rules.lint import lint
from portal.wizard.rules.navigation import answers_of, page_number, previous
from portal.wizard.rules.paths import paths
from portal.wizard.rules.replay import SKIPPED, Replay, replay
from portal.wizard.rules.words import own_words, told
from tests.unit.wizard.our_flows import catalogue, scope_for, shelf

WORDS = "necesito que suban mi página"


def walk(answers: Mapping[str, str], given: Mapping[str, str] | None = None) -> Replay:
    plan = scope_for(answers.get("service_kind", ""))
    return replay(request(), answers, given or {}, plan)


def request() -> Flow:
    return shelf().flows["request"]


def test_it_waits_until_an_entry_is_chosen() -> None:
    assert walk({}).current.id == "need"
    assert walk({}, {"wish": WORDS}).current.id == "need"


def test_an_entry_chosen_is_a_fact_and_the_words_come_along() -> None:
    walked = walk({"need": "site-upload-for-you", "service_kind": "hosting"}, {"wish": WORDS})
    assert walked.facts["entry"] == "site-upload-for-you"
    assert walked.facts["wish"] == own_words(request(), walked.facts) == WORDS
    assert found_entry(request(), walked.facts) == "site-upload-for-you"


def test_an_address_says_the_entry_and_never_the_words() -> None:
    walked = walk({"need": "site-move", "service_kind": "hosting"}, {"wish": WORDS})
    assert answers_of(walked) == {"need": "site-move", "service_kind": "hosting"}


def test_none_of_these_leads_to_the_topics_with_the_words() -> None:
    walked = walk({"need": SKIPPED}, {"wish": WORDS})
    assert walked.current.id == "topic"
    assert "entry" not in walked.facts
    end = walk({"need": SKIPPED, "topic": "unknown", "service_kind": "unknown",
                "o_search": "unsolved"}, {"wish": WORDS})  # fmt: skip
    assert end.current.id == "wish_domain"  # what is needed is not asked again


def test_who_comes_with_an_answer_to_what_follows_none_has_passed_it_by() -> None:
    assert walk({"topic": "mail"}).current.id == "service_kind"


def test_it_counts_as_one_page_that_can_be_gone_back_to() -> None:
    walked = walk({"need": "site-move"})
    assert (page_number(walked), previous(walked)) == (2, "need")


def test_what_was_told_names_the_entry() -> None:
    walked = walk({"need": "site-move", "service_kind": "hosting"})
    first = told(request(), walked.path, Locale.ES)[0]
    assert (first.node, first.words) == ("need", "site-move")


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_stand_in_has_the_verdict_that_it_stands_for(verdict: str) -> None:
    def nothing(entry: str) -> str:
        raise KeyError(entry)

    assert verdict_of(stand_in(verdict), nothing) == verdict
    assert holds(ScopeOf("entry", verdict), {"entry": stand_in(verdict)}, nothing)


def test_an_entry_not_found_has_no_verdict_and_satisfies_nothing() -> None:
    guard = ScopeOf("entry", "in_scope")
    assert not holds(guard, {}, scope_for())
    assert verdict_of("", scope_for()) == ""
    assert proves_known(guard, when=True) == {"entry"}
    assert proves_known(guard, when=False) == frozenset()


def test_the_plan_decides_the_verdict_of_what_was_found() -> None:
    asked = {"need": "site-restore-copy"}
    assert walk({**asked, "service_kind": "hosting"}).current.id == "found_domain"
    assert walk({**asked, "service_kind": "own_server"}).current.id == "o_found_out"


def test_an_outcome_is_about_the_entry_found_or_the_one_it_names() -> None:
    found = walk({"need": "site-move", "service_kind": "hosting"})
    assert found.outcome is not None
    assert entry_of(found.outcome, found.facts) == "site-move"
    assert entry_of(replace(found.outcome, scope_from=None, scope="x"), found.facts) == "x"
    assert entry_of(replace(found.outcome, scope_from=None), found.facts) == ""


def test_every_verdict_is_walked_once_and_every_entry_a_guard_names() -> None:
    found = {path.answers["need"] for path in list_paths() if path.answers.get("need")}
    assert found >= {stand_in(verdict) for verdict in VERDICTS}
    assert found >= {"mail-own-mailbox", "website-reachability", "invoices-help"}


def list_paths() -> list[Any]:
    flow = request()
    nodes = {**flow.nodes, "topic": flow.nodes["o_search"]}  # the topics are many
    need = flow.nodes["need"]
    assert isinstance(need, Find)
    nodes["need"] = replace(need, none="o_search")
    return list(paths(replace(flow, nodes=nodes), scope_for()))


def test_the_request_flow_is_sound_without_its_topics_too() -> None:
    assert {issue.rule for issue in lint(request(), context_of_request())} <= {"L09"}


def context_of_request() -> Any:
    from portal.wizard.rules.issues import LintContext

    return LintContext(
        articles={},
        scope_ids={entry.id for entry in catalogue().entries},
        flows=set(shelf().flows),
        actions=set(),
        checks=set(),
    )


@pytest.mark.parametrize(
    ("flow", "found", "concluded", "product"),
    [
        ("request", "mail", "website", "mail"),
        ("request", None, "website", "website"),
        ("request", None, None, "account"),
        ("mail", "website", "website", "mail"),
    ],
)
def test_a_ticket_is_filed_under_what_it_is_about(
    flow: str, found: str | None, concluded: str | None, product: str
) -> None:
    assert product_of(shelf().flows[flow], found, concluded) == product
