"""What can be browsed: an unchanging snapshot of every article."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from portal.articles.model import Article, Status
from portal.kernel.locale import Locale, fallbacks

_OURS = re.compile(r'href="(article|page|flow):([^"#]*)(#[^"]*)?"')
_PAGES = {
    "home": "",
    "contact": "contact/",
    "scope": "scope",
    "tickets": "tickets/",
    "status": "notices/",
    "search": "search",
}
PAGES = frozenset(_PAGES)


@dataclass(frozen=True)
class Catalogue:
    """Every article of one moment. Never changes; a new one replaces it."""

    articles: Mapping[PurePosixPath, Article] = field(default_factory=dict)
    _by_slug: dict[tuple[Locale, str], Article] = field(default_factory=dict)
    _by_key: dict[str, dict[Locale, Article]] = field(default_factory=dict)
    _moved: dict[tuple[Locale, str], Article] = field(default_factory=dict)

    @classmethod
    def of(cls, articles: Mapping[PurePosixPath, Article]) -> "Catalogue":
        """Build the catalogue of `articles`; of two with one address, the first path wins."""
        catalogue = cls(articles)
        for path in sorted(articles):
            article = articles[path]
            head = article.head
            if head.status in {Status.DRAFT, Status.IN_REVIEW}:
                continue
            catalogue._by_slug.setdefault((head.locale, head.slug), article)
            catalogue._by_key.setdefault(head.key, {}).setdefault(head.locale, article)
            for old in head.redirect_from:
                catalogue._moved.setdefault((head.locale, old), article)
        return catalogue

    def find(self, locale: Locale, slug: str) -> Article | None:
        """Return the published or archived article at `slug`, or None."""
        return self._by_slug.get((locale, slug))

    def find_moved(self, locale: Locale, slug: str) -> Article | None:
        """Return the article that once stood at `slug`, or None."""
        return self._moved.get((locale, slug))

    def translations(self, key: str) -> Mapping[Locale, Article]:
        """Return the published articles called `key`, by locale."""
        found = self._by_key.get(key, {})
        return {locale: a for locale, a in found.items() if a.head.status is Status.PUBLISHED}

    def best(self, key: str, locale: Locale) -> Article | None:
        """Return the article `key` in `locale`, or in the nearest locale that has it, or None."""
        found = self.translations(key)
        return next((found[code] for code in fallbacks(locale) if code in found), None)

    def published(self, locale: Locale | None = None) -> list[Article]:
        """Return every published article, of one locale or of all, by title."""
        found = [
            article
            for article in self._by_slug.values()
            if article.head.status is Status.PUBLISHED and locale in {None, article.locale}
        ]
        return sorted(found, key=lambda a: a.title.casefold())

    def in_category(self, category: str, locale: Locale) -> list[Article]:
        """Return what `category` shows in `locale`: own articles first, then untranslated ones."""
        keys = {a.head.key for a in self._by_slug.values() if a.head.category == category}
        shown = [a for a in (self.best(key, locale) for key in keys) if a is not None]
        return sorted(shown, key=lambda a: (a.locale != locale, a.title.casefold()))

    def keys(self) -> dict[str, set[Locale]]:
        """Return every published key with the locales that have it."""
        return {key: set(self.translations(key)) for key in self._by_key if self.translations(key)}

    def html(self, article: Article) -> str:
        """Return the article's text with the addresses of what it links to."""

        def address(match: re.Match[str]) -> str:
            kind, name, anchor = match.group(1), match.group(2), match.group(3) or ""
            return f'href="{self._address(kind, name, article.locale)}{anchor}"'

        return _OURS.sub(address, article.body.html)

    def _address(self, kind: str, name: str, locale: Locale) -> str:
        if kind == "flow":
            return f"/{locale}/contact/{name}/"
        if kind == "page":
            return f"/{locale}/{_PAGES.get(name, '')}"
        target = self.best(name, locale)
        return target.url_in(locale) if target else f"/{locale}/search?q={name.replace('-', '+')}"
