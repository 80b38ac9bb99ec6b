"""The lists of what articles share, as the folder and the portal's memory have it."""

from portal.articles.catalogue import Library
from portal.articles.service import ArticleService
from portal.kernel.locale import LOCALES
from portal.writing.files import read_shelf
from portal.writing.rules.sharing import (
    OldAddress,
    Origin,
    Snippet,
    addresses_in_heads,
    snippets_of,
)


def old_addresses(articles: ArticleService) -> list[OldAddress]:
    """Return every address that once was an article's and is none now, by locale and name."""
    catalogue = articles.library.catalogue
    found = {(one.locale, one.slug): one for one in addresses_in_heads(catalogue.articles.values())}
    for (locale, slug), known in articles.known_addresses().items():
        is_taken = any(catalogue.find(code, slug) for code in LOCALES)
        if (locale, slug) not in found and not is_taken:
            article = catalogue.best(known.key, locale)
            old = OldAddress(locale, slug, Origin.MEMORY, known.title, article)
            found[locale, slug] = old
    return sorted(found.values(), key=lambda one: (one.locale, one.slug))


def snippets(library: Library) -> list[Snippet]:
    """Return every snippet with where it is used."""
    return snippets_of(read_shelf(library.folder)[0])
