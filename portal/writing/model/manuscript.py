"""An article file as the checks see it, and the world that it may name."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath

from portal.articles.model import FrontMatter, Status
from portal.articles.rules import Source, expand, used
from portal.kernel.findings import Finding, Level
from portal.kernel.locale import LOCALES, Locale, fallbacks
from portal.kernel.yamlmap import Document, read_yaml


@dataclass(frozen=True)
class Manuscript:
    """A readable article file; `path` is relative to the articles folder."""

    path: PurePosixPath
    text: str
    source: Source

    @property
    def head(self) -> FrontMatter:
        """Its front matter."""
        return self.source.head

    @property
    def lines(self) -> list[str]:
        """The lines of the whole file."""
        return self.text.splitlines()

    @cached_property
    def _front(self) -> Document:
        return read_yaml("\n".join(self.lines[1 : self.source.first_line - 2]), first_line=2)

    def line_of(self, key: str, position: int | None = None) -> int:
        """Return the line of a key of the front matter, or of one value in its list; 1 if none."""
        place = (key,) if position is None else (key, position)
        return self._front.line_of(place) if (key,) in self._front.lines else 1

    def error(self, line: int, code: str, message: str, *about: object) -> Finding:
        """Return a finding in this file that stops publishing; `about` is what it speaks of."""
        said = tuple(str(one) for one in about)
        return Finding(self.path, line, code, message, about=said)

    def warning(self, line: int, code: str, message: str, *about: object) -> Finding:
        """Return a finding in this file that only asks for a look."""
        said = tuple(str(one) for one in about)
        return Finding(self.path, line, code, message, Level.WARNING, about=said)


@dataclass(frozen=True)
class Shelf:
    """Every article file there is.

    `broken` are the keys that files which cannot be read seem to have: nobody is told that an
    article is missing when its own file is the one to mend. `snippets` have no front matter: each
    is a manuscript with a key and a text.
    """

    manuscripts: tuple[Manuscript, ...] = ()
    broken: frozenset[str] = frozenset()
    snippets: tuple[Manuscript, ...] = ()

    @cached_property
    def snippet_texts(self) -> Mapping[Locale, Mapping[str, str]]:
        """The snippets of each locale, by name."""
        found: dict[Locale, dict[str, str]] = {code: {} for code in LOCALES}
        for snippet in self.snippets:
            found[snippet.head.locale][snippet.head.key] = snippet.source.body
        return found

    @cached_property
    def snippet_uses(self) -> Mapping[Locale, Mapping[str, frozenset[str]]]:
        """Which snippets each snippet asks for."""
        texts = self.snippet_texts
        return {code: {name: used(t) for name, t in texts[code].items()} for code in texts}

    def whole(self, manuscript: Manuscript) -> str:
        """Return the text of `manuscript` with its snippets in place."""
        return expand(manuscript.source.body, self.snippet_texts[manuscript.head.locale])

    @cached_property
    def by_key(self) -> Mapping[str, Mapping[Locale, Manuscript]]:
        """The articles that are not archived, by key and locale; of two, the first path."""
        found: dict[str, dict[Locale, Manuscript]] = {}
        for manuscript in self.manuscripts:
            head = manuscript.head
            if head.status is not Status.ARCHIVED:
                found.setdefault(head.key, {}).setdefault(head.locale, manuscript)
        return found

    def has(self, key: str) -> bool:
        """Return whether an article may be linked as `key`."""
        return key in self.by_key or key in self.broken

    def best(self, key: str, locale: Locale) -> Manuscript | None:
        """Return what a reader of `locale` gets for `key`, or None."""
        found = self.by_key.get(key, {})
        return next((found[code] for code in fallbacks(locale) if code in found), None)

    def published(self) -> dict[str, set[Locale]]:
        """Return the keys that readers can open, with the locales that have them."""
        found: dict[str, set[Locale]] = {}
        for key, locales in self.by_key.items():
            ready = {c for c, m in locales.items() if m.head.status is Status.PUBLISHED}
            if ready:
                found[key] = ready
        return found


@dataclass(frozen=True)
class World:
    """What an article may name, and what is known of it.

    `anchors` returns the ids in a manuscript as rendered, `pictures` are paths relative to the
    articles folder, `hosts` are other people's sites that are known to be worth a link. `named` are
    the words of flows, scope, error codes and site.yml: keys of articles among them.
    """

    today: date
    variables: Mapping[Locale, Mapping[str, str]]
    domain: str
    categories: Collection[str]
    pages: Collection[str]
    flows: Collection[str]
    pictures: Collection[str]
    anchors: Callable[[Manuscript], Collection[str]]
    hosts: Collection[str] = field(default=())
    named: Collection[str] = field(default=())
