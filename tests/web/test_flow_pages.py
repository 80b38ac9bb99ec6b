"""Every page of every flow, in every language: it shows, and a person can be reached from it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cache
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from typing_extensions import override

from portal.app import Services, build, create_app
from portal.kernel.locale import LOCALES
from portal.scope.model import PlanKind, Scope, ScopeVerdict
from portal.settings import Settings
from portal.wizard.model import Choice, Find, Flow, Outcome, Task
from portal.wizard.rules.composing import PLAN_KINDS
from portal.wizard.rules.lint_graph import RESERVED
from portal.wizard.rules.navigation import PAGES
from portal.wizard.rules.review import table
from portal.wizard.rules.situations import SERVICE, survey
from portal.wizard.service.wizard import Wizard
from tests.unit.wizard.our_flows import FLOWS, shelf
from tests.unit.wizard.reviewed import Line, lines_of, read_line


@dataclass(frozen=True)
class Refusing(Scope):
    """A provider that takes on nothing: their customers see what ours never do."""

    @override
    def verdict_for(self, entry_id: str, plan_kind: PlanKind | None) -> ScopeVerdict:
        return ScopeVerdict.OUT_OF_SCOPE


@dataclass(frozen=True)
class Shop:
    """A portal, its services, and the lines that lead to its pages."""

    app: Flask
    services: Services
    lines: Callable[[str], tuple[Line, ...]]


@cache
def refused_lines(name: str) -> tuple[Line, ...]:
    """Return the lines of those who did not find their task in their own words."""
    flow = shelf().flows[name]
    asks = flow.nodes[flow.start]
    begun = replace(flow, start=asks.none) if isinstance(asks, Find) else flow
    found = ((asks.id, "none"),) if isinstance(asks, Find) else ()
    surveyed = survey(begun, lambda _service: lambda _entry: "out_of_scope")
    lines = (read_line(flow, line) for line in table(surveyed))
    return tuple(replace(line, told=(*found, *line.told)) for line in lines)


@pytest.fixture(scope="module")
def shops(
    tmp_path_factory: pytest.TempPathFactory, sample_articles: object
) -> Iterator[tuple[Shop, Shop]]:
    folder = tmp_path_factory.mktemp("pages")
    services = build(
        Settings.model_validate(
            {"data": folder / "data", "index": folder / "i", "articles": sample_articles}
        )
    )
    scope = Refusing(**{f.name: getattr(services.scope, f.name) for f in fields(Scope)})
    tools = replace(services.wizard._tools, scope=scope)
    strict = replace(services, wizard=Wizard(lambda: services.wizard.shelf, tools))
    yield (
        Shop(create_app(services=services), services, lines_of),
        Shop(create_app(services=strict), strict, refused_lines),
    )
    services.database.close()


@dataclass(frozen=True)
class Visit:
    """A page, and a visitor whose answers lead to it."""

    flow: Flow
    node: str
    query: dict[str, str]
    client: FlaskClient


def visits(shop: Shop, name: str, seen: set[str]) -> Iterator[Visit]:
    """Yield a visit to each page that is not in `seen`, and add it there."""
    flow = shelf().flows[name]
    for number, line in enumerate(shop.lines(name)):
        pages = {node for node in line.nodes if flow.nodes[node].kind in PAGES} - seen
        if not pages:
            continue
        known = line.known()
        client = shop.app.test_client()
        client.set_cookie("draft", f"{name}-{number}")
        for fact, value in known.given.items():
            shop.services.wizard.drafts.give(f"{name}-{number}", flow, fact, str(value))
        query = {node: real_entry(shop, str(value), line) for node, value in known.answers.items()}
        yield from (Visit(flow, node, query, client) for node in sorted(pages))
        seen |= pages


def real_entry(shop: Shop, value: str, line: Line) -> str:
    """Return a scope entry with the verdict that stands for it in the table, `(in_scope)`."""
    if not value.startswith("("):
        return value
    plan = PLAN_KINDS.get(dict(line.told).get(SERVICE, ""))
    kind = PlanKind(plan) if plan else None
    scope = shop.services.scope
    named = {pair[1] for line in shop.lines(line.flow.flow) for pair in line.told}
    return next(
        entry.id
        for entry in scope.entries
        if f"({scope.verdict_for(entry.id, kind)})" == value and entry.id not in named
    )


def goes_on_elsewhere(visit: Visit) -> bool:
    node = visit.flow.nodes[visit.node]
    return isinstance(node, Outcome) and node.type == "continue"


def person_link(html: str, locale: str, flow: str) -> dict[str, str]:
    """Return the answers in the link that leads to a person."""
    found = re.search(rf'href="(/{locale}/contact/{flow}/talk[^"]*)"', html)
    assert found, "no way to a person"
    return dict(parse_qsl(urlsplit(unescape(found[1])).query, keep_blank_values=True))


@pytest.mark.parametrize("name", FLOWS)
def test_every_page_shows_in_every_language_and_a_person_is_one_link_away(
    shops: tuple[Shop, Shop], name: str
) -> None:
    """R22: no dead end, and what was answered comes along."""
    seen: set[str] = set()
    for shop in shops:
        for visit in visits(shop, name, seen):
            for locale in LOCALES:
                page = visit.client.get(
                    f"/{locale}/contact/{name}/{visit.node}", query_string=visit.query
                )
                if goes_on_elsewhere(visit):
                    assert page.status_code == 303
                    assert f"/contact/{name}/" not in page.location
                    continue
                html = page.get_data(as_text=True)
                assert page.status_code == 200, (visit.node, visit.query, page.location)
                assert html.count("<h1") == 1
                assert person_link(html, locale, name) == visit.query
    pages = {node.id for node in shelf().flows[name].nodes.values() if node.kind in PAGES}
    assert pages <= seen


@pytest.mark.parametrize("name", FLOWS)
def test_the_way_to_a_person_tells_all_that_was_answered(
    shops: tuple[Shop, Shop], name: str
) -> None:
    """R22, R28: the answers are on the page, in the prefilled mail, and one can go back."""
    shop = shops[0]
    visit = max(visits(shop, name, set()), key=lambda one: len(one.query))
    told = [
        (visit.flow.nodes[node], answer)
        for node, answer in visit.query.items()
        if visit.flow.nodes[node].kind in {"choice", "task"}
    ]
    assert told
    for locale in LOCALES:
        page = visit.client.get(f"/{locale}/contact/{name}/talk", query_string=visit.query)
        html = unescape(page.get_data(as_text=True))
        assert 'href="tel:' in html
        assert re.search(r'href="mailto:[^"]+\?subject=[^"]+&body=', html)
        assert re.search(rf'class="back" href="/{locale}/contact/{name}/\w+', html)
        for node, answer in told:
            assert isinstance(node, Choice | Task)
            option = next(option for option in node.options if option.id == answer)
            assert option.text[locale] in html


@pytest.mark.parametrize(
    ("locale", "words"), [("es", "20 minutos"), ("en", "20 minutes"), ("cs", "20 minut")]
)
def test_r11_the_way_to_a_person_says_how_long_a_call_takes_at_most(
    shops: tuple[Shop, Shop], locale: str, words: str
) -> None:
    page = shops[0].app.test_client().get(f"/{locale}/contact/mail/talk")
    assert words in page.get_data(as_text=True)


def test_no_flow_may_call_a_node_as_a_page_of_ours_is_called(shops: tuple[Shop, Shop]) -> None:
    """The linter's list, against the addresses there are."""
    rules = [rule.rule for rule in shops[0].app.url_map.iter_rules() if "<flow>/" in rule.rule]
    names = {rule.partition("<flow>/")[2].partition("/")[0] for rule in rules}
    assert names - {"", "<node>"} == RESERVED
