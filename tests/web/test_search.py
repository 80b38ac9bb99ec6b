"""The search page and its API in a whole portal."""

import json
import re
from dataclasses import dataclass
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.app import build, create_app
from portal.identity.model import Role
from portal.identity.service import Identity
from portal.kernel.locale import LOCALES
from portal.search import views
from portal.search.catalogue import ArticleSource, category_name
from portal.search.engines.whoosh import whoosh_engine
from portal.search.files import load_synonyms
from portal.search.service import Indexing, SearchService
from portal.settings import Settings
from portal.web.wiring import provide
from tests.fakes import FixedClock

PASSWORD = "una larga contraseña de prueba"
ARTICLE = """---
title: "{title}"
key: {key}
summary: "{summary}"
products: [{product}]
---
{text}
"""
TEXTS = {
    "es/mail-problems/buzon-lleno.md": (
        "Buzón lleno",
        "mailbox-full",
        "Qué hacer cuando no cabe nada más.",
        "Al llenarse, vuelve.\n\n## Borra lo grande\n\nOrdena el buzón por tamaño y borra.",
    ),
    "es/mail-problems/guion.md": (
        "Un <script> en el correo",
        "script",
        "No se ejecuta <b>nunca</b>.",
        "Escribe `<script>alert(1)</script>` y nada pasa.\n\n## Guion\n\n`<script>` es texto.",
    ),
    "en/mail-problems/add-ins.md": ("Kangaroo add-ins", "add-ins", "Safe mode.", "Start it."),
    "cs/mail-problems/plna.md": ("Plná schránka", "mailbox-full", "Co dělat.", "Smažte velké."),
}


@dataclass
class Found:
    """A portal with search, ways to ask it, and where its index is."""

    app: Flask
    indexing: Indexing
    index: Path

    def get(self, path: str, **values: str) -> TestResponse:
        return self.client.get(path, query_string=values or None)

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def page(self, query: str, locale: str = "es", **values: str) -> str:
        response = self.get(f"/{locale}/search", q=query, **values)
        assert response.status_code == 200
        return response.get_data(as_text=True)

    def api(self, query: str, locale: str = "es", **values: str) -> dict[str, Any]:
        response = self.get("/api/v1/search", q=query, locale=locale, **values)
        assert response.status_code == 200
        answer: dict[str, Any] = json.loads(response.get_data())
        return answer


def write(folder: Path, name: str, values: tuple[str, str, str, str]) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    title, key, summary, text = values
    product = "website" if key.startswith("pepino") else "mail"
    content = ARTICLE.format(title=title, key=key, summary=summary, text=text, product=product)
    path.write_text(content, encoding="utf-8")


def make(folder: Path) -> Found:
    """Return a portal over `folder` with TEXTS and twenty-four articles about cucumbers."""
    articles = folder / "articles"
    for name, values in TEXTS.items():
        write(articles, name, values)
    for number in range(24):
        pepino = (f"Pepino {number}", f"pepino-{number}", "Verde.", "Se come.")
        write(articles, f"es/domains-dns/pepino-{number}.md", pepino)
    settings = Settings(
        PORTAL_DATA=folder / "data", PORTAL_INDEX=folder / "index", PORTAL_ARTICLES=articles
    )
    services = build(settings)
    app = create_app(services=services)
    engine = whoosh_engine(settings.index / "whoosh")
    source = ArticleSource(services.articles.library, partial(category_name, services.site))
    synonyms = {c: load_synonyms(services.files.path(f"synonyms/{c}.yml"), c)[0] for c in LOCALES}
    indexing = Indexing(engine, [source])
    indexing.sync()
    search = SearchService(indexing, engine, synonyms, services.clock, services.events.emit)
    provide(app, search)
    if "search" not in app.blueprints:
        app.register_blueprint(views.blueprint)
    services.database.close()
    return Found(app, indexing, settings.index / "whoosh")


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Found:
    return make(tmp_path_factory.mktemp("search"))


def numbers(html: str) -> list[int]:
    """Return the numbers that readers of `html` see, in whatever language they do."""
    return [int(n) for n in re.findall(r"\d+", unescape(re.sub(r"<[^>]+>", " ", html)))]


def test_hits_are_counted_marked_and_lead_to_sections(portal: Found) -> None:
    html = portal.page("buzón lleno")
    assert "<mark>Buzón</mark> <mark>lleno</mark>" in html
    assert 'href="/es/articles/buzon-lleno#borra-lo-grande"' in html
    assert numbers(re.findall("<h1>.*</h1>", html)[0]) == [1]


