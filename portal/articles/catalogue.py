"""What can be browsed: an unchanging snapshot, and the library that takes a new one."""

import logging
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from portal.articles.files import ArticleFolder, GoodVersions, Renderings, Stamp
from portal.articles.markdown import RENDERER_VERSION, Rendering, render
from portal.articles.model import Article, Status
from portal.articles.rules import Source, read_source
from portal.kernel.findings import Finding
from portal.kernel.locale import LOCALES, Locale, fallbacks

log = logging.getLogger(__name__)

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


@dataclass(frozen=True)
class Change:
    """What a new look at the folder brought; paths are relative to it."""

    changed: frozenset[PurePosixPath] = frozenset()
    removed: frozenset[PurePosixPath] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.changed or self.removed)


class Library:
    """Keeps the catalogue true to the folder; broken files keep their last good version.

    Threads may read `catalogue` at any time; one at a time looks for changes.
    """

    def __init__(
        self,
        folder: ArticleFolder,
        good: GoodVersions,
        renderings: Renderings,
        variables: Callable[[Locale], Mapping[str, str]],
    ) -> None:
        self.folder = folder
        self.catalogue = Catalogue()
        self.findings: list[Finding] = []
        self.generation = 0
        self._good, self._renderings = good, renderings
        self._variables = variables
        self._bases = {code: repr(sorted(variables(code).items())) for code in LOCALES}
        self.is_loaded = False
        self._stamps: dict[PurePosixPath, Stamp] = {}
        self._problems: dict[PurePosixPath, list[Finding]] = {}
        self._lock = threading.Lock()

    def refresh(self) -> Change:
        """Look at the folder and take a new catalogue if something changed."""
        with self._lock:
            stamps = self.folder.stamps()
            changed = {path for path, stamp in stamps.items() if self._stamps.get(path) != stamp}
            removed = set(self._stamps) - set(stamps)
            if not changed and not removed:
                self.is_loaded = True
                return Change()
            articles = dict(self.catalogue.articles)
            for path in removed:
                articles.pop(path, None)
                self._problems.pop(path, None)
                self._good.forget(path)
            for path in changed:
                self._take(path, articles)
            self._stamps = stamps
            self.findings = sorted(f for found in self._problems.values() for f in found)
            self.catalogue = Catalogue.of(articles)
            self.generation += 1
            self.is_loaded = True
            return Change(frozenset(changed), frozenset(removed))

    def _take(self, path: PurePosixPath, articles: dict[PurePosixPath, Article]) -> None:
        """Put the article at `path` into `articles`, or its last good version, or nothing."""
        self._problems.pop(path, None)
        article, text, findings = self._read(path)
        if article is not None:
            self._good.keep(path, text)
        else:
            self._problems[path] = findings
            article = self._last_good(path) or articles.get(path)
        if article is None:
            articles.pop(path, None)
        else:
            articles[path] = article

    def _read(self, path: PurePosixPath) -> tuple[Article | None, str, list[Finding]]:
        """Return the article at `path` and its text, or why there is none."""
        try:
            text = self.folder.read(path)
            source, findings = read_source(path, text)
        except (OSError, ValueError) as error:
            return None, "", [Finding(path, 1, "unreadable", str(error))]
        if source is None:
            return None, text, findings
        try:
            return self.make(path, source), text, []
        except Exception as error:  # one text that the parser trips over must not stop the rest
            log.warning("cannot render %s", path, exc_info=error)
            said = f"the text cannot be rendered: {type(error).__name__}"
            return None, text, [Finding(path, source.first_line, "unreadable", said)]

    def _last_good(self, path: PurePosixPath) -> Article | None:
        text = self._good.find(path)
        source = read_source(path, text)[0] if text is not None else None
        return self.make(path, source) if source is not None else None

    def preview(self, path: PurePosixPath, source: Source) -> tuple[Article, str]:
        """Return `source` as readers would see it at `path`, and its HTML; nothing is kept."""
        locale = source.head.locale
        media = f"/media/{path.parent.as_posix()}/"
        body = render(source.body, Rendering(locale, self._variables(locale), media))
        article = Article(source.head, body, path)
        return article, self.catalogue.html(article)

    def make(self, path: PurePosixPath, source: Source) -> Article:
        """Render `source`, or take the rendering kept from last time."""
        locale = source.head.locale
        media = f"/media/{path.parent.as_posix()}/"
        digest = self._renderings.digest(
            str(RENDERER_VERSION), locale, media, self._bases[locale], source.body
        )
        body = self._renderings.find(digest)
        if body is None:
            body = render(source.body, Rendering(locale, self._variables(locale), media))
            self._renderings.keep(digest, body)
        return Article(source.head, body, path)
