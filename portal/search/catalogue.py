"""What can be found of the features below: the articles."""

from collections.abc import Callable, Iterator

from portal.articles.catalogue import Library
from portal.articles.model import Article
from portal.kernel.locale import Locale
from portal.search.model import Passage, SearchDocument
from portal.site import Site


def category_name(site: Site, key: str, locale: Locale) -> str:
    """Return what the category `key` is called; a folder that `site` does not name, as itself."""
    category = site.category(key)
    return category.name[locale] if category else key.replace("-", " ").capitalize()


class ArticleSource:
    """Every published article of the library. One thread at a time asks."""

    def __init__(self, library: Library, place: Callable[[str, Locale], str]) -> None:
        """`place` names a category, given by key, in a locale."""
        self._library, self._place = library, place
        self._made: dict[int, tuple[Article, SearchDocument]] = {}

    def documents(self) -> Iterator[SearchDocument]:
        """Yield all articles; one that is still the same object gives the same document."""
        made = self._made
        self._made = {}
        for article in self._library.catalogue.published():
            kept = made.get(id(article))
            document = kept[1] if kept and kept[0] is article else self._make(article)
            self._made[id(article)] = article, document
            yield document

    def _make(self, article: Article) -> SearchDocument:
        head = article.head
        sections = tuple(
            Passage(s.heading.id, s.heading.text, s.text) if s.heading else Passage("", "", s.text)
            for s in article.body.sections
        )
        return SearchDocument(
            id=f"article:{head.key}",
            locale=head.locale,
            kind="article",
            slug=head.slug,
            title=head.title,
            url=article.url,
            category=head.category,
            place=self._place(head.category, head.locale),
            summary=head.summary,
            keywords=head.keywords,
            products=head.products,
            sections=sections,
        )
