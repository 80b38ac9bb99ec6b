"""The public page about what support does and does not do."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from portal.kernel.locale import LOCALES
from portal.kernel.product import Product
from portal.scope.model import ScopeVerdict
from tests.factories import Portal, portal_in


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal_in(tmp_path_factory.mktemp("scope")) as made:
        yield made


@pytest.fixture
def client(portal: Portal) -> FlaskClient:
    return portal.app.test_client()


def shown(page: str) -> set[str]:
    return set(re.findall(r'<tr id="([\w-]+)" data-find="[^"]*">', page))


def hidden(page: str) -> set[str]:
    return set(re.findall(r'<tr id="([\w-]+)" data-find="[^"]*" hidden>', page))


@pytest.mark.parametrize("locale", LOCALES)
def test_every_entry_stands_there_once_with_task_reason_and_an_anchor(portal, client, locale):
    page = client.get(f"/{locale}/scope")
    entries = portal.services.scope.entries
    assert page.status_code == 200
    assert shown(page.text) == {entry.id for entry in entries}
    ids = re.findall(r'\sid="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))
    text = re.sub(r"&#39;", "'", page.text)
    assert all(entry.task[locale] in text and entry.reason[locale] in text for entry in entries)


def test_it_is_the_same_bytes_for_everybody_and_may_be_cached(client):
    first = client.get("/en/scope")
    assert first.headers["Cache-Control"] == "public, max-age=0"
    assert "Set-Cookie" not in first.headers
    again = client.get("/en/scope", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_the_filter_works_on_the_server_and_leaves_the_rest_for_the_script(portal, client):
    page = client.get("/en/scope?q=Outlook").text
    assert "mail-program-data" in shown(page)
    assert "server-reverse-dns" in hidden(page)
    assert len(shown(page) | hidden(page)) == len(portal.services.scope.entries)
    assert f"Tasks shown: {len(shown(page))}" in page


def test_words_that_customers_use_are_found_although_no_one_reads_them(client):
    assert "mail-own-mailbox" in shown(client.get("/en/scope?q=mailbox+down").text)


def test_a_product_shows_its_own_tasks_and_those_listed_under_it_too(portal, client):
    page = client.get("/en/scope?product=wordpress").text
    scope = portal.services.scope
    wanted = {entry.id for entry in scope.entries if entry.is_about(Product.WORDPRESS)}
    assert shown(page) == wanted
    assert '<option value="wordpress" selected>' in page


def test_an_unknown_product_is_as_good_as_none(portal, client):
    page = client.get("/en/scope?product=<b>")
    assert page.status_code == 200
    assert len(shown(page.text)) == len(portal.services.scope.entries)


def test_an_empty_result_leads_on(client):
    page = client.get("/en/scope?q=zzzz<em>").text
    assert not shown(page)
    empty = page[page.index("data-filter-empty") :]
    assert not empty.startswith("data-filter-empty hidden")
    assert 'href="/en/contact/"' in empty
    assert "/en/search?q=zzzz%3Cem%3E" in page
    assert "<em>" not in page


def test_a_hostile_query_is_answered(client):
    for query in ("(" * 2_000, "a" * 100_000, "%00", "\N{COMBINING ACUTE ACCENT}" * 50):
        assert client.get("/es/scope", query_string={"q": query}).status_code == 200


def test_each_verdict_is_said_in_words_and_guidance_names_the_makers_help(portal, client):
    page = client.get("/en/scope").text
    for words in ("We do it", "We guide you", "Paid", "Somebody else does it", "We do not do it"):
        assert words in page
    guided = [e for e in portal.services.scope.entries if e.verdict is ScopeVerdict.GUIDANCE_ONLY]
    for entry in guided:
        for reference in portal.services.scope.references_of(entry):
            assert f'href="{reference.url}"' in page


def test_other_plans_other_verdicts(client):
    page = client.get("/en/scope").text
    row = page[page.index('id="server-stopped-service"') :].split("</tr>")[0]
    assert re.search(r"With Ancla: paid", row)
    assert re.search(r"With Ancla Plus: we do it", row)


def test_the_order_of_the_queue_and_the_objection_have_their_places(client):
    page = client.get("/en/scope").text
    assert 'id="queue"' in page
    assert 'id="objection"' in page
    assert "24 hours" in page
    assert "72 for billing" in page
