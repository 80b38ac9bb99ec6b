"""What the shipped flows write into a ticket before anybody types: subject, expected, observed."""

import re
from dataclasses import replace

import pytest

from portal.kernel.locale import Locale
from portal.tickets.files import load_lexicons
from portal.tickets.model import Kind
from portal.tickets.rules.compose import SubjectParts, compose_subject
from portal.tickets.rules.lexicon import Lexicon
from portal.tickets.rules.subject import LONGEST, SHORTEST, check_subject
from portal.tickets.rules.text import prepare
from portal.wizard.forms.compose import classified, first_form, propose_subject
from portal.wizard.model import Outcome
from portal.wizard.rules.words import PLACEHOLDER
from portal.wizard.service.walk import Walk
from tests.unit.wizard.our_flows import DEFAULTS, FLOWS, JOURNEYS, read_journey, shelf

TICKETS = {
    flow: [line for line in lines if re.search(r"(incident|request)/\w+$", line)]
    for flow, lines in JOURNEYS.items()
}
ASSETS = ("", "taller.example", "ana@taller.example", "WWW.TALLER.EXAMPLE", "203.0.113.9", "vps-7")
CODES = ("", "0x800CCC0E", "550 5.7.1", "ERR_CONNECTION_TIMED_OUT")


@pytest.fixture(scope="module")
def lexicons() -> dict[Locale, Lexicon]:
    return load_lexicons(DEFAULTS)


def without(walk: Walk, role: str) -> Walk:
    """Return `walk` as if nobody had told the part of the subject called `role`."""
    nodes = {n.id: n for n in walk.flow.nodes.values() if n.kind == "input" and n.subject == role}
    facts = {
        name: value
        for name, value in walk.replay.facts.items()
        if name not in {node.sets for node in nodes.values()}
    }
    path = tuple(step for step in walk.replay.path if step.node not in nodes)
    return replace(walk, replay=replace(walk.replay, path=path, facts=facts))


def proposed(walk: Walk, locale: Locale, asset: str = "") -> str:
    return propose_subject(walk, classified(walk).kind.kind, locale, asset)


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("flow", FLOWS)
def test_a_proposed_subject_passes_its_own_check(
    lexicons: dict[Locale, Lexicon], flow: str, locale: Locale
) -> None:
    for line in TICKETS[flow]:
        walk = read_journey(flow, line).visit()
        kind = classified(walk).kind.kind
        for known in (walk, without(walk, "asset"), without(without(walk, "asset"), "code")):
            subject = proposed(known, locale)
            assert check_subject(subject, kind, lexicons[locale]) == (), (line, subject)
            assert SHORTEST <= len(subject) <= LONGEST, line
            assert not PLACEHOLDER.search(subject), line


def requests() -> list[tuple[str, Outcome]]:
    return [
        (flow, node)
        for flow in FLOWS
        for node in shelf().flows[flow].nodes.values()
        if isinstance(node, Outcome) and (node.record == "request" or node.type == "chargeable")
    ]


def test_every_request_says_what_it_asks_for() -> None:
    assert [f"{flow}.{node.id}" for flow, node in requests() if node.says is None] == []


def test_nothing_but_a_request_says_what_it_asks_for() -> None:
    asking = {(flow, node.id) for flow, node in requests()}
    said = {
        (flow, node.id)
        for flow in FLOWS
        for node in shelf().flows[flow].nodes.values()
        if isinstance(node, Outcome) and node.says is not None
    }
    assert said - asking == set()


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("asset", ASSETS)
@pytest.mark.parametrize("code", CODES)
def test_a_wish_passes_the_check_whatever_it_is_about(
    lexicons: dict[Locale, Lexicon], locale: Locale, asset: str, code: str
) -> None:
    for flow, node in requests():
        assert node.says is not None
        parts = SubjectParts("Sitio web", node.says[locale], asset, code, locale, Kind.REQUEST)
        subject = compose_subject(parts)
        found = check_subject(subject, Kind.REQUEST, lexicons[locale])
        assert found == (), f"{flow}.{node.id}: {subject}"


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("flow", FLOWS)
def test_what_is_filled_in_is_whole_and_in_the_language_of_the_page(
    lexicons: dict[Locale, Lexicon], flow: str, locale: Locale
) -> None:
    for line in TICKETS[flow]:
        form = first_form(read_journey(flow, line).visit(), locale)
        for words in (form.subject, form.expected, form.observed, *form.steps):
            assert not {"{", "}"} & set(words), line
        assert language_of(f"{form.expected} {form.observed}", lexicons) in {locale, None}, line


def language_of(text: str, lexicons: dict[Locale, Lexicon]) -> Locale | None:
    """Return the language with the most small words in `text`, or None if that decides nothing."""
    tokens = prepare(text).tokens
    counted = {one: len(words.stop.covered(tokens)) for one, words in lexicons.items()}
    most = max(counted.values())
    best = [one for one, count in counted.items() if count == most]
    return best[0] if len(best) == 1 else None
