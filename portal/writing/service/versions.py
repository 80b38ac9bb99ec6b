"""An article in all its languages, and which of them the others are translated from."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from portal.articles.catalogue import Library
from portal.articles.model import Article
from portal.kernel.locale import Locale
from portal.writing.rules.standing import source_of

Versions = Mapping[Locale, Article]


def versions_of(library: Library, article: Article) -> Versions:
    """Return `article` in every language, drafts too; of two files, the first path."""
    key = article.head.key
    same = (a for a in library.catalogue.articles.values() if a.head.key == key)
    return next(_grouped(sorted(same, key=_path)), {})


def every_version(library: Library) -> Iterator[Versions]:
    """Yield every article with its languages."""
    every = library.catalogue.articles.values()
    return _grouped(sorted(every, key=lambda a: (a.head.key, a.path)))


def _grouped(articles: list[Article]) -> Iterator[Versions]:
    """Yield the articles of each key, which stand together."""
    found: dict[Locale, Article] = {}
    key = ""
    for article in articles:
        if article.head.key != key and found:
            yield found
            found = {}
        key = article.head.key
        found.setdefault(article.locale, article)
    if found:
        yield found


def _path(article: Article) -> PurePosixPath:
    return article.path


def source_in(versions: Versions) -> Article | None:
    """Return the article that the others of `versions` are translated from."""
    found = source_of({code: article.head.status for code, article in versions.items()})
    return versions[found] if found else None
