"""The rules, by what they look at; each is a function from manuscripts to findings."""

from collections.abc import Iterator

from portal.articles.model import Status
from portal.kernel.findings import Finding
from portal.writing.model import Manuscript, Shelf, World
from portal.writing.rules import body, head, privacy, references, shelf, unfinished, values, wording

__all__ = ["check_article", "check_shelf", "check_snippet"]


def check_article(manuscript: Manuscript, shelf: Shelf, world: World) -> Iterator[Finding]:
    """Yield what is wrong in one article. Archived ones are let be: nobody reads them."""
    if manuscript.head.status is Status.ARCHIVED:
        return
    yield from head.check(manuscript, shelf, world)
    yield from body.check(manuscript)
    yield from unfinished.check(manuscript)
    yield from references.check(manuscript, shelf, world)
    yield from wording.check(manuscript)
    yield from values.check(manuscript, world)
    yield from privacy.check(manuscript, world)


def check_snippet(snippet: Manuscript, articles: Shelf, world: World) -> Iterator[Finding]:
    """Yield what is wrong in a passage that articles share."""
    yield from body.check(snippet)
    yield from references.check(snippet, articles, world)
    yield from wording.check(snippet)
    yield from values.check(snippet, world)
    yield from privacy.check(snippet, world)


def check_shelf(articles: Shelf, world: World) -> Iterator[Finding]:
    """Yield what only shows when all articles are read together."""
    yield from shelf.check(articles, world)
