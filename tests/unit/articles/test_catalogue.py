from pathlib import PurePosixPath

import pytest

from portal.articles.catalogue import Catalogue
from portal.articles.model import Article, Body, FrontMatter, Status
from portal.kernel.locale import Locale

EN, ES, CS = Locale.EN, Locale.ES, Locale.CS


def article(slug: str, locale: Locale = EN, html: str = "", **head: object) -> Article:
    facts: dict[str, object] = {"key": slug, "title": slug.capitalize(), "category": "mail", **head}
    matter = FrontMatter(slug=slug, summary="", locale=locale, **facts)  # type: ignore[arg-type]  # of any kind
    return Article(matter, Body(html), PurePosixPath(f"{locale}/mail/{slug}.md"))


def catalogue(*articles: Article) -> Catalogue:
    return Catalogue.of({a.path: a for a in articles})


def test_an_article_is_found_by_its_address_in_its_locale_only():
    one = article("one")
    found = catalogue(one)

    assert found.find(EN, "one") is one
    assert found.find(ES, "one") is None
    assert found.find(EN, "One") is None


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
def test_what_is_not_published_is_nowhere(status):
    found = catalogue(article("one", status=status, redirect_from=("old",)))

    assert found.find(EN, "one") is None
    assert found.find_moved(EN, "old") is None
    assert found.published() == []
    assert found.keys() == {}
    assert found.in_category("mail", EN) == []


def test_an_archived_article_has_its_address_and_nothing_else():
    one = article("one", status=Status.ARCHIVED)
    found = catalogue(one)

    assert found.find(EN, "one") is one
    assert found.published() == []
    assert found.best("one", EN) is None
    assert found.keys() == {}


def test_of_two_with_one_address_the_first_path_wins_whatever_the_order():
    first, second = article("one"), article("one", title="Second")
    paths = {PurePosixPath("en/b.md"): second, PurePosixPath("en/a.md"): first}

    assert Catalogue.of(paths).find(EN, "one") is first
    assert Catalogue.of(dict(reversed(paths.items()))).find(EN, "one") is first


def test_an_old_address_leads_to_the_article_unless_another_stands_there_now():
    moved, now = article("new", redirect_from=("old", "taken")), article("taken")
    found = catalogue(moved, now)

    assert found.find_moved(EN, "old") is moved
    assert found.find(EN, "taken") is now
    assert found.find_moved(ES, "old") is None


def test_the_nearest_translation_stands_in_for_a_missing_one():
    english, spanish = article("one", key="k"), article("uno", ES, key="k")
    found = catalogue(english, spanish)

    assert found.best("k", ES) is spanish
    assert found.best("k", CS) is english
    assert found.best("nothing", CS) is None
    assert found.keys() == {"k": {EN, ES}}


def test_an_archived_translation_does_not_stand_in():
    english = article("one", key="k", status=Status.ARCHIVED)
    spanish = article("uno", ES, key="k")

    assert catalogue(english, spanish).best("k", CS) is spanish


def test_a_category_shows_each_article_once_own_language_first():
    found = catalogue(
        article("b-both", key="both"),
        article("z-ambos", ES, key="both"),
        article("a-only"),
        article("other", category="website"),
    )

    assert [a.head.slug for a in found.in_category("mail", ES)] == ["z-ambos", "a-only"]
    assert [a.head.slug for a in found.in_category("mail", EN)] == ["a-only", "b-both"]


def test_published_articles_are_sorted_by_title():
    found = catalogue(article("b", title="éa"), article("a", title="B"), article("uno", ES))

    assert [a.title for a in found.published(EN)] == ["B", "éa"]
    assert len(found.published()) == 3


LINKS = (
    '<a href="article:two#steps">a</a> <a href="article:gone">b</a> '
    '<a href="page:contact">c</a> <a href="page:unknown">d</a> <a href="flow:mail">e</a> '
    '<a href="https://example.com">f</a>'
)


def test_links_by_key_become_addresses_in_the_locale_of_the_article():
    one, two = article("uno", ES, LINKS, key="one"), article("dos", ES, key="two")

    made = catalogue(one, two).html(one)

    for address in (
        "/es/articles/dos#steps",
        "/es/search?q=gone",
        "/es/contact/",
        "/es/",
        "/es/contact/mail/",
        "https://example.com",
    ):
        assert f'href="{address}"' in made
    assert "article:" not in made


def test_a_link_to_what_has_no_translation_stays_in_the_readers_locale():
    one, two = article("uno", ES, LINKS, key="one"), article("two")

    assert 'href="/es/articles/two#steps"' in catalogue(one, two).html(one)
