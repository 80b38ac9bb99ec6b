"""The flows that ship: sound, complete, and leading people where the reviewed journeys say."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from portal.kernel.locale import Locale
from portal.wizard.model import UNKNOWN, Branch, Choice, Flow, Outcome, Task, Value
from portal.wizard.rules.graph import edges_of
from portal.wizard.rules.priority import priority_of
from portal.wizard.rules.walk import texts_of
from tests.unit.wizard.our_flows import (
    ARTICLES,
    FLOWS,
    JOURNEYS,
    TROUBLE,
    read_journey,
    scope_for,
    seen,
    shelf,
)

NOT_SAID = {
    "es": r"simplemente|solo tienes que|obviamente|fácil|en breve|lo antes posible|\busted\b"
    r"|vosotros|\bmails?\b|!",
    "en": r"\b(simply|just|obviously|easy|easily|shortly)\b|as soon as possible|!",
    "cs": r"jednoduše|stačí jen|samozřejmě|snadno|co nejdříve|v krátké době|!",
}
"""Words that no text says: belittling, promising, shouting, or in the wrong register."""


def all_nodes() -> Iterator[tuple[Flow, Any]]:
    for name in FLOWS:
        flow = shelf().flows[name]
        yield from ((flow, node) for node in flow.nodes.values())


def test_every_flow_is_there() -> None:
    assert set(shelf().flows) >= set(FLOWS)


@pytest.mark.parametrize("name", FLOWS)
def test_a_flow_is_sound(name: str) -> None:
    found = [f for f in shelf().findings if f.path.stem == name and f.code != "L09"]
    assert found == []


def test_every_article_named_is_in_the_content_plan() -> None:
    named = {node.article for _, node in all_nodes() if isinstance(node, Task | Outcome)}
    assert named - {None} == ARTICLES


@pytest.mark.parametrize("name", FLOWS)
def test_a_journey_ends_where_it_was_reviewed_to(name: str) -> None:
    journeys = {line: read_journey(name, line) for line in JOURNEYS[name]}
    ends = {line: seen(journey, journey.walk()) for line, journey in journeys.items()}
    assert ends == {line: journey.ends for line, journey in journeys.items()}


@pytest.mark.parametrize("name", FLOWS)
def test_a_reviewed_journey_says_nothing_beside_its_path(name: str) -> None:
    for line in JOURNEYS[name]:
        journey = read_journey(name, line)
        replay = journey.walk()
        walked = {step.node for step in replay.path} | {replay.current.id}
        assert {told for told in journey.told if told in journey.flow.nodes} <= walked, line


def test_answers_alone_can_show_two_failing_devices() -> None:
    flow = shelf().flows["website"]
    facts = {"usable": "unusable", "other_net": "fails"}
    assert priority_of(flow, facts, scope_for()) == "high"


@pytest.mark.parametrize("name", TROUBLE)
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


@pytest.mark.parametrize("name", FLOWS)
def test_a_wish_is_low(name: str) -> None:
    flow = shelf().flows[name]
    assert priority_of(flow, {"effect": "question"}, scope_for()) == "low"
    assert priority_of(flow, {"effect": "question", "usable": "degraded"}, scope_for()) == "low"


@pytest.mark.parametrize("name", [*TROUBLE, "billing"])
def test_a_dead_service_that_nobody_else_tried_is_medium(name: str) -> None:
    flow = shelf().flows[name]
    assert priority_of(flow, {"effect": "unusable"}, scope_for()) == "medium"


@pytest.mark.parametrize("name", [name for name in FLOWS if name not in TROUBLE])
def test_nothing_wanted_is_ever_high(name: str) -> None:
    rules = shelf().flows[name].priority
    assert {getattr(rule, "set_to", "low") for rule in rules} <= {"medium", "low"}


def test_matters_with_an_address_of_their_own_take_one_question() -> None:
    flow = shelf().flows["other_matters"]
    start = flow.nodes[flow.start]
    assert isinstance(start, Choice)
    asked_on = {option.id for option in start.options if flow.nodes[option.goto].kind != "outcome"}
    assert asked_on == {"refused"}


PRICE = {"es": "preci", "en": "price", "cs": "cen[auyě]"}


def test_paid_work_names_its_price_and_asks_for_consent_before_the_ticket() -> None:
    flow = shelf().flows["request"]
    work = [n for n in flow.nodes.values() if isinstance(n, Outcome) and n.type == "chargeable"]
    assert {node.unsolved for node in work} == {"paid", "terms"}
    silent = [
        f"{node.id} {locale}"
        for node in work
        for locale, word in PRICE.items()
        if not (node.why and re.search(word, node.why[locale], re.IGNORECASE))
    ]
    assert silent == []


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
    shared = ("service_kind", "usable", "other_net", "kept_where", "cause_gone", "registrar")
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
