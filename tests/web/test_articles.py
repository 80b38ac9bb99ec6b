"""Home, topics, articles, pictures and votes, as a browser without script meets them."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.app import Services, build, create_app
from portal.articles.store import votes
from portal.kernel.locale import LOCALES
from portal.settings import Settings
from tests.factories import write_articles

ARTICLE = "/en/articles/first-steps"


def text(answer: TestResponse) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def hrefs(answer: TestResponse) -> list[str]:
    return re.findall(r'href="([^"]+)"', answer.text)


@pytest.fixture(scope="module")
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_articles(tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def own_services(tmp_path_factory: pytest.TempPathFactory, own_folder: Path) -> Iterator[Services]:
    data = tmp_path_factory.mktemp("data")
    built = build(Settings(data=data / "data", index=data / "index", articles=own_folder))
    yield built
    built.database.close()


@pytest.fixture(scope="module")
def browser(own_services: Services) -> FlaskClient:
    return create_app(services=own_services).test_client()


def last_vote(services: Services) -> Any:
    with services.database.read() as connection:
        return connection.execute(sa.select(votes).order_by(votes.c.given_at.desc())).first()


def test_an_article_shows_its_title_text_contents_and_related(browser):
    page = browser.get(ARTICLE)

    assert page.status_code == 200
    assert "<h1>First steps with your mailbox</h1>" in page.text
    assert page.text.count("<h1") == 1
    assert "mail.faro.example" in text(page)
    assert "/en/articles/port-test#steps" in hrefs(page)
    assert {"/en/articles/port-test", "/en/articles/only-english"} <= set(hrefs(page))
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{ARTICLE}">' in page.text


def test_the_language_menu_leads_to_the_same_article_where_there_is_one(browser):
    menu = browser.get(ARTICLE).text.split('<ul class="menu">')[1].split("</ul>")[0]

    assert re.findall(r'href="([^"]+)"', menu) == ["/es/articles/primeros-pasos", ARTICLE, "/cs/"]
    assert menu.count('aria-current="true"') == 1


def test_an_untranslated_article_says_which_language_it_is_in(browser):
    page = browser.get("/cs/articles/only-english")

    assert page.status_code == 200
    assert '<html lang="cs">' in page.text
    assert re.search(r'<article [^>]*lang="en"', page.text)
    assert "English" in text(page)


def test_the_address_of_another_language_leads_to_the_translation(browser):
    answer = browser.get("/es/articles/first-steps")

    assert (answer.status_code, answer.location) == (301, "/es/articles/primeros-pasos")


def test_an_old_address_leads_to_the_new_one(browser):
    answer = browser.get("/en/articles/getting-started")

    assert (answer.status_code, answer.location) == (301, ARTICLE)


@pytest.mark.parametrize("slug", ["draft", "nothing", "%20", "a" * 5000])
def test_a_draft_and_what_never_was_are_not_found(browser, slug):
    answer = browser.get(f"/en/articles/{slug}")

    assert answer.status_code == 404
    assert "secret draft" not in answer.text


def test_an_archived_article_is_gone_and_offers_what_is_near(browser):
    answer = browser.get("/en/articles/old-way")

    assert answer.status_code == 410
    assert "The old way" in text(answer)
    assert ARTICLE in hrefs(answer)


@pytest.mark.parametrize("locale", LOCALES)
def test_home_shows_the_topics_that_have_articles(browser, locale):
    page = browser.get(f"/{locale}/")

    shown = [h for h in hrefs(page) if h.startswith(f"/{locale}/categories/")]
    assert len(shown) == 3  # two of the provider's topics and an unknown folder
    assert f"/{locale}/categories/odd-things" in shown


def test_a_topic_lists_its_articles_by_what_readers_want(browser):
    page = browser.get("/en/categories/odd-things")

    assert "Odd things" in text(page)
    assert "/en/articles/lamp" in hrefs(page)


def test_a_topic_shows_what_is_not_translated_with_its_language(browser, own_services):
    site = own_services.site
    key = site.category("mail-problems")
    assert key is not None

    page = browser.get(f"/cs/categories/{key.slug[LOCALES[2]]}")

    assert {"/cs/articles/only-english", "/cs/articles/port-test"} <= set(hrefs(page))
    assert 'lang="en"' in page.text


def test_the_address_of_a_topic_in_another_language_leads_to_this_one(browser, own_services):
    category = own_services.site.category("mail-setup")
    assert category is not None

    answer = browser.get(f"/en/categories/{category.slug[LOCALES[0]]}")

    assert answer.status_code == 301
    assert answer.location == f"/en/categories/{category.slug[LOCALES[1]]}"
    assert browser.get("/en/categories/nothing").status_code == 404


def test_a_changed_file_is_live_after_the_library_looked(browser, own_services, own_folder):
    path = own_folder / "en/odd-things/lamp.md"
    before = browser.get("/en/articles/lamp")

    path.write_text("---\ntitle: Change the lamp\n---\nTurn it right.\n", encoding="utf-8")
    own_services.articles.library.refresh()
    after = browser.get("/en/articles/lamp", headers={"If-None-Match": before.headers["ETag"]})

    assert "Turn it left." in before.text
    assert after.status_code == 200
    assert "Turn it right." in after.text


def test_a_yes_is_counted_and_thanked_for(browser, own_services):
    answer = browser.post(f"{ARTICLE}/vote", data={"vote": "yes"})

    assert answer.status_code == 303
    assert last_vote(own_services).useful is True
    page = browser.get(answer.location)
    assert page.status_code == 200
    assert "<form" not in page.text.split("<main")[1]


def test_a_no_asks_why_and_keeps_the_reason_masked(browser, own_services):
    asked = browser.post(f"{ARTICLE}/vote", data={"vote": "no"}).location
    form = browser.get(asked).text.split("<main")[1]
    vote_id = re.search(r'name="id" value="(\w+)"', form)
    assert vote_id is not None

    sent = {"id": vote_id[1], "reason": "wrong", "comment": "password: Xk29vLq7"}
    answer = browser.post(f"{ARTICLE}/vote/reason", data=sent)

    assert answer.status_code == 303
    kept = last_vote(own_services)
    assert (kept.useful, kept.reason) == (False, "wrong")
    assert "Xk29vLq7" not in kept.comment
    assert "<form" not in browser.get(answer.location).text.split("<main")[1]


def test_a_forgotten_reason_is_asked_for_again_with_what_was_written(browser, own_services):
    asked = browser.post(f"{ARTICLE}/vote", data={"vote": "no"}).location
    vote_id = re.findall(r"id=(\w+)", asked)[0]

    answer = browser.post(
        f"{ARTICLE}/vote/reason", data={"id": vote_id, "comment": "<b>step 3</b> is missing"}
    )

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "&lt;b&gt;step 3&lt;/b&gt; is missing" in answer.text
    assert last_vote(own_services).reason is None


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        (f"{ARTICLE}/vote", {}, 400),
        (f"{ARTICLE}/vote", {"vote": "maybe"}, 400),
        ("/en/articles/nothing/vote", {"vote": "yes"}, 404),
        ("/en/articles/old-way/vote", {"vote": "yes"}, 410),
        (f"{ARTICLE}/vote/reason", {"reason": "wrong"}, 404),
        (f"{ARTICLE}/vote/reason", {"id": "0" * 32, "reason": "wrong"}, 404),
        (f"{ARTICLE}/vote/reason", {"id": "x\r\nSet-Cookie: a=b", "reason": "none"}, 404),
        ("/en/articles/a%0D%0Ab/vote/reason", {"id": "1", "reason": "none"}, 404),
    ],
)
def test_a_vote_that_makes_no_sense_is_refused(browser, path, data, status):
    answer = browser.post(path, data=data)

    assert answer.status_code == status
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
@pytest.mark.parametrize("path", [f"{ARTICLE}/vote", f"{ARTICLE}/vote/reason"])
def test_a_vote_sent_from_another_site_is_refused(browser, path, headers):
    assert browser.post(path, data={"vote": "yes"}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://localhost"},
        {"Origin": "http://127.0.0.1:8000"},  # the public address, where a proxy hides it from us
        {},
    ],
)
def test_a_vote_from_our_own_page_or_no_browser_at_all_counts(browser, headers):
    answer = browser.post(f"{ARTICLE}/vote", data={"vote": "yes"}, headers=headers)
    assert answer.status_code == 303


def test_a_picture_beside_an_article_is_sent_and_asked_for_again_only_when_changed(browser):
    answer = browser.get("/media/en/mail-problems/window.png", buffered=True)

    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    known = {"If-None-Match": answer.headers["ETag"]}
    again = browser.get("/media/en/mail-problems/window.png", headers=known, buffered=True)
    assert again.status_code == 304


def test_a_drawing_is_sent_in_a_sandbox(browser):
    answer = browser.get("/media/en/mail-problems/drawing.svg", buffered=True)

    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        *("en/mail-problems/port-test.md", "en", "..%2f..%2fetc/passwd", "%2e%2e/%2e%2e/x.png"),
        *("en/mail-problems/nothing.png", "a" * 3000 + ".png", ".hidden.png", "%ff.png"),
    ],
)
def test_nothing_but_pictures_of_articles_is_sent(browser, path):
    assert browser.get(f"/media/{path}", buffered=True).status_code == 404


@pytest.mark.parametrize("ending", ["webp", "avif", "jpeg", "GIF"])
def test_every_kind_of_picture_has_its_own_type(browser, own_folder, ending):
    (own_folder / f"en/mail-problems/p.{ending}").write_bytes(b"x")

    answer = browser.get(f"/media/en/mail-problems/p.{ending}", buffered=True)
    assert answer.mimetype == f"image/{ending.lower()}"
