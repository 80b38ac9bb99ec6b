"""What articles share: old addresses that lead to them, and snippets that they ask for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from portal.articles.model import Article, Status
from portal.articles.rules import used, users_of
from portal.kernel.locale import Locale
from portal.writing.model import Manuscript, Shelf


class Origin(StrEnum):
    """Who knows an old address: the article's head, or the portal, since a file was renamed."""

    HEAD = "head"
    MEMORY = "memory"


class Leads(StrEnum):
    """What a reader finds at an old address."""

    ARTICLE = "article"
    NEAR = "near"
    NOTHING = "nothing"


@dataclass(frozen=True)
class OldAddress:
    """An address of before; `article` is whose it was, None where nobody has it any more."""

    locale: Locale
    slug: str
    origin: Origin
    title: str
    article: Article | None

    @property
    def leads(self) -> Leads:
        """What stands there now."""
        if self.article is None or self.article.head.status is Status.ARCHIVED:
            return Leads.NEAR
        is_read = self.article.head.status is Status.PUBLISHED
        return Leads.ARTICLE if is_read else Leads.NOTHING


def addresses_in_heads(articles: Iterable[Article]) -> Iterator[OldAddress]:
    """Yield the addresses that articles name as their old ones."""
    for article in articles:
        for slug in article.head.redirect_from:
            yield OldAddress(article.locale, slug, Origin.HEAD, article.title, article)


@dataclass(frozen=True)
class Snippet:
    """A passage with the articles and the snippets that ask for it, by way of others too."""

    text: Manuscript
    articles: tuple[Manuscript, ...]
    snippets: tuple[str, ...]

    @property
    def beginning(self) -> str:
        """Its first line that says something."""
        lines = (line.strip(" #/") for line in self.text.source.body.splitlines())
        return next((line for line in lines if line), "")


def snippets_of(shelf: Shelf) -> list[Snippet]:
    """Return the snippets by name and locale."""
    ordered = sorted(shelf.snippets, key=lambda one: (one.head.key, one.head.locale))
    return [_snippet(one, shelf) for one in ordered]


def _snippet(snippet: Manuscript, shelf: Shelf) -> Snippet:
    locale, name = snippet.head.locale, snippet.head.key
    names = users_of({name}, shelf.snippet_uses[locale])
    users = tuple(
        one
        for one in shelf.manuscripts
        if one.head.locale == locale and names & used(one.source.body)
    )
    return Snippet(snippet, users, tuple(sorted(names - {name})))
