"""One check for `portal check` and for publishing: articles, flows and the provider's files."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path, PurePath, PurePosixPath
from urllib.parse import urlsplit

from portal.articles.catalogue import PAGES
from portal.articles.files import ArticleFolder
from portal.articles.markdown import Rendering, render
from portal.articles.rules import is_snippet
from portal.kernel.clock import Clock
from portal.kernel.findings import Finding, Level
from portal.kernel.locale import LOCALES
from portal.scope.model import Scope
from portal.site import DEFAULTS, SiteFiles
from portal.web.icons import ICONS
from portal.wizard.files.flows import load_flows
from portal.wizard.files.topics import check_topics
from portal.wizard.rules.issues import ACTIONS, CHECKS, LintContext
from portal.writing.files import (
    ProviderFiles,
    find_pictures,
    read_documents,
    read_manuscript,
    read_provider,
    read_shelf,
    words_of,
)
from portal.writing.model import Manuscript, Shelf, World
from portal.writing.rules import check_article, check_shelf, check_snippet
from portal.writing.rules.site import check_articles, check_icons, check_texts, check_top

_ID = re.compile(r'\bid="([^"]+)"')


@dataclass(frozen=True)
class Registered:
    """What code offers to the flows by name: it is in no file."""

    checks: Collection[str] = CHECKS
    actions: Collection[str] = ACTIONS
    queues: Collection[str] = ("technical", "billing")


@dataclass(frozen=True)
class Report:
    """What a check found, in order; `articles` is how many files were read."""

    findings: tuple[Finding, ...]
    articles: int

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What stops publishing."""
        return tuple(f for f in self.findings if f.level is Level.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What only asks for a look."""
        return tuple(f for f in self.findings if f.level is Level.WARNING)


@dataclass(frozen=True)
class CheckService:
    """Reads everything anew at each call; keeps nothing."""

    articles: Path
    files: SiteFiles
    clock: Clock
    registered: Registered = field(default_factory=Registered)
    in_use: Callable[[], tuple[ProviderFiles, Collection[str]]] | None = None
    """The provider's files and the flows as the portal runs with them, where it does: a text is
    checked against those, because reading all of them anew takes a while."""

    def run(self) -> Report:
        """Check all there is. Paths are relative to the working folder where they lie in it."""
        folder = ArticleFolder(self.articles)
        provider = read_provider(self.files)
        shelf, findings = read_shelf(folder)
        flows, flow_findings = self._flows(shelf, provider)
        world = self._world(provider, flows, shelf)
        for manuscript in shelf.manuscripts:
            findings += check_article(manuscript, shelf, world)
        for snippet in shelf.snippets:
            findings += check_snippet(snippet, shelf, world)
        findings += check_shelf(shelf, world)
        found = [
            *(replace(finding, path=self.articles / finding.path) for finding in findings),
            *provider.findings,
            *flow_findings,
            *self._site(shelf, world),
        ]
        count = len(folder.stamps())
        return Report(tuple(sorted({_shown(finding) for finding in found})), count)

    def check_text(self, path: PurePosixPath, text: str) -> list[Finding]:
        """Check `text` as if it stood at `path`, relative to the articles folder, among the others.

        The findings' path is `path`.
        """
        manuscript, findings = read_manuscript(path, text)
        if manuscript is None:
            return sorted(findings)
        others, _ = read_shelf(ArticleFolder(self.articles))
        shelf = _with(others, manuscript)
        provider, flows = self.in_use() if self.in_use else self._read_around(shelf)
        check = check_snippet if is_snippet(path) else check_article
        world = self._world(provider, flows, shelf)
        found = [*check(manuscript, shelf, world)]
        found += (finding for finding in check_shelf(shelf, world) if finding.path == path)
        return sorted(set(found))

    def _read_around(self, shelf: Shelf) -> tuple[ProviderFiles, Collection[str]]:
        provider = read_provider(self.files)
        return provider, self._flows(shelf, provider)[0]

    def _world(self, provider: ProviderFiles, flows: Collection[str], shelf: Shelf) -> World:
        site = provider.site
        variables = {locale: site.variables(locale) for locale in LOCALES}

        @cache
        def anchors(path: PurePosixPath, body: str, locale: str) -> frozenset[str]:
            code = next(known for known in LOCALES if known == locale)
            html = render(body, Rendering(code, variables[code], "/")).html
            return frozenset(_ID.findall(html))

        return World(
            today=self.clock.now().date(),
            variables=variables,
            domain=site.brand.domain,
            categories={category.key for category in site.categories},
            pages=PAGES,
            flows=flows,
            pictures=find_pictures(ArticleFolder(self.articles)),
            anchors=lambda m: anchors(m.path, shelf.whole(m), m.head.locale),
            hosts=tuple(_hosts(provider.scope)),
            named=words_of(self.files),
        )

    def _flows(
        self, shelf: Shelf, provider: ProviderFiles
    ) -> tuple[Collection[str], Iterable[Finding]]:
        context = LintContext(
            articles={**dict.fromkeys(shelf.broken, LOCALES), **shelf.published()},
            scope_ids={entry.id for entry in provider.scope.entries},
            flows=(),
            actions=self.registered.actions,
            checks=self.registered.checks,
            queues=self.registered.queues,
            addresses={address.key for address, _to in provider.site.addresses},
        )
        found = load_flows([DEFAULTS / "flows", self.files.data / "site" / "flows"], context)
        signs = self.files.path("topics/signs.yml")
        languages = {code: self.files.path(f"topics/{code}.yml") for code in LOCALES}
        said = check_topics(signs, languages, found.flows)
        return found.flows.keys(), (*found.findings, *said)

    def _site(self, shelf: Shelf, world: World) -> Iterator[Finding]:
        for path, document in read_documents(self.files, "site.yml"):
            yield from check_top(path, document, shelf)
            yield from check_icons(path, document, ICONS)
        for path, document in read_documents(self.files, "scope.yml", "error_codes.yml"):
            yield from check_articles(path, document, shelf)
            yield from check_texts(path, document, world.variables[LOCALES[0]])


def _with(others: Shelf, manuscript: Manuscript) -> Shelf:
    """Return `others` with `manuscript` at its place among them."""

    def put(into: tuple[Manuscript, ...]) -> tuple[Manuscript, ...]:
        kept = [m for m in into if m.path != manuscript.path]
        return tuple(sorted([*kept, manuscript], key=lambda m: m.path))

    if is_snippet(manuscript.path):
        return replace(others, snippets=put(others.snippets))
    return replace(others, manuscripts=put(others.manuscripts))


def _hosts(scope: Scope) -> Iterator[str]:
    """Yield the makers' sites, without `www.`: their other sites count as known too."""
    for reference in scope.references.values():
        yield (urlsplit(reference.url).hostname or "").removeprefix("www.")


def _shown(finding: Finding) -> Finding:
    path = Path(finding.path).absolute()
    here = Path.cwd()
    shown = path.relative_to(here) if path.is_relative_to(here) else path
    return replace(finding, path=PurePath(shown))