def test_accents_and_capitals_do_not_matter(portal: Found) -> None:
    for query in ("buzon", "BUZÓN", "buzones"):
        assert "/es/articles/buzon-lleno" in portal.page(query)
    assert "/cs/articles/plna" in portal.page("schranka", "cs")


def test_markup_in_articles_and_queries_is_escaped_before_it_is_marked(portal: Found) -> None:
    html = portal.page("script <script>alert(2)</script>")
    assert "<script>alert" not in html
    assert "&lt;<mark>script</mark>&gt;" in html
    assert "<b>nunca" not in html


def test_a_misspelling_is_answered_and_asked_back(portal: Found) -> None:
    html = portal.page("pepyno")
    assert 'href="/es/search?q=pepino"' in html
    assert numbers(re.findall("<h1>.*</h1>", html)[0]) == [24]


def test_pages_hold_ten_and_lead_on(portal: Found) -> None:
    first, last = portal.page("pepino"), portal.page("pepino", page="3")
    assert first.count('class="hit"') == 10
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert (last.count('class="hit"'), 'rel="next"' in last) == (4, False)
    assert numbers(re.findall('(?s)<nav class="row.*?</nav>', last)[0]) == [21, 24, 24]


def test_pages_that_do_not_exist_lead_back(portal: Found) -> None:
    for page in ("0", "-1", "x", "²"):
        assert portal.page("pepino", page=page).count('class="hit"') == 10
    for page in ("9", "9" * 5000):
        html = portal.page("pepino", page=page)
        assert 'class="hit"' not in html
        assert '<a href="/es/search?q=pepino">' in html


def test_a_topic_narrows_the_search(portal: Found) -> None:
    html = portal.page("pepino buzon", topic="mail-problems")
    assert html.count('class="hit"') == 1
    assert 'href="/es/search?q=pepino+buzon&amp;topic=domains-dns"' in html


def test_what_a_hit_applies_to_narrows_the_search_at_an_address_to_share(portal: Found) -> None:
    assert 'href="/es/search?q=pepino+buzon&amp;product=website"' in portal.page("pepino buzon")
    html = portal.page("pepino buzon", product="mail")
    assert html.count('class="hit"') == 1
    assert '<a href="/es/search?q=pepino+buzon">' in html
    assert "Nothing" not in portal.page("pepino buzon", product="<b>")


def sign_in(portal: Found) -> FlaskClient:
    """Return a browser in which staff is signed in."""
    identity = portal.app.extensions["portal.services"][Identity]
    identity.add_staff("ana@staff.example", "Ana", Role.SUPPORT, PASSWORD)
    client = portal.client
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/staff/sign-in").text)
    assert found
    values = {"csrf_token": found[1], "email": "ana@staff.example", "password": PASSWORD}
    assert client.post("/staff/sign-in", data=values).status_code == 303
    return client


def test_staff_alone_see_why_a_hit_ranks_where_it_does(portal: Found) -> None:
    client, url = sign_in(portal), "/es/search?q=buzon+lleno&explain=1"
    shown = client.get(url)
    assert "exact · 100.00" in shown.text
    assert "no-store" in shown.headers["Cache-Control"]
    anybody = portal.client.get(url)
    assert "exact · 100.00" not in anybody.text
    assert "no-store" in anybody.headers["Cache-Control"]
    assert "exact · 100.00" not in client.get("/es/search?q=buzon+lleno").text


def test_untranslated_articles_are_offered_apart(portal: Found) -> None:
    html = portal.page("kangaroo")
    assert 'href="/es/articles/add-ins" lang="en"' in html
    assert portal.get("/es/articles/add-ins").status_code == 200


def test_no_results_lead_on_with_the_query_in_hand(portal: Found) -> None:
    html = portal.page("xyzzy & plugh")
    assert "xyzzy &amp; plugh" in re.findall("<h1>.*</h1>", html)[0]
    assert 'href="/es/contact/?q=xyzzy%20%26%20plugh"' in html
    assert "/es/categories/" in html


def test_without_a_query_there_is_a_field_and_frequent_searches(portal: Found) -> None:
    for path in ("/es/search", "/es/search?q=%20"):
        html = portal.get(path).get_data(as_text=True)
        assert html.count('type="search"') == 1
        assert "/es/search?q=" in html


def test_the_page_is_the_same_for_everybody_and_may_be_kept(portal: Found) -> None:
    first, second = portal.get("/es/search", q="pepino"), portal.get("/es/search", q="pepino")
    assert first.get_data() == second.get_data()
    assert first.headers["Cache-Control"] == "public, max-age=0"
    assert "Set-Cookie" not in first.headers
    etag = {"If-None-Match": first.headers["ETag"]}
    again = portal.client.get("/es/search?q=pepino", headers=etag)
    assert again.status_code == 304


