"""What another system's articles are on their way into ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from portal.kernel.findings import Finding, Level
from portal.kernel.locale import Locale


class Form(StrEnum):
    """The systems whose articles can be read."""

    HUGO = "hugo"
    JEKYLL = "jekyll"
    MKDOCS = "mkdocs"
    ZENDESK = "zendesk"
    HELPSCOUT = "helpscout"


class Line(NamedTuple):
    """A line of a text; `number` is where it, or what it was made of, stands in its file."""

    number: int
    text: str


@dataclass(frozen=True)
class Matter:
    """A file's front matter and its body; `data` is None where there is none that can be read."""

    data: Mapping[str, Any] | None
    body: str
    first_line: int = 1
    problems: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Page:
    """One article as its system has it.

    `origin` names it for ever, and `twin` is the same for its translations. `folder` is where its
    links and pictures start from. `addresses` are the paths at which it could be read, the one
    in use first. `language` is a language tag, or empty where the system does not say.
    """

    origin: str
    twin: str
    place: PurePosixPath
    title: str
    body: str
    language: str = ""
    first_line: int = 1
    is_html: bool = False
    is_draft: bool = False
    slug: str = ""
    summary: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    folder: PurePosixPath = field(default_factory=PurePosixPath)


@dataclass(frozen=True)
class Stock:
    """All that a system holds: its pages, and the files that may be pictures, by their paths.

    `roots` are the folders in which an address that starts with a slash is looked for, `bases`
    what such an address may start with: the site's own address, or a part of it.
    """

    form: Form
    name: str
    pages: tuple[Page, ...]
    pictures: frozenset[PurePosixPath] = frozenset()
    roots: tuple[PurePosixPath, ...] = ()
    bases: tuple[str, ...] = ()
    language: str = ""
    """The language of pages that do not say theirs, as a tag."""


@dataclass(frozen=True)
class Picture:
    """A picture that was found: where it lies there, its name beside the article, its size."""

    source: PurePosixPath
    name: str
    width: int
    height: int


@dataclass(frozen=True)
class Wishes:
    """What a provider decides about the move."""

    categories: Mapping[str, str] = field(default_factory=dict)
    category: str = ""
    owner: str = ""
    languages: Mapping[str, Locale] = field(default_factory=dict)
    skip: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where an article goes: it keeps all of this from its first import on."""

    key: str
    locale: Locale
    category: str
    slug: str

    @property
    def path(self) -> PurePosixPath:
        """Its file, relative to the articles folder."""
        return PurePosixPath(self.locale, self.category, f"{self.slug}.md")

    @property
    def address(self) -> str:
        """Its address in the portal."""
        return f"/{self.locale}/articles/{self.slug}"


@dataclass(frozen=True)
class Entry:
    """What is remembered of an article that was brought in.

    `written` tells the text that was last written, `before` the one that an interrupted import
    was about to replace, `offered` one that was laid aside because ours had been edited.
    """

    place: Place
    written: str = ""
    status: str = "draft"
    before: str = ""
    offered: str = ""
    is_pending: bool = False


class Outcome(StrEnum):
    """What an import does to one article."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    GONE = "gone"
    REFUSED = "refused"


@dataclass(frozen=True)
class Settled:
    """What happens to one article, and what is remembered of it afterwards."""

    origin: str
    title: str
    outcome: Outcome
    entry: Entry
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """What an import did, or would do: every article, and what could not be brought as it was."""

    form: Form
    name: str
    is_dry: bool
    articles: tuple[Settled, ...]
    findings: tuple[Finding, ...]
    categories: tuple[str, ...] = ()
    pictures: int = 0

    def count(self, outcome: Outcome) -> int:
        """Return how many articles ended so."""
        return sum(article.outcome is outcome for article in self.articles)

    @property
    def is_clean(self) -> bool:
        """Whether everything that was to be brought is here, or could be."""
        stopped = {Outcome.CONFLICT, Outcome.REFUSED}
        has_errors = any(f.level is Level.ERROR for f in self.findings)
        return not has_errors and not any(a.outcome in stopped for a in self.articles)


@dataclass
class Notes:
    """What could not be brought as it was, in one file."""

    place: PurePosixPath
    found: list[Finding] = field(default_factory=list)

    def warn(self, line: int, code: str, message: str) -> None:
        """Note something that a writer should look at."""
        self.found.append(Finding(self.place, line, code, message, Level.WARNING))

    def fail(self, line: int, code: str, message: str) -> None:
        """Note something that keeps an article out."""
        self.found.append(Finding(self.place, line, code, message))
