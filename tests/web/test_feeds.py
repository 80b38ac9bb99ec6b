"""What machines read: site map, feed, search description, and what crawlers may fetch."""

import xml.etree.ElementTree as ET
from email.utils import parsedate_to_datetime

import pytest

_MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
_SEARCH = {"o": "http://a9.com/-/spec/opensearch/1.1/"}


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def test_every_page_of_the_site_map_is_there_and_names_its_translations(client):
    found = ET.fromstring(client.get("/sitemap.xml").data)
    urls = {
        place.findtext("s:loc", "", _MAP): {
            link.get("hreflang"): link.get("href") for link in place.findall("x:link", _MAP)
        }
        for place in found
    }

    assert any("/articles/" in address for address in urls)
    for address, others in urls.items():
        assert address in others.values()
        assert set(others.values()) <= set(urls)
        assert client.get(path_of(address)).status_code == 200


def test_the_site_map_leaves_out_what_readers_do_not_see(client, services):
    hidden = {
        article.url
        for article in services.articles.library.catalogue.articles.values()
        if article.head.status != "published"
    }
    text = client.get("/sitemap.xml").text
    assert hidden
    assert not [url for url in hidden if f"{url}<" in text]


@pytest.mark.parametrize("locale", ["es", "en", "cs"])
def test_the_feed_has_the_articles_checked_last_newest_first(client, locale):
    answer = client.get(f"/{locale}/articles.xml")
    items = ET.fromstring(answer.data).findall("channel/item")
    times = [parsedate_to_datetime(item.findtext("pubDate", "")) for item in items]

    assert answer.mimetype == "application/rss+xml"
    assert times == sorted(times, reverse=True)
    for item in items:
        assert client.get(path_of(item.findtext("link", ""))).status_code == 200


def test_browsers_learn_how_to_search(client):
    assert 'href="/es/opensearch.xml"' in client.get("/es/").text
    found = ET.fromstring(client.get("/es/opensearch.xml").data)
    url = found.find("o:Url", _SEARCH)
    assert url is not None
    template = url.get("template", "")

    assert len(found.findtext("o:ShortName", "", _SEARCH)) <= 16
    assert client.get(path_of(template.replace("{searchTerms}", "correo"))).status_code == 200


def test_crawlers_are_kept_out_of_what_is_not_for_everybody(client):
    text = client.get("/robots.txt").text
    assert {"Disallow: /staff/", "Disallow: /es/tickets/"} <= set(text.splitlines())
    assert "/sitemap.xml" in text