@pytest.mark.parametrize("locale", LOCALES)
def test_the_language_menu_keeps_the_query(portal: Found, locale: str) -> None:
    assert f'href="/{locale}/search?q=buz%C3%B3n"' in portal.page("buzón")


def test_the_api_answers_with_plain_text(portal: Found) -> None:
    answer = portal.api("ordenar el buzón")
    assert answer["query"] == "ordenar el buzón"
    assert (answer["locale"], answer["total"], answer["did_you_mean"]) == ("es", 1, None)
    assert isinstance(answer["took_ms"], int)
    (hit,) = answer["hits"]
    assert set(hit) == {"slug", "title", "url", "section", "excerpt", "score"}
    assert (hit["slug"], hit["url"]) == ("buzon-lleno", "/es/articles/buzon-lleno")
    assert hit["section"] == "Borra lo grande"
    assert "buzón por tamaño" in hit["excerpt"]


@pytest.mark.parametrize(
    ("limit", "count"),
    [("3", 3), ("0", 1), ("-5", 1), ("99999", 24), ("x", 10), ("", 10), ("9" * 5000, 24)],
)
def test_the_apis_limit_is_held_to_what_is_sensible(portal: Found, limit: str, count: int) -> None:
    assert len(portal.api("pepino", limit=limit)["hits"]) == count


@pytest.mark.parametrize("path", ["/api/v1/search", "/api/v1/suggest"])
def test_an_unknown_locale_is_refused_in_json(portal: Found, path: str) -> None:
    response = portal.get(path, q="x", locale="fr")
    assert response.status_code == 400
    assert "error" in json.loads(response.get_data())


def test_a_missing_query_has_an_empty_answer(portal: Found) -> None:
    answer = json.loads(portal.get("/api/v1/search", locale="es").get_data())
    assert (answer["total"], answer["hits"]) == (0, [])
    assert json.loads(portal.get("/api/v1/suggest", locale="es").get_data()) == []


def test_without_a_locale_the_api_speaks_the_visitors(portal: Found) -> None:
    wish = {"Accept-Language": "cs"}
    response = portal.client.get("/api/v1/search?q=schranka", headers=wish)
    assert json.loads(response.get_data())["total"] == 1
    assert "no-store" in response.headers["Cache-Control"]


def test_suggestions_are_titles_with_their_place(portal: Found) -> None:
    response = portal.get("/api/v1/suggest", q="buz", locale="es")
    assert json.loads(response.get_data()) == [
        {"title": "Buzón lleno", "in": "Problemas con el correo", "url": "/es/articles/buzon-lleno"}
    ]


HOSTILE = ["(" * 2000, "NOT " * 500, "abcdef~9", "*", "a" * 100_000, "%00", "\x1b\u202e"]


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_queries_are_answered_like_any_other(portal: Found, query: str) -> None:
    assert portal.get("/es/search", q=query).status_code == 200
    assert portal.get("/api/v1/search", q=query, locale="es").status_code == 200
    assert portal.get("/api/v1/suggest", q=query, locale="es").status_code == 200


def test_without_an_index_pages_say_so_and_lead_on(tmp_path: Path) -> None:
    portal = make(tmp_path)
    for path in portal.index.glob("*/GENERATION"):
        path.write_bytes(b"")
    engine = whoosh_engine(portal.index)
    indexing = portal.indexing
    provide(portal.app, SearchService(indexing, engine, {}, FixedClock(), lambda _: None))
    response = portal.get("/es/search", q="pepino")
    assert response.status_code == 200
    assert "pepino" not in re.findall("<h1>.*</h1>", response.get_data(as_text=True))[0]
    assert "no-store" in response.headers["Cache-Control"]
    assert portal.api("pepino")["hits"] == []


def test_words_about_a_trouble_lead_into_the_guided_check_with_their_answers(visitor):
    page = visitor.get("/en/search?q=cannot+send+mail").text

    assert "/en/contact/mail/?symptom=cannot_send" in page
    assert "Guided check" in page
    assert "/es/contact/website/" in visitor.get("/es/search?q=mi+pagina+no+abre").text


def test_words_about_no_trouble_offer_no_guided_check_and_later_pages_neither(visitor):
    for query in ("imap", "how do I create a mailbox"):
        assert "Guided check" not in visitor.get("/en/search", query_string={"q": query}).text
    assert "Guided check" not in visitor.get("/en/search?q=cannot+send+mail&page=2").text
