"""The library: it takes a new snapshot of the articles when the folder changes."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from portal.articles.catalogue.passages import Passages
from portal.articles.catalogue.shown import Catalogue
from portal.articles.files import ArticleFolder, GoodVersions, Renderings, Stamp
from portal.articles.markdown import RENDERER_VERSION, Rendering, render
from portal.articles.model import Article
from portal.articles.rules import Source, is_snippet, read_source, used
from portal.kernel.findings import Finding
from portal.kernel.locale import LOCALES, Locale

log = logging.getLogger(__name__)


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
        self.passages = Passages(folder, good)
        self._uses: dict[PurePosixPath, frozenset[str]] = {}
        self._stamps: dict[PurePosixPath, Stamp] = {}
        self._problems: dict[PurePosixPath, list[Finding]] = {}
        self._lock = threading.Lock()

    def refresh(self) -> Change:
        """Look at the folder and take a new catalogue if something changed."""
        with self._lock:
            texts = self.folder.texts()
            stamps = {path: stamp for path, stamp in texts.items() if not is_snippet(path)}
            changed = {path for path, stamp in stamps.items() if self._stamps.get(path) != stamp}
            changed |= self._users(self.passages.follow(texts)) & set(stamps)
            removed = set(self._stamps) - set(stamps)
            if not changed and not removed:
                self.is_loaded = True
                return Change()
            articles = dict(self.catalogue.articles)
            for path in removed:
                articles.pop(path, None)
                self._problems.pop(path, None)
                self._uses.pop(path, None)
                self._good.forget(path)
            for path in changed:
                self._take(path, articles)
            self._stamps = stamps
            self.findings = sorted(f for found in self._problems.values() for f in found)
            self.catalogue = Catalogue.of(articles)
            self.generation += 1
            self.is_loaded = True
            return Change(frozenset(changed), frozenset(removed))

    def _users(self, names: Mapping[Locale, frozenset[str]]) -> set[PurePosixPath]:
        """Return the articles that use the snippets `names`, or wanted to."""
        return {
            path
            for path, asked in self._uses.items()
            if (article := self.catalogue.articles.get(path))
            and asked & names.get(article.locale, frozenset())
        }

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
        self._uses[path] = used(source.body)
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
        whole = self.passages.expand(locale, source.body)
        body = render(whole, Rendering(locale, self._variables(locale), media))
        article = Article(source.head, body, path)
        return article, self.catalogue.html(article)

    def make(self, path: PurePosixPath, source: Source) -> Article:
        """Render `source`, or take the rendering kept from last time."""
        locale = source.head.locale
        media = f"/media/{path.parent.as_posix()}/"
        whole = self.passages.expand(locale, source.body)
        digest = self._renderings.digest(
            str(RENDERER_VERSION), locale, media, self._bases[locale], whole
        )
        body = self._renderings.find(digest)
        if body is None:
            body = render(whole, Rendering(locale, self._variables(locale), media))
            self._renderings.keep(digest, body)
        return Article(source.head, body, path)
