"""The front matter beyond its format: what a reader, the search and the wizard need of it."""

from collections.abc import Iterator

from portal.articles.model import Kind
from portal.articles.rules import SUMMARY_LIMIT
from portal.kernel.findings import Finding
from portal.writing.model import Manuscript, Shelf, World

FEWEST_KEYWORDS = 3
LONGEST_SLUG = 60


def check(manuscript: Manuscript, shelf: Shelf, world: World) -> Iterator[Finding]:
    """Yield what the front matter lacks or says wrongly."""
    yield from _summary(manuscript)
    yield from _dates(manuscript, world)
    head = manuscript.head
    if len(head.keywords) < FEWEST_KEYWORDS:
        line = manuscript.line_of("keywords")
        message = f"fewer than {FEWEST_KEYWORDS} keywords: add what people type, and error codes"
        yield manuscript.warning(line, "few-keywords", message, FEWEST_KEYWORDS)
    if len(head.slug) > LONGEST_SLUG:
        message = f"the address is longer than {LONGEST_SLUG} characters: {head.slug}"
        yield manuscript.warning(manuscript.line_of("slug"), "long-slug", message, LONGEST_SLUG)
    if head.category not in world.categories:
        line = manuscript.line_of("category")
        message = f"no category {head.category!r} in site.yml: only search finds the article"
        yield manuscript.warning(line, "orphan", message, head.category)
    if head.kind in {Kind.HOW, Kind.FIX} and not _has_success(shelf.whole(manuscript)):
        message = "no `/// ok` call-out says what the reader should see when it worked"
        yield manuscript.warning(manuscript.line_of("kind"), "no-success", message)


def _summary(manuscript: Manuscript) -> Iterator[Finding]:
    length = len(manuscript.head.summary)
    line = manuscript.line_of("summary")
    if not length:
        message = "no summary: the wizard and the search show it"
        yield manuscript.warning(line, "no-summary", message)
    elif length > SUMMARY_LIMIT:
        message = f"the summary has {length} characters, more than {SUMMARY_LIMIT}"
        yield manuscript.warning(line, "long-summary", message, length, SUMMARY_LIMIT)


def _dates(manuscript: Manuscript, world: World) -> Iterator[Finding]:
    head, line = manuscript.head, manuscript.line_of("review_by")
    if head.review_by is None:
        return
    if head.checked and head.review_by < head.checked:
        message = f"review_by {head.review_by} is before checked {head.checked}"
        yield manuscript.error(line, "review-before-check", message, head.review_by, head.checked)
    elif head.review_by < world.today:
        message = f"was to be looked through by {head.review_by}"
        yield manuscript.warning(line, "review-due", message, head.review_by)


def _has_success(body: str) -> bool:
    lines = body.splitlines()
    return any(line.lstrip("/ \t").startswith("ok") for line in lines if line.lstrip()[:3] == "///")
