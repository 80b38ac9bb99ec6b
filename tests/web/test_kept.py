"""What is made once and shown again: pages of searches, and pieces of every page."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from markupsafe import Markup

from portal.app import Services, build, create_app
from portal.search.model import Searched
from portal.settings import Settings
from portal.web.kept import KeptPages
from portal.web.slots import Slots
from tests.factories import write_articles

QUERY = "/en/search?q=steps"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with articles, their index and a database, to be copied."""
    folder = tmp_path_factory.mktemp("kept")
    write_articles(folder / "articles")
    built = services_in(folder)
    create_app(services=built)
    built.search.indexing.sync()
    built.database.close()
    return folder


def services_in(folder: Path) -> Services:
    return build(
        Settings(data=folder / "data", index=folder / "index", articles=folder / "articles")
    )


@pytest.fixture
def own(template: Path, tmp_path: Path) -> Iterator[Services]:
    """A portal over articles of its own, with their index."""
    built = services_in(shutil.copytree(template, tmp_path / "own"))
    yield built
    built.database.close()


@pytest.fixture
def portal(own):
    return create_app(services=own)


def makings(app: Flask, template: str = "search/results.html") -> list[str]:
    """Return a list that grows whenever a page is made from `template`."""
    made: list[str] = []
    loaded = app.jinja_env.get_template(template)
    render = loaded.render

    def note(*values: Any, **named: Any) -> str:
        made.append(template)
        return render(*values, **named)

    loaded.render = note  # type: ignore[method-assign]  # what it makes stays the same
    return made


def test_the_page_of_a_search_is_made_once_and_the_search_is_counted_each_time(portal, own):
    counted: list[object] = []
    own.events.listeners.append(counted.append)
    made = makings(portal)

    first, second = portal.test_client().get(QUERY), portal.test_client().get(QUERY)

    assert made == ["search/results.html"]
    assert (first.data, list(first.headers)) == (second.data, list(second.headers))
    assert [type(event) for event in counted] == [Searched, Searched]


@pytest.mark.parametrize("other", ["&topic=network", "&kind=article", "+first"])
def test_another_question_has_another_page(portal, other):
    made = makings(portal)
    for address in (QUERY, QUERY + other):
        portal.test_client().get(address)

    assert len(made) == 2


def test_a_page_is_made_anew_when_the_index_changed(portal, own):
    assert "to the sea" not in portal.test_client().get(QUERY).text

    article = own.settings.articles / "en" / "network" / "sea.md"
    article.parent.mkdir(parents=True, exist_ok=True)
    article.write_text("---\ntitle: Steps to the sea\n---\nText\n")
    own.articles.library.refresh()
    own.search.indexing.sync()

    assert "to the sea" in portal.test_client().get(QUERY).text


def test_a_page_is_made_anew_when_a_notice_appears(portal):
    said = [Markup("")]
    portal.extensions["portal.services"][Slots].fill("search.notices", lambda **_: said[0])
    assert "All is down" not in portal.test_client().get(QUERY).text

    said[0] = Markup("All is down")

    assert "All is down" in portal.test_client().get(QUERY).text


def test_of_many_pages_the_latest_asked_for_are_kept():
    pages = KeptPages()
    for number in (*range(300), 0, 300):
        pages.show(number, lambda: "once")

    assert pages.show(0, lambda: "again")[0] == b"once"
    assert pages.show(1, lambda: "again")[0] == b"again"


def test_a_piece_of_every_page_is_made_once_for_each_language(portal):
    made = makings(portal, "parts/foot.html")
    pages = [portal.test_client().get(f"/{code}/contact/").text for code in ("en", "es", "en")]

    assert len(made) == 2
    assert pages[0] == pages[2]
    assert "<h2>Reglas claras</h2>" in pages[1]


def test_a_piece_brings_its_icons_to_every_page_that_shows_it(portal):
    for _ in range(2):
        page = portal.test_client().get("/en/tickets/").text
        assert page.count('<symbol id="i-search"') == 1
