"""Real searches over our own articles find what helps, in every language, and with a slip too."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.app import Services, build
from portal.kernel.locale import LOCALES, Locale
from portal.search.service import SearchService
from portal.settings import Settings
from portal.storage import migrate
from tests.relevance.judged import Figures, Judged, measure, misspelt, read, together

JUDGED = read()
HELD_OUT = read("held_out.txt")


@pytest.fixture(scope="module")
def portals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Services]]:
    """Both engines over the same articles: tests come in any order, indexes are made once."""
    folder = tmp_path_factory.mktemp("judged")
    articles = Path(__file__).parents[2] / "articles"
    found = {}
    for engine in ("whoosh", "tantivy"):
        made = build(
            Settings(data=folder, index=folder / "index", articles=articles, search=engine)
        )
        migrate.upgrade(made.database)
        made.articles.library.refresh()
        made.search.indexing.sync()
        found[engine] = made
    yield found
    for made in found.values():
        made.database.close()


@pytest.fixture(params=["whoosh", "tantivy"])
def portal(request: pytest.FixtureRequest, portals: dict[str, Services]) -> Services:
    return portals[request.param]


@pytest.fixture
def service(portal: Services) -> SearchService:
    return portal.search


def of(locale: Locale) -> list[Judged]:
    return [one for one in JUDGED if one.locale is locale]


def told(figures: Figures, what: str) -> Figures:
    print(f"{what}: {figures}")
    return figures


@pytest.mark.parametrize("locale", LOCALES)
def test_what_helps_stands_at_the_top(service: SearchService, locale: Locale) -> None:
    figures = told(measure(service, of(locale)), locale)
    assert figures.mrr >= 0.90
    assert figures.recall >= 0.98, figures.missed


@pytest.mark.parametrize("locale", LOCALES)
def test_a_slip_of_the_fingers_costs_little(service: SearchService, locale: Locale) -> None:
    figures = told(measure(service, list(misspelt(of(locale)))), f"{locale}, misspelt")
    assert figures.mrr >= 0.85, figures.missed


def test_searches_that_no_weight_was_chosen_on_are_answered_nearly_as_well(
    service: SearchService,
) -> None:
    parts = []
    for locale in LOCALES:
        few = [one for one in HELD_OUT if one.locale is locale]
        assert len(few) >= 20
        parts.append(told(measure(service, few), f"held out, {locale}"))
    figures = told(together(parts), "held out")
    assert figures.count == len(HELD_OUT)
    assert figures.mrr >= 0.85, figures.missed


def test_every_language_is_judged_by_many_searches_and_every_answer_exists(
    portal: Services,
) -> None:
    assert all(len(of(locale)) >= 60 for locale in LOCALES)
    named = {answer for one in JUDGED for answer in one.answers}
    keys = set(portal.articles.library.catalogue.keys())
    articles = {f"article:{key}" for key in keys}
    named |= {answer for one in HELD_OUT for answer in one.answers}
    scope = {f"scope:{entry.id}" for entry in portal.scope.entries}
    assert named <= articles | scope | {
        f"error_code:{code.id}" for code in portal.errors.codes.entries
    }
